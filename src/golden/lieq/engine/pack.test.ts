/** Programs against the real weights that their matrices stand for, and against images and transfers worked out by hand. */
import { describe, expect, it } from "vitest";
import { BitloomError } from "../../../diagnostics/index.ts";
import { dequantize, WEIGHT_FORMATS } from "../../weight-format.ts";
import { type LieqEngineShape, type LieqLayer, packLieqProgram, RESULT_BYTES } from "./index.ts";
import { randomLayer } from "./testing.ts";

const shape: LieqEngineShape = {
  rows: 3,
  columns: 4,
  coding: "unary",
  accumulatorBits: 24,
  lanes: 3,
  wordDepth: 4,
  layers: 8,
};

/** The product in units of 2^-24: real weights are whole multiples of it, so the sum is exact. */
function exactOutput({ activations, weights }: LieqLayer, row: number, channel: number): bigint {
  const real = dequantize(weights);
  const k = weights.matrix.columns;
  let sum = 0n;
  for (let at = 0; at < k; at++) {
    const units = (real[channel * k + at] as number) * 2 ** 24;
    expect(Number.isInteger(units)).toBe(true);
    sum += BigInt(activations[row * k + at] as number) * BigInt(units);
  }
  return sum;
}

/** A little-endian two's-complement number. */
function signedAt(image: Uint8Array, at: number, bytes: number): bigint {
  let value = 0n;
  for (let i = bytes - 1; i >= 0; i--) value = (value << 8n) | BigInt(image[at + i] as number);
  return BigInt.asIntN(8 * bytes, value);
}

const codeOf = (action: () => unknown): string | undefined => {
  try {
    action();
  } catch (error) {
    if (error instanceof BitloomError) return error.diagnostics[0]?.message;
    throw error;
  }
  return undefined;
};

describe("a packed program", () => {
  it.each(WEIGHT_FORMATS)(
    "has the exact products of %s, rows of a tile from the last to the first",
    (format) => {
      const sizes = { m: 5, k: 300, n: 7 };
      const layer = randomLayer(format, sizes, 3);
      const { images, entries, results, isOverflow } = packLieqProgram(shape, [layer]);
      expect(isOverflow).toBe(false);
      let at = entries[0]?.resultsBase as number;
      for (const rows of [
        [2, 1, 0],
        [4, 3],
      ]) {
        for (const channels of [
          [0, 1, 2, 3],
          [4, 5, 6],
        ]) {
          for (const row of rows) {
            for (const channel of channels) {
              expect(signedAt(images.results, at, RESULT_BYTES)).toBe(exactOutput(layer, row, channel));
              at += RESULT_BYTES;
            }
          }
        }
      }
      expect(entries[0]?.resultsBytes).toBe(35 * RESULT_BYTES);
      // Groups of three lanes: four columns leave in two beats, three in one.
      expect(results).toHaveLength(3 * 2 + 3 * 1 + 2 * 2 + 2 * 1);
      expect(results.filter(({ last }) => last === 1n)).toHaveLength(4);
      expect(results[0]?.keep).toBe((1n << 30n) - 1n);
      expect(results[1]?.keep).toBe((1n << 10n) - 1n);
    },
  );

  it("has the words of w3, six bytes each, column by column, and ends tiles on eight bytes", () => {
    const layer = randomLayer("w3", { m: 1, k: 140, n: 5 }, 9);
    const { images, entries } = packLieqProgram(shape, [layer]);
    const { packed, bytesPerRow } = layer.weights.matrix;
    expect(bytesPerRow).toBe(53);
    const expected: number[] = [];
    for (const columns of [[0, 1, 2, 3], [4]]) {
      for (let word = 0; word < 9; word++) {
        for (const column of columns) {
          for (let byte = 0; byte < 6; byte++) {
            const at = 6 * word + byte;
            expected.push(at < bytesPerRow ? (packed[column * bytesPerRow + at] as number) : 0);
          }
        }
      }
      while (expected.length % 8 !== 0) expected.push(0);
    }
    expect([...images.weights]).toEqual(expected);
    expect(entries[0]?.weightsBytes).toBe(expected.length);
  });

  it("has a scale and a zero point for each group and used column", () => {
    const layer = randomLayer("w4", { m: 1, k: 140, n: 5 }, 9);
    if (layer.weights.format === "fineq") throw new Error("not w4");
    const { scales, zeros } = layer.weights.matrix;
    const expected = [0, 2, 4, 6, 1, 3, 5, 7, 8, 9].flatMap((place) => {
      const scale = scales[place] as number;
      return [scale & 255, scale >> 8, zeros[place] as number, 0];
    });
    expect([...packLieqProgram(shape, [layer]).images.scales]).toEqual(expected);
  });

  it("has no zero points for FineQ", () => {
    const layer = randomLayer("fineq", { m: 1, k: 50, n: 2 }, 4);
    const { scales } = layer.weights.matrix;
    const words = [...scales].flatMap((scale) => [scale & 255, scale >> 8, 0, 0]);
    expect([...packLieqProgram(shape, [layer]).images.scales]).toEqual(words);
  });

  it("has a byte for every row of the array at each k, zero past M", () => {
    const layer = randomLayer("w2", { m: 4, k: 2, n: 1 }, 5);
    const [a, b, c, d, e, f, g, h] = [...layer.activations].map((value) => value & 255);
    const { images, streams } = packLieqProgram(shape, [layer]);
    expect([...images.activations]).toEqual([a, c, e, b, d, f, g, 0, 0, h, 0, 0, 0, 0, 0, 0]);
    expect(streams.activations[0]).toBe(BigInt((a ?? 0) | ((c ?? 0) << 8) | ((e ?? 0) << 16)));
    expect(streams.activations).toHaveLength(4);
  });

  it("asks for weights and scales once a row of tiles and for activations once a pass", () => {
    const layers = [
      randomLayer("w8", { m: 4, k: 130, n: 6 }, 1),
      randomLayer("fineq", { m: 2, k: 30, n: 3 }, 2),
    ];
    const { transfers, entries, streams } = packLieqProgram(shape, layers);
    const [first, second] = entries;
    if (!first || !second) throw new Error("two entries");
    // 130 bytes of a column are 17 words.
    expect(first.weightsBytes).toBe(17 * 6 * 8);
    expect(transfers.weights).toEqual([
      { address: 0, bytes: 816 },
      { address: 0, bytes: 816 },
      { address: 816, bytes: 48 },
    ]);
    expect(transfers.scales).toEqual([
      { address: 0, bytes: 48 },
      { address: 0, bytes: 48 },
      { address: 48, bytes: 12 },
    ]);
    const group = (rowTile: number, from: number, length: number) => ({
      address: 3 * (130 * rowTile + from),
      bytes: 3 * length,
    });
    const tile = (rowTile: number) => [group(rowTile, 0, 128), group(rowTile, 128, 2)];
    expect(transfers.activations).toEqual([
      ...[0, 0, 1, 1].flatMap(tile),
      { address: second.activationsBase, bytes: 90 },
    ]);
    expect(second.activationsBase).toBe(784);
    expect(transfers.results).toEqual([
      { address: 0, bytes: 240 },
      { address: 240, bytes: 60 },
    ]);
    expect(streams.weights).toHaveLength((816 + 816 + 48) / 8);
  });

  it("wraps FineQ sums that leave the accumulator and says so", () => {
    const k = 24_000;
    const weights = randomLayer("fineq", { m: 1, k, n: 1 }, 1).weights;
    if (weights.format !== "fineq") throw new Error("not FineQ");
    // Blocks of index 3 with both three-bit weights at +3: a third of them is pruned.
    const block = [0xff, ...[0, 1].flatMap(() => [0xdb, 0xb6, 0x6d])];
    weights.matrix.packed.set(Array.from({ length: k / 24 }, () => block).flat());
    const layer = { name: "wide", m: 1, activations: new Int8Array(k).fill(127), weights };
    expect(packLieqProgram({ ...shape, accumulatorBits: 24 }, [layer]).isOverflow).toBe(false);
    const more = { ...layer, m: 1, weights, activations: new Int8Array(k).fill(-128) };
    const { isOverflow, images } = packLieqProgram({ ...shape, accumulatorBits: 23 }, [more]);
    expect(isOverflow).toBe(true);
    // 16,000 weights of 3 times -128 are 2^23 - 2,244,608 below -2^22.
    const scale = exactOutput(
      {
        ...more,
        activations: Int8Array.of(1),
        weights: { ...weights, matrix: { ...weights.matrix, columns: 1 } },
      },
      0,
      0,
    );
    expect(signedAt(images.results, 0, RESULT_BYTES)).toBe((scale / 3n) * (2n ** 23n - 6_144_000n));
  });

  it("refuses what the table cannot hold", () => {
    const layer = randomLayer("w2", { m: 1, k: 2, n: 1 }, 5);
    expect(codeOf(() => packLieqProgram(shape, []))).toBe("The number of layers is 0; expected 1..8.");
    expect(codeOf(() => packLieqProgram(shape, Array(9).fill(layer)))).toContain("layers is 9");
    expect(codeOf(() => packLieqProgram(shape, [{ ...layer, m: 0 }]))).toContain("(M) of w2 1 x 2 is 0");
    const long = randomLayer("w2", { m: 1, k: 65_536, n: 1 }, 5);
    expect(codeOf(() => packLieqProgram(shape, [long]))).toContain("is 65536; expected 1..65535");
    expect(codeOf(() => packLieqProgram(shape, [{ ...layer, m: 2 }]))).toContain("activations");
  });
});
