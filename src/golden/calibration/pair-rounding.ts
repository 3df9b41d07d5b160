/**
 * Index and codes for one pair of FineQ clusters under error feedback. Invariant: of the four indices the one with the least loss is
 * taken, the smaller of equals; under an index each weight takes its nearest code in turn and feeds its error to the rest of the pair.
 *
 * With e_k = (w_k - s q_k) / U[k, k] the loss is the sum of e_k^2 over the pair, first to last: what the layer's output error grows
 * by when the weights after the pair make up for it as well as they can. Searching all codes of the pair for the least loss, and not
 * the indices alone, was measured on five layers of the demo model: 0.1 to 0.3 dB better for five times the work, so it is not done.
 */
import { FINEQ_PAIR_WEIGHTS, type FineqIndex } from "../fineq-block.ts";
import type { InverseFactor } from "./inverse-factor.ts";

/** The best choice of the last call; the next one overwrites it. */
export interface PairChoice {
  index: FineqIndex;
  /** Six codes, -3..3. */
  readonly codes: Int8Array;
  /** e_k of each weight. */
  readonly errors: Float64Array;
  loss: number;
}

export interface PairRounding {
  readonly best: PairChoice;
  /**
   * Rounds the pair of inputs `column` to `column + 5` whose weights start at `weights[at]`; those at K and beyond are padding, with codes
   * of zero that cost nothing. `scale` is above zero.
   */
  round(weights: Float64Array, at: number, column: number, scale: number): void;
}

/** Largest |q| of weight k = 0..5 of a pair under an index, at [index * 6 + k]. */
const LARGEST = Uint8Array.of(1, 1, 1, 1, 1, 1, 0, 3, 3, 0, 3, 3, 3, 0, 3, 3, 0, 3, 3, 3, 0, 3, 3, 0);

const INDICES = [0, 1, 2, 3] as const;

/** Makes the rounding under one factor; it keeps its scratch space from pair to pair. */
export function pairRounding({ columns, upper }: InverseFactor): PairRounding {
  const best: PairChoice = {
    index: 0,
    codes: new Int8Array(FINEQ_PAIR_WEIGHTS),
    errors: new Float64Array(FINEQ_PAIR_WEIGHTS),
    loss: 0,
  };
  const codes = new Int8Array(FINEQ_PAIR_WEIGHTS);
  const errors = new Float64Array(FINEQ_PAIR_WEIGHTS);
  const rest = new Float64Array(FINEQ_PAIR_WEIGHTS);

  function round(weights: Float64Array, at: number, column: number, scale: number): void {
    const size = Math.min(FINEQ_PAIR_WEIGHTS, columns - column);
    const corner = column * columns + column;
    best.loss = Number.POSITIVE_INFINITY;
    best.codes.fill(0, size);
    for (const index of INDICES) {
      for (let k = 0; k < size; k++) rest[k] = weights[at + k] as number;
      const loss = roundUnder(index, size, corner, scale, best.loss);
      if (loss >= best.loss) continue;
      best.loss = loss;
      best.index = index;
      for (let k = 0; k < size; k++) {
        best.codes[k] = codes[k] as number;
        best.errors[k] = errors[k] as number;
      }
    }
  }

  /** Rounds `rest` under an index; the loss, or what it had come to when it reached the bound. */
  function roundUnder(index: FineqIndex, size: number, corner: number, scale: number, bound: number): number {
    let loss = 0;
    for (let k = 0; k < size; k++) {
      const row = corner + k * columns;
      const weight = rest[k] as number;
      const code = nearestCode(weight / scale, LARGEST[index * FINEQ_PAIR_WEIGHTS + k] as number);
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
