/** The engine's streams by hand-made examples, and the cycle formula against dates worked out on paper. */
import { describe, expect, test } from "vitest";
import { encodeBlock, fineqRowBytes } from "../fineq-block.ts";
import { gemmFineq } from "../gemm.ts";
import { scaleSums } from "../scale.ts";
import {
  type FineqEngineShape,
  packFineqJob,
  predictFineqCycles,
  predictFineqJob,
  unpackFineqResults,
} from "./index.ts";

const shapeOf = (given: Partial<FineqEngineShape> & { rows: number; columns: number }): FineqEngineShape => ({
  coding: "unary",
  activationBits: 8,
  accumulatorBits: 24,
  bus: 64,
  activationBus: given.rows * 8,
  lanes: 1,
  blockDepth: 2,
  ...given,
});

/** Rows of ones, twos and so on, all clusters with index 3, so that each weight k of row r is r + 1 or 0. */
function matrix(rows: number, columns: number) {
  const bytesPerRow = fineqRowBytes(columns);
  const packed = new Uint8Array(rows * bytesPerRow);
  for (let row = 0; row < rows; row++) {
    for (let block = 0; block * 24 < columns; block++) {
      const weights = Int8Array.from({ length: 24 }, (_, i) =>
        i % 3 === 2 || block * 24 + i >= columns ? 0 : (row % 3) + 1,
      );
      encodeBlock(Uint8Array.of(3, 3, 3, 3), 0, weights, 0, packed, row * bytesPerRow + block * 7);
    }
  }
  // 1.0, 1.5, 2.0, ... as binary16.
  const scales = Uint16Array.from({ length: rows }, (_, row) => 0x3c00 + row * 0x200);
  return { rows, columns, bytesPerRow, packed, scales };
}

describe("packFineqJob", () => {
  const product = {
    activations: Int8Array.from({ length: 3 * 2 }, (_, i) => i - 2),
    m: 3,
    weights: matrix(3, 2),
  };

  test("sends blocks column by column, zero blocks past N, and ends on a whole beat and word", () => {
    const job = packFineqJob(shapeOf({ rows: 2, columns: 2, bus: 8 }), product);
    const { packed } = product.weights;
    const blocks = [
      packed.subarray(0, 7),
      packed.subarray(7, 14),
      packed.subarray(14, 21),
      new Uint8Array(7),
    ];
    // Two rows of tiles, each with the tiles of channels 0, 1 and of channel 2.
    const bytes = [...blocks, ...blocks].flatMap((block) => [...block]);
    expect(job.weights).toEqual(bytes.map(BigInt));
    const wide = packFineqJob(shapeOf({ rows: 2, columns: 2 }), product);
    expect(wide.weights).toHaveLength(7);
    const joined = wide.weights.reduce((bits, beat, i) => bits | (beat << BigInt(64 * i)), 0n);
    expect(joined).toBe(bytes.reduce((bits, byte, i) => bits | (BigInt(byte) << BigInt(8 * i)), 0n));
  });

  test("pads rounds of several blocks a word with zero blocks", () => {
    // 128 bits hold two blocks: three columns take two words a round; 8 words are 7 beats.
    const job = packFineqJob(shapeOf({ rows: 3, columns: 3, bus: 128 }), product);
    expect(job.weights).toHaveLength(7);
    const joined = job.weights.reduce((bits, beat, i) => bits | (beat << BigInt(128 * i)), 0n);
    expect(joined >> BigInt(3 * 56)).toBe(0n);
  });

  test("sends activations k by k with row 0 lowest, zeros past M, narrow beats low part first", () => {
    const job = packFineqJob(shapeOf({ rows: 2, columns: 4, activationBus: 8 }), product);
    // Rows 0 and 1 are -2 -1 and 0 1, row 2 is 2 3.
    expect(job.activations).toEqual([0xfen, 0n, 0xffn, 1n, 2n, 0n, 3n, 0n]);
  });

  test("sends scales of every column, zeros past N", () => {
    const job = packFineqJob(shapeOf({ rows: 4, columns: 2 }), product);
    expect(job.scales).toEqual([0x3c00n, 0x3e00n, 0x4000n, 0n]);
  });

  test("expects results from the last row to the first, lanes from column 0, kept bytes and the tile's end marked", () => {
    const job = packFineqJob(shapeOf({ rows: 2, columns: 3, lanes: 2 }), product);
    expect(job.results.map(({ keep, last }) => [keep, last])).toEqual([
      [0xffffn, 0n],
      [0xffn, 0n],
      [0xffffn, 0n],
      [0xffn, 1n],
      [0xffffn, 0n],
      [0xffn, 1n],
    ]);
    // Row 1 of the product: activations 0 and 1, weights 1 1: sum 1, scale 1.0, in units of 2^-24.
    expect(BigInt.asIntN(64, job.results[0]?.data ?? 0n)).toBe(1n << 24n);
    expect(job.isOverflow).toBe(false);
  });

  test("refuses sizes of 0 and activations that do not fit", () => {
    const shape = shapeOf({ rows: 2, columns: 2 });
    expect(() => packFineqJob(shape, { ...product, m: 0, activations: new Int8Array(0) })).toThrow("BL0516");
    expect(() => packFineqJob(shape, { ...product, m: 2 })).toThrow("BL0515");
    expect(() => packFineqJob({ ...shape, activationBits: 2 }, product)).toThrow("BL0516");
  });

  test.each([1, 2, 3])("results on %i lanes come back in natural order", (lanes) => {
    const shape = shapeOf({ rows: 2, columns: 3, lanes });
    const weights = matrix(7, 50);
    const activations = Int8Array.from({ length: 5 * 50 }, (_, i) => ((i * 37) % 256) - 128);
    const job = packFineqJob(shape, { activations, m: 5, weights });
    const expected = scaleSums(gemmFineq(activations, 5, weights).sums, weights.scales);
    expect(unpackFineqResults(shape, { m: 5, n: 7 }, job.results)).toEqual([...expected]);
    expect(() => unpackFineqResults(shape, { m: 5, n: 7 }, job.results.slice(1))).toThrow("BL0515");
  });
});

describe("predictFineqJob", () => {
  test("one weight on one element takes 14 cycles", () => {
    // 0 announce, 1 dispatch, 2 to 4 steps, 5 release, 9 the sum leaves (1 + 1 + 2 later), 12 the result is taken,
    // 13 all units are empty.
    expect(predictFineqJob(shapeOf({ rows: 1, columns: 1 }), { m: 1, k: 1, n: 1 })).toEqual({
      cycles: 14,
      steps: 3,
      stalls: 1,
    });
  });

  test("64 x 64 with K = 512: the short last round lets the array wait 40 cycles a tile for the next", () => {
    const shape = shapeOf({ rows: 64, columns: 64, lanes: 4 });
    const cycles = (tiles: number) => predictFineqCycles(shape, { m: 64, k: 512, n: 64 * tiles });
    // 21 rounds of 72 steps; the 22nd has 24, but the round after it takes 64 words.
    expect(cycles(9) - cycles(8)).toBe(21 * 72 + 64);
  });

  test("four blocks a column hide the short round", () => {
    const shape = shapeOf({ rows: 64, columns: 64, lanes: 4, blockDepth: 4 });
    const cycles = (tiles: number) => predictFineqCycles(shape, { m: 64, k: 512, n: 64 * tiles });
    expect(cycles(9) - cycles(8)).toBe(512 * 3);
  });

  test("an 8-bit bus delivers a block every seven cycles, and that is the limit", () => {
    const shape = shapeOf({ rows: 1, columns: 16, bus: 8, lanes: 16 });
    const cycles = (tiles: number) => predictFineqCycles(shape, { m: 1, k: 24, n: 16 * tiles });
    expect(cycles(40) - cycles(30)).toBe(10 * 16 * 7);
  });

  test("one lane on short tiles: the drain is the limit", () => {
    const shape = shapeOf({ rows: 8, columns: 8, lanes: 1 });
    const cycles = (tiles: number) => predictFineqCycles(shape, { m: 8, k: 3, n: 8 * tiles });
    // Sums arrive 8 + 8 + 2 after the release, 64 leave one a cycle; the next release comes in the cycle after.
    expect(cycles(9) - cycles(8)).toBe(8 + 8 + 2 + 64);
  });

  test("the array works in at least 95 % of the cycles on K >= 512 at 64 x 64", () => {
    const shape = shapeOf({ rows: 64, columns: 64, lanes: 4 });
    for (const k of [512, 513, 529, 576, 1000, 4096]) {
      const { steps, stalls } = predictFineqJob(shape, { m: 128, k, n: 512 });
      expect(steps / (steps + stalls)).toBeGreaterThan(0.95);
    }
  });
});
