/**
 * The Hessian of a layer's squared output error, H = 2 X X^T, from the layer's own inputs. Invariant: every element is summed token
 * by token in binary64, so that H does not depend on how the tokens were cut into batches.
 */
import { fail } from "../../diagnostics/index.ts";
import type { TensorPlace } from "../fineq-quantizer.ts";
import type { RealMatrix } from "../lieq/index.ts";

/** Second derivatives of ||X (W - W~)^T||^2 by the weights of one row of `W[out, in]`; they are the same for every row. */
export interface Hessian {
  /** Inputs of the layer, K. */
  readonly columns: number;
  /** Tokens that were seen. */
  readonly tokens: number;
  /** K x K, symmetric, without damping; in squared units of the inputs. */
  readonly values: Float64Array;
}

/** Collects the inputs of one layer. */
export interface HessianSum {
  /**
   * Adds a batch `[tokens, K]`. BL0515 when the array does not fit its shape or K is another one, BL0553 for an input that is not
   * finite; nothing is added then.
   */
  add(inputs: RealMatrix): void;
  /** H of all tokens so far, a copy. */
  hessian(): Hessian;
}

/** Tokens that are multiplied at a time: 128 of 1,536 inputs take 1.5 MB in binary64. */
const TOKENS_AT_A_TIME = 128;

/** Starts at H = 0 for a layer of `columns` (1 and up) inputs; `place` names the layer in errors. */
export function hessianSum(columns: number, place: TensorPlace): HessianSum {
  if (!Number.isInteger(columns) || columns < 1) {
    fail("BL0516", { what: `The number of inputs of ${place.tensor}`, found: columns, allowed: "1 and up" });
  }
  /** X X^T, upper triangle. */
  const sums = new Float64Array(columns * columns);
  let tokens = 0;

  function add({ values, rows, columns: found }: RealMatrix): void {
    if (found !== columns || values.length !== rows * columns) {
      const what = `inputs of ${place.tensor}`;
      fail("BL0515", { what, expected: `${rows} x ${columns}`, found: values.length });
    }
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) {
      const token = tokens + Math.floor(wrong / columns);
      fail("BL0553", { ...place, token, column: wrong % columns, value: values[wrong] as number });
    }
    for (let first = 0; first < rows; first += TOKENS_AT_A_TIME) {
      const count = Math.min(TOKENS_AT_A_TIME, rows - first);
      addProducts(sums, transposed(values, first, count, columns), columns, count);
    }
    tokens += rows;
  }

  function hessian(): Hessian {
    const values = new Float64Array(columns * columns);
    for (let i = 0; i < columns; i++) {
      for (let j = i; j < columns; j++) {
        const value = 2 * (sums[i * columns + j] as number);
        values[i * columns + j] = value;
        values[j * columns + i] = value;
      }
    }
    return { columns, tokens, values };
  }

  return { add, hessian };
}

/** H of one batch; see {@link HessianSum}. */
export function hessianOf(inputs: RealMatrix, place: TensorPlace): Hessian {
  const sum = hessianSum(inputs.columns, place);
  sum.add(inputs);
  return sum.hessian();
}

/**
 * ||X (W - W~)^T||^2, the squared error of all outputs over the tokens behind H: half of (w - w~) H (w - w~)^T, summed over the rows of
 * two row-major matrices rows x K. BL0515 when an array is not a multiple of K or the two differ.
 */
export function outputError(
  weights: ArrayLike<number>,
  approximations: ArrayLike<number>,
  { columns, values }: Hessian,
): number {
  const rows = Math.ceil(weights.length / columns);
  for (const [what, found] of [
    ["weights", weights.length],
    ["approximations", approximations.length],
  ] as const) {
    if (found !== rows * columns) fail("BL0515", { what, expected: `${rows} x ${columns}`, found });
  }
  const difference = new Float64Array(columns);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < columns; k++) {
      const at = row * columns + k;
      difference[k] = (weights[at] as number) - (approximations[at] as number);
    }
    for (let i = 0; i < columns; i++) {
      let sum = 0;
      for (let j = 0; j < columns; j++)
        sum += (values[i * columns + j] as number) * (difference[j] as number);
      total += (difference[i] as number) * sum;
    }
  }
  return total / 2;
}

/** Tokens `first` and on as binary64, input by input: element [input, token]. */
function transposed(
  values: RealMatrix["values"],
  first: number,
  count: number,
  columns: number,
): Float64Array {
  const turned = new Float64Array(columns * count);
  for (let token = 0; token < count; token++) {
    const from = (first + token) * columns;
    for (let k = 0; k < columns; k++) turned[k * count + token] = values[from + k] as number;
  }
  return turned;
}

/**
 * sums[i, j] += x_i x_j of each token in turn, j >= i. Eight sums at a time: one sum alone would wait for each of its additions. Sums left
 * of the diagonal in a tile that crosses it are not looked at again.
 */
function addProducts(sums: Float64Array, x: Float64Array, columns: number, count: number): void {
  let i = 0;
  for (; i + 2 <= columns; i += 2) {
    let j = i;
    for (; j + 4 <= columns; j += 4) addTile(sums, x, columns, count, i, j);
    for (; j < columns; j++) {
      addOne(sums, x, columns, count, i, j);
      addOne(sums, x, columns, count, i + 1, j);
    }
  }
  for (; i < columns; i++) for (let j = i; j < columns; j++) addOne(sums, x, columns, count, i, j);
}

function addOne(
  sums: Float64Array,
  x: Float64Array,
  columns: number,
  count: number,
  i: number,
  j: number,
): void {
  let sum = sums[i * columns + j] as number;
  for (let t = 0; t < count; t++) sum += (x[i * count + t] as number) * (x[j * count + t] as number);
  sums[i * columns + j] = sum;
}

function addTile(
  sums: Float64Array,
  x: Float64Array,
  columns: number,
  count: number,
  i: number,
  j: number,
): void {
  const upper = i * columns + j;
  const lower = upper + columns;
  let u0 = sums[upper] as number;
  let u1 = sums[upper + 1] as number;
  let u2 = sums[upper + 2] as number;
  let u3 = sums[upper + 3] as number;
  let l0 = sums[lower] as number;
  let l1 = sums[lower + 1] as number;
  let l2 = sums[lower + 2] as number;
  let l3 = sums[lower + 3] as number;
  const rowU = i * count;
  const rowL = rowU + count;
  const row0 = j * count;
  const row1 = row0 + count;
  const row2 = row1 + count;
  const row3 = row2 + count;
  for (let t = 0; t < count; t++) {
    const u = x[rowU + t] as number;
    const l = x[rowL + t] as number;
    const x0 = x[row0 + t] as number;
    const x1 = x[row1 + t] as number;
    const x2 = x[row2 + t] as number;
    const x3 = x[row3 + t] as number;
    u0 += u * x0;
    u1 += u * x1;
    u2 += u * x2;
    u3 += u * x3;
    l0 += l * x0;
    l1 += l * x1;
    l2 += l * x2;
    l3 += l * x3;
  }
  sums[upper] = u0;
  sums[upper + 1] = u1;
  sums[upper + 2] = u2;
  sums[upper + 3] = u3;
  sums[lower] = l0;
  sums[lower + 1] = l1;
  sums[lower + 2] = l2;
  sums[lower + 3] = l3;
}
