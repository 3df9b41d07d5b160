/**
 * The weight programmer around cells modelled here, which change by nothing but whole pulses and refuse a breach of the
 * protocol of macro-port.ts. What a job takes comes from the golden model, which follows one cell at a time.
 */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../../dsl/index.ts";
import { writeVerilog } from "../../../gen/index.ts";
import {
  type CellLevels,
  type CellPlace,
  type CellResponse,
  idealCells,
  LARGEST_CELL_LEVEL,
  type ProgrammingJob,
  predictProgramming,
  randomCells,
  sluggishCells,
  stuckCells,
} from "../../../golden/index.ts";
import { confirm, simulate } from "../../../harness/index.ts";
import { cycle, sample } from "../../../sim/index.ts";
import {
  lintVerilog,
  type MacroAccess,
  MacroCells,
  type Random,
  seededRandom,
} from "../../../testing/index.ts";
import { type AfprConfiguration, type AfprParameters, afprConfiguration } from "../parameters.ts";
import { AfprProgrammer } from "./programmer.ts";

interface Setup {
  readonly seed?: number;
  readonly initial?: (random: Random) => number;
  readonly record?: boolean;
}

function start(parameters: AfprParameters, { seed = 1, initial = (r) => r.below(16), record }: Setup = {}) {
  const configuration = afprConfiguration(parameters);
  const random = seededRandom(seed);
  const sim = simulate(AfprProgrammer(configuration), { seed, ...(record && { record }) });
  sim.reset();
  const cells = new MacroCells(configuration, () => initial(random));
  return { configuration, random, sim, cells, [Symbol.dispose]: () => sim[Symbol.dispose]() };
}

interface Conditions {
  readonly response?: CellResponse;
  /** Probability of waiting in each cycle, of weights and of failures. */
  readonly stall?: number;
  /** What happens in the job's cycles besides, counted from 0. */
  readonly disturb?: (at: number) => void;
}

/** Beats of a job; bytes of unused lanes are random. */
function beatsOf(configuration: AfprConfiguration, job: ProgrammingJob, random: Random): bigint[] {
  const { weightsPerBeat } = configuration;
  const beats: bigint[] = [];
  for (let row = 0; row < job.rows; row++) {
    for (let first = 0; first < job.columns; first += weightsPerBeat) {
      let beat = 0n;
      for (let lane = 0; lane < weightsPerBeat; lane++) {
        const isUsed = first + lane < job.columns;
        const byte = isUsed ? (job.weights[row * job.columns + first + lane] as number) : random.below(256);
        beat |= BigInt(byte & 0xff) << BigInt(8 * lane);
      }
      beats.push(beat);
    }
  }
  return beats;
}

/** The part of all cells that a job uses. */
function usedLevels({ columns }: AfprConfiguration, job: ProgrammingJob, levels: CellLevels): CellLevels {
  const used = (side: Uint8Array): Uint8Array =>
    Uint8Array.from({ length: job.rows * job.columns }, (_, i) => {
      const row = Math.floor(i / job.columns);
      return side[row * columns + (i % job.columns)] as number;
    });
  return { plus: used(levels.plus), minus: used(levels.minus) };
}

/** Runs a job; what came of it is shaped like the prediction. Cells outside of the job are compared here. */
function runJob(
  { configuration, random, sim, cells }: ReturnType<typeof start>,
  job: ProgrammingJob,
  c: Conditions,
) {
  const { response = idealCells, stall = 0, disturb = () => {} } = c;
  const { dut } = sim;
  const before = { plus: cells.plus.slice(), minus: cells.minus.slice() };
  cells.startJob(response);
  const access = (): MacroAccess => {
    const seen = dut.access.peek();
    return { ...seen, row: Number(seen.row) };
  };
  const monitor = dut.failures.monitor();
  const counts = { reads: 0, pulses: 0, failedCells: 0, badBeats: 0, cycles: 0, waits: 0 };
  const beats = beatsOf(configuration, job, random);
  sim.fork(function* () {
    yield* dut.weights.sendAll(beats, { stall });
  });
  sim.fork(function* () {
    // Without a start nothing happens, whatever waits at the streams.
    yield* sim.cycles(random.below(3));
    expect(dut.isBusy.peek() + dut.weights.ready.peek()).toBe(0);
    dut.start.poke(1);
    dut.rows.poke(job.rows);
    dut.columns.poke(job.columns);
    dut.limit.poke(job.limit);
    yield cycle;
    dut.start.poke(0);
    for (let at = 0; dut.isBusy.peek() === 1; at++) {
      disturb(at);
      dut.levels.poke(cells.access(access(), () => random.below(16)));
      dut.failures.ready.poke(!random.chance(stall));
      yield sample;
      const isWaiting =
        (dut.weights.ready.peek() === 1 && dut.weights.valid.peek() === 0) ||
        (dut.failures.valid.peek() === 1 && dut.failures.ready.peek() === 0);
      if (isWaiting) counts.waits++;
      counts.cycles++;
      counts.reads += dut.reads.peek();
      counts.pulses += dut.pulses.peek();
      counts.failedCells += dut.failedCells.peek();
      counts.badBeats += dut.badWeight.peek();
      yield cycle;
    }
    dut.start.poke(0);
    cells.access(access(), () => 0);
  });
  sim.runUntilDone({ maxCycles: 200_000 });
  monitor.stop();
  expect(dut.weights.ready.peek()).toBe(0);
  const { cycles, waits, failedCells, ...rest } = counts;
  const failures = monitor.values().map((value) => ({ ...value, isMinus: value.isMinus === 1 }));
  expect(failedCells).toBe(failures.length);
  for (const side of ["plus", "minus"] as const) {
    for (const [i, level] of cells[side].entries()) {
      const isUsed = i % configuration.columns < job.columns && i < job.rows * configuration.columns;
      if (!isUsed) expect(level).toBe(before[side][i]);
    }
  }
  return {
    found: {
      ...rest,
      failures,
      levels: usedLevels(configuration, job, cells),
      cellPulses: cells.pulses,
      cycles: cycles - waits,
    },
    expected: predictProgramming(configuration, job, usedLevels(configuration, job, before), response),
    waits,
  };
}

/** Runs a job that must be as predicted; gives the prediction. */
function check(bench: ReturnType<typeof start>, job: ProgrammingJob, conditions: Conditions = {}) {
  const { found, expected, waits } = runJob(bench, job, conditions);
  expect(found).toEqual(expected);
  return { ...expected, waits };
}

/** Bytes of weights: from -15 to 15, or any. */
const weightsOf = (count: number, random: Random, isAny = false): Int8Array =>
  Int8Array.from({ length: count }, () => (isAny ? random.between(-128, 127) : random.between(-15, 15)));

describe("AfprProgrammer", () => {
  test("brings every level to every weight, alone in its row, in exactly the predicted cycles", () => {
    using bench = start({ rows: 1, columns: 1, weightBus: 8 });
    let checked = 0;
    for (let initial = 0; initial <= LARGEST_CELL_LEVEL; initial++) {
      for (let weight = -15; weight <= 15; weight++) {
        bench.cells.plus.fill(initial);
        bench.cells.minus.fill(LARGEST_CELL_LEVEL - initial);
        const job = { rows: 1, columns: 1, weights: Int8Array.of(weight), limit: 15 };
        const { failures, levels } = check(bench, job);
        expect(failures).toEqual([]);
        expect((levels.plus[0] ?? 0) - (levels.minus[0] ?? 0)).toBe(weight);
        checked++;
      }
    }
    expect(checked).toBe(16 * 31);
  });

  test("brings every level to every weight, all weights of a row at once", () => {
    let cell = 0;
    using bench = start({ rows: 16, columns: 31 }, { initial: () => Math.floor(cell++ / 31) % 16 });
    const weights = Int8Array.from({ length: 16 * 31 }, (_, i) => (i % 31) - 15);
    expect(check(bench, { rows: 16, columns: 31, weights, limit: 15 }).failures).toEqual([]);
  });

  test("takes every byte as a weight: what is beyond -15..15 counts as the nearest and is marked", () => {
    using bench = start({ rows: 256, columns: 1, weightBus: 8 });
    const weights = Int8Array.from({ length: 256 }, (_, i) => i - 128);
    const { badBeats, failures } = check(bench, { rows: 256, columns: 1, weights, limit: 15 });
    expect({ badBeats, failures }).toEqual({ badBeats: 256 - 31, failures: [] });
  });

  test("reports every cell that is not there after the limit: none, one, just enough, one too few", () => {
    using bench = start({ rows: 3, columns: 5, weightBus: 16 }, { initial: () => 4 });
    const weights = Int8Array.from([9, 4, -9, 0, 11, 15, -15, 0, 1, -1, 4, 4, 4, 4, 4]);
    const failed: number[] = [];
    for (const limit of [0, 1, 10, 11]) {
      bench.cells.plus.fill(4);
      bench.cells.minus.fill(4);
      const { failures, reads, pulses } = check(bench, { rows: 3, columns: 5, weights, limit });
      failed.push(failures.length);
      if (limit === 0) expect({ reads, pulses }).toEqual({ reads: 6, pulses: 0 });
    }
    // From the start 4 + 5, 5 + 5 and 0 + 5 cells of the rows' plus and minus sides differ, by 3 at least; two by 11.
    expect(failed).toEqual([24, 24, 2, 0]);
  });

  test("clears what a row of the job before has left in columns that the next job does not use", () => {
    using bench = start({ rows: 2, columns: 6, weightBus: 16 });
    for (const columns of [6, 1, 5, 2, 4, 3, 6]) {
      check(bench, { rows: 2, columns, weights: weightsOf(2 * columns, bench.random), limit: 15 });
    }
  });

  test("ignores a start while it is busy", () => {
    using bench = start({ rows: 2, columns: 3 });
    const { dut } = bench.sim;
    const job = { rows: 2, columns: 3, weights: weightsOf(6, bench.random), limit: 15 };
    check(bench, job, { disturb: (at) => dut.start.poke(at % 3 === 1) });
  });

  test("forgets a job that a reset has ended, wherever it was", () => {
    using bench = start({ rows: 2, columns: 3, weightBus: 16 });
    const { random, sim } = bench;
    const { dut } = sim;
    const job = { rows: 2, columns: 3, limit: 15 };
    const ended = new Set<unknown>();
    for (let repeat = 0; repeat < 60; repeat++) {
      dut.start.poke(1);
      dut.rows.poke(2);
      dut.columns.poke(3);
      dut.limit.poke(random.pick([0, 2, 200]));
      for (let left = random.between(2, 40); left > 0; left--) {
        sim.step();
        dut.start.poke(0);
        dut.weights.valid.poke(random.chance(0.5));
        dut.weights.data.poke(random.below(65536));
        dut.failures.ready.poke(random.chance(0.5));
        dut.levels.poke([random.below(16), random.below(16), random.below(16)]);
      }
      ended.add(sim.peek("state"));
      dut.weights.valid.poke(0);
      sim.reset();
      expect(dut.isBusy.peek() + dut.access.peek().read + dut.access.peek().pulse).toBe(0);
      check(bench, { ...job, weights: weightsOf(6, random) });
    }
    expect([...ended]).toEqual(
      expect.arrayContaining(["load", "read", "judge", "pulse", "settle", "report"]),
    );
  });

  test("counts stuck cells once each, and leaves what they hold", () => {
    using bench = start({ rows: 4, columns: 9, weightBus: 24 });
    const isStuck = ({ row, column, isMinus }: CellPlace): boolean =>
      (row === 1 && column === 0) || (row === 2 && column === 8 && isMinus) || (row === 3 && !isMinus);
    const weights = weightsOf(36, bench.random);
    const { failures } = check(
      bench,
      { rows: 4, columns: 9, weights, limit: 15 },
      { response: stuckCells(isStuck) },
    );
    expect(failures.length).toBeGreaterThan(5);
    expect(failures.filter((cell) => !isStuck(cell))).toEqual([]);
  });

  test("gives sluggish cells as many pulses as they need, up to the most that a limit can be", () => {
    using bench = start({ rows: 2, columns: 3 });
    const job = { rows: 2, columns: 3, weights: Int8Array.of(15, -15, 7, 0, 3, -1) };
    for (const [every, limit] of [
      [2, 30],
      [3, 44],
      [17, 255],
      [17, 254],
    ] as const) {
      bench.cells.plus.fill(0);
      bench.cells.minus.fill(0);
      const { failures } = check(bench, { ...job, limit }, { response: sluggishCells(every) });
      expect(failures.length).toBe(limit < 15 * every ? 2 : 0);
    }
  });

  test("random macros, buses, jobs and cells: nothing is lost or late, whoever waits", () => {
    const random = seededRandom(41);
    let [failed, waited] = [0, 0];
    for (let macro = 0; macro < 16; macro++) {
      const parameters = {
        rows: random.between(1, 6),
        columns: random.between(1, 12),
        weightBus: 8 * random.between(1, 14),
        pulseCycles: random.between(1, 3),
        readCycles: random.between(2, 4),
      };
      using bench = start(parameters, { seed: macro });
      for (const stall of [0, 0.4, 0.9]) {
        const rows = random.between(1, parameters.rows);
        const columns = random.between(1, parameters.columns);
        const limit = random.pick([0, 1, 3, 8, 14, 15, 30]);
        const unreliable = randomCells(macro, { idle: 0.2, double: 0.2 });
        const isStuck = ({ row, column }: CellPlace): boolean => (row + 3 * column + macro) % 11 === 0;
        const response = random.pick([
          idealCells,
          sluggishCells(2),
          unreliable,
          stuckCells(isStuck, unreliable),
        ]);
        const job = { rows, columns, limit, weights: weightsOf(rows * columns, random, random.chance(0.3)) };
        const { failures, waits } = check(bench, job, { stall, response });
        failed += failures.length;
        waited += waits;
        if (stall === 0) expect(waits).toBe(0);
      }
    }
    expect(failed).toBeGreaterThan(100);
    expect(waited).toBeGreaterThan(1000);
  });
});

describe("what must be noticed", () => {
  const shape = { rows: 2, columns: 4, weightBus: 16 };
  const weights = Int8Array.of(5, -7, 9, 0, -3, 15, 2, 1);
  const job = { rows: 2, columns: 3, weights: weights.slice(0, 6), limit: 15 };

  test("a cell that answers other than predicted", () => {
    using bench = start(shape, { initial: () => 0 });
    const isOdd = ({ row, column }: CellPlace): boolean => row === 1 && column === 1;
    const { found } = runJob(bench, job, { response: stuckCells(isOdd) });
    const used = { plus: new Uint8Array(6), minus: new Uint8Array(6) };
    const expected = predictProgramming(bench.configuration, job, used, idealCells);
    expect(found.failures).toEqual([{ row: 1, column: 1, isMinus: true, level: 0, target: 3 }]);
    expect(expected.failures).toEqual([]);
    // Fifteen pulses in vain instead of three, six cycles each with its read, and a cycle a column to report.
    expect(found.cycles).toBe(expected.cycles + (15 - 3) * 6 + shape.columns);
  });

  // The first row's beats take cycles 0 and 1, its first read cycles 2 and 3, then judge, and a pulse in cycles 5 and 6.
  test.each([
    ["the level read of a column", 4, "column_0.level", 0, "AssertionError"],
    ["the weight of a column", 4, "column_1.weight_magnitude", 3, "AssertionError"],
    ["a pulse too few", 4, "pulsesLeft", 2, "AssertionError"],
    ["a pulse too many", 4, "pulsesLeft", 4, "AssertionError"],
    ["the row", 3, "row", 1, "the row moved during an access"],
    ["the side of the row", 6, "isMinus", 1, "the row moved during an access"],
    ["a pulse during a read", 3, "isPulsing", 1, "read and pulse at once"],
    ["a read that is cut off", 3, "isReading", 0, "an access took 1 cycles, not 2"],
    ["a pulse that is too long", 6, "timer", 1, "an access took 3 cycles, not 2"],
    ["a read right after a pulse", 7, "isReading", 1, "no cycle between read and pulse"],
    [
      "a weight that changes in a pulse",
      6,
      "column_0.weight_magnitude",
      9,
      "set or clear moved around a pulse",
    ],
    ["a column in use that is not", 4, "column_3.isUsed", 1, "AssertionError"],
  ] as const)("a fault in %s", (_title, when, path, value, message) => {
    const limit = path === "pulsesLeft" ? 3 : 15;
    using bench = start(shape, { initial: () => 8 });
    const disturb = (at: number): void => {
      if (at === when) bench.sim.poke(path, value);
    };
    let noticed = "";
    try {
      check(bench, { ...job, limit }, { disturb });
    } catch (error) {
      noticed = String(error);
    }
    expect(noticed).toContain(message);
    using intact = start(shape, { initial: () => 8 });
    check(intact, { ...job, limit });
  });
});

describe("as Verilog", () => {
  test.each(["icarus", "verilator"] as const)("%s does the same in every cycle", (simulator) => {
    using bench = start({ rows: 3, columns: 5, weightBus: 16 }, { record: true });
    const response = randomCells(5, { idle: 0.3, double: 0.1 });
    for (const [columns, stall, limit] of [
      [5, 0, 20],
      [4, 0.5, 6],
      [1, 0.2, 0],
    ] as const) {
      const weights = weightsOf(3 * columns, bench.random, true);
      check(bench, { rows: 3, columns, weights, limit }, { stall, response });
    }
    expect(confirm(bench.sim, simulator).compared).toBeGreaterThan(1000);
  });

  test.each([
    { rows: 5, columns: 7, weightBus: 24 },
    { rows: 1, columns: 1, weightBus: 8, pulseCycles: 1 },
    { rows: 2, columns: 3, readCycles: 255 },
    { rows: 4, columns: 20, weightBus: 1024 },
  ])("%j passes lint and synthesis", async (parameters) => {
    const design = elaborate(AfprProgrammer(afprConfiguration(parameters)));
    expect(await lintVerilog(writeVerilog(design))).toEqual([]);
  });
});
