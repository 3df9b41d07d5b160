/**
 * Calibrated FineQ: the error feedback of GPTQ (arXiv 2210.17323) with a pair of clusters as the unit. Invariant: the result is a
 * FineqMatrix like any other, the same blocks and one scale a row, so hardware needs no change; with uncorrelated inputs of
 * equal strength it is what `quantizeFineq` gives. Nothing of this is in the FineQ paper; it is our design choice.
 *
 * A pair chooses its index by the loss (pair-rounding.ts), because both clusters share it. The row's loss, the sum over its pairs, equals
 * (w - w~) H (w - w~)^T with the damped Hessian: what the layer's outputs lose. So the scale is chosen by that loss as well: each
 * of FineQ's eighteen shrink factors of max|w| quantizes the row, and the least loss wins. Taking the factor that plain FineQ
 * would take costs five layers of the demo model 0.9 dB to 5.7 dB of output error (`npm run bench -- calibration`).
 *
 * Under a rule of sparse outliers (fineq-outliers.ts) a group of pairs is decided on when its first pair comes: an outlier cluster is where it lowers
 * the loss of its pair the most, each pair taken with its weights of that moment. (Deciding with the errors
 * of a trial at index 0 fed from pair to pair is worse on the demo model, by 0.02 nats at one cluster in four, 0.07 at one in sixteen: clipped
 * outliers then look like outliers after them.)
 */
import {
  encodeBlock,
  FINEQ_BLOCK_BYTES,
  FINEQ_BLOCK_PAIRS,
  FINEQ_BLOCK_WEIGHTS,
  FINEQ_PAIR_WEIGHTS,
  fineqRowBytes,
} from "../fineq-block.ts";
import type { FineqMatrix } from "../fineq-matrix.ts";
import {
  type ClustersPerOutlier,
  choiceIndex,
  OUTLIER_CHOICES,
  type OutlierRule,
  type PairChoice,
  PLAIN_CHOICES,
  pairsPerOutlier,
  TERNARY_CHOICES,
} from "../fineq-outliers.ts";
import { FINEQ_CANDIDATES, fineqAlpha, fineqRowQuantizer, type TensorPlace } from "../fineq-quantizer.ts";
import { halfFromNumber, halfToNumber } from "../half.ts";
import { feedErrors, feedSpan } from "./error-feedback.ts";
import type { InverseFactor } from "./inverse-factor.ts";
import { checkWeights, type LayerWeights, liveWeights } from "./layer-weights.ts";
import { type PairRounding, pairRounding } from "./pair-rounding.ts";

export interface CalibratedFineqOptions extends OutlierRule {
  /**
   * How a row's scale is found: "loss" (the default) by the calibrated loss of all eighteen factors, "plain" as plain FineQ finds it, which
   * is several times faster and worse.
   */
  readonly scale?: "loss" | "plain";
  /** Hears of finished rows. */
  readonly onRows?: ((rows: number) => void) | undefined;
}

/** Rows that share one pass over the factor. */
const ROWS_AT_A_TIME = 64;
/** Inputs between two passes over the rest: whole blocks, and whole groups of a rule of sparse outliers. */
const SPAN = 6 * FINEQ_BLOCK_WEIGHTS;

/**
 * Quantizes row-major weights rows x K with the factor of the inputs that they meet. Weights of dead inputs become zero. BL0507 for a
 * weight that is not finite, BL0509 for a scale over 65504, BL0515 for an array of another length or a factor of another K.
 */
export function calibrateFineq(
  layer: LayerWeights,
  factor: InverseFactor,
  place: TensorPlace,
  { scale = "loss", onRows, clustersPerOutlier }: CalibratedFineqOptions = {},
): FineqMatrix {
  checkWeights(layer, factor, place);
  const { rows, columns } = layer;
  const bytesPerRow = fineqRowBytes(columns);
  const packed = new Uint8Array(rows * bytesPerRow);
  const scales = new Uint16Array(rows);
  const candidates = candidateSource(columns, scale === "plain" ? 1 : FINEQ_CANDIDATES, {
    clustersPerOutlier,
  });
  for (let first = 0; first < rows; first += ROWS_AT_A_TIME) {
    const count = Math.min(ROWS_AT_A_TIME, rows - first);
    const weights = liveWeights(layer, factor, first, count);
    const tried = Array.from({ length: count }, (_, line) =>
      candidates(weights.subarray(line * columns, (line + 1) * columns), { ...place, row: first + line }),
    );
    const { winners, indices, codes } = leastLoss(weights, tried, factor, clustersPerOutlier);
    scales.set(winners, first);
    for (let block = 0; block < (count * bytesPerRow) / FINEQ_BLOCK_BYTES; block++) {
      const to = first * bytesPerRow + block * FINEQ_BLOCK_BYTES;
      encodeBlock(indices, block * FINEQ_BLOCK_PAIRS, codes, block * FINEQ_BLOCK_WEIGHTS, packed, to);
    }
    onRows?.(first + count);
  }
  return { rows, columns, bytesPerRow, packed, scales };
}

/** The scales (binary16, none zero) that a row of live weights should be tried with; none when it can only become zero. */
type CandidateSource = (weights: Float64Array, place: TensorPlace & { row: number }) => readonly number[];

/** The first `count` shrink factors by their distance from plain FineQ's: near the best, so that its loss soon ends the others. */
function candidateSource(columns: number, count: number, rule: OutlierRule): CandidateSource {
  const plain = fineqRowQuantizer(columns, rule);
  const scratch = new Uint8Array(fineqRowBytes(columns));
  return (weights, place) => {
    const row = Float32Array.from(weights);
    const { scale, candidate } = plain.quantize(row, 0, scratch, 0, place);
    if (scale === 0) return [];
    const largest = row.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    return Array.from({ length: FINEQ_CANDIDATES }, (_, at) => at)
      .sort((a, b) => Math.abs(a - candidate) - Math.abs(b - candidate))
      .slice(0, count)
      .map((at) => halfFromNumber((fineqAlpha(at) * largest) / 3))
      .filter((pattern) => pattern !== 0);
  };
}

/** What lines of K weights became. */
interface QuantizedLines {
  /** Scale of each line; 0 for one without a candidate. */
  readonly winners: Uint16Array;
  /** Four a block, lines one after the other. */
  readonly indices: Uint8Array;
  /** 24 a block. */
  readonly codes: Int8Array;
}

/** Quantizes each line with each of its candidates and keeps the least loss, the first of equals. */
function leastLoss(
  source: Float64Array,
  candidates: readonly (readonly number[])[],
  factor: InverseFactor,
  clustersPerOutlier: ClustersPerOutlier | undefined,
): QuantizedLines {
  const { columns } = factor;
  const count = candidates.length;
  const pairs = (fineqRowBytes(columns) / FINEQ_BLOCK_BYTES) * FINEQ_BLOCK_PAIRS;
  const kept = linesOf(count, pairs);
  const tried = linesOf(count, pairs);
  const leastLosses = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const losses = new Float64Array(count);
  const weights = new Float64Array(source.length);
  const rounding = pairRounding(factor);
  const { best, round } = rounding;
  const plan = clustersPerOutlier === undefined ? undefined : groupPlan(rounding, clustersPerOutlier);
  for (let step = 0; candidates.some((own) => step < own.length); step++) {
    weights.set(source);
    losses.fill(0);
    feedErrors({ count, weights }, factor, SPAN, (line, from, end, errors) => {
      const pattern = candidates[line]?.[step] ?? 0;
      if (pattern === 0) return false;
      const scale = halfToNumber(pattern);
      const start = line * columns;
      for (let column = from; column < end; column += FINEQ_PAIR_WEIGHTS) {
        const choices = plan?.(weights, start, column, end, scale) ?? PLAIN_CHOICES;
        round(weights, start + column, column, scale, choices);
        const loss = (losses[line] as number) + best.loss;
        losses[line] = loss;
        // Squares only add up, so a line that has come to the best of its row cannot win.
        if (loss >= (leastLosses[line] as number)) return false;
        const pair = line * pairs + column / FINEQ_PAIR_WEIGHTS;
        tried.indices[pair] = choiceIndex(best.choice);
        tried.codes.set(best.codes, pair * FINEQ_PAIR_WEIGHTS);
        const next = Math.min(end, column + FINEQ_PAIR_WEIGHTS);
        for (let k = column; k < next; k++) errors[k - from] = best.errors[k - column] as number;
        feedSpan(weights, start, factor, errors, column - from, column, next, next, end);
      }
      if (end < columns) return true;
      leastLosses[line] = losses[line] as number;
      kept.winners[line] = pattern;
      copyLine(tried, kept, line, pairs);
      return false;
    });
  }
  return kept;
}

/** What the pair of input `column` may be, asked pair by pair; the first pair of a group decides for all of it. */
type GroupPlan = (
  weights: Float64Array,
  start: number,
  column: number,
  end: number,
  scale: number,
) => readonly PairChoice[];

/** At most one outlier cluster in a group: where its gain over index 0 is greatest, the first of equals. */
function groupPlan({ best, round }: PairRounding, clusters: ClustersPerOutlier): GroupPlan {
  const span = pairsPerOutlier(clusters) * FINEQ_PAIR_WEIGHTS;
  let outlierColumn = -1;
  let outlier: readonly PairChoice[] = TERNARY_CHOICES;

  function decide(weights: Float64Array, start: number, from: number, end: number, scale: number): void {
    outlierColumn = -1;
    let gain = 0;
    for (let column = from; column < end; column += FINEQ_PAIR_WEIGHTS) {
      round(weights, start + column, column, scale, OUTLIER_CHOICES);
      const { loss, choice } = best;
      round(weights, start + column, column, scale, TERNARY_CHOICES);
      if (best.loss - loss > gain) {
        gain = best.loss - loss;
        outlierColumn = column;
        outlier = [choice];
      }
    }
  }

  return (weights, start, column, end, scale) => {
    if (column % span === 0) decide(weights, start, column, Math.min(end, column + span), scale);
    return column === outlierColumn ? outlier : TERNARY_CHOICES;
  };
}

const linesOf = (count: number, pairs: number): QuantizedLines => ({
  winners: new Uint16Array(count),
  indices: new Uint8Array(count * pairs),
  codes: new Int8Array(count * pairs * FINEQ_PAIR_WEIGHTS),
});

function copyLine(from: QuantizedLines, to: QuantizedLines, line: number, pairs: number): void {
  for (const [found, kept, size] of [
    [from.indices, to.indices, pairs],
    [from.codes, to.codes, pairs * FINEQ_PAIR_WEIGHTS],
  ] as const) {
    kept.set(found.subarray(line * size, (line + 1) * size), line * size);
  }
}
