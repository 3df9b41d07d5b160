/** Calibrated FineQ against an outside program, against plain FineQ, and what it must not depend on. */
import { describe, expect, it } from "vitest";
import { decodeBlock, FINEQ_BLOCK_BYTES } from "../fineq-block.ts";
import { decodeFineq, dequantizeFineq, type FineqMatrix, quantizeFineq } from "../fineq-matrix.ts";
import { obeysOutlierRule } from "../fineq-outlier-check.ts";
import { CLUSTERS_PER_OUTLIER } from "../fineq-outliers.ts";
import { calibrateFineq, hessianOf, inverseFactor, outputError } from "./index.ts";
import { calibrationCases, correlatedInputs, diagnosticOf, heavyLayer, orthogonalInputs } from "./testing.ts";

const place = { tensor: "w" };
const cases = calibrationCases();

const factorOf = (inputs: Parameters<typeof hessianOf>[0]) => inverseFactor(hessianOf(inputs, place), place);

/** The index of every pair of a row, as the blocks hold them. */
function indicesOf({ packed, bytesPerRow }: FineqMatrix, row: number): number[] {
  const found: number[] = [];
  for (let at = 0; at < bytesPerRow; at += FINEQ_BLOCK_BYTES) {
    found.push(...decodeBlock(packed, row * bytesPerRow + at).indices);
  }
  return found;
}

describe("calibrated FineQ", () => {
  it.each(cases)(
    "gives the outside program's scales, indices and codes for $name",
    ({ layer, inputs, fineq }) => {
      const matrix = calibrateFineq(layer, factorOf(inputs), place);
      expect([...matrix.scales]).toEqual(fineq.scales);
      expect([...decodeFineq(matrix)]).toEqual(fineq.codes);
      const pairs = Math.ceil(layer.columns / 6);
      fineq.indices.forEach((indices, row) => {
        const found = indicesOf(matrix, row);
        expect(found.slice(0, pairs)).toEqual(indices);
        // Padding holds nothing.
        expect(found.slice(pairs).every((index) => index === 0)).toBe(true);
      });
      expect(fineq.indices).toHaveLength(layer.rows);
    },
  );

  it("has cases in which every index occurs", () => {
    expect(new Set(cases.flatMap(({ fineq }) => fineq.indices.flat()))).toEqual(new Set([0, 1, 2, 3]));
  });

  it("would be caught with another damping, or as plain FineQ", () => {
    const { layer, inputs, fineq } = cases[2] as (typeof cases)[number];
    const damped = inverseFactor(hessianOf(inputs, place), place, 0.02);
    expect([...decodeFineq(calibrateFineq(layer, damped, place))]).not.toEqual(fineq.codes);
    expect([...decodeFineq(quantizeFineq(layer.values, layer.rows, layer.columns, place))]).not.toEqual(
      fineq.codes,
    );
  });

  it.each([1, 5, 6, 23, 24, 25, 150])(
    "is plain FineQ, byte for byte, when %i inputs are orthogonal",
    (columns) => {
      const layer = heavyLayer(70, columns, columns);
      const plain = quantizeFineq(layer.values, 70, columns, place);
      const factor = inverseFactor(hessianOf(orthogonalInputs(columns), place), place, 0);
      expect(calibrateFineq(layer, factor, place)).toEqual(plain);
      expect(calibrateFineq(layer, factor, place, { scale: "plain" })).toEqual(plain);
    },
  );

  it.each(CLUSTERS_PER_OUTLIER)(
    "with one outlier cluster in %i obeys the rule, and with orthogonal inputs is plain rounding under it",
    (clustersPerOutlier) => {
      const rule = { clustersPerOutlier };
      for (const columns of [5, 6, 47, 48, 49, 300]) {
        const layer = heavyLayer(9, columns, columns);
        const plain = quantizeFineq(layer.values, 9, columns, place, rule);
        const factor = inverseFactor(hessianOf(orthogonalInputs(columns), place), place, 0);
        expect(calibrateFineq(layer, factor, place, rule)).toEqual(plain);
      }
      const layer = heavyLayer(24, 160);
      const hessian = hessianOf(correlatedInputs(1000, 160, 0.9, 1), place);
      const factor = inverseFactor(hessian, place);
      const calibrated = calibrateFineq(layer, factor, place, rule);
      expect(obeysOutlierRule(calibrated, clustersPerOutlier)).toBe(true);
      const error = (matrix: FineqMatrix): number =>
        outputError(layer.values, dequantizeFineq(matrix), hessian);
      expect(error(calibrated)).toBeLessThan(0.6 * error(quantizeFineq(layer.values, 24, 160, place, rule)));
      expect(error(calibrated)).toBeGreaterThan(error(calibrateFineq(layer, factor, place)));
    },
  );

  it("loses much less of the outputs than plain FineQ on correlated inputs, seen and unseen", () => {
    const [rows, columns] = [24, 160];
    const layer = heavyLayer(rows, columns);
    const seen = hessianOf(correlatedInputs(1000, columns, 0.9, 1), place);
    const unseen = hessianOf(correlatedInputs(1000, columns, 0.9, 9), place);
    const factor = inverseFactor(seen, place);
    const plain = dequantizeFineq(quantizeFineq(layer.values, rows, columns, place));
    const sameScale = dequantizeFineq(calibrateFineq(layer, factor, place, { scale: "plain" }));
    const calibrated = dequantizeFineq(calibrateFineq(layer, factor, place));
    const gain = (from: Float32Array, to: Float32Array, hessian: typeof seen) =>
      10 * Math.log10(outputError(layer.values, from, hessian) / outputError(layer.values, to, hessian));
    expect(gain(plain, sameScale, seen)).toBeGreaterThan(2);
    expect(gain(sameScale, calibrated, seen)).toBeGreaterThan(0.3);
    expect(gain(plain, calibrated, unseen)).toBeGreaterThan(2);
  });

  it("quantizes a row without a look at the others", () => {
    const [rows, columns] = [67, 50];
    const layer = heavyLayer(rows, columns);
    const factor = factorOf(correlatedInputs(90, columns, 0.7));
    const whole = calibrateFineq(layer, factor, place);
    for (const row of [0, 1, 63, 64, 66]) {
      const values = layer.values.slice(row * columns, (row + 1) * columns);
      const alone = calibrateFineq({ values, rows: 1, columns }, factor, place);
      const { bytesPerRow } = whole;
      expect(whole.packed.slice(row * bytesPerRow, (row + 1) * bytesPerRow)).toEqual(alone.packed);
      expect(whole.scales[row]).toBe(alone.scales[0]);
    }
  });

  it("makes the weights of dead inputs zero", () => {
    const { layer, inputs } = cases[4] as (typeof cases)[number];
    const codes = decodeFineq(calibrateFineq(layer, factorOf(inputs), place));
    expect(codes.filter((_, at) => [0, 7, 29].includes(at % 30)).every((code) => code === 0)).toBe(true);
    expect(codes.some((code) => code !== 0)).toBe(true);
  });

  it("keeps rows of zeros, and rows whose scale rounds to zero, at zero", () => {
    const columns = 30;
    const values = heavyLayer(3, columns).values;
    values.fill(0, 0, columns);
    for (let k = columns; k < 2 * columns; k++) values[k] = 1e-9;
    const matrix = calibrateFineq(
      { values, rows: 3, columns },
      factorOf(correlatedInputs(60, columns, 0.7)),
      place,
    );
    expect([...matrix.scales.subarray(0, 2)]).toEqual([0, 0]);
    expect(matrix.packed.subarray(0, 2 * matrix.bytesPerRow).every((byte) => byte === 0)).toBe(true);
    expect(matrix.scales[2]).toBeGreaterThan(0);
  });

  it("reports finished rows", () => {
    const seen: number[] = [];
    const factor = factorOf(orthogonalInputs(2));
    const layer = { values: new Float32Array(260), rows: 130, columns: 2 };
    calibrateFineq(layer, factor, place, { onRows: (rows) => seen.push(rows) });
    expect(seen).toEqual([64, 128, 130]);
  });

  it("refuses what does not fit, by name", () => {
    const factor = factorOf(orthogonalInputs(4));
    const values = new Float32Array(8).fill(1);
    const quantize = (layer: Parameters<typeof calibrateFineq>[0]) =>
      diagnosticOf(() => calibrateFineq(layer, factor, place));
    expect(quantize({ values, rows: 3, columns: 4 })?.code).toBe("BL0515");
    expect(quantize({ values, rows: 4, columns: 2 })?.code).toBe("BL0515");
    expect(quantize({ values: values.with(6, Number.NaN), rows: 2, columns: 4 })?.message).toBe(
      'Weight [1, 2] of tensor "w" is NaN; every weight must be finite.',
    );
    expect(quantize({ values: values.with(6, 3e38), rows: 2, columns: 4 })?.message).toMatch(
      /^Row 1 of tensor "w"/,
    );
  });
});
