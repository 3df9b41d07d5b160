/**
 * The inputs of projections while a layer runs, as few rows as their products need. Invariant: a collected matrix X has the singular
 * values of W X^T right for every W, to float32, however many tokens were seen.
 *
 * Z Z^T = W (h h^T) W^T: a projection's spectrum depends on its inputs through h h^T alone. Many tokens of K inputs can so be replaced by at
 * most K vectors with the same h h^T, its factor.
 */
import { hessianSum, type RealMatrix, semidefiniteFactor } from "../../golden/index.ts";
import type { InputMatrix } from "../forward/index.ts";

/** Collects the inputs of projections that share them. */
export interface InputCollector {
  /** Windows in any number; their values are kept, not copied. */
  add(input: InputMatrix): void;
  /** Matrices [rows, K] which together stand for all tokens. */
  rows(): readonly InputMatrix[];
}

/** What the choice between tokens and their factor depends on. */
export interface InputShape {
  /** Of all windows. */
  readonly tokens: number;
  /** K. */
  readonly columns: number;
  /** Rows of each matrix that multiplies them: a head's, where projections are taken head by head. */
  readonly outputs: readonly number[];
}

/** Keeps the tokens. */
export function keepTokens(): InputCollector {
  const inputs: InputMatrix[] = [];
  return { add: (input) => void inputs.push(input), rows: () => inputs };
}

/**
 * Sums h h^T in binary64 and gives its factor; K x K numbers are kept. `tensor` names a projection in errors: BL0553 for an input that is
 * not finite.
 */
export function factorTokens(columns: number, tensor: string): InputCollector {
  const sum = hessianSum(columns, { tensor });
  return {
    add: (input) => sum.add(input),
    rows() {
      // The Hessian is 2 h h^T; diagnostics do not see scaling.
      const factor = semidefiniteFactor(sum.hessian().values, columns, `the inputs of ${tensor}`);
      return [float32(factor)];
    },
  };
}

/** Whether the factor is made faster than it saves work, by counting multiplications, or saves memory that tokens should not take. */
export function isFactorBetter({ tokens, columns, outputs }: InputShape): boolean {
  if (tokens <= columns) return false;
  const factoring = (tokens * columns ** 2) / 2 + columns ** 3 / 2;
  const isFaster = factoring + spectra(columns, columns, outputs) < spectra(tokens, columns, outputs);
  return isFaster || tokens * columns > MOST_KEPT;
}

/** Inputs that are kept as tokens at most, 128 MB. */
const MOST_KEPT = 2 ** 25;

/** Products of vectors of four run so much faster than those in binary64, as measured. */
const VECTOR_GAIN = 5;

/** Multiplications in binary64, or as much work, of the spectra of trained and random weights on so many rows of inputs. */
function spectra(rows: number, columns: number, outputs: readonly number[]): number {
  return outputs.reduce((sum, count) => {
    const [short, long] = [Math.min(rows, count), Math.max(rows, count)];
    const gram = (short ** 2 * long) / 2;
    const tridiagonal = (2 * short ** 3) / 3;
    return sum + 2 * ((rows * count * columns) / VECTOR_GAIN + gram + tridiagonal);
  }, 0);
}

const float32 = ({ values, rows, columns }: RealMatrix): InputMatrix => ({
  values: Float32Array.from(values),
  rows,
  columns,
});
