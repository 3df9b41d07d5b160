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
