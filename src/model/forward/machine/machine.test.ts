/** Jobs on one and more threads: every task is done once, whoever does it, and also when a thread is lost. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { JOB } from "../kernels/index.ts";
import { CallList, Machine, Scratch } from "./index.ts";

const TASKS = 50;
const ELEMENTS = 4096;
/** Enough operations to be worth other threads. */
const MANY = 1e9;

/** Tasks that write 2, 4, 6, ... to a row each, through scratch memory. */
function placeTasks(machine: Machine): { tasks: CallList[]; scratchBytes: number; result: number } {
  machine.begin();
  const source = machine.allocate(TASKS * ELEMENTS);
  const result = machine.allocate(TASKS * ELEMENTS);
  for (let task = 0; task < TASKS; task++) {
    const start = source / 4 + task * ELEMENTS;
    machine.floats.fill(task + 1, start, start + ELEMENTS);
  }
  machine.floats.fill(0, result / 4, result / 4 + TASKS * ELEMENTS);
  const scratch = new Scratch();
  const between = scratch.allocate(ELEMENTS);
  const zeros = machine.allocate(ELEMENTS);
  machine.floats.fill(0, zeros / 4, zeros / 4 + ELEMENTS);
  const tasks = Array.from({ length: TASKS }, (_, task) => {
    const calls = new CallList();
    const row = 4 * task * ELEMENTS;
    calls.call("sum", between, source + row, zeros, 4 * ELEMENTS);
    calls.call("sum", result + row, between, source + row, 4 * ELEMENTS);
    return calls;
  });
  return { tasks, scratchBytes: scratch.bytes, result };
}

/** Element by element in a loop: `toEqual` takes a second for so many. */
function expectAllDone(machine: Machine, result: number): void {
  const found = machine.floats.subarray(result / 4, result / 4 + TASKS * ELEMENTS);
  const isWrong = (value: number, at: number): boolean => value !== 2 * (1 + Math.floor(at / ELEMENTS));
  expect(found).toHaveLength(TASKS * ELEMENTS);
  expect(found.findIndex(isWrong)).toBe(-1);
}

/** Whether thread 1 has written to its scratch memory in the last job. */
function workerHelped(machine: Machine): boolean {
  const start = (machine.words[JOB.scratch / 4] as number) + (machine.words[JOB.scratchBytes / 4] as number);
  return machine.floats[start / 4] !== 0;
}

describe("a machine", () => {
  it.each([1, 2, 3])("does every task on %d threads", (threads) => {
    const machine = new Machine({ threads });
    for (let job = 0; job < 20; job++) {
      const { tasks, scratchBytes, result } = placeTasks(machine);
      machine.run(tasks, scratchBytes, MANY);
      expectAllDone(machine, result);
    }
    machine.stop();
  });

  it("lets a worker, started from source, do some of them", () => {
    const machine = new Machine({ threads: 2 });
    let helped = false;
    while (!helped) {
      const { tasks, scratchBytes, result } = placeTasks(machine);
      const room = machine.allocate(0);
      machine.floats.fill(0, room / 4);
      machine.run(tasks, scratchBytes, MANY);
      expectAllDone(machine, result);
      helped = workerHelped(machine);
    }
    machine.stop();
    expect(helped).toBe(true);
  });

  it("wakes nobody for little work, one task or one thread", () => {
    const called: string[] = [];
    const helpers = { start: () => called.push("start"), wake: () => called.push("wake"), stop() {} };
    for (const [threads, count, operations] of [
      [2, TASKS, 1e6],
      [2, 1, MANY],
      [1, TASKS, MANY],
    ] as const) {
      const machine = new Machine({ threads, helpers });
      const { tasks, scratchBytes } = placeTasks(machine);
      machine.run(tasks.slice(0, count), scratchBytes, operations);
    }
    expect(called).toEqual([]);
    const machine = new Machine({ threads: 2, helpers });
    const { tasks, scratchBytes } = placeTasks(machine);
    machine.run(tasks, scratchBytes, MANY);
    expect(called).toEqual(["start", "wake"]);
  });

  it("does what a lost thread has claimed, and all later work, by itself", () => {
    let stopped = 0;
    const machine: Machine = new Machine({
      threads: 2,
      patience: 20,
      helpers: {
        start() {},
        // A thread that claims a task and dies.
        wake: () => Atomics.sub(machine.words, JOB.unclaimed / 4, 1),
        stop: () => stopped++,
      },
    });
    const { tasks, scratchBytes, result } = placeTasks(machine);
    machine.run(tasks, scratchBytes, MANY);
    expectAllDone(machine, result);
    expect([machine.isLost, stopped]).toEqual([true, 1]);
    machine.floats.fill(0, result / 4, result / 4 + TASKS * ELEMENTS);
    const before = machine.words[JOB.tasks / 4];
    machine.run(tasks, scratchBytes, MANY);
    expectAllDone(machine, result);
    // The lost thread may still read and write where its job was.
    expect(machine.words[JOB.tasks / 4]).not.toBe(before);
  });

  it("would be caught: without the task that was claimed and not done, the result is another", () => {
    const machine = new Machine();
    const { tasks, scratchBytes, result } = placeTasks(machine);
    machine.run(tasks.slice(1), scratchBytes, MANY);
    expect(() => expectAllDone(machine, result)).toThrow();
  });

  it("gives memory a second time only after begin", () => {
    const machine = new Machine();
    const first = machine.allocate(5);
    const second = machine.allocate(200_000);
    expect([first % 16, second % 16, second - first]).toEqual([0, 0, 32]);
    expect(machine.floats.length).toBeGreaterThanOrEqual(second / 4 + 200_000);
    machine.begin();
    expect(machine.allocate(1)).toBe(first);
  });
});

describe("a process with workers", () => {
  const run = (script: string, ...options: string[]) =>
    promisify(execFile)(process.execPath, [
      ...options,
      "--import",
      "tsx",
      "--input-type=module",
      "--eval",
      script,
    ]);
  const folder = new URL("..", import.meta.url).pathname;
  const SCRIPT = `
    const { loadLlama, negativeLogLikelihood, useThreads } = await import("${folder}index.ts");
    const { openModel } = await import("${folder}../open-model.ts");
    const llama = loadLlama(await openModel("examples/models/kjv-1.8m"));
    const windows = [0, 1, 2, 3].map((at) => Array.from({ length: 256 }, (_, k) => (k * 7 + at) % 256));
    const results = [1, 2].map((threads) => {
      useThreads(threads);
      return negativeLogLikelihood(llama, windows).mean;
    });
    console.log(results[0] > 1 && results[0] === results[1]);`;

  it("ends when its work is done", async () => {
    expect((await run(SCRIPT)).stdout).toBe("true\n");
  });

  it("works alone where no thread may be started", async () => {
    const forbidden = `
      import { syncBuiltinESMExports } from "node:module";
      import threads from "node:worker_threads";
      threads.Worker = class { constructor() { throw new Error("no threads"); } };
      syncBuiltinESMExports();`;
    expect((await run(`${forbidden}${SCRIPT}`)).stdout).toBe("true\n");
  });

  it("works alone when threads die at once", async () => {
    const dying = `
      import { syncBuiltinESMExports } from "node:module";
      import threads from "node:worker_threads";
      const { Worker } = threads;
      threads.Worker = class extends Worker { constructor(_, options) { super("throw new Error('dead')", options); } };
      syncBuiltinESMExports();`;
    expect((await run(`${dying}${SCRIPT}`)).stdout).toBe("true\n");
  });
});
