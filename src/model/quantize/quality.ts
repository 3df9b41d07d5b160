/** What rounding did to a matrix. Invariant: real weights are made a few rows at a time, so that a large matrix is not held twice. */
import { dequantize, type QuantizedMatrix } from "../../golden/index.ts";

/** Weights that are made at a time, or one row when it has more. */
const WEIGHTS_AT_A_TIME = 2 ** 18;

/** Decibels, as `sqnr` of all weights: sums in binary64 in index order, infinite when nothing was lost. */
export function matrixSqnr(weights: Float32Array, quantized: QuantizedMatrix): number {
  const { rows, columns } = quantized.matrix;
  const step = Math.max(1, Math.floor(WEIGHTS_AT_A_TIME / columns));
  let signal = 0;
  let noise = 0;
  for (let row = 0, at = 0; row < rows; row += step) {
    for (const value of dequantize(rowsOf(quantized, row, Math.min(rows, row + step)))) {
      const weight = weights[at++] as number;
      signal += weight * weight;
      noise += (weight - value) ** 2;
    }
  }
  return noise === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(signal / noise);
}

/** Rows [from, end) as a matrix of their own, in the same memory. */
function rowsOf(quantized: QuantizedMatrix, from: number, end: number): QuantizedMatrix {
  if (quantized.format === "fineq") {
    const { matrix, format } = quantized;
    const packed = matrix.packed.subarray(from * matrix.bytesPerRow, end * matrix.bytesPerRow);
    return {
      format,
      matrix: { ...matrix, rows: end - from, packed, scales: matrix.scales.subarray(from, end) },
    };
  }
  const { matrix, format } = quantized;
  const { groups, bytesPerRow } = matrix;
  return {
    format,
    matrix: {
      ...matrix,
      rows: end - from,
      packed: matrix.packed.subarray(from * bytesPerRow, end * bytesPerRow),
      scales: matrix.scales.subarray(from * groups, end * groups),
      zeros: matrix.zeros.subarray(from * groups, end * groups),
    },
  };
}
