/** The quantizer against the bytes of an outside program, and its behaviour at the edges. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BitloomError } from "../diagnostics/index.ts";
import {
  decodeBlock,
  decodeFineq,
  dequantizeFineq,
  type FineqMatrix,
  fineqBitsPerWeight,
  fineqRowBytes,
  gaussSource,
  halfToNumber,
  quantizeFineq,
  syntheticWeights,
} from "./index.ts";

interface RowCase {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly weightsBase64: string;
  readonly scales: readonly number[];
  readonly packed: readonly string[];
}

/** Written by bench/peers/fineq_reference.py, a separate program made from the format's description. */
const vectors = JSON.parse(readFileSync(new URL("./vectors/fineq-rows.json", import.meta.url), "utf8")) as {
  cases: RowCase[];
};

const tensor = { tensor: "w" };

function weightsOf(vector: RowCase): Float32Array {
  const bytes = Buffer.from(vector.weightsBase64, "base64");
  return Float32Array.from({ length: vector.rows * vector.columns }, (_, k) => bytes.readFloatLE(4 * k));
}

function rowsOf(matrix: FineqMatrix): string[] {
  return Array.from({ length: matrix.rows }, (_, row) =>
    Buffer.from(matrix.packed.subarray(row * matrix.bytesPerRow, (row + 1) * matrix.bytesPerRow)).toString(
      "hex",
    ),
  );
}

function diagnosticOf(action: () => unknown) {
  try {
    action();
  } catch (error) {
    if (error instanceof BitloomError) return error.diagnostics[0];
    throw error;
  }
  return undefined;
}

describe("FineQ quantizer", () => {
  it("has vectors to be compared with", () => {
    expect(vectors.cases.length).toBeGreaterThanOrEqual(25);
  });

  it.each(vectors.cases)("gives the outside program's bytes for $name", (vector) => {
    const matrix = quantizeFineq(weightsOf(vector), vector.rows, vector.columns, tensor);
    expect([...matrix.scales]).toEqual(vector.scales);
    expect(rowsOf(matrix)).toEqual(vector.packed);
  });

  it("would notice one changed weight", () => {
    const vector = vectors.cases[0] as RowCase;
    const weights = weightsOf(vector);
    weights[5] = 1;
    expect(rowsOf(quantizeFineq(weights, vector.rows, vector.columns, tensor))).not.toEqual(vector.packed);
  });

  it("gives the golden block 02 33 0c 00 00 00 00 with scale 1", () => {
    const row = Float32Array.from([3.0, 0.2, -2.0, 0.1, 2.9, -2.2, ...new Array<number>(18).fill(0)]);
    const matrix = quantizeFineq(row, 1, 24, tensor);
    expect(halfToNumber(matrix.scales[0] as number)).toBe(1);
    expect(rowsOf(matrix)).toEqual(["02330c00000000"]);
    expect([...decodeFineq(matrix).subarray(0, 6)]).toEqual([3, 0, -2, 0, 0, -2]);
  });

  it("makes an all-zero row all zero with scale 0, minus zero included", () => {
    const matrix = quantizeFineq(Float32Array.from([0, -0, 0, 0, -0]), 1, 5, tensor);
    expect(rowsOf(matrix)).toEqual(["00000000000000"]);
    expect([...matrix.scales]).toEqual([0]);
    expect(dequantizeFineq(matrix)).toEqual(new Float32Array(5));
  });

  it("makes a row all zero when its scale rounds to zero, and no smaller one", () => {
    const unit = 2 ** -24;
    const scaleOf = (largest: number) => quantizeFineq(Float32Array.of(largest), 1, 1, tensor).scales[0];
    // (1.5 unit) / 3 is half the least binary16 and ties to the even 0.
    expect(scaleOf(1.5 * unit)).toBe(0);
    expect(scaleOf(1.5 * unit * (1 + 2 ** -20))).toBe(1);
  });

  it("pads rows with zeros to whole blocks", () => {
    const columns = 29;
    const weights = syntheticWeights(gaussSource(3), 2 * columns);
    const matrix = quantizeFineq(weights, 2, columns, tensor);
    expect(matrix.bytesPerRow).toBe(14);
    const second = decodeBlock(matrix.packed, 7 + 14).weights;
    expect([...second.subarray(5)]).toEqual(new Array<number>(19).fill(0));
    const padded = new Float32Array(48);
    padded.set(weights.subarray(columns));
    expect(rowsOf(quantizeFineq(padded, 1, 48, tensor))[0]).toBe(rowsOf(matrix)[1]);
  });

  it("does not depend on which rows were quantized before", () => {
    const columns = 72;
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 2, max: 5 }), (seed, rows) => {
        const weights = syntheticWeights(gaussSource(seed), rows * columns);
        const together = rowsOf(quantizeFineq(weights, rows, columns, tensor));
        const alone = together.map((_, row) =>
          rowsOf(quantizeFineq(weights.slice(row * columns, (row + 1) * columns), 1, columns, tensor)).join(),
        );
        expect(together).toEqual(alone);
      }),
      { numRuns: 50 },
    );
  });

  it("follows a change of sign and a power of two exactly", () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const weights = syntheticWeights(gaussSource(seed), 48);
        const straight = quantizeFineq(weights, 1, 48, tensor);
        const negated = quantizeFineq(
          weights.map((w) => -4 * w),
          1,
          48,
          tensor,
        );
        expect(decodeFineq(negated)).toEqual(decodeFineq(straight).map((q) => -q));
        expect(halfToNumber(negated.scales[0] as number)).toBe(
          4 * halfToNumber(straight.scales[0] as number),
        );
      }),
      { numRuns: 50 },
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "names tensor, row and column of the weight %d",
    (value) => {
      const weights = syntheticWeights(gaussSource(1), 60);
      weights[47] = value;
      const found = diagnosticOf(() => quantizeFineq(weights, 3, 20, { tensor: "model.q", file: "m.bin" }));
      expect(found).toMatchObject({ code: "BL0507", details: { tensor: "model.q", row: 2, column: 7 } });
      expect(found?.message).toBe(
        `Weight [2, 7] of tensor "model.q" of m.bin is ${value}; every weight must be finite.`,
      );
    },
  );

  it("names tensor and row of a scale over 65504", () => {
    const limit = 3 * 65520;
    const weights = Float32Array.of(1, 2, limit - 1, 0);
    expect(quantizeFineq(weights, 2, 2, tensor).scales).toHaveLength(2);
    weights[2] = limit;
    const found = diagnosticOf(() => quantizeFineq(weights, 2, 2, tensor));
    expect(found).toMatchObject({ code: "BL0509", details: { tensor: "w", row: 1, scale: 65520 } });
  });

  it("refuses an array that is not rows x columns", () => {
    expect(diagnosticOf(() => quantizeFineq(new Float32Array(7), 2, 4, tensor))?.code).toBe("BL0515");
    expect(diagnosticOf(() => quantizeFineq(new Float32Array(0), 0, 0, tensor))?.code).toBe("BL0515");
  });

  it("stores 7/3 bits a weight and 16 a row", () => {
    expect(fineqRowBytes(25)).toBe(14);
    expect(fineqBitsPerWeight(10, 24)).toBeCloseTo(56 / 24 + 16 / 24, 12);
    expect(fineqBitsPerWeight(1, 24 * 4096)).toBeCloseTo(7 / 3, 3);
  });

  it("reports rows as they are finished", () => {
    const seen: number[] = [];
    quantizeFineq(new Float32Array(5 * 40000), 5, 40000, tensor, { onRows: (rows) => seen.push(rows) });
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });
});
