/** Stepping, resets, clocks, snapshots, observers and violated properties of a simulation. */
import { describe, expect, test } from "vitest";
import {
  assert,
  assume,
  bit,
  clockDomain,
  elaborate,
  inDomain,
  input,
  memory,
  module,
  output,
  reg,
  uint,
  when,
} from "../../dsl/index.ts";
import { interpreterEngine } from "../engine/interpreter-engine.ts";
import { Simulation, type SimulationOptions } from "./simulation.ts";
import { cycle } from "./task.ts";

const Counter = module("counter", { enable: input(bit), count: output(uint(8)) }, ({ enable, count }) => {
  const value = reg(uint(8), { init: 0 });
  const total = reg(uint(8));
  when(enable, () => {
    value.next = value.add(1);
  });
  total.next = total.add(1);
  count.value = value;
  assert(value.ne(200), "200 is never reached");
  assume(enable.or(value.ne(5)), "goes on after five");
});
const counter = elaborate(Counter);

const start = (options?: SimulationOptions) => {
  const sim = new Simulation(interpreterEngine(counter), options);
  return { sim, enable: sim.probe("enable"), count: sim.probe("count") };
};

describe("Simulation", () => {
  test("counts cycles and time, with and without tasks", () => {
    const { sim, enable, count } = start({ clocks: { default: { period: 4, phase: 3 } } });
    enable.setNumber(1);
    expect([sim.cycle, sim.time]).toEqual([0, 3]);
    sim.step();
    sim.run(10);
    expect([sim.cycle, sim.time, count.getNumber()]).toEqual([11, 47, 11]);
    sim.fork(function* () {
      for (;;) yield cycle;
    });
    sim.run(10);
    expect([sim.cycle, sim.time, count.getNumber()]).toEqual([21, 87, 21]);
  });

  test("runUntil asks before every step and tells how many it made", () => {
    const { sim, enable, count } = start();
    enable.setNumber(1);
    expect(sim.runUntil(() => count.getNumber() === 7)).toBe(7);
    expect(sim.runUntil(() => count.getNumber() === 7)).toBe(0);
    expect(() => sim.runUntil(() => count.getNumber() === 6, { maxCycles: 20 })).toThrow(
      "BL0428: The condition did not hold within 20 cycles; tasks that still wait: none. (cycle 27, seed 1)",
    );
  });

  test("reset holds for two edges and leaves registers without init alone", () => {
    const { sim, enable, count } = start();
    const total = sim.probe("total");
    enable.setNumber(1);
    sim.run(9);
    const before = total.getNumber();
    sim.reset();
    expect([sim.cycle, count.getNumber(), total.getNumber(), sim.probe("reset").getNumber()]).toEqual([
      11,
      0,
      (before + 2) % 256,
      0,
    ]);
  });

  test("start values come from the seed", () => {
    const totals = [1, 2, 1].map((seed) =>
      new Simulation(interpreterEngine(counter, { seed }), { seed }).probe("total").getNumber(),
    );
    expect(totals[0]).toBe(totals[2]);
    expect(totals[0]).not.toBe(totals[1]);
  });
});

describe("several clocks", () => {
  const write = clockDomain("write");
  const Two = module(
    "two",
    { fast: output(uint(8)), slow: output(uint(8), { domain: write }) },
    ({ fast, slow }) => {
      const quick = reg(uint(8), { init: 0 });
      quick.next = quick.add(1);
      fast.value = quick;
      inDomain(write, () => {
        const late = reg(uint(8), { init: 0 });
        late.next = late.add(1);
        slow.value = late;
      });
    },
  );

  test("each domain has its own edges, and edges at one instant are one step", () => {
    const clocks = { default: { period: 3 }, write: { period: 5, phase: 1 } };
    const sim = new Simulation(interpreterEngine(elaborate(Two)), { clocks });
    const seen: [number, number, number][] = [];
    sim.observe({
      beforeEdge: () => seen.push([sim.time, sim.probe("fast").getNumber(), sim.probe("slow").getNumber()]),
    });
    sim.run(7);
    // Edges of the default clock at 0 3 6 9 12, of the other at 1 6 11.
    expect(seen).toEqual([
      [0, 0, 0],
      [1, 1, 0],
      [3, 1, 1],
      [6, 2, 1],
      [9, 3, 2],
      [11, 4, 2],
      [12, 4, 3],
    ]);
  });

  test("reset lasts until every domain had two edges", () => {
    const sim = new Simulation(interpreterEngine(elaborate(Two)), { clocks: { write: { period: 35 } } });
    sim.reset();
    expect(sim.time).toBe(40);
    sim.reset("default");
    expect(sim.time).toBe(60);
    expect(() => sim.reset("read")).toThrow("BL0424");
  });
});

describe("violated properties", () => {
  test("stop the run in their cycle and name place, condition and values", () => {
    const { sim, enable, count } = start({ seed: 3 });
    enable.setNumber(1);
    let message = "";
    try {
      sim.run(300);
    } catch (error) {
      message = error instanceof Error ? (error.stack ?? "") : "";
    }
    const [first, ...rest] = message.split("\n");
    expect(first).toBe(
      'BitloomError: error[BL0426]: The assertion `assert_200_is_never_reached` ("200 is never reached") does not hold in cycle 200: value = 200.',
    );
    expect(rest).toContain("(cycle 200, seed 3)");
    expect(message).toMatch(
      /simulation\.test\.ts:\d+:\d+\n.*\n.*assert\(value\.ne\(200\), "200 is never reached"\)/,
    );
    expect([sim.cycle, count.getNumber()]).toEqual([200, 200]);
    expect(sim.wave("count").slice(198).values("count")).toEqual([198, 199, 200]);
  });

  test("name the values of all signals in an assumption", () => {
    const { sim, enable } = start();
    enable.setNumber(1);
    sim.run(5);
    enable.setNumber(0);
    expect(() => sim.step()).toThrow(/assumption .*"goes on after five".* in cycle 5: enable = 0, value = 5/);
  });

  test("can be recorded instead", () => {
    const { sim, enable, count } = start({ properties: "record" });
    enable.setNumber(1);
    sim.run(250);
    expect([sim.cycle, count.getNumber()]).toEqual([250, 250]);
    expect(sim.violations.map((event) => [event.cycle, event.property.message])).toEqual([
      [200, "200 is never reached"],
    ]);
  });
});

describe("snapshots", () => {
  test("go back in state, time and random choices, and tell observers", () => {
    const { sim, enable, count } = start();
    const restored: number[] = [];
    sim.observe({ beforeEdge: () => undefined, restored: (at) => restored.push(at) });
    enable.setNumber(1);
    sim.run(5);
    const saved = sim.save();
    const run = () => {
      const words = [sim.random.word(), sim.random.word()];
      sim.run(3);
      return [...words, sim.time, sim.cycle, count.getNumber()];
    };
    const first = run();
    sim.restore(saved);
    expect(run()).toEqual(first);
    expect(restored).toEqual([5]);
  });

  test("a fork goes its own way", () => {
    const { sim, enable } = start();
    enable.setNumber(1);
    sim.run(4);
    const twin = sim.forkSimulation();
    expect([twin.cycle, twin.time, twin.random.word()]).toEqual([4, 40, sim.random.word()]);
    twin.run(10);
    expect([sim.probe("count").getNumber(), twin.probe("count").getNumber()]).toEqual([4, 14]);
  });

  test("are refused while tasks live", () => {
    const { sim } = start();
    const saved = sim.save();
    const task = sim.fork(
      function* () {
        for (;;) yield cycle;
      },
      { name: "clicker" },
    );
    sim.step();
    expect(() => sim.restore(saved)).toThrow(
      "BL0431: The simulation cannot go back while tasks live: clicker.",
    );
    task.kill();
    sim.restore(saved);
    expect(sim.cycle).toBe(0);
  });

  test("observers can be taken away", () => {
    const { sim } = start();
    const seen: number[] = [];
    const stop = sim.observe({ beforeEdge: (at) => seen.push(at) });
    sim.run(2);
    stop();
    sim.run(2);
    expect(seen).toEqual([0, 1]);
  });
});

test("waves show pokes of ports, registers and memories, also before a restore", () => {
  const Store = module("store", { address: input(uint(2)), q: output(uint(8)) }, ({ address, q }) => {
    const words = memory(uint(8), { depth: 4, latency: 0, readUnderWrite: "old", init: [1, 2, 3, 4] });
    words.write({ when: address.eq(3), addr: address, data: 9 });
    const last = reg(uint(8), { init: 0 });
    last.next = words.read(address);
    q.value = last;
  });
  const sim = new Simulation(interpreterEngine(elaborate(Store)));
  const address = sim.probe("address");
  sim.step();
  address.setNumber(1);
  sim.step();
  sim.memoryProbe("words").setWord(1, 77n);
  sim.run(2);
  sim.probe("last").setNumber(5);
  sim.step();
  expect(sim.wave("address", "q").values("q")).toEqual([0, 1, 2, 77, 5]);
  expect(() => new Simulation(sim.engine, { waves: false }).wave("q")).toThrow("BL0432");
});
