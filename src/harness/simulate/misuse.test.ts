/** What a test can ask of a simulation that it cannot do: each is refused with a code, on both engines. */
import { describe, expect, test } from "vitest";
import { Fifo } from "../../blocks/index.ts";
import { array, bit, input, module, output, uint } from "../../dsl/index.ts";
import type { Process } from "../../sim/index.ts";
import { confirm, simulate } from "../index.ts";

const Through = module(
  "through",
  { a: input(uint(8)), list: input(array(uint(4), 3)), b: output(uint(8)), any: output(bit) },
  ({ a, list, b, any }) => {
    b.value = a;
    any.value = list.at(0).any().or(list.at(1).any()).or(list.at(2).any());
  },
);

/** As plain JavaScript would call it. */
const untyped = <T>(value: unknown): T => value as T;

describe.each(["compiled", "interpreter"] as const)("the %s engine", (engine) => {
  const start = (lanes = 1) => simulate(Fifo(uint(8), 4), { engine, lanes });

  test.each([0, -1, 1.5, Number.NaN, 1e9, "4"])("refuses %s lanes", (lanes) => {
    expect(() => start(untyped(lanes))).toThrow(
      `BL0445: The number of lanes is ${lanes}; it takes a whole number from 1 to 65536.`,
    );
  });

  test.each([-1, 0.5, 2, Number.NaN])("refuses lane %s of two", (lane) => {
    const { dut } = simulate(Through, { engine, lanes: 2 });
    const message = `BL0420: Lane ${lane} was asked for; the simulation has 2`;
    for (const refused of [
      () => dut.a.peek(lane),
      () => dut.b.peek(lane),
      () => dut.a.peekBits(lane),
      () => dut.a.poke(1, lane),
      () => dut.list.poke([1, 2, 3], lane),
    ]) {
      expect(refused).toThrow(message);
    }
    expect([dut.a.peekLanes(), dut.list.peekLanes()]).toEqual([
      [0, 0],
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
    ]);
  });

  test.each([-1, 1.5, Number.NaN])("refuses %s steps and limits", (count) => {
    using sim = start();
    for (const refused of [
      () => sim.step(count),
      () => sim.run(count),
      () => sim.runUntil(() => false, { maxCycles: count }),
      () => sim.runUntilDone({ maxCycles: count }),
    ]) {
      expect(refused).toThrow("BL0445");
    }
    expect(sim.cycle).toBe(0);
  });

  test("refuses an array with a hole", () => {
    const { dut } = simulate(Through, { engine });
    expect(() => dut.list.poke([1, untyped(undefined), 3])).toThrow("BL0425: `list[1]`");
    const sparse = [1, 2, 3];
    delete sparse[1];
    expect(() => dut.list.poke(sparse)).toThrow("BL0425: `list[1]`");
  });

  test("refuses the snapshot of another design or another number of lanes", () => {
    using sim = start();
    expect(() => sim.restore(simulate(Through, { engine }).save())).toThrow("BL0448");
    expect(() => sim.restore(start(2).save())).toThrow("BL0448");
    sim.restore(start().save());
  });

  test("refuses a fork of what is no generator", () => {
    using sim = start();
    for (const body of [() => 5, async () => undefined, 3]) {
      expect(() => sim.fork(untyped<() => Process>(body))).toThrow("BL0446");
    }
  });

  test("refuses a yield without its star, which would send nothing", () => {
    for (const [found, value] of [
      ["a generator", start().dut.enq.send(5)],
      ["a promise", Promise.resolve()],
      ["5", 5],
    ] as const) {
      using sim = start();
      sim.fork(function* () {
        yield untyped(value);
      });
      expect(() => sim.runUntilDone()).toThrow(
        `BL0446: Task 1 yielded ${found}, for which nothing can wait.`,
      );
    }
  });

  test.each([Number.NaN, 1.5, "1"])("refuses %s as a seed", (seed) => {
    expect(() => simulate(Through, { engine, seed: untyped(seed) })).toThrow(
      `BL0445: The seed is ${seed}; it takes a whole number.`,
    );
  });

  test("refuses what goes on after it was disposed of, and keeps values and waves", () => {
    const sim = start();
    sim.run(3);
    sim[Symbol.dispose]();
    sim[Symbol.dispose]();
    for (const [what, use] of [
      ["step", () => sim.step()],
      ["step", () => sim.run(2)],
      ["step", () => sim.runUntil(() => false)],
      ["runUntilDone", () => sim.runUntilDone()],
      ["fork", () => sim.fork(function* () {})],
      ["restore", () => sim.restore(sim.save())],
      ["poking `enq_valid`", () => sim.dut.enq.valid.poke(1)],
      ["poking `enq_valid`", () => sim.poke("enq_valid", 1)],
    ] as const) {
      expect(use).toThrow(
        `BL0449: The simulation of \`fifo_8x4\` is over; ${what} came after it was disposed of.`,
      );
    }
    expect([sim.cycle, sim.dut.count.peek(), sim.wave("count").toString()]).toEqual([
      3,
      0,
      expect.stringContaining("count"),
    ]);
  });

  test("an error that cannot be written is the cause of one that says cycle and seed", () => {
    using sim = start();
    const frozen = Object.freeze(new RangeError("broken"));
    sim.fork(function* () {
      yield;
      throw frozen;
    });
    expect(() => sim.run(4)).toThrow(
      expect.objectContaining({ name: "RangeError", message: "broken (cycle 1, seed 1)", cause: frozen }),
    );
  });

  test("refuses a step from within a task", () => {
    for (const step of ["step", "runUntilDone", "reset"] as const) {
      using sim = start();
      sim.fork(function* () {
        sim[step]();
        yield;
      });
      expect(() => sim.step()).toThrow("BL0447: Task 1 steps the simulation that it runs in.");
    }
  });
});

test("an option that is none is refused with the one that was meant", () => {
  expect(() => simulate(Through, untyped({ lane: 4 }))).toThrow(
    expect.objectContaining({
      message: "BL0454: `simulate` has no option `lane`.",
      diagnostics: [expect.objectContaining({ help: "Did you mean lanes?" })],
    }),
  );
  expect(() => simulate(Through, untyped({ verbosity: 4 }))).toThrow("BL0454");
});

test("an engine or a simulator that is none is not taken for another", () => {
  expect(() => simulate(Through, { engine: untyped("verilator") })).toThrow(
    'BL0445: The engine is "verilator"',
  );
  using sim = simulate(Through, { record: true });
  sim.step();
  expect(() => confirm(sim, untyped("modelsim"))).toThrow('BL0445: The simulator is "modelsim"');
});
