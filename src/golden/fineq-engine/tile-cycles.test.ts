/** Cycles of engines of tiles against dates worked out on paper, their rates, and what their sums and blocks say. */
import { describe, expect, test } from "vitest";
import { encodeBlock } from "../fineq-block.ts";
import {
  type FineqEngineShape,
  type FineqTileShape,
  fineqBreaksSparsity,
  fineqOutlierRounds,
  packFineqJob,
  predictFineqJob,
} from "./index.ts";

const tileOf = (given: Partial<FineqTileShape> = {}): FineqTileShape => ({
  kind: "any",
  tokensAtOnce: 1,
  bandColumns: 8,
  weightsPerWord: 1,
  clustersPerOutlier: 4,
  latency: 1,
  ...given,
});

const shapeOf = (given: Partial<FineqEngineShape> & { rows: number; columns: number }): FineqEngineShape => ({
  coding: "direct",
  activationBits: 8,
  accumulatorBits: 24,
  bus: 64,
  activationBus: given.rows * 8,
  lanes: given.columns,
  blockDepth: 2,
  tile: tileOf(),
  ...given,
});

/** Channels of blocks; each weight k of channel c is `value(c, k)`, pairs with index 3 where `isOutlier(c, block)`. */
function matrix(rows: number, columns: number, weightsOf: (channel: number, block: number) => number[]) {
  const blocks = Math.ceil(columns / 24);
  const packed = new Uint8Array(rows * blocks * 7);
  for (let channel = 0; channel < rows; channel++) {
    for (let block = 0; block < blocks; block++) {
      const weights = Int8Array.from(weightsOf(channel, block));
      const index = weights.some((weight) => Math.abs(weight) > 1) ? 3 : 0;
      const at = (channel * blocks + block) * 7;
      encodeBlock(Uint8Array.of(index, index, index, index), 0, weights, 0, packed, at);
    }
  }
  return { rows, columns, bytesPerRow: blocks * 7, packed, scales: new Uint16Array(rows).fill(0x3c00) };
}

const ones = () => new Array<number>(24).fill(1);
const threes = (count: number) => Array.from({ length: 24 }, (_, i) => (i % 3 < 2 && i < 3 * count ? 3 : 0));

describe("predictFineqJob of tiles", () => {
  test("one weight takes 13 cycles", () => {
    // 0 announce, 1 dispatch and collect, 3 the step (survey, count), 8 the sum leaves (command, activations, tile, memory and
    // its read), 11 the result is taken, 12 all units are empty.
    expect(predictFineqJob(shapeOf({ rows: 1, columns: 1 }), { m: 1, k: 1, n: 1 })).toEqual({
      cycles: 13,
      steps: 1,
      stalls: 2,
    });
  });

  test("a round takes a cycle a token group where the streams keep up", () => {
    const shape = shapeOf({ rows: 32, columns: 16 });
    const cycles = (tiles: number) => predictFineqJob(shape, { m: 32, k: 480, n: 16 * tiles }).cycles;
    expect(cycles(9) - cycles(8)).toBe(20 * 32);
  });

  test("activations are the limit of few token groups, wider beats lift it", () => {
    const four = { rows: 64, columns: 16, bus: 64 };
    const rate = (shape: FineqEngineShape) =>
      predictFineqJob(shape, { m: 64, k: 480, n: 160 }).cycles -
      predictFineqJob(shape, { m: 64, k: 480, n: 144 }).cycles;
    expect(rate(shapeOf({ ...four, tile: tileOf({ tokensAtOnce: 4 }) }))).toBe(20 * 24);
    const wide = tileOf({ tokensAtOnce: 4, weightsPerWord: 2 });
    expect(rate(shapeOf({ ...four, activationBus: 1024, tile: wide }))).toBe(20 * 16);
  });

  test("the weight bus is the limit of many columns", () => {
    const shape = shapeOf({ rows: 24, columns: 40 });
    const cycles = (tiles: number) => predictFineqJob(shape, { m: 24, k: 240, n: 40 * tiles }).cycles;
    expect(cycles(9) - cycles(8)).toBe(10 * 40);
  });

  test("planes take a second pass in rounds with outliers and in no others", () => {
    const shape = shapeOf({ rows: 32, columns: 4, tile: tileOf({ kind: "planes" }) });
    const size = { m: 32, k: 96, n: 4 };
    const plain = predictFineqJob(shape, { ...size, outlierRounds: [false, false, false, false] });
    const twice = predictFineqJob(shape, { ...size, outlierRounds: [false, true, true, false] });
    expect([plain.steps, twice.steps, twice.cycles - plain.cycles]).toEqual([128, 192, 64]);
    expect(() => predictFineqJob(shape, size)).toThrow("BL0516");
  });

  test("tiles work in at least 95 % of the cycles on K >= 512", () => {
    const shape = shapeOf({ rows: 64, columns: 64, lanes: 8, tile: tileOf({ tokensAtOnce: 1 }) });
    for (const k of [512, 513, 529, 576, 1000, 4096]) {
      const { steps, stalls } = predictFineqJob(shape, { m: 128, k, n: 512 });
      expect(steps / (steps + stalls)).toBeGreaterThan(0.95);
    }
  });
});

describe("blocks of engines of tiles", () => {
  test("have outliers in a round of a tile when one channel has them, for every row of tiles", () => {
    const weights = matrix(5, 48, (channel, block) => (channel === 3 && block === 1 ? threes(1) : ones()));
    expect(fineqOutlierRounds({ rows: 2, columns: 2 }, 3, weights)).toEqual([
      false,
      false,
      false,
      true,
      false,
      false,
      false,
      false,
      false,
      true,
      false,
      false,
    ]);
  });

  test("break the rule of sparse tiles by a second outlier cluster among its neighbours", () => {
    const of = (count: number) => matrix(1, 24, () => threes(count));
    expect(fineqBreaksSparsity(of(1), 8)).toBe(false);
    expect(fineqBreaksSparsity(of(2), 2)).toBe(true);
    const apart = matrix(1, 24, () =>
      threes(8).map((weight, i) => (i < 3 || (i >= 12 && i < 15) ? weight : 0)),
    );
    expect(fineqBreaksSparsity(apart, 4)).toBe(false);
    expect(fineqBreaksSparsity(apart, 8)).toBe(true);
  });
});

describe("overflow of tiles", () => {
  const product = (values: readonly number[]) => ({
    activations: Int8Array.from(values),
    m: 1,
    weights: matrix(1, values.length, ones),
  });

  test("is judged after each round of 24 weights, not within one", () => {
    const shape = shapeOf({ rows: 1, columns: 1, accumulatorBits: 11 });
    // 12 x 127 is beyond 1,023, but the round ends with 0.
    const within = Array.from({ length: 48 }, (_, i) => (i < 12 ? 127 : i < 24 ? -127 : 0));
    expect(packFineqJob(shape, product(within)).isOverflow).toBe(false);
    expect(packFineqJob({ ...shape, tile: undefined }, product(within)).isOverflow).toBe(true);
    const across = Array.from({ length: 48 }, (_, i) => (i < 12 ? 127 : i < 24 ? 0 : i < 36 ? -127 : 0));
    expect(packFineqJob(shape, product(across)).isOverflow).toBe(true);
  });
});
