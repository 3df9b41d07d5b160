/**
 * The upper Cholesky factor U of the inverse of a damped Hessian, H^-1 = U^T U, which holds all that error feedback needs (GPTQ, arXiv
 * 2210.17323, section 3.3, step 3). Invariant: U is upper triangular with a positive diagonal; an input that never was nonzero
 * stands alone in its row and column.
 *
 * The inverse itself is never formed. H = R R^T with an upper triangular R (Cholesky's recurrence from the last column to the first)
 * gives U = R^-1 at once, with less work and less rounding than inverting and factoring again. Binary64, one order of operations.
 */
import { fail } from "../../diagnostics/index.ts";
import type { TensorPlace } from "../fineq-quantizer.ts";
import type { Hessian } from "./hessian.ts";

/** Share of the mean diagonal that is added to the diagonal (GPTQ's choice). */
export const HESSIAN_DAMPING = 0.01;

export interface InverseFactor {
  /** Inputs of the layer, K. */
  readonly columns: number;
  /** U, K x K; zeros below the diagonal. */
  readonly upper: Float64Array;
  /** 1 for an input that was zero on every token: its weights are worth nothing and are quantized as zero. */
  readonly isDead: Uint8Array;
}

/**
 * Factors H + d I with d = `damping` times the mean diagonal of the inputs that are not dead. Dead inputs (zero diagonal) get that mean as
 * their diagonal; leaving them out of the mean makes the factor independent of the unit of the inputs but for a scale
 * (our design choice; GPTQ's own program counts them as 1). BL0554 when every input is dead, BL0555 when
 * the matrix is not positive definite beyond rounding, BL0515 when the array is not K x K, BL0516 for a negative damping.
 */
export function inverseFactor(
  hessian: Hessian,
  place: TensorPlace,
  damping = HESSIAN_DAMPING,
): InverseFactor {
  const { columns, values } = hessian;
  if (values.length !== columns * columns) {
    const what = `elements of the Hessian of ${place.tensor}`;
    fail("BL0515", { what, expected: `${columns} x ${columns}`, found: values.length });
  }
  if (!(damping >= 0 && damping < Number.POSITIVE_INFINITY)) {
    fail("BL0516", {
      what: "The damping",
      found: damping,
      allowed: "a finite share of the diagonal, 0 and up",
    });
  }
  const upper = values.slice();
  const isDead = new Uint8Array(columns);
  let sum = 0;
  let live = 0;
  for (let k = 0; k < columns; k++) {
    const diagonal = values[k * columns + k] as number;
    if (diagonal === 0) isDead[k] = 1;
    else live++;
    sum += diagonal;
  }
  if (live === 0) fail("BL0554", { ...place, tokens: hessian.tokens });
  const mean = sum / live;
  for (let k = 0; k < columns; k++) {
    const at = k * columns + k;
    upper[at] = isDead[k] ? mean : (upper[at] as number) + damping * mean;
  }
  factorFromTheEnd(upper, columns, { ...place, damping });
  invertUpper(upper, columns);
  return { columns, upper, isDead };
}

/** Turns the upper triangle of H, in place, into R with H = R R^T, and clears what is below. */
function factorFromTheEnd(
  matrix: Float64Array,
  size: number,
  place: TensorPlace & { damping: number },
): void {
  for (let j = size - 1; j >= 0; j--) {
    const rowJ = j * size;
    const diagonal = matrix[rowJ + j] as number;
    const pivot = diagonal - dot(matrix, rowJ, rowJ, j + 1, size);
    // Less than what the sum of `size` products can have lost to rounding is no pivot. Also true for NaN, which compares with nothing.
    if (!(pivot > size * Number.EPSILON * diagonal && pivot < Number.POSITIVE_INFINITY))
      fail("BL0555", { ...place, column: j, pivot });
    const root = Math.sqrt(pivot);
    matrix[rowJ + j] = root;
    matrix.fill(0, rowJ, rowJ + j);
    let i = 0;
    for (; i + 4 <= j; i += 4) fourElements(matrix, size, i, j, root);
    for (; i < j; i++) {
      const at = i * size + j;
      matrix[at] = ((matrix[at] as number) - dot(matrix, i * size, rowJ, j + 1, size)) / root;
    }
  }
}

function dot(matrix: Float64Array, rowA: number, rowB: number, from: number, end: number): number {
  let sum = 0;
  for (let k = from; k < end; k++) sum += (matrix[rowA + k] as number) * (matrix[rowB + k] as number);
  return sum;
}

/** R[i .. i + 3, j]; four sums at a time, because one alone waits for each of its additions. */
function fourElements(matrix: Float64Array, size: number, i: number, j: number, root: number): void {
  const rowJ = j * size;
  const row0 = i * size;
  const row1 = row0 + size;
  const row2 = row1 + size;
  const row3 = row2 + size;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let k = j + 1; k < size; k++) {
    const r = matrix[rowJ + k] as number;
    s0 += (matrix[row0 + k] as number) * r;
    s1 += (matrix[row1 + k] as number) * r;
    s2 += (matrix[row2 + k] as number) * r;
    s3 += (matrix[row3 + k] as number) * r;
  }
  matrix[row0 + j] = ((matrix[row0 + j] as number) - s0) / root;
  matrix[row1 + j] = ((matrix[row1 + j] as number) - s1) / root;
  matrix[row2 + j] = ((matrix[row2 + j] as number) - s2) / root;
  matrix[row3 + j] = ((matrix[row3 + j] as number) - s3) / root;
}

/** Inverts an upper triangular matrix in place: row i of R U = I needs the rows of U below it only. */
function invertUpper(matrix: Float64Array, size: number): void {
  const row = new Float64Array(size);
  for (let i = size - 1; i >= 0; i--) {
    const rowI = i * size;
    row.fill(0);
    let k = i + 1;
    // Four rows at a time; below their diagonals they hold zeros, which add nothing.
    for (; k + 4 <= size; k += 4) {
      const f0 = matrix[rowI + k] as number;
      const f1 = matrix[rowI + k + 1] as number;
      const f2 = matrix[rowI + k + 2] as number;
      const f3 = matrix[rowI + k + 3] as number;
      const row0 = k * size;
      const row1 = row0 + size;
      const row2 = row1 + size;
      const row3 = row2 + size;
      for (let j = k; j < size; j++) {
        row[j] =
          (row[j] as number) +
          f0 * (matrix[row0 + j] as number) +
          f1 * (matrix[row1 + j] as number) +
          f2 * (matrix[row2 + j] as number) +
          f3 * (matrix[row3 + j] as number);
      }
    }
    for (; k < size; k++) {
      const factor = matrix[rowI + k] as number;
      const rowK = k * size;
      for (let j = k; j < size; j++) row[j] = (row[j] as number) + factor * (matrix[rowK + j] as number);
    }
    const inverse = 1 / (matrix[rowI + i] as number);
    matrix[rowI + i] = inverse;
    for (let j = i + 1; j < size; j++) matrix[rowI + j] = -(row[j] as number) * inverse;
  }
}
