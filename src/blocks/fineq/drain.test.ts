/** The drain controller on a stand-in for the array's drain registers: order, masks, spacing of shifts, overflow. */
import { describe, expect, test } from "vitest";
import { simulate } from "../../harness/index.ts";
import { FineqDrain } from "./drain.ts";
import { fineqConfiguration } from "./parameters.ts";

interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly lanes: number;
  readonly m: number;
  readonly n: number;
}

function start({ rows, columns, lanes }: Shape) {
  const sim = simulate(FineqDrain(fineqConfiguration({ rows, columns, lanes, coding: "unary" })), {
    seed: rows * 10 + columns,
  });
  sim.reset();
  return sim;
}

const sumAt = (tile: number, row: number, column: number): number => tile * 10_000 + row * 100 + column;

/** Drains all tiles of a job; row r of a tile holds sums that name tile, row and column. */
function drainJob(sim: ReturnType<typeof start>, { rows, columns, lanes, m, n }: Shape, stall: number) {
  const { dut, random } = sim;
  dut.job.poke({ m, k: 1, n });
  dut.jobStart.poke(1);
  sim.step();
  dut.jobStart.poke(0);

  const tiles = Math.ceil(m / rows) * Math.ceil(n / columns);
  let tile = -1;
  /** What each row of registers holds: [tile, row] of the sums, and when its shift is due. */
  let held: (readonly [number, number] | undefined)[] = new Array(rows).fill(undefined);
  let shifts: boolean[] = new Array(rows).fill(false);
  const groups: { sums: number[]; last: boolean }[] = [];
  const overflowed: number[] = [];
  /** Cycles in which new sums came in while a shift was on its way up. */
  const collisions: number[] = [];
  const monitor = dut.sums.monitor();
  monitor.onBeat(({ value: { sums, keep, last } }) => {
    groups.push({
      sums: Array.from({ length: lanes }, (_, lane) => lane)
        .filter((lane) => keep[lane] === 1)
        .map((lane) => Number(sums[lane])),
      last: last === 1,
    });
    if (dut.isOverflow.peek() === 1) overflowed.push(groups.length - 1);
  });
  const isOver = (column: number): boolean => held[rows - 1]?.[1] === 0 && column === columns - 1;
  let done = 0;
  for (let cycle = 0; cycle < 20_000 && done < tiles; cycle++) {
    const finishes = dut.isFree.peek() === 1 && tile + 1 < tiles && random.chance(0.3);
    dut.finished.poke(finishes);
    if (finishes) {
      if (shifts.includes(true)) collisions.push(cycle);
      tile++;
      held = held.map((_, row) => [tile, row] as const);
    }
    const bottom = held[rows - 1];
    const every = Array.from({ length: columns }, (_, column) => column);
    dut.drained.poke({
      sums: every.map((column) => (bottom ? sumAt(...bottom, column) : 0xbad)),
      overflow: every.map(isOver),
    });
    dut.scalesLoaded.poke(random.chance(1 - stall));
    dut.sums.ready.poke(random.chance(1 - stall));
    if (dut.tileDone.peek() === 1) done++;
    // A row takes what the row above holds now; its own shift goes on to the row above in the next cycle.
    const now = [...shifts];
    now[rows - 1] = dut.shift.peek() === 1;
    held = held.map((own, row) => (now[row] ? held[row - 1] : own));
    shifts = now.map((_, row) => (row + 1 < rows ? (now[row + 1] as boolean) : false));
    sim.step();
  }
  monitor.stop();
  expect(done).toBe(tiles);
  expect(collisions).toEqual([]);
  return { groups, overflowed };
}

function expectedGroups({ rows, columns, lanes, m, n }: Shape) {
  const groups: { sums: number[]; last: boolean }[] = [];
  let tile = 0;
  for (let top = 0; top < m; top += rows) {
    for (let left = 0; left < n; left += columns, tile++) {
      for (let row = Math.min(rows, m - top) - 1; row >= 0; row--) {
        const used = Math.min(columns, n - left);
        for (let first = 0; first < used; first += lanes) {
          const width = Math.min(lanes, used - first);
          groups.push({
            sums: Array.from({ length: width }, (_, lane) => sumAt(tile, row, first + lane)),
            last: row === 0 && first + lanes >= used,
          });
        }
      }
    }
  }
  return groups;
}

const arrays = [
  { rows: 1, columns: 1, lanes: 1 },
  { rows: 4, columns: 4, lanes: 1 },
  { rows: 3, columns: 5, lanes: 2 },
  { rows: 5, columns: 3, lanes: 3 },
] as const;

describe("FineqDrain", () => {
  test.each(arrays)("%j sends every valid sum once, bottom row first, whoever stalls", (array) => {
    using sim = start({ ...array, m: 1, n: 1 });
    // Tiles whole and cut off by any number of rows and columns, one job after another.
    let jobs = 0;
    for (let m = 1; m <= 2 * array.rows; m++) {
      for (let n = 1; n <= 2 * array.columns; n++) {
        const shape = { ...array, m, n };
        for (const stall of [0, 0.4]) {
          const { groups } = drainJob(sim, shape, stall);
          expect(groups).toEqual(expectedGroups(shape));
          jobs++;
        }
      }
    }
    expect(jobs).toBe(8 * array.rows * array.columns);
  });

  test("sixteen rows of sixteen columns", () => {
    const shape = { rows: 16, columns: 16, lanes: 3, m: 37, n: 45 };
    using sim = start(shape);
    for (const stall of [0, 0.7]) {
      expect(drainJob(sim, shape, stall).groups).toEqual(expectedGroups(shape));
    }
  });

  test("overflow is reported for sums that are sent and for no others", () => {
    // Only row 0's last column overflows; it is part of every tile whose last column is used.
    const shape = { rows: 2, columns: 4, lanes: 2, m: 2, n: 7 };
    using sim = start(shape);
    for (const stall of [0, 0.5]) {
      const { groups, overflowed } = drainJob(sim, shape, stall);
      expect(groups).toHaveLength(8);
      expect(overflowed).toEqual([3]);
    }
  });
});
