/**
 * The FineQ row quantizer: one binary16 scale for a row of weights, found by searching eighteen shrink factors, and one
 * precision index for each pair of clusters. Search and scale sharing are our design choice after FineQ (arXiv
 * 2504.19746).
 *
 * Every number is defined to the bit, so that a program written from this paragraph alone gives the same bytes. All
 * arithmetic is binary64 without fused operations, in the order written. The row is padded with zeros to a multiple of
 * 24. With m = max|w|, candidate i = 0..17 has alpha = (100 - 5i) / 100 and s = fp16((alpha * m) / 3). Under s and an
 * index, q = round(w / s) with halves away from zero, clamped to -1..1 (index 0) or -3..3, or 0 where the index says so.
 * An index's error is ((((e0 + e1) + e2) + e3) + e4) + e5 over the pair's six weights, e = d * d, d = w - s * q; the
 * pair takes the index with the least error, the smaller one of equals. The row's error is the sum of its pairs' errors,
 * first to last; the row takes the candidate with the least error, the first one of equals. A row with m = 0, or whose
 * first s rounds to zero, is all zero with s = 0.
 *
 * Other readings of "the row's squared error" are weight by weight across pairs, or the correctly rounded sum. Over the
 * 14,136 rows of the demo model and of stories260K all three give the same bytes (`fineq_reference.py readings`).
 *
 * With `clustersPerOutlier` n the row keeps the rule of fineq-outliers.ts. A group of n/2 pairs, counted from the row's start, has one choice
 * that lowers the error of its pair against index 0 the most; it is taken if it lowers it at all, and among equals the first pair's,
 * then the even cluster's, then the smaller index. All other pairs of the group have index 0. Errors are summed as above.
 */
import { fail } from "../diagnostics/index.ts";
import {
  encodeBlock,
  FINEQ_BLOCK_BYTES,
  FINEQ_BLOCK_PAIRS,
  FINEQ_BLOCK_WEIGHTS,
  FINEQ_PAIR_WEIGHTS,
  fineqRowBytes,
} from "./fineq-block.ts";
import {
  choiceIndex,
  LARGEST_MAGNITUDES,
  OUTLIER_CHOICES,
  type OutlierRule,
  pairsPerOutlier,
} from "./fineq-outliers.ts";
import { HALF_INFINITY, halfFromNumber, halfToNumber } from "./half.ts";

/** How many shrink factors are tried: 1.00, 0.95, ... 0.15. */
export const FINEQ_CANDIDATES = 18;

/** Shrink factor of candidate 0..17. */
export function fineqAlpha(candidate: number): number {
  return (100 - 5 * candidate) / 100;
}

/** Names a tensor in errors. */
export interface TensorPlace {
  readonly tensor: string;
  /** Where it was read from, when it was read from a file. */
  readonly file?: string;
}

/** Names a row in errors. */
export interface RowPlace extends TensorPlace {
  /** Output channel, from 0. */
  readonly row: number;
}

/** What the search decided about a row. */
export interface FineqRowResult {
  /** Bit pattern of the binary16 scale, 0..0x7bff. */
  readonly scale: number;
  /** Which shrink factor won, 0..17; 0 for an all-zero row. */
  readonly candidate: number;
  /** Sum of squared errors of the row, in squared units of the weights. */
  readonly error: number;
}

/** Quantizes rows of one length; keeps its scratch space from row to row. */
export interface FineqRowQuantizer {
  /**
   * Quantizes `columns` weights from `weights[from]` and writes fineqRowBytes(columns) bytes to `bytes[to]`.
   * A non-finite weight is BL0507, a scale over 65504 is BL0509; nothing is written then.
   */
  quantize(
    weights: Float32Array,
    from: number,
    bytes: Uint8Array,
    to: number,
    place: RowPlace,
  ): FineqRowResult;
}

/** Makes the quantizer for rows of `columns` (1 and up) weights, with any outliers or with few. */
export function fineqRowQuantizer(
  columns: number,
  { clustersPerOutlier }: OutlierRule = {},
): FineqRowQuantizer {
  const rowError =
    clustersPerOutlier === undefined ? plainError : sparseErrors(pairsPerOutlier(clustersPerOutlier));
  const blocks = fineqRowBytes(columns) / FINEQ_BLOCK_BYTES;
  const row = new Float32Array(blocks * FINEQ_BLOCK_WEIGHTS);
  const rowBits = new Int32Array(row.buffer);
  const magnitudes = new Float64Array(row.length);
  const choices = new Uint8Array(blocks * FINEQ_BLOCK_PAIRS);
  const indices = new Uint8Array(choices.length);
  const integers = new Int8Array(row.length);
  // Neighbouring rows like similar factors, and a good first candidate lets the search give up early on the others.
  let firstTried = 0;

  function quantize(
    weights: Float32Array,
    from: number,
    bytes: Uint8Array,
    to: number,
    place: RowPlace,
  ): FineqRowResult {
    row.set(weights.subarray(from, from + columns));
    const largest = loadMagnitudes(row, magnitudes, place);
    const widest = halfFromNumber((fineqAlpha(0) * largest) / 3);
    if (widest === HALF_INFINITY) fail("BL0509", { ...place, scale: largest / 3 });
    if (widest === 0) {
      bytes.fill(0, to, to + blocks * FINEQ_BLOCK_BYTES);
      return { scale: 0, candidate: 0, error: sumOfSquares(magnitudes) };
    }
    const best = search(largest);
    firstTried = best.candidate;
    const scale = halfToNumber(best.scale);
    rowError(magnitudes, scale, Number.POSITIVE_INFINITY, choices);
    roundRow(scale);
    for (let pair = 0; pair < indices.length; pair++) indices[pair] = choiceIndex(choices[pair] as number);
    for (let block = 0; block < blocks; block++) {
      encodeBlock(
        indices,
        block * FINEQ_BLOCK_PAIRS,
        integers,
        block * FINEQ_BLOCK_WEIGHTS,
        bytes,
        to + block * FINEQ_BLOCK_BYTES,
      );
    }
    return best;
  }

  function search(largest: number): FineqRowResult {
    let scale = 0;
    let candidate = FINEQ_CANDIDATES;
    let error = Number.POSITIVE_INFINITY;
    for (let step = 0; step < FINEQ_CANDIDATES; step++) {
      const tried = step === 0 ? firstTried : step <= firstTried ? step - 1 : step;
      const triedScale = halfFromNumber((fineqAlpha(tried) * largest) / 3);
      // A scale of zero quantizes everything to zero, which never beats candidate 0: its largest weight is at least
      // 1.5 s away from zero and less than that from s * q.
      if (triedScale === 0) continue;
      const triedError = rowError(magnitudes, halfToNumber(triedScale), error, choices);
      if (triedError < error || (triedError === error && tried < candidate)) {
        scale = triedScale;
        candidate = tried;
        error = triedError;
      }
    }
    return { scale, candidate, error };
  }

  /** Rounds every weight to its integer under the choice of its pair. */
  function roundRow(scale: number): void {
    const inverse = 1 / scale;
    const half = 0.5 * scale;
    for (let pair = 0, k = 0; pair < choices.length; pair++) {
      const limits = (choices[pair] as number) * FINEQ_PAIR_WEIGHTS;
      for (let place = 0; place < FINEQ_PAIR_WEIGHTS; place++, k++) {
        const magnitude = magnitudes[k] as number;
        let q = (magnitude * inverse + 0.5) & RATIO_MASK;
        // Only on an exact half can the reciprocal round down; halves go away from zero.
        if (magnitude - scale * q >= half) q++;
        const bounded = Math.min(q, LARGEST_MAGNITUDES[limits + place] as number);
        const minusIfNegative = (rowBits[k] as number) >> 31;
        integers[k] = (bounded ^ minusIfNegative) - minusIfNegative;
      }
    }
  }

  return { quantize };
}

/** Copies |w| as binary64 and returns the largest. */
function loadMagnitudes(row: Float32Array, magnitudes: Float64Array, place: RowPlace): number {
  let largest = 0;
  for (let k = 0; k < row.length; k++) {
    const magnitude = Math.abs(row[k] as number);
    // Also true for NaN, which compares with nothing.
    if (!(magnitude < Number.POSITIVE_INFINITY)) {
      fail("BL0507", { ...place, column: k, value: row[k] as number });
    }
    magnitudes[k] = magnitude;
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

/** A ratio |w| / s is at most 30 (alpha 0.15 and a scale rounded down by a third), so six bits hold it truncated. */
const RATIO_MASK = 63;
/** |q| by rounded ratio, clamped to 1 and to 3. */
const TERNARY = Float64Array.from({ length: RATIO_MASK + 1 }, (_, ratio) => Math.min(ratio, 1));
const THREE_BIT = Float64Array.from({ length: RATIO_MASK + 1 }, (_, ratio) => Math.min(ratio, 3));

/**
 * A row's squared error under a scale, or any value above `bound` once the sum has passed it (sums of squares only
 * grow, so such a candidate cannot win). Leaves the choice of every pair that it came to in `choices`.
 */
type RowError = (magnitudes: Float64Array, scale: number, bound: number, choices: Uint8Array) => number;

/** Row errors with one outlier cluster at most in `group` pairs. A pair's errors and the row's are summed in the order of plain FineQ. */
function sparseErrors(group: number): RowError {
  const ternary = new Float64Array(group);
  // Squared errors of the pair's weights when they are rounded to at most 0, 1 and 3.
  const squares = [0, 0, 0, 0].map(() => new Float64Array(FINEQ_PAIR_WEIGHTS));
  const [dropped, low, , full] = squares as [Float64Array, Float64Array, Float64Array, Float64Array];

  return (magnitudes, scale, bound, choices) => {
    const inverse = 1 / scale;
    let row = 0;
    for (let first = 0; first < choices.length; first += group) {
      const end = Math.min(choices.length, first + group);
      choices.fill(0, first, end);
      let outlier = -1;
      let least = 0;
      let gain = 0;
      for (let pair = first; pair < end; pair++) {
        for (let k = 0; k < FINEQ_PAIR_WEIGHTS; k++) {
          const magnitude = magnitudes[pair * FINEQ_PAIR_WEIGHTS + k] as number;
          const q = (magnitude * inverse + 0.5) & RATIO_MASK;
          const toOne = magnitude - scale * (TERNARY[q] as number);
          const toThree = magnitude - scale * (THREE_BIT[q] as number);
          dropped[k] = magnitude * magnitude;
          low[k] = toOne * toOne;
          full[k] = toThree * toThree;
        }
        const error = pairError(squares, 0);
        ternary[pair - first] = error;
        for (const choice of OUTLIER_CHOICES) {
          const tried = pairError(squares, choice);
          if (error - tried <= gain) continue;
          gain = error - tried;
          least = tried;
          outlier = pair;
          choices.fill(0, first, pair);
          choices[pair] = choice;
        }
      }
      for (let pair = first; pair < end; pair++) {
        row += pair === outlier ? least : (ternary[pair - first] as number);
      }
      if (row > bound) return row;
    }
    return row;
  };
}

/** A pair's error under a choice, first weight to last; `squares[m][k]` is that of weight k with magnitudes up to m. */
function pairError(squares: readonly Float64Array[], choice: number): number {
  let sum = 0;
  for (let k = 0; k < FINEQ_PAIR_WEIGHTS; k++) {
    const most = LARGEST_MAGNITUDES[choice * FINEQ_PAIR_WEIGHTS + k] as number;
    sum += (squares[most] as Float64Array)[k] as number;
  }
  return sum;
}

/**
 * {@link RowError} of plain FineQ. This is the hot loop: 19 calls a row. Multiplying by 1/s in place of dividing is exact here: weights are binary32 and
 * rounding boundaries have at most 13 significant bits, so a weight that is not on a boundary is at least 2^-24 of its
 * size away from it, far beyond the product's error of 2^-52; and on a boundary both neighbours have the same error.
 */
function plainError(magnitudes: Float64Array, scale: number, bound: number, choices: Uint8Array): number {
  const inverse = 1 / scale;
  const pairs = choices.length;
  let row = 0;
  for (let pair = 0, at = 0; pair < pairs; pair++, at += 6) {
    const a0 = magnitudes[at] as number;
    const a1 = magnitudes[at + 1] as number;
    const a2 = magnitudes[at + 2] as number;
    const a3 = magnitudes[at + 3] as number;
    const a4 = magnitudes[at + 4] as number;
    const a5 = magnitudes[at + 5] as number;
    const q0 = (a0 * inverse + 0.5) & RATIO_MASK;
    const q1 = (a1 * inverse + 0.5) & RATIO_MASK;
    const q2 = (a2 * inverse + 0.5) & RATIO_MASK;
    const q3 = (a3 * inverse + 0.5) & RATIO_MASK;
    const q4 = (a4 * inverse + 0.5) & RATIO_MASK;
    const q5 = (a5 * inverse + 0.5) & RATIO_MASK;
    const t0 = a0 - scale * (TERNARY[q0] as number);
    const t1 = a1 - scale * (TERNARY[q1] as number);
    const t2 = a2 - scale * (TERNARY[q2] as number);
    const t3 = a3 - scale * (TERNARY[q3] as number);
    const t4 = a4 - scale * (TERNARY[q4] as number);
    const t5 = a5 - scale * (TERNARY[q5] as number);
    const d0 = a0 - scale * (THREE_BIT[q0] as number);
    const d1 = a1 - scale * (THREE_BIT[q1] as number);
    const d2 = a2 - scale * (THREE_BIT[q2] as number);
    const d3 = a3 - scale * (THREE_BIT[q3] as number);
    const d4 = a4 - scale * (THREE_BIT[q4] as number);
    const d5 = a5 - scale * (THREE_BIT[q5] as number);
    const e0 = d0 * d0;
    const e1 = d1 * d1;
    const e2 = d2 * d2;
    const e3 = d3 * d3;
    const e4 = d4 * d4;
    const e5 = d5 * d5;
    let least = t0 * t0 + t1 * t1 + t2 * t2 + t3 * t3 + t4 * t4 + t5 * t5;
    let index = 0;
    const error1 = a0 * a0 + e1 + e2 + a3 * a3 + e4 + e5;
    if (error1 < least) {
      least = error1;
      index = 1;
    }
    const error2 = e0 + a1 * a1 + e2 + e3 + a4 * a4 + e5;
    if (error2 < least) {
      least = error2;
      index = 2;
    }
    const error3 = e0 + e1 + a2 * a2 + e3 + e4 + a5 * a5;
    if (error3 < least) {
      least = error3;
      index = 3;
    }
    choices[pair] = index;
    row += least;
    if (row > bound) return row;
  }
  return row;
}
