/** Tasks: the order of events in a cycle, waiting, joining, killing, timeouts, and what errors say. */
import { describe, expect, test } from "vitest";
import { bit, clockDomain, elaborate, inDomain, input, module, output, reg, uint } from "../../dsl/index.ts";
import { interpreterEngine } from "../engine/interpreter-engine.ts";
import { Simulation, type SimulationOptions } from "./simulation.ts";
import { cycle, sample, type Wait } from "./task.ts";

const other = clockDomain("other");
const Ports = module(
  "ports",
  {
    a: input(uint(8)),
    b: input(uint(8)),
    sum: output(uint(8)),
    last: output(uint(8)),
    tick: output(bit, { domain: other }),
  },
  ({ a, b, sum, last, tick }) => {
    sum.value = a.add(b);
    const held = reg(uint(8), { init: 0 });
    held.next = a;
    last.value = held;
    inDomain(other, () => {
      const toggles = reg(bit, { init: 0 });
      toggles.next = toggles.not();
      tick.value = toggles;
    });
  },
);
const design = elaborate(Ports);

function start(options?: SimulationOptions) {
  const sim = new Simulation(interpreterEngine(design), options);
  const [a, b, sum, last] = ["a", "b", "sum", "last"].map((name) => sim.probe(name));
  if (a === undefined || b === undefined || sum === undefined || last === undefined) throw new RangeError();
  return { sim, a, b, sum, last };
}

const thrownBy = (body: () => unknown): Error => {
  try {
    body();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new RangeError("nothing was thrown");
};

describe("the order of events", () => {
  test("drive in the order of forks, then sample, then observers, then the edge", () => {
    const { sim, a, b, sum, last } = start();
    const log: string[] = [];
    sim.observe({
      beforeEdge: (at) => log.push(`${at} observe sum ${sum.getNumber()} last ${last.getNumber()}`),
    });
    sim.fork(function* () {
      for (let i = 1; i <= 2; i++) {
        log.push(`${sim.cycle} first drives, sum ${sum.getNumber()}`);
        a.setNumber(i);
        yield sample;
        log.push(`${sim.cycle} first samples ${sum.getNumber()}`);
        yield cycle;
      }
    });
    sim.fork(function* () {
      for (let i = 1; i <= 2; i++) {
        log.push(`${sim.cycle} second drives, sum ${sum.getNumber()}`);
        b.setNumber(10 * i);
        yield sample;
        log.push(`${sim.cycle} second samples ${sum.getNumber()}`);
        yield;
      }
    });
    sim.run(2);
    expect(log).toEqual([
      "0 first drives, sum 0",
      "0 second drives, sum 1",
      "0 first samples 11",
      "0 second samples 11",
      "0 observe sum 11 last 0",
      "1 first drives, sum 11",
      "1 second drives, sum 12",
      "1 first samples 22",
      "1 second samples 22",
      "1 observe sum 22 last 1",
    ]);
  });

  test("a sample after a sample is that of the next cycle", () => {
    const { sim } = start();
    const cycles: number[] = [];
    sim.fork(function* () {
      for (let i = 0; i < 3; i++) {
        yield sample;
        cycles.push(sim.cycle);
      }
    });
    expect(sim.runUntilDone()).toBe(3);
    expect(cycles).toEqual([0, 1, 2]);
  });

  test("a task forked by a task drives in the same cycle, one forked while sampling in the next", () => {
    const { sim } = start();
    const log: string[] = [];
    const child = (name: string) =>
      function* () {
        log.push(`${name} in ${sim.cycle}`);
        yield cycle;
      };
    sim.fork(function* () {
      yield cycle;
      sim.fork(child("driven"));
      yield sample;
      sim.fork(child("sampled"));
    });
    sim.runUntilDone();
    expect(log).toEqual(["driven in 1", "sampled in 2"]);
  });
});

describe("waiting", () => {
  test("for cycles, for a condition, for the edge of a domain", () => {
    const { sim, a, last } = start({ clocks: { other: { period: 30, phase: 20 } } });
    const log: (readonly [string, number])[] = [];
    sim.fork(function* () {
      yield* sim.cycles(4);
      log.push(["cycles", sim.cycle]);
      a.setNumber(7);
    });
    sim.fork(function* () {
      yield* sim.until(() => last.getNumber() === 7);
      log.push(["until", sim.cycle]);
    });
    sim.fork(function* () {
      for (let i = 0; i < 2; i++) {
        yield sim.edge("other");
        log.push(["edge", sim.cycle]);
      }
    });
    sim.fork(function* () {
      yield sim.sampleOf("other");
      log.push(["sampleOf", sim.cycle]);
    });
    sim.runUntilDone();
    // The other clock has its edges in the steps at 20 and 50, which are cycles 2 and 5.
    expect(log).toEqual([
      ["sampleOf", 2],
      ["edge", 3],
      ["cycles", 4],
      ["until", 5],
      ["edge", 6],
    ]);
    expect(() => sim.edge("third")).toThrow("BL0424");
  });

  test("for the end of a task, which gives its result", () => {
    const { sim } = start();
    const results: unknown[] = [];
    const slow = sim.fork(function* () {
      yield* sim.cycles(3);
      return "slow";
    });
    sim.fork(function* () {
      results.push(yield* slow.join(), sim.cycle);
      results.push(yield* slow.join(), sim.cycle);
    });
    sim.runUntilDone();
    expect(results).toEqual(["slow", 3, "slow", 3]);
    expect(slow.state).toBe("done");
  });

  test("runUntilDone leaves background tasks running", () => {
    const { sim } = start();
    let beats = 0;
    const heart = sim.fork(
      function* () {
        for (;;) {
          beats++;
          yield cycle;
        }
      },
      { background: true },
    );
    sim.fork(function* () {
      yield* sim.cycles(5);
    });
    expect(sim.runUntilDone()).toBe(5);
    expect([beats, heart.state]).toEqual([6, "live"]);
  });
});

describe("ending tasks", () => {
  test("kill runs the finally blocks once, and a join of the killed task is an error", () => {
    const { sim } = start();
    let ended = 0;
    const victim = sim.fork(function* () {
      try {
        for (;;) yield cycle;
      } finally {
        ended++;
      }
    });
    sim.step();
    victim.kill();
    victim.kill();
    expect([ended, victim.state]).toEqual([1, "killed"]);
    sim.fork(() => victim.join());
    expect(() => sim.step()).toThrow("BL0427: Task 1 was killed, so it has no result to wait for.");
  });

  test("a task that kills itself ends at its next wait", () => {
    const { sim } = start();
    const log: string[] = [];
    const task = sim.fork(function* (): Generator<undefined, void, void> {
      task.kill();
      log.push("still here");
      yield;
      log.push("never");
    });
    sim.run(3);
    expect([log, task.state]).toEqual([["still here"], "killed"]);
    expect(sim.runUntilDone()).toBe(0);
  });

  test("dispose ends all tasks", () => {
    let ended = 0;
    {
      using sim = start().sim;
      sim.fork(function* () {
        try {
          for (;;) yield cycle;
        } finally {
          ended++;
        }
      });
      sim.step();
    }
    expect(ended).toBe(1);
  });

  test("checks at the end run once, but not after an error", () => {
    const log: string[] = [];
    const sims = [start().sim, start().sim];
    sims.forEach((sim, i) => {
      sim.atEnd(() => log.push(`end of ${i}`));
    });
    sims[1]?.fork(function* () {
      yield cycle;
      throw new RangeError("broken");
    });
    for (const sim of sims) {
      try {
        sim.run(2);
      } catch {
        log.push("failed");
      }
      sim[Symbol.dispose]();
      sim[Symbol.dispose]();
    }
    expect(log).toEqual(["end of 0", "failed"]);
  });
});

describe("errors", () => {
  test("of a failed expectation carry cycle and seed, and the stack of the task", () => {
    const { sim } = start({ seed: 42 });
    sim.fork(function* () {
      yield* sim.cycles(3);
      expect(1).toBe(2);
    });
    const error = thrownBy(() => sim.run(10));
    expect(error.message).toMatch(/^expected 1 to be 2 .*\(cycle 3, seed 42\)$/);
    expect(error.stack).toContain("(cycle 3, seed 42)");
    expect(error.stack).toContain("task.test.ts");
    expect(sim.cycle).toBe(3);
  });

  test("belong to the task that joins, which may catch them", () => {
    const { sim } = start();
    const caught: string[] = [];
    const failing = sim.fork(function* () {
      yield* sim.cycles(2);
      throw new RangeError("too bad");
    });
    sim.fork(function* () {
      try {
        yield* failing.join();
      } catch (error) {
        caught.push(String(error), `in ${sim.cycle}`);
      }
    });
    sim.runUntilDone();
    expect(caught).toEqual(["RangeError: too bad (cycle 2, seed 1)", "in 2"]);
  });

  test("of a run that waits too long name every task and the place where it waits", () => {
    const { sim } = start();
    sim.fork(
      function* () {
        yield* sim.until(() => false);
      },
      { name: "consumer" },
    );
    sim.fork(function* () {
      yield* sim.cycles(1000);
    });
    const { message, stack = "" } = thrownBy(() => sim.runUntilDone({ maxCycles: 50 }));
    expect(message).toBe(
      "BL0428: The tasks did not come to an end within 50 cycles; still waiting: consumer, task 2. (cycle 50, seed 1)",
    );
    const lines = stack.split("\n").map((line) => line.trim());
    const below = (source: RegExp) => lines[lines.findIndex((line) => source.test(line)) + 1];
    expect(below(/\d+ \|\s+yield\* sim\.until/)).toMatch(/\^+ consumer waits for the next cycle$/);
    expect(below(/\d+ \|\s+yield\* sim\.cycles\(1000\)/)).toMatch(/\^+ task 2 waits for 1000 cycles$/);
    expect(below(/\d+ \|\s+sim\.fork\($/)).toMatch(/\^+ consumer was forked here$/);
  });

  test("come at once when all tasks wait for each other", () => {
    const { sim } = start();
    const tasks: { join(): Generator<never, unknown, void> }[] = [];
    for (const next of [1, 0]) {
      tasks.push(
        sim.fork(function* () {
          yield cycle;
          yield* tasks[next]?.join() ?? [];
        }) as unknown as (typeof tasks)[number],
      );
    }
    expect(() => sim.runUntilDone()).toThrow(
      "BL0429: Every task waits for the end of another, so none can ever go on: task 1, task 2. (cycle 1, seed 1)",
    );
  });

  test("timeout gives the result in time and an error with the place otherwise", () => {
    const { sim } = start();
    const results: unknown[] = [];
    let isEnded = false;
    const wait = (cycles: number) =>
      function* () {
        try {
          yield* sim.cycles(cycles);
          return cycles;
        } finally {
          isEnded = true;
        }
      };
    const slow = sim.fork(wait(100), { background: true, name: "slow" });
    const caught = function* (body: () => Generator<Wait | undefined, unknown, void>) {
      try {
        results.push(yield* body(), sim.cycle);
      } catch (error) {
        results.push(error instanceof Error ? error.message : "", sim.cycle);
      }
    };
    sim.fork(function* () {
      yield* caught(() => sim.timeout(wait(10), 10));
      isEnded = false;
      yield* caught(() => sim.timeout(wait(11), 10, "the answer"));
      results.push(isEnded);
      yield* caught(() => sim.timeout(sim.timeout(wait(50), 3, "inner"), 5, "outer"));
      yield* caught(() => sim.timeout(sim.timeout(wait(50), 5, "inner"), 3, "outer"));
      yield* caught(() => sim.timeout(slow, 2));
    });
    sim.runUntilDone();
    const late = (name: string, what: string, cycles: number) =>
      `BL0428: ${name} did not come to an end within ${cycles} cycles; still waiting: ${what}.`;
    expect(results).toEqual([
      ...[10, 10],
      ...[late("The answer", "the answer", 10), 20, true],
      ...[late("Inner", "inner", 3), 23],
      ...[late("Outer", "outer", 3), 26],
      ...[late("Slow", "slow", 2), 28],
    ]);
    expect(slow.state).toBe("live");
  });
});
