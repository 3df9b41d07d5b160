/** The drain controller on a stand-in for the array's drain registers: order, masks, spacing of shifts, overflow. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { interpret } from "../../sim/index.ts";
import { applyReset, type Random, seededRandom } from "../../testing/index.ts";
import { FineqDrain } from "./drain.ts";
import { fineqConfiguration } from "./parameters.ts";

const WIDTH = 24;

interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly lanes: number;
  readonly m: number;
  readonly n: number;
}

/** Drains all tiles of a job; row r of a tile holds sums that name tile, row and column. */
function drainJob({ rows, columns, lanes, m, n }: Shape, random: Random, stall: number) {
  const shape = fineqConfiguration({ rows, columns, lanes });
  const simulation = interpret(elaborate(FineqDrain(shape)));
  applyReset(simulation);
  simulation.poke("job_m", BigInt(m));
  simulation.poke("job_k", 1n);
  simulation.poke("job_n", BigInt(n));
  simulation.poke("jobStart", 1n);
  simulation.step();
  simulation.poke("jobStart", 0n);

  const sumAt = (tile: number, row: number, column: number): number => tile * 10_000 + row * 100 + column;
  const tiles = Math.ceil(m / rows) * Math.ceil(n / columns);
  let tile = -1;
  /** What each row of registers holds: [tile, row] of the sums, and when its shift is due. */
  let held: (readonly [number, number] | undefined)[] = new Array(rows).fill(undefined);
  let shifts: boolean[] = new Array(rows).fill(false);
  const groups: { sums: number[]; last: boolean; cycle: number }[] = [];
  const overflowed: number[] = [];
  let done = 0;
  for (let cycle = 0; cycle < 20_000 && done < tiles; cycle++) {
    const isFree = simulation.peek("isFree") === 1n;
    const finishes = isFree && tile + 1 < tiles && random.chance(0.3);
    simulation.poke("finished", finishes ? 1n : 0n);
    if (finishes) {
      // No shift may be on its way up when new sums come in.
      expect(shifts).toEqual(new Array(rows).fill(false));
      tile++;
      held = held.map((_, row) => [tile, row] as const);
    }
    const bottom = held[rows - 1];
    let sums = 0n;
    let overflow = 0n;
    for (let column = 0; column < columns; column++) {
      const value = bottom ? sumAt(...bottom, column) : 0xbad;
      sums |= BigInt(value) << BigInt(column * WIDTH);
      if (bottom?.[1] === 0 && column === columns - 1) overflow |= 1n << BigInt(column);
    }
    simulation.poke("drained_sums", sums);
    simulation.poke("drained_overflow", overflow);
    simulation.poke("scalesLoaded", random.chance(1 - stall) ? 1n : 0n);
    simulation.poke("sums_ready", random.chance(1 - stall) ? 1n : 0n);
    if (simulation.peek("sums_valid") === 1n && simulation.peek("sums_ready") === 1n) {
      const keep = simulation.peek("sums_data_keep");
      const bits = simulation.peek("sums_data_sums");
      const kept = Array.from({ length: lanes }, (_, lane) => lane).filter(
        (lane) => (keep >> BigInt(lane)) & 1n,
      );
      groups.push({
        sums: kept.map((lane) => Number(BigInt.asUintN(WIDTH, bits >> BigInt(lane * WIDTH)))),
        last: simulation.peek("sums_data_last") === 1n,
        cycle,
      });
      if (simulation.peek("isOverflow") === 1n) overflowed.push(groups.length - 1);
    }
    if (simulation.peek("tileDone") === 1n) done++;
    // A row takes what the row above holds now; its own shift goes on to the row above in the next cycle.
    const now = [...shifts];
    now[rows - 1] = simulation.peek("shift") === 1n;
    held = held.map((own, row) => (now[row] ? held[row - 1] : own));
    shifts = now.map((_, row) => (row + 1 < rows ? (now[row + 1] as boolean) : false));
    simulation.step();
  }
  expect(done).toBe(tiles);
  return { groups, overflowed, sumAt };
}

function expectedGroups(
  { rows, columns, lanes, m, n }: Shape,
  sumAt: (...at: [number, number, number]) => number,
) {
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

const shapes: readonly Shape[] = [
  { rows: 1, columns: 1, lanes: 1, m: 3, n: 2 },
  { rows: 4, columns: 4, lanes: 1, m: 6, n: 9 },
  { rows: 3, columns: 5, lanes: 2, m: 4, n: 8 },
  { rows: 5, columns: 3, lanes: 3, m: 7, n: 4 },
];

describe("FineqDrain", () => {
  test.each(shapes)("%j sends every valid sum once, bottom row first, whoever stalls", (shape) => {
    for (const stall of [0, 0.4]) {
      const random = seededRandom(shape.rows * 10 + shape.columns);
      const { groups, sumAt } = drainJob(shape, random, stall);
      expect(groups.map(({ sums, last }) => ({ sums, last }))).toEqual(expectedGroups(shape, sumAt));
    }
  });

  test("overflow is reported for sums that are sent and for no others", () => {
    // Only row 0's last column overflows; it is part of every tile whose last column is used.
    const shape = { rows: 2, columns: 4, lanes: 2, m: 2, n: 7 };
    const { groups, overflowed } = drainJob(shape, seededRandom(1), 0);
    expect(groups).toHaveLength(8);
    expect(overflowed).toEqual([3]);
  });
});
