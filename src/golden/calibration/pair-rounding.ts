/**
 * Index and codes for one pair of FineQ clusters under error feedback. Invariant: of the choices that it is given the one with the least
 * loss is taken, the first of equals; under a choice each weight takes its nearest code in turn and feeds its error to the rest of the pair.
 *
 * With e_k = (w_k - s q_k) / U[k, k] the loss is the sum of e_k^2 over the pair, first to last: what the layer's output error grows
 * by when the weights after the pair make up for it as well as they can. Searching all codes of the pair for the least loss, and not
 * the indices alone, was measured on five layers of the demo model: 0.1 to 0.3 dB better for five times the work, so it is not done.
 */
import { FINEQ_PAIR_WEIGHTS } from "../fineq-block.ts";
import { LARGEST_MAGNITUDES, type PairChoice } from "../fineq-outliers.ts";
import type { InverseFactor } from "./inverse-factor.ts";

/** What the last call took; the next one overwrites it. */
export interface RoundedPair {
  choice: PairChoice;
  /** Six codes, -3..3. */
  readonly codes: Int8Array;
  /** e_k of each weight. */
  readonly errors: Float64Array;
  loss: number;
}

export interface PairRounding {
  readonly best: RoundedPair;
  /**
   * Rounds the pair of inputs `column` to `column + 5` whose weights start at `weights[at]`; those at K and beyond are padding, with codes
   * of zero that cost nothing. `scale` is above zero.
   */
  round(
    weights: Float64Array,
    at: number,
    column: number,
    scale: number,
    choices: readonly PairChoice[],
  ): void;
}

/** Makes the rounding under one factor; it keeps its scratch space from pair to pair. */
export function pairRounding({ columns, upper }: InverseFactor): PairRounding {
  const best: RoundedPair = {
    choice: 0,
    codes: new Int8Array(FINEQ_PAIR_WEIGHTS),
    errors: new Float64Array(FINEQ_PAIR_WEIGHTS),
    loss: 0,
  };
  const codes = new Int8Array(FINEQ_PAIR_WEIGHTS);
  const errors = new Float64Array(FINEQ_PAIR_WEIGHTS);
  const rest = new Float64Array(FINEQ_PAIR_WEIGHTS);

  function round(
    weights: Float64Array,
    at: number,
    column: number,
    scale: number,
    choices: readonly PairChoice[],
  ): void {
    const size = Math.min(FINEQ_PAIR_WEIGHTS, columns - column);
    const corner = column * columns + column;
    best.loss = Number.POSITIVE_INFINITY;
    best.codes.fill(0, size);
    for (const choice of choices) {
      for (let k = 0; k < size; k++) rest[k] = weights[at + k] as number;
      const loss = roundUnder(choice, size, corner, scale, best.loss);
      if (loss >= best.loss) continue;
      best.loss = loss;
      best.choice = choice;
      for (let k = 0; k < size; k++) {
        best.codes[k] = codes[k] as number;
        best.errors[k] = errors[k] as number;
      }
    }
  }

  /** Rounds `rest` under a choice; the loss, or what it had come to when it reached the bound. */
  function roundUnder(
    choice: PairChoice,
    size: number,
    corner: number,
    scale: number,
    bound: number,
  ): number {
    let loss = 0;
    for (let k = 0; k < size; k++) {
      const row = corner + k * columns;
      const weight = rest[k] as number;
      const code = nearestCode(weight / scale, LARGEST_MAGNITUDES[choice * FINEQ_PAIR_WEIGHTS + k] as number);
      const error = (weight - scale * code) / (upper[row + k] as number);
      loss += error * error;
      if (loss >= bound) return loss;
      codes[k] = code;
      errors[k] = error;
      for (let j = k + 1; j < size; j++) rest[j] = (rest[j] as number) - error * (upper[row + j] as number);
    }
    return loss;
  }

  return { best, round };
}

/** The nearest of the codes -limit..limit, 3 at most; halves go away from zero. */
function nearestCode(ratio: number, limit: number): number {
  const magnitude = Math.abs(ratio);
  const nearest = magnitude >= 1.5 ? (magnitude >= 2.5 ? 3 : 2) : magnitude >= 0.5 ? 1 : 0;
  const code = Math.min(nearest, limit);
  return ratio < 0 ? -code : code;
}
