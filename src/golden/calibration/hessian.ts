/**
 * The Hessian of a layer's squared output error, H = 2 X X^T, from the layer's own inputs. Invariant: every element is summed token
 * by token in binary64, so that H does not depend on how the tokens were cut into batches.
 */
import { fail } from "../../diagnostics/index.ts";
import type { TensorPlace } from "../fineq-quantizer.ts";
import { addColumnProducts } from "../gram.ts";
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
    addColumnProducts(sums, values, rows, columns);
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
  // Past the last row there are differences of zero, which add nothing.
  const differences = new Float64Array(ROWS_AT_A_TIME * columns);
  let total = 0;
  for (let from = 0; from < weights.length; from += differences.length) {
    differences.fill(0);
    const count = Math.min(differences.length, weights.length - from);
    for (let at = 0; at < count; at++) {
      differences[at] = (weights[from + at] as number) - (approximations[from + at] as number);
    }
    total += quadraticForms(differences, values, columns);
  }
  return total / 2;
}

/** Rows whose errors are summed side by side: one sum alone would wait for each of its additions. */
const ROWS_AT_A_TIME = 4;

/** d H d^T of four rows, added up; H is symmetric, so only its upper triangle is read. */
function quadraticForms(d: Float64Array, h: Float64Array, columns: number): number {
  const [row1, row2, row3] = [columns, 2 * columns, 3 * columns];
  let total = 0;
  for (let i = 0; i < columns; i++) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    const rowH = i * columns;
    for (let j = i + 1; j < columns; j++) {
      const factor = h[rowH + j] as number;
      s0 += factor * (d[j] as number);
      s1 += factor * (d[row1 + j] as number);
      s2 += factor * (d[row2 + j] as number);
      s3 += factor * (d[row3 + j] as number);
    }
    const diagonal = h[rowH + i] as number;
    const [d0, d1] = [d[i] as number, d[row1 + i] as number];
    const [d2, d3] = [d[row2 + i] as number, d[row3 + i] as number];
    total += d0 * (diagonal * d0 + 2 * s0) + d1 * (diagonal * d1 + 2 * s1);
    total += d2 * (diagonal * d2 + 2 * s2) + d3 * (diagonal * d3 + 2 * s3);
  }
  return total;
}
