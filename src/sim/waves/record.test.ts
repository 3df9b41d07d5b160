/** Waves made by repeating a run, against values that were read while it ran. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Fifo } from "../../blocks/index.ts";
import { elaborate, enumOf, struct, uint } from "../../dsl/index.ts";
import { driveRandomly, simulate } from "../../harness/index.ts";
import type { Design } from "../../ir/index.ts";
import { moduleBuilder } from "../../testing/index.ts";
import { interpreterEngine } from "../engine/interpreter-engine.ts";
import { aliasesOf } from "./aliases.ts";
import { recordWaves } from "./record.ts";
import { readWaveFile } from "./wave-file.ts";

const engines = ["interpreter", "compiled"] as const;

function randomRun(engine: (typeof engines)[number]) {
  const sim = simulate(Fifo(uint(8), 3), { engine, seed: 5 });
  const seen: unknown[] = [];
  sim.observe({ beforeEdge: () => seen.push(sim.dut.count.peek()) });
  sim.reset();
  sim.fork(function* () {
    for (let value = 0; ; value++) yield* sim.dut.enq.send(value & 255, { stall: 0.3 });
  });
  sim.fork(function* () {
    for (;;) yield* sim.dut.deq.receive({ stall: 0.4 });
  });
  return { sim, seen };
}

describe.each(engines)("on the %s engine", (engine) => {
  test("a wave has the values that were seen in every cycle, however often it is asked for", () => {
    const { sim, seen } = randomRun(engine);
    sim.run(100);
    expect(sim.wave("count").values("count")).toEqual(seen);
    sim.run(50);
    expect(sim.wave("count").values("count")).toEqual(seen);
    expect(sim.wave("held", { from: 120 }).values("held")).toEqual(seen.slice(120));
    expect(new Set(seen)).toEqual(new Set([0, 1, 2, 3]));
  });

  test("asking for a wave leaves the run as it is", () => {
    const [one, other] = [randomRun(engine), randomRun(engine)];
    for (let i = 0; i < 20; i++) {
      one.sim.run(5);
      other.sim.run(5);
      other.sim.wave("count");
    }
    expect(one.seen).toEqual(other.seen);
  });

  test("pokes of registers and memories are repeated", () => {
    const sim = simulate(Fifo(uint(70), 4), { engine });
    sim.reset();
    sim.poke("held", 3);
    sim.memory("store").set(0, 2n ** 69n + 1n);
    sim.run(2);
    sim.dut.enq.data.poke(2n ** 68n);
    sim.run(1);
    const wave = sim.wave("held", "deq_data", "enq_data");
    expect(wave.values("held")).toEqual([wave.at("held", 0), 0, 3, 3, 3]);
    expect(wave.at("deq_data", 3)).toBe(2n ** 69n + 1n);
    expect(wave.values("enq_data")).toEqual([0n, 0n, 0n, 0n, 2n ** 68n]);
  });

  test("lanes have waves of their own", () => {
    const sim = simulate(Fifo(uint(8), 4), { engine, lanes: 3 });
    sim.reset();
    sim.dut.enq.data.pokeLanes([1, 2, 3]);
    sim.dut.enq.valid.poke(1, 1);
    sim.run(2);
    expect([0, 1, 2].map((lane) => sim.wave("enq_data", { lane }).at("enq_data", 3))).toEqual([1, 2, 3]);
    expect([0, 1, 2].map((lane) => sim.wave("count", { lane }).at("count", 3))).toEqual([0, 1, 0]);
  });

  test("after a restore, waves tell the new past", () => {
    const sim = simulate(Fifo(uint(8), 4), { engine });
    sim.reset();
    const snapshot = sim.save();
    sim.dut.enq.valid.poke(1);
    sim.run(6);
    sim.restore(snapshot);
    sim.run(1);
    sim.dut.enq.valid.poke(1);
    sim.run(3);
    expect(sim.wave("count").values("count")).toEqual([0, 0, 0, 0, 1, 2]);
  });

  test("the cycle that an assertion refused is the last of the wave", () => {
    const sim = simulate(Fifo(uint(8), 4), { engine });
    sim.reset();
    sim.run(2);
    sim.poke("held", 5);
    expect(() => sim.step()).toThrow("count is at most depth");
    expect(sim.wave("count").values("count")).toEqual([0, 0, 0, 0, 5]);
  });
});

test("pokes without a step do not fill the memory, and are not lost", () => {
  const sim = simulate(Fifo(uint(8), 3));
  sim.reset();
  for (let i = 0; i <= 600_000; i++) sim.dut.enq.data.poke(i & 127);
  sim.run(2);
  expect(sim.wave("enq_data", "count").values("enq_data")).toEqual([0, 0, 600_000 & 127, 600_000 & 127]);
  sim.dut.enq.data.poke(200);
  sim.run(1);
  expect(sim.wave("enq_data").values("enq_data").slice(2)).toEqual([600_000 & 127, 600_000 & 127, 200]);
});

test("in a long run the oldest cycles go, and asking for them says so", () => {
  const sim = simulate(Fifo(uint(8), 3), { waves: { keep: 0 } });
  sim.reset();
  sim.run(200_000);
  const wave = sim.wave("count");
  expect([wave.from, wave.to]).toEqual([65_536 * 2, 200_002]);
  expect(() => sim.wave("count", { from: 0 })).toThrow("BL0465");
});

describe("a file that is written while the simulation runs", () => {
  const folder = mkdtempSync(join(tmpdir(), "bitloom-record-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  function streamed(engine: (typeof engines)[number], file: string, cycles: number) {
    using sim = simulate(Fifo(uint(8), 3), { engine, seed: 5, waves: { file, keep: 0 } });
    const counts: unknown[] = [];
    sim.observe({ beforeEdge: () => counts.push(sim.dut.count.peek()) });
    sim.reset();
    driveRandomly(sim, Fifo(uint(8), 3));
    sim.run(cycles);
    return counts;
  }

  test.each([
    ["compiled", "out.vcd", 70_000],
    ["compiled", "out.blt", 70_000],
    ["interpreter", "slow.vcd", 100],
    ["interpreter", "slow.blt", 100],
  ] as const)("on the %s engine, %s has every cycle, though the memory has not", (engine, name, cycles) => {
    const file = join(folder, name);
    const counts = streamed(engine, file, cycles);
    const { wave } = readWaveFile(file, { signals: ["count"] });
    expect(wave.values("count")).toEqual(counts);
    expect(readdirSync(folder).filter((one) => one.includes("partial"))).toEqual([]);
  });

  test("it ends with the cycle that an assertion refused", () => {
    for (const name of ["failed.vcd", "failed.blt"]) {
      const file = join(folder, name);
      expect(() => {
        using sim = simulate(Fifo(uint(8), 4), { waves: { file } });
        sim.reset();
        sim.poke("held", 5);
        sim.run(3);
      }).toThrow("count is at most depth");
      expect(readWaveFile(file, { signals: ["count"] }).wave.values("count")).toEqual([0, 0, 5]);
    }
  });

  test("it cannot go back in time", () => {
    using sim = simulate(Fifo(uint(8), 4), { waves: { file: join(folder, "back.vcd") } });
    const snapshot = sim.save();
    sim.run(2);
    expect(() => sim.restore(snapshot)).toThrow("BL0468");
  });

  test("waves of a part of the run keep its cycle numbers", () => {
    const { sim } = randomRun("compiled");
    sim.run(50);
    for (const name of ["part.vcd", "part.blt"]) {
      sim.writeWaves(join(folder, name), { from: 20, to: 40 });
      const { wave, recorded } = readWaveFile(join(folder, name), { signals: ["count"] });
      expect(recorded).toEqual({ from: 20, to: 40 });
      expect(wave.values("count")).toEqual(sim.wave("count", { from: 20, to: 40 }).values("count"));
    }
    expect(() => sim.writeWaves(join(folder, "part.txt"))).toThrow("BL0464");
  });
});

describe("names", () => {
  const Mode = enumOf("off", "on");
  const Payload = struct({ mode: Mode, count: uint(3) });
  const sim = simulate(Fifo(Payload, 2), { engine: "interpreter" });
  sim.reset();

  test.each([
    ["enq", ["enq_valid", "enq_data_mode", "enq_data_count", "enq_ready"]],
    ["enq_data", ["enq_data_mode", "enq_data_count"]],
    ["*_ready", ["enq_ready", "deq_ready"]],
    ["held", ["held"]],
  ])("%s stands for %j", (name, expected) => {
    expect(sim.wave(name).signals.map((signal) => signal.name)).toEqual(expected);
  });

  test("a name given twice is one line", () => {
    expect(sim.wave("enq_ready", "enq").signals).toHaveLength(4);
  });

  test("unknown names come with near ones", () => {
    expect(() => sim.wave("enk_ready")).toThrow("BL0460");
    try {
      sim.wave("enk_ready");
    } catch (error) {
      expect(String((error as Error).stack)).toContain("Did you mean enq_ready");
    }
  });
});

describe("black boxes", () => {
  function design(): Design {
    const box = moduleBuilder("square");
    box.input("x", { kind: "uint", width: 4 });
    box.output("y", { kind: "uint", width: 8 });
    const m = moduleBuilder("around");
    const x = m.input("x", { kind: "uint", width: 4 });
    const inner = m.instance("inner", box.buildExternal());
    m.assign(inner("x"), x);
    m.assign(m.output("y", { kind: "uint", width: 8 }), inner("y"));
    const module = m.build();
    return { top: module, modules: [module] };
  }
  const square = {
    evaluate: (inputs: ReadonlyMap<string, bigint>) => new Map([["y", (inputs.get("x") ?? 0n) ** 2n]]),
  };

  test("ports are recorded on the way, other signals only when they were named before", () => {
    const { top, modules } = design();
    const external = top.instances[0]?.module;
    const whole = { top, modules: external === undefined ? modules : [external, ...modules] };
    const engine = interpreterEngine(whole, { models: { square: () => square } });
    const recorder = recordWaves(engine, { signals: ["inner.y"] });
    for (const bits of [1, 5, 15]) {
      engine.probe("x").setNumber(bits);
      engine.settle();
      recorder.observe?.(engine.cycle);
      engine.step();
    }
    const wave = recorder.wave(["x", "y", "inner.y"]);
    expect(wave.values("y")).toEqual([1, 25, 225]);
    expect(wave.values("inner.y")).toEqual([1, 25, 225]);
    expect(() => recorder.wave(["inner.x"])).toThrow("BL0466");
  });
});

test("a port is an alias of what drives it, through any number of instances", () => {
  const design = elaborate(Fifo(uint(8), 4));
  expect(aliasesOf(design).get("count")).toBe("held");
  expect(aliasesOf(design).has("enq_ready")).toBe(false);
});
