/**
 * FP-DAC control against formats.md: every code on every row, every depth, buses of any width, stalls; and the hand-over,
 * watched in every cycle. What is expected comes from the vectors that were sent and from counts, not from a model of the
 * loader.
 */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../../dsl/index.ts";
import { writeVerilog } from "../../../gen/index.ts";
import { confirm, simulate } from "../../../harness/index.ts";
import { lintVerilog } from "../../../testing/index.ts";
import { type AfprInputs, type AfprParameters, afprConfiguration } from "../parameters.ts";
import { AfprRows } from "./rows.ts";

type Shape = Pick<AfprParameters, "rows" | "inputs" | "bus">;
const INPUTS: readonly AfprInputs[] = ["two-phase", "differential"];

function start(shape: Shape, record = false) {
  const configuration = afprConfiguration({ ...shape, columns: 1 });
  const sim = simulate(AfprRows(configuration), { seed: shape.rows * 100 + (shape.bus ?? 0), record });
  sim.reset();
  return { sim, configuration };
}
type Bench = ReturnType<typeof start>;

/** formats.md, "FP8 E2M5": {S, E[1:0], M[4:0]}, I = E == 0 ? M : (32 + M) << (E - 1). */
function fieldsOf(code: number) {
  const [exponent, mantissa] = [(code >> 5) & 3, code & 31];
  const magnitude = exponent === 0 ? mantissa : (32 + mantissa) << (exponent - 1);
  return { isNegative: code >> 7, magnitude, isNormal: exponent === 0 ? 0 : 1, exponent };
}

/** The phase of integration in a cycle, as the sequencer has it. */
interface Phase {
  readonly isOn: number;
  readonly isSubtracting: number;
}

/** What the macro gets for `codes`, one a row: level {E != 0, M}, gain 1, 2 or 4, polarity. */
function expectedDrive(codes: readonly number[], inputs: AfprInputs, { isOn, isSubtracting }: Phase) {
  const rows = codes.map(fieldsOf);
  const isTurn = (isNegative: number): boolean => inputs === "differential" || isNegative === isSubtracting;
  const gain = rows.map(({ exponent }) => [1, 1, 2, 4][exponent] as number);
  return {
    on: rows.map((row) => (isOn === 1 && row.magnitude > 0 && isTurn(row.isNegative) ? 1 : 0)),
    isNegative: rows.map(({ isNegative }) => (inputs === "differential" ? isNegative : 0)),
    level: rows.map(({ magnitude }, row) => magnitude / (gain[row] as number)),
    gain,
  };
}

type Drive = ReturnType<typeof expectedDrive>;

/** Rows whose level or gain changed although the row was on, or in another cycle than the one after a swap. */
function handOverFaults(before: Drive, now: Drive, hasSwapped: boolean): number[] {
  return now.level.flatMap((level, row) => {
    const changes = level !== before.level[row] || now.gain[row] !== before.gain[row];
    const isOff = before.on[row] === 0 && now.on[row] === 0;
    return changes && !(hasSwapped && isOff) ? [row] : [];
  });
}

interface Job {
  readonly depth: number;
  /** Codes of a vector, `depth` of them. */
  readonly vectors: readonly (readonly number[])[];
  /** Probability that the sender, and the converter, waits in a cycle. */
  readonly stall: number;
  /** Called in every cycle before its edge, to break something. */
  readonly disturb?: (cycle: number) => void;
}

/** Runs a job to its end, checks every cycle, gives what was wrong, each kind with its cycles. */
function play({ sim, configuration }: Bench, { depth, vectors, stall, disturb }: Job) {
  const { dut, random } = sim;
  const { rows, codesPerBeat, inputs, bus } = configuration;
  const beats = Math.ceil(depth / codesPerBeat);
  const faults = {
    loading: [] as number[],
    drive: [] as number[],
    activity: [] as number[],
    handOver: [] as number[],
  };
  const codesOf = (beat: number): readonly number[] => {
    const first = (beat % beats) * codesPerBeat;
    return vectors[Math.floor(beat / beats)]?.slice(first, first + codesPerBeat) ?? [];
  };
  /** The codes of a beat, and anything in the bytes that carry none. */
  const dataOf = (codes: readonly number[]): bigint =>
    codes.reduceRight(
      (above, code) => (above << 8n) | BigInt(code),
      random.bits(bus) >> BigInt(8 * codes.length),
    );

  dut.depth.poke(depth);
  dut.vectors.poke(vectors.length);
  dut.jobStart.poke(1);
  sim.step();
  dut.jobStart.poke(0);

  let taken = 0;
  let swaps = 0;
  let isOffered = false;
  let hasSwapped = false;
  /** The conversion under way: phases of the coming cycles. Rows are off in the cycle after a swap, and in its cycle. */
  let phases: Phase[] = [];
  let active: readonly number[] | undefined;
  let before: Drive | undefined;
  let cycles = 0;
  for (; cycles < 100_000 && (swaps < vectors.length || phases.length > 0); cycles++) {
    const isLoaded = swaps < vectors.length && taken === (swaps + 1) * beats;
    const isReady = taken < vectors.length * beats && !isLoaded;
    if (!isOffered) {
      isOffered = taken < vectors.length * beats && !random.chance(stall);
      dut.activations.data.poke(isOffered ? dataOf(codesOf(taken)) : random.bits(bus));
      dut.activations.valid.poke(isOffered);
    }
    const asked = phases.shift() ?? { isOn: 0, isSubtracting: 0 };
    // Differential inputs have one integration; the second half is more of it.
    const phase = inputs === "differential" ? { ...asked, isSubtracting: 0 } : asked;
    const swap = isLoaded && phases.length === 0 && phase.isOn === 0 && !random.chance(stall);
    dut.isOn.poke(phase.isOn);
    dut.isSubtracting.poke(phase.isSubtracting);
    dut.swap.poke(swap);
    disturb?.(cycles);

    if (dut.isLoaded.peek() !== Number(isLoaded) || dut.activations.ready.peek() !== Number(isReady)) {
      faults.loading.push(cycles);
    }
    const isTaken = isOffered && isReady;
    const nonZero = codesOf(taken).filter((code) => fieldsOf(code).magnitude > 0).length;
    if (Number(dut.loadedNonZero.peek()) !== (isTaken ? nonZero : 0)) faults.activity.push(cycles);
    const drive = dut.drive.peek() as Drive;
    if (active) {
      const expected = expectedDrive(active, inputs, phase);
      if (JSON.stringify(drive) !== JSON.stringify(expected)) faults.drive.push(cycles);
    } else if (drive.on.includes(1)) {
      faults.drive.push(cycles);
    }
    if (before && handOverFaults(before, drive, hasSwapped).length > 0) faults.handOver.push(cycles);
    sim.step();

    before = drive;
    hasSwapped = swap;
    if (isTaken) {
      taken++;
      isOffered = false;
    }
    if (swap) {
      active = Array.from({ length: rows }, (_, row) => vectors[swaps]?.[row] ?? 0);
      swaps++;
      phases = conversion(random.below(3), 1 + random.below(2), random.below(3));
    }
  }
  dut.activations.valid.poke(0);
  return { faults, taken, swaps, cycles };
}

/** Off for a cycle at least, on for both halves, off. */
function conversion(offBefore: number, half: number, offAfter: number): Phase[] {
  const stretch = (length: number, isOn: number, isSubtracting: number): Phase[] =>
    Array.from({ length }, () => ({ isOn, isSubtracting }));
  return [
    ...stretch(1 + offBefore, 0, 0),
    ...stretch(half, 1, 0),
    ...stretch(half, 1, 1),
    ...stretch(1 + offAfter, 0, 0),
  ];
}

const none = { loading: [], drive: [], activity: [], handOver: [] };

/** `count` vectors of `depth` codes; zeros of both signs are frequent. */
const randomVectors = ({ random }: Bench["sim"], count: number, depth: number): number[][] =>
  Array.from({ length: count }, () =>
    Array.from({ length: depth }, () => random.number(8) & (random.chance(0.2) ? 0x80 : 0xff)),
  );

describe.each(INPUTS)("AfprRows, %s inputs", (inputs) => {
  test("every row drives every code as formats.md has it", () => {
    const rows = 6;
    const bench = start({ rows, inputs, bus: 32 });
    using _sim = bench.sim;
    // 85 is prime to 256: neighbours have codes of other ranges and signs.
    const vectors = Array.from({ length: 256 }, (_, code) =>
      Array.from({ length: rows }, (_, row) => (code + 85 * row) % 256),
    );
    const { faults, swaps } = play(bench, { depth: rows, vectors, stall: 0 });
    expect(faults).toEqual(none);
    expect(swaps).toBe(256);
  });

  test.each([8, 16, 24, 32, 40, 48, 56, 64, 128])("a bus of %i bits: every depth, whoever stalls", (bus) => {
    const rows = 7;
    const bench = start({ rows, inputs, bus });
    using _sim = bench.sim;
    let jobs = 0;
    // Deep jobs before flat ones: rows beyond the depth must not keep codes of the job before.
    for (const depth of [7, 1, 6, 2, 5, 3, 4]) {
      for (const stall of [0, 0.5]) {
        const vectors = randomVectors(bench.sim, 4, depth);
        const { faults, taken } = play(bench, { depth, vectors, stall });
        expect(faults, `depth ${depth}, stall ${stall}`).toEqual(none);
        expect(taken).toBe(4 * Math.ceil(depth / (bus / 8)));
        jobs++;
      }
    }
    expect(jobs).toBe(14);
  });

  test("a single row", () => {
    for (const bus of [8, 24]) {
      const bench = start({ rows: 1, inputs, bus });
      using _sim = bench.sim;
      const vectors = randomVectors(bench.sim, 20, 1);
      expect(play(bench, { depth: 1, vectors, stall: 0.3 }).faults).toEqual(none);
    }
  });

  test("a reset in the middle of everything leaves rows off, gains at 1, and nothing to load", () => {
    const { sim } = start({ rows: 6, inputs, bus: 24 });
    using _sim = sim;
    const { dut } = sim;
    dut.depth.poke(6);
    dut.vectors.poke(3);
    dut.jobStart.poke(1);
    sim.step();
    dut.jobStart.poke(0);
    dut.activations.data.poke(0xff7fdf);
    dut.activations.valid.poke(1);
    sim.step(2);
    dut.swap.poke(1);
    sim.step();
    dut.swap.poke(0);
    sim.step(2);
    dut.isOn.poke(1);
    expect([dut.isLoaded.peek(), dut.drive.peek().on.includes(1)]).toEqual([1, true]);
    sim.reset();
    for (const isSubtracting of inputs === "differential" ? [0] : [0, 1]) {
      dut.isSubtracting.poke(isSubtracting);
      const { on, gain } = dut.drive.peek();
      expect({ on, gain }).toEqual({ on: new Array(6).fill(0), gain: new Array(6).fill(1) });
      expect([dut.isLoaded.peek(), dut.activations.ready.peek()]).toEqual([0, 0]);
      sim.step();
    }
  });

  test("nothing but the cycle after a swap changes level or gain, in long random traffic", () => {
    const bench = start({ rows: 9, inputs, bus: 32 });
    using _sim = bench.sim;
    let conversions = 0;
    for (let job = 0; job < 40; job++) {
      const depth = 1 + bench.sim.random.below(9);
      const vectors = randomVectors(bench.sim, 1 + bench.sim.random.below(12), depth);
      const { faults, swaps } = play(bench, { depth, vectors, stall: bench.sim.random.below(8) / 10 });
      expect(faults).toEqual(none);
      conversions += swaps;
    }
    expect(conversions).toBeGreaterThan(200);
  });
});

describe("AfprRows in time", () => {
  test.each([
    ["576 rows, 16 codes a beat", { rows: 576, bus: 128 }, 576, 36],
    ["576 rows of which 161 are used", { rows: 576, bus: 128 }, 161, 11],
    ["10 rows, 3 codes a beat", { rows: 10, bus: 24 }, 10, 4],
    ["all rows in a beat", { rows: 5, bus: 64 }, 5, 1],
  ])("%s: loaded beats + 1 cycles after the start and after a swap", (_title, shape, depth, beats) => {
    const { sim } = start(shape);
    using _sim = sim;
    const { dut } = sim;
    dut.depth.poke(depth);
    dut.vectors.poke(2);
    dut.jobStart.poke(1);
    dut.activations.valid.poke(1);
    const startCycle = sim.cycle;
    sim.step();
    dut.jobStart.poke(0);
    const monitor = dut.activations.monitor();
    const loaded = () => sim.runUntil(() => dut.isLoaded.peek() === 1, { maxCycles: 100 });
    loaded();
    expect(sim.cycle).toBe(startCycle + beats + 1);
    sim.step(5);
    const swapCycle = sim.cycle;
    dut.swap.poke(1);
    sim.step();
    dut.swap.poke(0);
    loaded();
    expect(sim.cycle).toBe(swapCycle + beats + 1);
    sim.step(5);
    const inRow = (first: number): number[] => Array.from({ length: beats }, (_, beat) => first + beat);
    expect(monitor.beats.map(({ cycle }) => cycle)).toEqual([
      ...inRow(startCycle + 1),
      ...inRow(swapCycle + 1),
    ]);
  });

  test("nothing is taken before a job, in a job of no vectors, and after the last vector", () => {
    const bench = start({ rows: 4, bus: 16 });
    using sim = bench.sim;
    const { dut } = sim;
    const expectNothingTaken = () => {
      for (let cycle = 0; cycle < 20; cycle++, sim.step()) {
        expect([dut.activations.ready.peek(), dut.isLoaded.peek()]).toEqual([0, 0]);
      }
    };
    expectNothingTaken();
    play(bench, { depth: 3, vectors: [], stall: 0 });
    expectNothingTaken();
    expect(play(bench, { depth: 3, vectors: randomVectors(sim, 3, 3), stall: 0 }).taken).toBe(6);
    expectNothingTaken();
  });

  test("a start in the middle of a vector begins anew", () => {
    const bench = start({ rows: 6, bus: 16 });
    using sim = bench.sim;
    const { dut } = sim;
    // Given up in the cycles that take the second and the last beat of a vector, and with a vector loaded.
    for (const beats of [1, 2, 3]) {
      dut.depth.poke(6);
      dut.vectors.poke(5);
      dut.jobStart.poke(1);
      sim.step();
      dut.jobStart.poke(0);
      dut.activations.valid.poke(1);
      dut.activations.data.poke(0xffff);
      sim.step(beats);
      const vectors = randomVectors(sim, 2, 5);
      expect(play(bench, { depth: 5, vectors, stall: 0.2 }).faults).toEqual(none);
    }
  });
});

describe("each check notices what it is for", () => {
  const broken = (disturb: (sim: Bench["sim"], cycle: number) => void) => {
    const bench = start({ rows: 6, bus: 16 });
    using sim = bench.sim;
    const vectors = Array.from({ length: 8 }, () => [0x9f, 0x45, 0x21, 0xff, 0x01, 0x60]);
    return play(bench, { depth: 6, vectors, stall: 0.2, disturb: (cycle) => disturb(sim, cycle) }).faults;
  };
  const inCycle = (at: number, path: string, value: number) => (sim: Bench["sim"], cycle: number) => {
    if (cycle === at) sim.poke(path, value);
  };

  test("nothing disturbed, nothing noticed", () => {
    expect(broken(() => {})).toEqual(none);
  });

  test("a gain that changes while the row is on", () => {
    const faults = broken((sim) => {
      if (sim.dut.drive.peek().on[1] === 1) sim.poke("group_0.row_1.drivenGain", 1);
    });
    expect(faults.handOver.length).toBeGreaterThan(0);
  });

  test("a level that changes while the row is off, without a swap", () => {
    let wasSubtracting = 0;
    const faults = broken((sim) => {
      const isSubtracting = sim.dut.isSubtracting.peek();
      // A swap cannot have been in the last cycle.
      if (wasSubtracting === 1 && isSubtracting === 0) sim.poke("group_2.row_1.drivenLevel", 7);
      wasSubtracting = isSubtracting;
    });
    expect(faults.handOver.length).toBeGreaterThan(0);
  });

  test("a code that is damaged on its way to the row", () => {
    const faults = broken((sim) => {
      if (sim.dut.isLoaded.peek() === 1) sim.poke("group_1.row_1.shadow", 0x7f);
    });
    expect(faults.drive.length).toBeGreaterThan(0);
    expect(faults.handOver).toEqual([]);
  });

  test("a beat that is taken too many, and rows that are counted too few", () => {
    expect(broken(inCycle(12, "vectorsLeft", 1)).loading.length).toBeGreaterThan(0);
    expect(broken(inCycle(2, "rowsLeft", 1)).activity.length).toBeGreaterThan(0);
  });
});

describe("the Verilog of AfprRows", () => {
  test.each(INPUTS)("%s: Icarus and Verilator give the same run", (inputs) => {
    const bench = start({ rows: 7, inputs, bus: 24 }, true);
    using sim = bench.sim;
    const vectors = randomVectors(sim, 12, 5);
    expect(play(bench, { depth: 5, vectors, stall: 0.3 }).faults).toEqual(none);
    for (const simulator of ["icarus", "verilator"] as const) {
      expect(confirm(sim, simulator).compared).toBeGreaterThan(500);
    }
  });

  test.each([
    { rows: 6, bus: 16 },
    { rows: 1, bus: 8 },
    { rows: 3, bus: 64 },
    { rows: 7, bus: 24, inputs: "differential" },
  ] as const)("%j is clean in Verilator, Icarus and Yosys", async (shape) => {
    const design = elaborate(AfprRows(afprConfiguration({ ...shape, columns: 1 })));
    expect(await lintVerilog(writeVerilog(design))).toEqual([]);
  });
});
