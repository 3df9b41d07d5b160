/** Energies, transitions and glitches of circuits small enough for paper, with a library of round numbers. */
import { describe, expect, it } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import { libraryOf } from "../liberty/index.ts";
import type { Netlist } from "../netlist/index.ts";
import { type EnergyStimulus, estimateEnergy, type PortValues } from "./index.ts";
import { handNetlist, PAPER } from "./netlist-testing.ts";

/** C V^2 / 2 with 2 V: fJ for each fF and transition. */
const CHARGE = 2;

function run(netlist: Netlist, cycles: readonly PortValues[], given: Partial<EnergyStimulus> = {}) {
  const stimulus = { cycles, expected: [], from: 0, to: cycles.length, period: 1, ...given };
  return estimateEnergy({ netlist, library: PAPER, ...stimulus });
}

function refusal(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (error instanceof BitloomError) return error.diagnostics[0];
  }
  return undefined;
}

/** a -> INV -> INV -> y. */
const inverters = handNetlist({
  top: {
    inputs: { a: [2] },
    outputs: { y: [4] },
    cells: { first: ["INV", { A: 2, Y: 3 }], second: ["INV", { A: 3, Y: 4 }] },
  },
});

describe("two inverters in a row", () => {
  it("cost their own energies, the pins they charge and what leaks", () => {
    // One rise of a in two cycles: a and the net between charge 3 fF each; the first falls (0.25), the second rises (0.5).
    const { report, outputs } = run(inverters, [{ a: 1n }, {}]);
    expect(outputs).toEqual([{ y: 1n }, { y: 1n }]);
    // With a = 1 the first leaks 9 nW, the second 7 nW: 16 nW over 1 ns.
    expect(report.perCycle).toEqual({
      internal: 0.375,
      switching: (6 * CHARGE) / 2,
      leakage: 0.016,
      total: 0.375 + 6 + 0.016,
    });
    expect(report.kinds).toEqual([
      { kind: "registers", internal: 0, switching: 0, leakage: 0, total: 0 },
      { kind: "clock pins", internal: 0, switching: 0, leakage: 0, total: 0 },
      { kind: "combinational", internal: 0.375, switching: 3, leakage: 0.016, total: 3.391 },
      { kind: "inputs", internal: 0, switching: 3, leakage: 0, total: 3 },
    ]);
    expect(report.activity).toMatchObject({ transitions: 1.5, glitches: 0, settled: 0.02 });
  });

  it("cost only in the counted cycles", () => {
    const { report } = run(inverters, [{ a: 1n }, {}, { a: 0n }, {}], { from: 1, to: 2 });
    expect(report).toMatchObject({ counted: 1, simulated: 4, activity: { transitions: 0 } });
    expect(report.perCycle).toMatchObject({ internal: 0, switching: 0, leakage: 0.016 });
  });

  it("leak more over a longer period, and nothing else changes", () => {
    const { report } = run(inverters, [{ a: 1n }, {}], { period: 10 });
    expect(report.perCycle).toMatchObject({ internal: 0.375, switching: 6, leakage: 0.16 });
    expect(report.power).toBeCloseTo(6.535 / 10, 9);
  });

  it("are divided among multiply-accumulates", () => {
    const { report } = run(inverters, [{ a: 1n }, {}], { multiplyAccumulates: 8 });
    expect(report.perMultiplyAccumulate).toBeCloseTo((2 * 6.391) / 8, 6);
  });
});

/** y = !(a & !a), which is 1 whatever a is: the inverter is 10 ps late. */
const hazard = (gate: string): Netlist =>
  handNetlist({
    top: {
      inputs: { a: [2] },
      outputs: { y: [4] },
      cells: { inverter: ["INV", { A: 2, Y: 3 }], gate: [gate, { A: 2, B: 3, Y: 4 }] },
    },
  });

describe("a hazard", () => {
  it("gives two transitions when a rises through a gate that is faster than the inverter, none when it falls", () => {
    const { report, outputs } = run(hazard("FAST"), [{ a: 1n }, { a: 0n }, {}, {}]);
    expect(outputs.every(({ y }) => y === 1n)).toBe(true);
    // a twice, the inverter twice, the gate's pulse.
    expect(report.activity).toMatchObject({
      transitions: 6 / 4,
      glitches: 2 / 4,
      swallowed: 0,
      settled: 0.014,
    });
    // The inverter falls and rises, the gate falls and rises once.
    expect(report.perCycle.internal).toBe((0.25 + 0.5 + 1 + 2) / 4);
    expect(report.activity.glitchSwitching).toBe(0);
  });

  it("is swallowed by a gate that is slower than the pulse is long", () => {
    const { report } = run(hazard("SLOW"), [{ a: 1n }, { a: 0n }, {}, {}]);
    expect(report.activity).toMatchObject({ transitions: 1, glitches: 0, swallowed: 1 / 4 });
    expect(report.perCycle.internal).toBe((0.25 + 0.5) / 4);
  });

  it("costs by the input that made each transition, and by the other one's value", () => {
    // y = a ^ !!a: both edges of a make a pulse of 20 ps, begun by A with B as before, ended by B.
    const netlist = handNetlist({
      top: {
        inputs: { a: [2] },
        outputs: { y: [5] },
        cells: {
          i1: ["INV", { A: 2, Y: 3 }],
          i2: ["INV", { A: 3, Y: 4 }],
          x: ["XOR", { A: 2, B: 4, Y: 5 }],
        },
      },
    });
    const rise = run(netlist, [{ a: 1n }]).report;
    // Inverters 0.25 + 0.5; A rises while B is 0: 13; B's rise ends it: 16.
    expect(rise.perCycle.internal).toBe(0.75 + 13 + 16);
    // In the second cycle A falls while B is 1: 11.
    const both = run(netlist, [{ a: 1n }, { a: 0n }], { from: 1 }).report;
    expect(both.perCycle.internal).toBe(0.75 + 11 + 16);
    expect(both.activity).toMatchObject({ transitions: 5, glitches: 2 });
  });
});

/** d -> FF -> q. */
const flipFlop = handNetlist({
  top: {
    inputs: { clock: [2], d: [3], rn: [4] },
    outputs: { q: [5] },
    cells: { held: ["FF", { D: 3, RN: 4, CK: 2, Q: 5 }] },
  },
});

describe("a flip-flop", () => {
  it("that keeps its value costs the clock pin alone", () => {
    const { report } = run(flipFlop, [{ rn: 1n }, {}, {}], { from: 1 });
    // D and Q are 0: 26 at the rise, 27 at the fall; 8 fF charged twice.
    expect(report.kinds).toEqual([
      { kind: "registers", internal: 0, switching: 0, leakage: 0.004, total: 0.004 },
      { kind: "clock pins", internal: 53, switching: 2 * 8 * CHARGE, leakage: 0, total: 85 },
      { kind: "combinational", internal: 0, switching: 0, leakage: 0, total: 0 },
      { kind: "inputs", internal: 0, switching: 0, leakage: 0, total: 0 },
    ]);
  });

  it("that takes a 1 costs what the clock's edges, D and Q say in the state they find", () => {
    const { report, outputs } = run(flipFlop, [{ rn: 1n }, { d: 1n }, {}, {}], { from: 1, to: 3 });
    expect(outputs.map(({ q }) => q)).toEqual([0n, 0n, 1n, 1n]);
    // Cycle 1: rise with !D !Q 26, D rises while CK is high 0.125, fall with D !Q 21.
    // Cycle 2: rise with D !Q 20, Q rises 40, fall with D Q 25.
    const [registers, clocks] = report.kinds;
    expect(clocks?.internal).toBe((26 + 21 + 20 + 25) / 2);
    expect(registers?.internal).toBe((0.125 + 40) / 2);
    expect(report.kinds[3]).toMatchObject({ kind: "inputs", switching: (2 * CHARGE) / 2 });
    expect(report.activity).toMatchObject({ settled: 0.03, transitions: 1, glitches: 0 });
  });

  it("is cleared at once, at the price of that pin", () => {
    const { report, outputs } = run(flipFlop, [{ rn: 1n, d: 1n }, {}, { rn: 0n }, {}], { from: 2, to: 3 });
    expect(outputs.map(({ q }) => q)).toEqual([0n, 1n, 0n, 0n]);
    expect(report.kinds[0]?.internal).toBe(43);
  });

  it("of the falling edge takes what it sees in the middle of the cycle", () => {
    const netlist = handNetlist({
      top: {
        inputs: { clock: [2], d: [3] },
        outputs: { q: [4] },
        cells: { held: ["FFN", { D: 3, CK: 2, Q: 4 }] },
      },
    });
    const { report, outputs } = run(netlist, [{ d: 1n }, { d: 0n }]);
    expect(outputs).toEqual([{ q: 1n }, { q: 0n }]);
    expect(report.activity.settled).toBe(0.53);
  });
});

describe("modules", () => {
  /** Two equal pairs of inverters, one with a quiet input. */
  const nested = handNetlist({
    top: {
      inputs: { a: [2, 3] },
      outputs: { y: [4, 5] },
      cells: { left: ["pair", { x: [2], z: [4] }], right: ["pair", { x: [3], z: [5] }] },
    },
    pair: {
      inputs: { x: [2] },
      outputs: { z: [4] },
      cells: { i1: ["INV", { A: 2, Y: 3 }], i2: ["INV", { A: 3, Y: 4 }] },
    },
  });

  it("have the energies of their instances: mean, least and most", () => {
    const { report } = run(nested, [{ a: 0n }, { a: 1n }], { from: 1 });
    // The quiet pair leaks 7 + 9 nW, the other 9 + 7; it also charges 3 fF inside, and 0.75 fJ within the gates.
    const quiet = 0.016;
    const busy = 0.016 + 0.75 + 3 * CHARGE;
    expect(report.modules).toEqual({
      module: "top",
      instances: 1,
      energy: quiet + busy + 3 * CHARGE,
      least: quiet + busy + 3 * CHARGE,
      most: quiet + busy + 3 * CHARGE,
      own: 3 * CHARGE,
      children: [
        {
          module: "pair",
          instances: 2,
          energy: (quiet + busy) / 2,
          least: quiet,
          most: busy,
          own: (quiet + busy) / 2,
          children: [],
        },
      ],
    });
    expect(report.modules.energy).toBe(report.perCycle.total);
  });

  it("that only pass a wire on, or tie an output, change nothing", () => {
    const netlist = handNetlist({
      top: {
        inputs: { a: [2] },
        outputs: { y: [5], z: [4] },
        cells: { wire: ["through", { p: [2], q: [3], k: [4] }], gate: ["FAST", { A: 3, B: 4, Y: 5 }] },
      },
      through: { inputs: { p: [7] }, outputs: { q: [7], k: [8] }, cells: { i: ["INV", { A: "0", Y: 8 }] } },
    });
    const { outputs, report } = run(netlist, [{}, { a: 1n }], { from: 1 });
    expect(outputs).toEqual([
      { y: 1n, z: 1n },
      { y: 0n, z: 1n },
    ]);
    expect(report.activity.transitions).toBe(2);
  });
});

describe("refused are", () => {
  const cycles: readonly PortValues[] = [{ a: 1n }, {}];

  it("an output that is not as expected, with the first one", () => {
    const wrong = {
      expected: [
        { cycle: 1, port: "y", low: 0, bits: 1, value: 1n },
        { cycle: 0, port: "y", low: 0, bits: 1, value: 0n },
      ],
    };
    const found = refusal(() => run(inverters, cycles, wrong));
    expect(found).toMatchObject({ code: "BL0477", kind: "mismatch" });
    expect(found?.message).toBe("In cycle 0 the netlist's y[0:0] is 1, expected 0; 1 of 2 values are wrong.");
  });

  it("a cell with another function: an inverter where two were", () => {
    const broken = handNetlist({
      top: { inputs: { a: [2] }, outputs: { y: [3] }, cells: { only: ["INV", { A: 2, Y: 3 }] } },
    });
    const expected = [{ cycle: 1, port: "y", low: 0, bits: 1, value: 1n }];
    expect(run(inverters, cycles, { expected }).report.compared).toBe(1);
    expect(refusal(() => run(broken, cycles, { expected }))).toMatchObject({ code: "BL0477" });
  });

  it.each([
    ["a port that is not there", { cycles: [{ b: 1n }] }, "An input in cycle 0 is b; expected one of a."],
    [
      "a number too large",
      { cycles: [{ a: 2n }] },
      "a in cycle 0 is 2; expected an unsigned number of 1 bits.",
    ],
    ["no cycle", { to: 0 }, "The range of counted cycles is 0 to 0; expected within 0 to 2, not empty."],
    [
      "cycles past the end",
      { to: 3 },
      "The range of counted cycles is 0 to 3; expected within 0 to 2, not empty.",
    ],
    ["a clock that stands still", { period: 0 }, "The period is 0 ns; expected more than 0, at most 1 ms."],
    [
      "no operations",
      { multiplyAccumulates: 0 },
      "The number of multiply-accumulates is 0; expected more than 0.",
    ],
    [
      "an expectation past the end",
      { expected: [{ cycle: 2, port: "y", low: 0, bits: 1, value: 0n }] },
      "An expected value is bits 0 to 0 of y in cycle 2; expected cycles below 2 of y (1).",
    ],
  ])("%s", (_what, given: Partial<EnergyStimulus>, message) => {
    const found = refusal(() =>
      run(inverters, given.cycles ?? cycles, { to: given.cycles?.length ?? 2, ...given }),
    );
    expect(found).toMatchObject({ code: "BL0478", message });
  });

  it("a value for the clock", () => {
    expect(refusal(() => run(flipFlop, [{ clock: 1n }]))?.message).toBe(
      "An input in cycle 0 is clock; expected one of d, rn.",
    );
  });

  const cell = (type: string, pins: Readonly<Record<string, number>>, more = {}): Netlist =>
    handNetlist({
      top: { inputs: { a: [2], b: [3] }, outputs: { y: [4] }, cells: { c: [type, pins], ...more } },
    });

  it.each([
    [
      "a cell that the library does not have",
      cell("MAJ", { A: 2, Y: 4 }),
      "MAJ at c cannot be simulated: the library does not have it.",
    ],
    [
      "a latch",
      cell("GATE", { D: 2, G: 3, Q: 4 }),
      "GATE at c cannot be simulated: it is neither a gate nor a plain flip-flop.",
    ],
    [
      "a loop",
      cell("FAST", { A: 2, B: 4, Y: 4 }),
      "FAST at c cannot be simulated: it is in a loop of gates, or behind one.",
    ],
    [
      "a clock that passes a gate",
      cell("FF", { D: 2, RN: 2, CK: 5, Q: 4 }, { g: ["INV", { A: 3, Y: 5 }] }),
      "FF at c cannot be simulated: its clock CK is not an input port of the design.",
    ],
    [
      "a clock as data",
      cell("FF", { D: 3, RN: 2, CK: 3, Q: 4 }),
      "FF at c cannot be simulated: its input D is a clock of the design.",
    ],
  ])("%s", (_what, netlist, message) => {
    expect(refusal(() => run(netlist, [{}]))).toMatchObject({ code: "BL0489", message });
  });

  it("a cell without delays, whose glitches nobody could know", () => {
    const library = libraryOf(PAPER.text.replace("timing () {", "no_timing () {"), "paper.lib");
    const found = refusal(() =>
      estimateEnergy({ netlist: inverters, library, cycles: [{}], expected: [], from: 0, to: 1, period: 1 }),
    );
    const message = "INV at first cannot be simulated: the library gives it no delays.";
    expect(found).toMatchObject({ code: "BL0489", message });
  });
});
