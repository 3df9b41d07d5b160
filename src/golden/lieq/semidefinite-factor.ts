/**
 * A factor of a sum of products: a few vectors with the same products as many. Invariant: F^T F differs from the given matrix by at
 * most size^2 * 2^-50 of its largest diagonal element, whatever its rank.
 *
 * Cholesky's factorization with the largest remaining diagonal element as the pivot (Higham, Accuracy and Stability of Numerical
 * Algorithms, 10.3), which needs no full rank.
 */
import { fail } from "../../diagnostics/index.ts";
import type { RealMatrix } from "./spectrum.ts";

/**
 * F [rank, size] with F^T F = H for a symmetric H >= 0, size x size. Then W F^T and W X^T have the same singular values where H = X^T X,
 * however many rows X has. An H of zeros gives one row of zeros. BL0551 with `what` when a diagonal element is not finite or below zero.
 */
export function semidefiniteFactor(values: Float64Array, size: number, what: string): RealMatrix {
  const left = Float64Array.from({ length: size }, (_, k) => values[k * size + k] as number);
  if (left.some((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY))) {
    fail("BL0551", { what, problem: "its energy is not finite or below zero" });
  }
  const factor = new Float64Array(size * size);
  const negligible = size * 2 ** -52 * Math.max(...left);
  let rank = 0;
  for (; rank < size; rank++) {
    const pivot = left.indexOf(Math.max(...left));
    if (!((left[pivot] as number) > negligible)) break;
    const row = factor.subarray(rank * size, (rank + 1) * size);
    row.set(values.subarray(pivot * size, (pivot + 1) * size));
    for (let earlier = 0; earlier < rank; earlier++) {
      subtract(row, factor, earlier * size, factor[earlier * size + pivot] as number);
    }
    const root = Math.sqrt(left[pivot] as number);
    for (let k = 0; k < size; k++) {
      row[k] = (row[k] as number) / root;
      left[k] = (left[k] as number) - (row[k] as number) ** 2;
    }
    // What rounding leaves of a finished pivot is no energy.
    left[pivot] = 0;
  }
  const rows = Math.max(1, rank);
  return { values: factor.subarray(0, rows * size), rows, columns: size };
}

function subtract(row: Float64Array, factor: Float64Array, at: number, times: number): void {
  for (let k = 0; k < row.length; k++) {
    row[k] = (row[k] as number) - times * (factor[at + k] as number);
  }
}
