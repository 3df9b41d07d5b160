/** The drain controller on a stand-in for the array's drain registers: order, masks, addresses, spacing of shifts, dates. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { confirm, simulate } from "../../harness/index.ts";
import { lintVerilog } from "../../testing/index.ts";
import { LieqDrain } from "./drain.ts";
import { lieqConfiguration } from "./parameters.ts";

interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly lanes: number;
}

interface Pass {
  readonly rowsUsed: number;
  readonly columnsUsed: number;
  readonly isFirst: number;
  readonly isLast: number;
}

/** A group of sums that left. */
interface Group extends Pick<Pass, "isFirst" | "isLast"> {
  readonly sums: readonly number[];
  readonly address: number;
  /** The row that LieqRowSums would show, going by `rowDone`. */
  readonly row: number;
  readonly last: number;
}

function start(shape: Shape, record = false) {
  const configuration = lieqConfiguration(shape);
  const sim = simulate(LieqDrain(configuration), { seed: shape.rows * 10 + shape.columns, record });
  sim.reset();
  return sim;
}
type Run = ReturnType<typeof start>;

const sumAt = (pass: number, row: number, column: number): number => pass * 10_000 + row * 100 + column;

interface PlayOptions {
  /** Probability that results, scales and passes wait in a cycle. */
  readonly stall: number;
  /** Probability that a pass that may finish does so. */
  readonly finish?: number;
  readonly fault?: (cycle: number) => void;
}

/**
 * Drains all passes; row r of a pass holds sums that name pass, row and column. Returns what left, the groups that
 * overflowed (only row 0's last column does), and each pass's dates.
 */
function play(sim: Run, { rows, columns, lanes }: Shape, passes: readonly Pass[], options: PlayOptions) {
  const { dut, random } = sim;
  const { stall, finish = 0.3, fault } = options;
  sim.fork(() =>
    dut.passes.sendAll(
      passes.map((pass) => ({ ...pass, format: random.below(5), length: 128, endsLayer: 0 })),
      { stall },
    ),
  );
  let pass = -1;
  /** What each row of registers holds: [pass, row] of the sums, and whether its shift is due. */
  let held: (readonly [number, number] | undefined)[] = new Array(rows).fill(undefined);
  let shifts: boolean[] = new Array(rows).fill(false);
  let row = rows - 1;
  const groups: Group[] = [];
  const overflowed: number[] = [];
  /** Cycles in which new sums came in while a shift was on its way up. */
  const collisions: number[] = [];
  const dates: { finished: number; first: number; done: number; free: number }[] = [];
  const every = Array.from({ length: columns }, (_, column) => column);
  const passMonitor = dut.passes.monitor();
  const monitor = dut.sums.monitor();
  let cycle = 0;
  monitor.onBeat(({ value: { sums, keep, address, isFirst, isLast, last } }) => {
    const kept = Array.from({ length: lanes }, (_, lane) => lane).filter((lane) => keep[lane] === 1);
    groups.push({
      sums: kept.map((lane) => Number(sums[lane])),
      address: Number(address),
      row,
      isFirst,
      isLast,
      last,
    });
    if (dut.isOverflow.peek() === 1) overflowed.push(groups.length - 1);
    const date = dates.at(-1);
    if (date && date.first < 0) date.first = cycle;
  });
  let done = 0;
  const isOver = (column: number): boolean => held[rows - 1]?.[1] === 0 && column === columns - 1;
  const isRunning = (): boolean => done < passes.length || dut.isFree.peek() === 0;
  sim.fork(function* () {
    for (; isRunning(); cycle++) {
      const isFree = dut.isFree.peek() === 1;
      const date = dates.at(-1);
      if (date && isFree && date.free < 0) date.free = cycle;
      const finishes = isFree && pass + 1 < passes.length && random.chance(finish);
      dut.finished.poke(finishes);
      if (finishes) {
        if (shifts.includes(true)) collisions.push(cycle);
        pass++;
        dates.push({ finished: cycle, first: -1, done: -1, free: -1 });
        held = held.map((_, index) => [pass, index] as const);
        row = rows - 1;
      }
      const bottom = held[rows - 1];
      dut.drained.poke({
        sums: every.map((column) => (bottom ? sumAt(...bottom, column) : 0xbad)),
        overflow: every.map(isOver),
      });
      dut.scalesLoaded.poke(random.chance(1 - stall));
      dut.sums.ready.poke(random.chance(1 - stall));
      fault?.(cycle);
      // All inputs of the cycle are there; the monitor sees the same.
      const [isShift, isRowDone, isPassDone] = [dut.shift, dut.rowDone, dut.passDone].map(
        (port) => port.peek() === 1,
      );
      yield;
      if (isPassDone) {
        done++;
        (dates.at(-1) as { done: number }).done = cycle;
      }
      if (isRowDone) row--;
      // A row takes what the row above holds now; its own shift goes on to the row above in the next cycle.
      const now = [...shifts];
      now[rows - 1] = isShift as boolean;
      held = held.map((own, index) => (now[index] ? held[index - 1] : own));
      shifts = now.map((_, index) => (index + 1 < rows ? (now[index + 1] as boolean) : false));
    }
  });
  sim.runUntilDone({ maxCycles: 20_000 });
  monitor.stop();
  passMonitor.stop();
  const free = dates.at(-1);
  if (free && free.free < 0) free.free = cycle;
  expect(collisions).toEqual([]);
  expect(passMonitor.beats).toHaveLength(passes.length);
  return { groups, overflowed, dates };
}

function expectedGroups({ columns, lanes }: Shape, passes: readonly Pass[]): Group[] {
  const groupsOfRow = Math.ceil(columns / lanes);
  return passes.flatMap(({ rowsUsed, columnsUsed, isFirst, isLast }, pass) =>
    Array.from({ length: rowsUsed }, (_, i) => rowsUsed - 1 - i).flatMap((row) =>
      Array.from({ length: Math.ceil(columnsUsed / lanes) }, (_, group) => ({
        sums: Array.from({ length: Math.min(lanes, columnsUsed - group * lanes) }, (__, lane) =>
          sumAt(pass, row, group * lanes + lane),
        ),
        address: row * groupsOfRow + group,
        row,
        isFirst,
        isLast,
        last: row === 0 && (group + 1) * lanes >= columnsUsed ? 1 : 0,
      })),
    ),
  );
}

/** By the doc comment of LieqDrain, the pass finishing at 0: shifts are two cycles apart, and the last one climbs all rows. */
function expectedDates({ rows, columns, lanes }: Shape, { rowsUsed, columnsUsed }: Pass) {
  const sending = rows + columns + 2;
  let first = Number.POSITIVE_INFINITY;
  let end = sending - 1;
  let shifted = Number.NEGATIVE_INFINITY;
  for (let row = rows - 1; row >= 0; row--) {
    const cycles = row < rowsUsed ? Math.ceil(columnsUsed / lanes) : 1;
    const isSpaced = row < rows - 1;
    end += isSpaced ? Math.max(2, cycles) : cycles;
    if (row < rowsUsed) {
      // A row's last group waits for the spacing, so a row of one group begins with it.
      first = Math.min(first, isSpaced && cycles === 1 ? end : end - cycles + 1);
    }
    if (row > 0) shifted = end;
  }
  return { first, done: end, free: Math.max(end + 1, shifted + rows) };
}

const allPasses = ({ rows, columns }: Shape): Pass[] =>
  Array.from({ length: rows * columns * 4 }, (_, i) => ({
    rowsUsed: 1 + (i % rows),
    columnsUsed: 1 + (Math.floor(i / rows) % columns),
    isFirst: Math.floor(i / rows / columns) % 2,
    isLast: Math.floor(i / rows / columns / 2),
  }));

const arrays = [
  { rows: 1, columns: 1, lanes: 1 },
  { rows: 1, columns: 6, lanes: 4 },
  { rows: 4, columns: 4, lanes: 1 },
  { rows: 3, columns: 5, lanes: 2 },
  { rows: 5, columns: 3, lanes: 3 },
] as const;

describe("LieqDrain", () => {
  test.each(arrays)(
    "%j sends every sum of every size of pass once, bottom row first, whoever stalls",
    (shape) => {
      using sim = start(shape);
      const passes = allPasses(shape);
      expect(new Set(passes.map((pass) => JSON.stringify(pass))).size).toBe(4 * shape.rows * shape.columns);
      for (const stall of [0, 0.4]) {
        expect(play(sim, shape, passes, { stall }).groups).toEqual(expectedGroups(shape, passes));
      }
    },
  );

  test.each(arrays)("%j keeps the dates of its doc comment for every size of pass", (shape) => {
    using sim = start(shape);
    const passes = allPasses(shape);
    const { dates } = play(sim, shape, passes, { stall: 0, finish: 1 });
    expect(
      dates.map(({ finished, first, done, free }) => ({
        first: first - finished,
        done: done - finished,
        free: free - finished,
      })),
    ).toEqual(passes.map((pass) => expectedDates(shape, pass)));
  });

  test("sending waits for the scales and for the pass, and begins when its doc comment says", () => {
    const shape = { rows: 2, columns: 2, lanes: 2 };
    const fall = shape.rows + shape.columns + 2;
    let runs = 0;
    using sim = start(shape);
    const { dut } = sim;
    for (let scales = 0; scales < 10; scales++) {
      for (let pass = 0; pass < 10; pass++) {
        sim.reset();
        dut.passes.data.poke({
          format: 1,
          length: 9,
          rowsUsed: 2,
          columnsUsed: 2,
          isFirst: 1,
          isLast: 1,
          endsLayer: 0,
        });
        dut.sums.ready.poke(1);
        let sending = -1;
        for (let cycle = 0; sending < 0 && cycle < 30; cycle++) {
          dut.finished.poke(cycle === 0);
          dut.scalesLoaded.poke(cycle >= scales);
          dut.passes.valid.poke(cycle >= pass);
          if (dut.sums.valid.peek() === 1) sending = cycle;
          sim.step();
        }
        expect([scales, pass, sending]).toEqual([scales, pass, Math.max(fall, scales + 1, pass + 2)]);
        runs++;
      }
    }
    expect(runs).toBe(100);
  });

  test("overflow is reported for sums that are sent and for no others", () => {
    const shape = { rows: 2, columns: 4, lanes: 2 };
    using sim = start(shape);
    const passes = [4, 3, 4].map((columnsUsed) => ({ rowsUsed: 2, columnsUsed, isFirst: 1, isLast: 1 }));
    for (const stall of [0, 0.5]) {
      const { groups, overflowed } = play(sim, shape, passes, { stall });
      expect(groups).toHaveLength(12);
      expect(overflowed).toEqual([3, 11]);
    }
  });

  test("a wrong address, row or column count is found", () => {
    const shape = { rows: 3, columns: 5, lanes: 2 };
    const passes = allPasses(shape).slice(-4);
    for (const register of ["rowAddress", "rowDrain.row", "rowDrain.columnsLeft"]) {
      using sim = start(shape);
      const flip = (cycle: number): void => {
        // Late in the fall of the first pass or later, so that the register counts.
        if (cycle > 20 && cycle % 7 === 0) sim.poke(register, Number(sim.peek(register)) ^ 1);
      };
      const isFound = (): boolean => {
        try {
          const { groups } = play(sim, shape, passes, { stall: 0, fault: flip });
          return JSON.stringify(groups) !== JSON.stringify(expectedGroups(shape, passes));
        } catch {
          // A drain that never ends, or sums that change while they are offered.
          return true;
        }
      };
      expect(isFound(), register).toBe(true);
    }
  });

  test("Icarus, Verilator and Yosys take the Verilog, and Icarus drains the same", async () => {
    const shape = { rows: 3, columns: 5, lanes: 2 };
    using sim = start(shape, true);
    const passes = allPasses(shape).slice(20, 30);
    expect(play(sim, shape, passes, { stall: 0.3 }).groups).toEqual(expectedGroups(shape, passes));
    expect(confirm(sim, "icarus").compared).toBeGreaterThan(1000);
    expect(await lintVerilog(writeVerilog(elaborate(LieqDrain(lieqConfiguration(shape)))))).toEqual([]);
  });
});
