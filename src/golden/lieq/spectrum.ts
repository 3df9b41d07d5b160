/**
 * Squared singular values of a matrix. Invariant: they are in falling order, none is negative, and they depend on the matrix
 * alone (binary64, one order of operations), so that equal inputs give equal bits.
 *
 * They are the eigenvalues of the Gram matrix of the shorter side: Householder reflections make it tridiagonal (Golub and
 * Van Loan, Matrix Computations, 8.3.1), Sturm's count of eigenvalues below a number then brackets each of them. The Gram matrix
 * squares the condition number: an eigenvalue is right to about 1e-13 of the largest, which is what shares of energy need.
 */
import { fail } from "../../diagnostics/index.ts";
import { addColumnProducts, addRowProducts } from "../gram.ts";

/** A matrix, row-major. */
export interface RealMatrix {
  readonly values: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * s_k^2 of a matrix, min(rows, columns) of them, largest first. `what` names the matrix in errors: BL0551 when an element is
 * not finite or the squares overflow, BL0515 when the array does not hold rows * columns elements (1 and up).
 */
export function squaredSingularValues(matrix: RealMatrix, what = "the matrix"): Float64Array {
  const { values, rows, columns } = matrix;
  if (rows < 1 || columns < 1 || values.length !== rows * columns) {
    fail("BL0515", { what: `elements of ${what}`, expected: `${rows} x ${columns}`, found: values.length });
  }
  const size = Math.min(rows, columns);
  const gram = gramOf(matrix, size);
  for (let k = 0; k < size; k++) {
    if (!Number.isFinite(gram[k * size + k] as number)) {
      fail("BL0551", { what, problem: "it has elements that are not finite, or their squares overflow" });
    }
  }
  return eigenvalues(tridiagonal(gram, size)).map((value) => Math.max(0, value));
}

/** Z Z^T or Z^T Z, of the shorter side; lower triangle of a size x size square. */
function gramOf({ values, rows, columns }: RealMatrix, size: number): Float64Array {
  const gram = new Float64Array(size * size);
  if (rows <= columns) addRowProducts(gram, values, rows, columns);
  else addColumnProducts(gram, values, rows, columns);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) gram[i * size + j] = gram[j * size + i] as number;
  }
  return gram;
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Element k stands between diagonal k and k + 1. */
  readonly beside: Float64Array;
}

/** Reflects the columns of a symmetric matrix (lower triangle; used up) one after the other onto their first two places. */
function tridiagonal(matrix: Float64Array, size: number): Tridiagonal {
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(Math.max(0, size - 1));
  const v = new Float64Array(size);
  for (let k = 0; k + 1 < size; k++) {
    diagonal[k] = matrix[k * size + k] as number;
    let energy = 0;
    for (let i = k + 1; i < size; i++) {
      v[i] = matrix[i * size + k] as number;
      energy += (v[i] as number) ** 2;
    }
    const first = v[k + 1] as number;
    const target = first > 0 ? -Math.sqrt(energy) : Math.sqrt(energy);
    beside[k] = target;
    v[k + 1] = first - target;
    // v . v, from energy = |x|^2 and v = x - target * e1.
    const length = 2 * (energy - target * first);
    if (length > 0) reflect(matrix, size, k + 1, v, 2 / length);
  }
  diagonal[size - 1] = matrix[size * size - 1] as number;
  return { diagonal, beside };
}

/** A := H A H with H = 1 - beta v v^T on the square from `start`; lower triangle only. */
function reflect(matrix: Float64Array, size: number, start: number, v: Float64Array, beta: number): void {
  const w = new Float64Array(size);
  for (let i = start; i < size; i++) {
    const vi = v[i] as number;
    let sum = (matrix[i * size + i] as number) * vi;
    for (let j = start; j < i; j++) {
      const element = matrix[i * size + j] as number;
      sum += element * (v[j] as number);
      w[j] = (w[j] as number) + element * vi;
    }
    w[i] = (w[i] as number) + sum;
  }
  let along = 0;
  for (let i = start; i < size; i++) along += (w[i] as number) * (v[i] as number);
  for (let i = start; i < size; i++) w[i] = beta * ((w[i] as number) - 0.5 * beta * along * (v[i] as number));
  for (let i = start; i < size; i++) {
    const [vi, wi] = [v[i] as number, w[i] as number];
    for (let j = start; j <= i; j++) {
      const at = i * size + j;
      matrix[at] = (matrix[at] as number) - vi * (w[j] as number) - wi * (v[j] as number);
    }
  }
}

/** All eigenvalues, largest first: intervals are halved until each is as narrow as binary64 can tell, or empty. */
function eigenvalues({ diagonal, beside }: Tridiagonal): Float64Array {
  const size = diagonal.length;
  const found = new Float64Array(size);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  // Gershgorin: every eigenvalue is at most the two neighbours' magnitudes away from a diagonal element.
  for (let k = 0; k < size; k++) {
    const radius = Math.abs(beside[k - 1] ?? 0) + Math.abs(beside[k] ?? 0);
    low = Math.min(low, (diagonal[k] as number) - radius);
    high = Math.max(high, (diagonal[k] as number) + radius);
  }
  const narrow = 2 ** -52 * Math.max(Math.abs(low), Math.abs(high));
  const squares = beside.map((value) => value * value);
  const smallest = Number.MIN_VALUE + 2 ** -104 * Math.max(Math.abs(low), Math.abs(high));
  const below = (x: number): number => {
    let count = 0;
    let pivot = 1;
    for (let k = 0; k < size; k++) {
      pivot = (diagonal[k] as number) - x - (k === 0 ? 0 : (squares[k - 1] as number) / pivot);
      // A pivot of zero stands for a number a little below it; dividing by it would lose the count.
      if (Math.abs(pivot) < smallest) pivot = -smallest;
      if (pivot < 0) count++;
    }
    return count;
  };
  const open = [{ low, high, from: 0, to: size }];
  for (let interval = open.pop(); interval !== undefined; interval = open.pop()) {
    const middle = interval.low + (interval.high - interval.low) / 2;
    if (interval.high - interval.low <= narrow || middle <= interval.low || middle >= interval.high) {
      found.fill(middle, interval.from, interval.to);
      continue;
    }
    const split = Math.min(interval.to, Math.max(interval.from, below(middle)));
    if (split > interval.from) open.push({ low: interval.low, high: middle, from: interval.from, to: split });
    if (split < interval.to) open.push({ low: middle, high: interval.high, from: split, to: interval.to });
  }
  return found.reverse();
}
