/**
 * A played plan gives the verdict that the Verilog testbench of the same plan gives in Icarus: counts, cycles, the first
 * mismatch, measurements; for plans that pass and for every kind of plan that must not.
 */
import { describe, expect, test } from "vitest";
import { AsyncFifo, Fifo, FineqEngine, fineqConfiguration, fineqEngineJob } from "../../blocks/index.ts";
import { BitloomError } from "../../diagnostics/index.ts";
import { assert, bit, elaborate, group, input, module, output, reg, uint, when } from "../../dsl/index.ts";
import type { ScriptStep, StreamTestbench } from "../../gen/index.ts";
import { packFineqJob, predictFineqCycles, quantizeFineq } from "../../golden/index.ts";
import type { Design } from "../../ir/index.ts";
import type { SimulationResult } from "../../sim/index.ts";
import { seededRandom } from "../../testing/index.ts";
import { checkWithSimulator } from "../check.ts";
import { playStreamPlan } from "./play.ts";

type Plan = Omit<StreamTestbench, "top">;

const comparable = ({ seconds: _s, simulator: _t, messages: _m, output: _o, ...rest }: SimulationResult) =>
  rest;

/** Plays it, and requires Icarus to say the same. */
async function both(design: Design, plan: Plan): Promise<SimulationResult> {
  const played = await playStreamPlan(design, plan);
  const icarus = await checkWithSimulator(design, plan, { simulator: "icarus" });
  expect(comparable(played)).toEqual(comparable(icarus));
  return played;
}

const queue = elaborate(Fifo(uint(8), 4));
const words = Array.from({ length: 80 }, (_, i) => BigInt((i * 7) % 256));
const through = (stallIn: number, stallOut: number, more: Partial<Plan> = {}): Plan => ({
  timeoutCycles: 1000,
  producers: [{ port: "enq", beats: words, stall: stallIn }],
  consumers: [{ port: "deq", beats: words, stall: stallOut }],
  ...more,
});

describe("streams", () => {
  test.each([
    [0, 0],
    [0.4, 0],
    [0, 0.6],
    [0.5, 0.5],
  ])("stall %d in and %d out", async (stallIn, stallOut) => {
    for (const seed of [1, 2, 3]) {
      expect(await both(queue, through(stallIn, stallOut, { seed }))).toMatchObject({
        passed: true,
        checked: 80,
      });
    }
  });

  test("a wrong beat, one too many and one too few are caught", async () => {
    const changed = words.with(33, 0n);
    const wrong = await both(queue, through(0.2, 0.3, { consumers: [{ port: "deq", beats: changed }] }));
    expect(wrong).toMatchObject({
      passed: false,
      reason: "mismatch",
      firstMismatch: { beat: 33, expected: "00" },
    });
    const short = [{ port: "deq", beats: words.slice(0, 79) }];
    expect(await both(queue, through(0, 0, { consumers: short }))).toMatchObject({
      reason: "mismatch",
      firstMismatch: { port: "deq_valid", beat: 79, expected: "none" },
    });
    const long = [{ port: "deq", beats: [...words, 1n] }];
    expect(await both(queue, through(0, 0, { consumers: long }))).toMatchObject({
      reason: "timeout",
      checked: 80,
    });
  });

  test("beats that a consumer records are in the result as they came, also those that were wrong", async () => {
    const [right = 0n] = words;
    const consumers = [{ port: "deq", beats: words.with(0, right ^ 1n), stall: 0.3, isRecorded: true }];
    const result = await both(queue, through(0.2, 0, { consumers }));
    expect(result).toMatchObject({ passed: false, received: { deq: words } });
    expect((await both(queue, through(0, 0))).received).toEqual({});
  });

  test("bits that nobody cares about are not compared", async () => {
    const high = words.map((data) => ({ data: { value: data & 0xf0n, care: 0xf0n } }));
    expect(await both(queue, through(0, 0, { consumers: [{ port: "deq", beats: high }] }))).toMatchObject({
      passed: true,
    });
    const flipped = high.with(5, { data: { value: 0xf0n & ~(words[5] ?? 0n), care: 0xf0n } });
    expect((await both(queue, through(0, 0, { consumers: [{ port: "deq", beats: flipped }] }))).passed).toBe(
      false,
    );
  });

  test("cycles from event to event are measured and compared", async () => {
    const span = (cycles: number): Plan["measurements"] => [
      { name: "latency", from: { stream: "enq", beat: 0 }, to: { stream: "deq", beat: 0 }, cycles },
      { name: "all", from: { stream: "enq", beat: 0 }, to: { stream: "deq", beat: "last" } },
    ];
    expect(await both(queue, through(0, 0, { measurements: span(1) }))).toMatchObject({
      passed: true,
      checked: 81,
      measurements: { latency: 1, all: 80 },
    });
    expect(await both(queue, through(0, 0, { measurements: span(2) }))).toMatchObject({
      firstMismatch: { port: "latency", expected: "2", got: "1" },
    });
  });

  test("an offer that is taken back or changed is caught", async () => {
    const design = elaborate(
      module(
        "fickle",
        { deq: group({ data: output(uint(8)), valid: output(bit), ready: input(bit) }) },
        ({ deq }) => {
          const held = reg(uint(8), { init: 0 });
          held.next = held.add(1);
          deq.data.value = held.shr(2);
          deq.valid.value = held.slice(2, 2);
        },
      ),
    );
    const consumers = [{ port: "deq", beats: [1n, 3n, 5n], stall: 0.8 }];
    const result = await both(design, { timeoutCycles: 60, consumers });
    expect(result).toMatchObject({ reason: "mismatch", firstMismatch: { port: "deq_valid" } });
    const mayWithdraw = consumers.map((consumer) => ({ ...consumer, mayWithdraw: true }));
    expect(
      (await both(design, { timeoutCycles: 60, consumers: mayWithdraw })).firstMismatch?.expected,
    ).not.toMatch(/offered/);
  });
});

test.each([26, 14, 4])("two clocks of 10 and %d ns", async (period) => {
  const design = elaborate(AsyncFifo(uint(8), 8));
  const plan = through(0.2, 0.3, { clockPeriods: { read_clock: period }, seed: period });
  expect(await both(design, plan)).toMatchObject({ passed: true, checked: 80 });
});

describe("scripts", () => {
  /** Counts ten cycles down from a pulse of `go`; asserts that it never reaches `forbidden`. */
  const timer = elaborate(
    module(
      "timer",
      {
        go: input(bit),
        start: input(uint(4)),
        forbidden: input(uint(4)),
        left: output(uint(4)),
        busy: output(bit),
      },
      ({ go, start, forbidden, left, busy }) => {
        const held = reg(uint(4), { init: 0 });
        when(go, () => {
          held.next = start;
        }).elseWhen(held.ne(0), () => {
          held.next = held.sub(1);
        });
        left.value = held;
        busy.value = held.ne(0);
        assert(held.ne(forbidden), "the forbidden number is never reached");
      },
    ),
  );
  const script = (limit = 20): ScriptStep[] => [
    { kind: "set", port: "start", value: 10n },
    { kind: "set", port: "go", value: 1n, label: "go" },
    { kind: "delay", cycles: 1 },
    { kind: "set", port: "go", value: 0n },
    { kind: "expect", port: "left", value: 10n },
    { kind: "waitFor", port: "busy", value: 0n, limit, label: "idle" },
    { kind: "reset", cycles: 2 },
    { kind: "expect", port: "left", value: 0n },
  ];
  const plan = (more: Partial<Plan>): Plan => ({
    timeoutCycles: 100,
    inputs: { forbidden: 15n },
    script: script(),
    ...more,
  });
  const measured = [{ name: "busy", from: { label: "go" }, to: { label: "idle" }, cycles: 11 }];

  test("set, expect, wait, delay, reset, measure and count", async () => {
    expect(await both(timer, plan({ measurements: measured, highCycles: { busy: 10 } }))).toMatchObject({
      passed: true,
      checked: 5,
      measurements: { busy: 11 },
    });
  });

  test("a wrong expectation, a wait in vain and a wrong number of cycles are caught", async () => {
    const wrong = script().with(4, { kind: "expect", port: "left", value: 9n });
    expect(await both(timer, plan({ script: wrong }))).toMatchObject({ firstMismatch: { port: "left" } });
    expect(await both(timer, plan({ script: script(3) }))).toMatchObject({ firstMismatch: { port: "busy" } });
    expect(await both(timer, plan({ highCycles: { busy: 9 } }))).toMatchObject({
      firstMismatch: { expected: "9_cycles", got: "10_cycles" },
    });
  });

  test("a property that breaks fails the run though every output is right", async () => {
    const played = await playStreamPlan(timer, plan({ inputs: { forbidden: 4n } }));
    expect(played).toMatchObject({ passed: false, reason: "property", mismatches: 0 });
  });
});

describe("an engine job", () => {
  const random = seededRandom(11);
  const parameters = { rows: 3, columns: 4, bus: 32, coding: "unary" } as const;
  const design = elaborate(FineqEngine(parameters));
  const size = { m: 4, k: 12, n: 6 };
  const weights = Float32Array.from({ length: size.n * size.k }, () => random.between(-1000, 1000) / 1000);
  const matrix = quantizeFineq(weights, size.n, size.k, { tensor: "weights" });
  const activations = Int8Array.from({ length: size.m * size.k }, () => random.between(-128, 127));
  const shape = fineqConfiguration(parameters);
  const job = packFineqJob(shape, { activations, m: size.m, weights: matrix });
  const cycles = predictFineqCycles(shape, size);
  const planOf = (changed = job, expectedCycles = cycles) =>
    fineqEngineJob(parameters, changed, { cycles: expectedCycles }).plan;

  test("passes in the predicted cycles, with and without stalls", async () => {
    expect(await both(design, planOf())).toMatchObject({ passed: true });
    const stalls = { weights: 0.3, activations: 0.2, scales: 0.4, results: 0.5 };
    expect(
      await both(design, { ...fineqEngineJob(parameters, job, { stalls }).plan, registerStall: 0.4 }),
    ).toMatchObject({ passed: true });
  });

  test("a wrong bit of a weight, of an output, and a wrong cycle count are each caught", async () => {
    const flip = (beats: readonly bigint[], at: number): bigint[] =>
      beats.map((beat, i) => (i === at ? beat ^ 8n : beat));
    const weight = await both(design, planOf({ ...job, weights: flip(job.weights, 0) }));
    expect(weight).toMatchObject({ reason: "mismatch", firstMismatch: { port: "results_tdata" } });
    const results = job.results.map((beat, i) => (i === 2 ? { ...beat, data: beat.data ^ 1n } : beat));
    const output = await both(design, planOf({ ...job, results }));
    expect(output).toMatchObject({ reason: "mismatch", mismatches: 1, firstMismatch: { beat: 2 } });
    const count = await both(design, planOf(job, cycles + 1));
    expect(count.mismatches).toBe(1);
    expect(count.firstMismatch?.port).toMatch(/^register@/);
  });
});

test("a plan that makes no sense is the same error as for Verilog", async () => {
  const code = async (plan: Plan): Promise<string | undefined> => {
    try {
      await playStreamPlan(queue, plan);
    } catch (error) {
      if (error instanceof BitloomError) return error.diagnostics[0]?.code;
    }
    return undefined;
  };
  expect(await code(through(0, 0, { consumers: [] }))).toBe("BL0413");
  expect(await code(through(0, 0, { script: [{ kind: "expect", port: "none", value: 0n }] }))).toBe("BL0411");
  expect(await code(through(0, 0, { consumers: [{ port: "deq", beats: [256n] }] }))).toBe("BL0412");
});
