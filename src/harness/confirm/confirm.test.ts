/** Recorded runs replayed: agreement from the very first step, and every kind of disagreement found. */
import { existsSync, rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Fifo } from "../../blocks/index.ts";
import { BitloomError, type Diagnostic } from "../../diagnostics/index.ts";
import { uint as unsigned } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import type { Design } from "../../ir/index.ts";
import { interpreterEngine, makeEngine } from "../../sim/index.ts";
import {
  add,
  binary,
  bit,
  designOf,
  lit,
  moduleBuilder,
  randomDesign,
  randomGrid,
  randomStimulus,
  uint,
} from "../../testing/index.ts";
import { simulate } from "../simulate/simulate.ts";
import { confirm } from "./confirm.ts";
import { type RecordingEngine, type RecordingOptions, recordTraffic } from "./recording-engine.ts";
import { cycleOf } from "./traffic.ts";

/** Random inputs, resets and edges from the first step on, without a warm-up in reset. */
function play(design: Design, seed: number, steps: number, options?: RecordingOptions): RecordingEngine {
  const engine = recordTraffic(makeEngine(design, { seed }), options);
  for (const { inputs, edges } of randomStimulus(design, seed, steps).slice(-steps)) {
    for (const [name, bits] of Object.entries(inputs)) engine.probe(name).setBits(bits);
    const domains = design.top.domains.reduce(
      (sum, { name }, i) => sum + (edges.includes(name) ? 2 ** i : 0),
      0,
    );
    engine.step(domains);
  }
  return engine;
}

/** Adds what is enabled; its register has no reset. */
const accumulator = () => {
  const m = moduleBuilder("accumulator");
  const [enable, value] = [m.input("enable", bit), m.input("value", uint(8))];
  const held = m.register("held", uint(8));
  m.when(enable, () => m.assign(held, add(held, value)));
  m.assign(m.output("total", uint(8)), held);
  return designOf(m.build());
};

function problem(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (error instanceof BitloomError) return error.diagnostics[0];
    throw error;
  }
  throw new Error("it was confirmed");
}

const detail = (found: Diagnostic | undefined, name: string): string =>
  String(Object.entries(found?.details ?? {}).find(([key]) => key === name)?.[1]);

describe("in Icarus", () => {
  test("random designs and grids agree at every port from the first step on, start values included", () => {
    let compared = 0;
    for (let seed = 0; seed < 25; seed++) {
      for (const design of [randomDesign(seed), randomGrid(seed)]) {
        const engine = play(design, seed, 30);
        compared += confirm({ engine }, "icarus").compared;
      }
    }
    expect(compared).toBeGreaterThan(25 * 2 * 30 * 2);
  });
});

test("Verilator agrees from the first step on", () => {
  const designs = [7].map((seed) => randomDesign(seed, { widest: 130 }));
  for (const [seed, design] of designs.entries()) {
    const engine = play(design, seed, 40);
    expect(confirm({ engine }, "verilator").steps).toBe(40);
  }
});

describe("what a recording holds", () => {
  test("pokes of registers and restored snapshots are put in place again", () => {
    const engine = recordTraffic(interpreterEngine(accumulator(), { seed: 3 }));
    engine.probe("enable").setNumber(1);
    engine.probe("value").setNumber(5);
    engine.run(3);
    const saved = engine.save();
    engine.probe("held").setNumber(200);
    engine.run(2);
    engine.restore(saved);
    engine.run(4);
    expect(engine.traffic().segments.map(({ step }) => step)).toEqual([0, 3, 5]);
    expect(confirm({ engine }, "icarus")).toMatchObject({ steps: 9, compared: 9, isCut: false });
  });

  test("constants that somebody changed are put in place, others are the Verilog's own", () => {
    const m = moduleBuilder("rom");
    const address = m.input("address", uint(2));
    const table = m.memory("store", uint(8), { depth: 4, latency: 0, init: [10n, 20n, 30n, 40n] });
    m.assign(m.output("word", uint(8)), m.read(table, "word_read", { address }));
    const design = designOf(m.build());
    const engine = recordTraffic(interpreterEngine(design));
    const look = (at: number): void => {
      engine.probe("address").setNumber(at);
      engine.step();
    };
    for (const at of [0, 1, 2, 3]) look(at);
    engine.memory("store").setWord(2, 99n);
    for (const at of [0, 1, 2, 3]) look(at);
    confirm({ engine }, "icarus");
    const other = writeVerilog(design).files.map(({ name, text }) => ({
      name,
      text: text.replace("8'd30", "8'd31"),
    }));
    const found = problem(() => confirm({ engine }, "icarus", { verilog: other }));
    expect(found).toMatchObject({ code: "BL0450", details: { step: 2, expected: "1e", got: "1f" } });
    rmSync(detail(found, "directory"), { recursive: true });
  });

  test("an instance may have the name of the module around it", () => {
    const child = accumulator().top;
    const m = moduleBuilder("queue");
    const port = m.instance("queue", child);
    m.assign(port("enable"), m.input("enable", bit));
    m.assign(port("value"), m.input("value", uint(8)));
    m.assign(m.output("total", uint(8)), port("total"));
    confirm({ engine: play(designOf(m.build()), 2, 20) }, "icarus");
  });

  test("what is looked at between edges is a step of its own", () => {
    const engine = recordTraffic(interpreterEngine(accumulator()));
    engine.probe("enable").setNumber(1);
    for (const value of [1, 2, 3]) {
      engine.probe("value").setNumber(value);
      engine.probe("total").getNumber();
    }
    engine.probe("total").getNumber();
    engine.step();
    expect(engine.traffic().edges).toEqual([0, 0, 1]);
    confirm({ engine }, "icarus");
  });

  test("every lane is replayed", () => {
    const engine = recordTraffic(interpreterEngine(accumulator(), { lanes: 3 }));
    for (let lane = 0; lane < 3; lane++) {
      engine.probe("enable").setNumber(1, lane);
      engine.probe("value").setNumber(lane + 1, lane);
    }
    engine.run(4);
    expect(confirm({ engine }, "icarus")).toMatchObject({ lanes: 3, compared: 12 });
  });

  test("recording stops at its limit, the run does not", () => {
    const engine = play(accumulator(), 1, 50, { steps: 20 });
    expect(engine.cycle).toBe(50);
    expect(confirm({ engine }, "icarus")).toMatchObject({ steps: 20, isCut: true });
  });

  test("quiet ports take no room", () => {
    const engine = recordTraffic(interpreterEngine(accumulator()));
    engine.run(1000);
    const [lane] = engine.traffic().lanes;
    expect(lane?.inputs.map(({ steps }) => steps.length)).toEqual([1, 1, 1]);
  });
});

describe("a disagreement is found", () => {
  const design = accumulator();
  const engine = play(design, 5, 60);
  const { files } = writeVerilog(design);
  const mutated = (from: string | RegExp, to: string) => {
    const verilog = files.map(({ name, text }) => ({ name, text: text.replace(from, to) }));
    expect(verilog).not.toEqual(files);
    return verilog;
  };

  test.each(["icarus", "verilator"] as const)(
    "in %s, when the Verilog computes something else",
    (simulator) => {
      const found = problem(() =>
        confirm({ engine }, simulator, { verilog: mutated("held + value", "held - value") }),
      );
      expect(found).toMatchObject({ code: "BL0450", details: { port: "total", simulator, lane: 0 } });
      expect(detail(found, "cycle")).toBe(`${cycleOf(engine.traffic(), Number(detail(found, "step")))}`);
      expect(detail(found, "expected")).not.toBe(detail(found, "got"));
      const directory = detail(found, "directory");
      expect(existsSync(`${directory}/accumulator.v`)).toBe(true);
      rmSync(directory, { recursive: true });
    },
  );

  test("when only one bit of one step of the recording is wrong", () => {
    const traffic = engine.traffic();
    const [lane] = traffic.lanes;
    const outputs = lane?.outputs.map((column) => ({
      ...column,
      values: column.values.map((value, i) => (i === 7 ? Number(value) ^ 1 : value)),
    }));
    const wrong = { ...traffic, lanes: [{ inputs: lane?.inputs ?? [], outputs: outputs ?? [] }] };
    const found = problem(() => confirm({ engine: { ...engine, design, traffic: () => wrong } }, "icarus"));
    expect(found).toMatchObject({ code: "BL0450", details: { step: lane?.outputs[0]?.steps[7] } });
    rmSync(detail(found, "directory"), { recursive: true });
  });

  test("when a start value does not reach the Verilog", () => {
    const found = problem(() => confirm({ engine }, "icarus", { verilog: mutated(/\bheld\b/g, "kept") }));
    expect(found).toMatchObject({ code: "BL0450", details: { step: 0 } });
    expect(detail(found, "got")).toContain("x");
    rmSync(detail(found, "directory"), { recursive: true });
  });
});

test("a simulation with tasks is confirmed, and a fault of the Verilog is caught in it", () => {
  const design = Fifo(unsigned(8), 5);
  using sim = simulate(design, { record: true, seed: 3 });
  // No reset at first: what the queue shows before it comes from the start values.
  sim.run(3);
  sim.reset();
  const words = Array.from({ length: 60 }, () => sim.random.number(8));
  sim.fork(function* () {
    for (const word of words) yield* sim.dut.enq.send(word, { stall: 0.3 });
  });
  sim.fork(function* () {
    for (const word of words) expect(yield* sim.dut.deq.receive({ stall: 0.3 })).toBe(word);
  });
  sim.runUntilDone({ maxCycles: 1000 });
  const { compared } = confirm(sim, "icarus");
  expect(compared).toBeGreaterThanOrEqual(4 * sim.cycle);
  const verilog = writeVerilog(sim.engine.design).files.map(({ name, text }) => ({
    name,
    text: text.replace("held + 3'd1", "held + 3'd2"),
  }));
  const found = problem(() => confirm(sim, "icarus", { verilog }));
  expect(found?.code).toBe("BL0450");
  rmSync(detail(found, "directory"), { recursive: true });
});

describe("nothing to confirm is an error", () => {
  test("a run that was not recorded", () => {
    const engine = interpreterEngine(accumulator());
    expect(problem(() => confirm({ engine }, "icarus"))?.code).toBe("BL0452");
  });

  test("no step, and no output", () => {
    const quiet = recordTraffic(interpreterEngine(accumulator()));
    expect(problem(() => confirm({ engine: quiet }, "icarus"))?.message).toContain("no step");
    const m = moduleBuilder("mute");
    const held = m.register("held", uint(4), { init: 0 });
    m.assign(held, binary("add", held, lit(1, 4)));
    const mute = recordTraffic(interpreterEngine(designOf(m.build())));
    mute.run(3);
    expect(problem(() => confirm({ engine: mute }, "icarus"))?.message).toContain("no outputs");
  });

  test("a black box without Verilog", () => {
    const box = moduleBuilder("box");
    box.input("a", bit);
    box.output("y", bit);
    const m = moduleBuilder("holder");
    const port = m.instance("part", box.buildExternal());
    m.assign(port("a"), m.input("a", bit));
    m.assign(m.output("y", bit), port("y"));
    const models = {
      box: () => ({
        evaluate: (inputs: ReadonlyMap<string, bigint>) => new Map([["y", inputs.get("a") ?? 0n]]),
      }),
    };
    const engine = recordTraffic(interpreterEngine(designOf(m.build()), { models }));
    engine.probe("y").getNumber();
    expect(problem(() => confirm({ engine }, "icarus"))?.message).toContain("black box box");
  });
});
