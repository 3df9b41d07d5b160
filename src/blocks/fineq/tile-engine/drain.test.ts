/** The drain of tiles on a stand-in for the memories of finished sums: order, masks, overflow, and no read before its write. */
import { describe, expect, test } from "vitest";
import { simulate } from "../../../harness/index.ts";
import { fineqConfiguration } from "../parameters.ts";
import { TileDrain } from "./drain.ts";
import type { TileConfiguration } from "./parameters.ts";

interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly lanes: number;
  readonly tokensAtOnce: number;
  readonly bandColumns?: number;
}

const sumAt = (tile: number, row: number, column: number): number => tile * 10_000 + row * 100 + column;
/** Some sums have left their range. */
const isOver = (row: number, column: number): boolean => (row + 2 * column) % 5 === 0;

function start(given: Shape) {
  const shape = fineqConfiguration({ ...given, family: "tiles-any" });
  const tile = shape.tile as TileConfiguration;
  const sim = simulate(TileDrain({ ...shape, tile }), { seed: given.rows * 10 + given.columns });
  sim.reset();
  return { sim, tile };
}

/** Drains all tiles of a job of m x n sums; a read before its sum is there, or after the tile is done, is told. */
function drainJob(
  { sim, tile }: ReturnType<typeof start>,
  shape: Shape,
  m: number,
  n: number,
  stall: number,
) {
  const { rows, columns, lanes, tokensAtOnce } = shape;
  const { dut, random } = sim;
  const across = Math.ceil(n / columns);
  const tiles = Math.ceil(m / rows) * across;
  dut.job.poke({ m, k: 1, n });
  dut.jobStart.poke(1);
  sim.step();
  dut.jobStart.poke(0);
  const groups: { sums: number[]; last: boolean }[] = [];
  const overflowed: number[] = [];
  const wrong: string[] = [];
  const monitor = dut.sums.monitor();
  monitor.onBeat(({ value: { sums, keep, last } }) => {
    const kept = Array.from({ length: lanes }, (_, lane) => lane).filter((lane) => keep[lane] === 1);
    groups.push({ sums: kept.map((lane) => Number(sums[lane])), last: last === 1 });
    if (dut.isOverflow.peek() === 1) overflowed.push(groups.length - 1);
  });
  let current = -1;
  let finishedAt = 0;
  /** The token group that was read last. */
  let fetched = 0;
  let done = 0;
  for (let cycle = 0; cycle < 20_000 && done < tiles; cycle++) {
    const finishes = dut.isFree.peek() === 1 && current + 1 < tiles && random.chance(0.4);
    dut.finished.poke(finishes);
    if (finishes) {
      current++;
      finishedAt = cycle;
    }
    const { token } = dut.read.peek();
    const row = fetched * tokensAtOnce + (tokensAtOnce === 1 ? 0 : Number(token));
    dut.row.poke({
      sums: Array.from({ length: columns }, (_, column) => (current < 0 ? 0 : sumAt(current, row, column))),
      overflow: Array.from({ length: columns }, (_, column) => isOver(row, column)),
    });
    dut.scalesLoaded.poke(random.chance(1 - stall));
    dut.sums.ready.poke(random.chance(1 - stall));
    if (dut.tileDone.peek() === 1) done++;
    const { read, group } = dut.read.peek();
    // The read after a tile's last group fetches nothing that is used.
    if (read === 1 && dut.tileDone.peek() === 0) {
      fetched = Number(group);
      const usedRows = Math.min(rows, m - Math.floor(current / across) * rows);
      const first = Math.ceil(usedRows / tokensAtOnce) - 1;
      // Command and activation registers, the tile, the write; a band is a cycle behind the one before.
      const readable = finishedAt + 3 + tile.latency + tile.bands - 1 + (first - fetched);
      if (cycle < readable) wrong.push(`group ${fetched} is read in ${cycle}, there from ${readable} on`);
    }
    sim.step();
  }
  monitor.stop();
  expect(wrong).toEqual([]);
  expect(done).toBe(tiles);
  return { groups, overflowed };
}

function expectedGroups({ rows, columns, lanes }: Shape, m: number, n: number) {
  const groups: { sums: number[]; last: boolean }[] = [];
  const overflowed: number[] = [];
  let tile = 0;
  for (let top = 0; top < m; top += rows) {
    for (let left = 0; left < n; left += columns, tile++) {
      const used = Math.min(columns, n - left);
      for (let row = Math.min(rows, m - top) - 1; row >= 0; row--) {
        for (let first = 0; first < used; first += lanes) {
          const sent = Array.from({ length: Math.min(lanes, used - first) }, (_, lane) => first + lane);
          if (sent.some((column) => isOver(row, column))) overflowed.push(groups.length);
          groups.push({
            sums: sent.map((column) => sumAt(tile, row, column)),
            last: row === 0 && first + lanes >= used,
          });
        }
      }
    }
  }
  return { groups, overflowed };
}

describe("TileDrain", () => {
  test.each<Shape>([
    { rows: 1, columns: 1, lanes: 1, tokensAtOnce: 1 },
    { rows: 4, columns: 3, lanes: 2, tokensAtOnce: 1 },
    { rows: 4, columns: 3, lanes: 3, tokensAtOnce: 4 },
    { rows: 6, columns: 5, lanes: 2, tokensAtOnce: 2, bandColumns: 1 },
  ])("%j sends every valid sum once, last row first, whoever stalls", (shape) => {
    const started = start(shape);
    using _sim = started.sim;
    let jobs = 0;
    for (let m = 1; m <= shape.rows + 2; m++) {
      for (let n = 1; n <= 2 * shape.columns; n++) {
        for (const stall of [0, 0.4]) {
          expect(drainJob(started, shape, m, n, stall)).toEqual(expectedGroups(shape, m, n));
          jobs++;
        }
      }
    }
    expect(jobs).toBe(4 * (shape.rows + 2) * shape.columns);
  });
});
