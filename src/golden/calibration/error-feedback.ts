/**
 * The frame of error feedback (GPTQ, arXiv 2210.17323): weights are quantized from the first input to the last, and each one's error is
 * taken out of those that are still to come. Invariant: every weight has the errors before it subtracted one by one in
 * order, so the block size changes the speed and not one bit of the result.
 */
import type { InverseFactor } from "./inverse-factor.ts";

/** Copies of rows that are quantized side by side; each depends on itself alone. */
export interface Lines {
  readonly count: number;
  /** count x K, the weights with the errors so far fed into them. */
  readonly weights: Float64Array;
}

/**
 * Quantizes inputs [from, end) of a line, in order. It must feed errors forward inside the span itself, with {@link feedSpan}, and
 * leave e_k = (w_k - its quantized value) / U[k, k] in `errors[k - from]`. False ends the line: it is not looked at again.
 */
export type SpanQuantizer = (line: number, from: number, end: number, errors: Float64Array) => boolean;

/** Runs `quantize` over all lines, span by span of `span` inputs, and feeds the errors of each span to the inputs after it. */
export function feedErrors(lines: Lines, factor: InverseFactor, span: number, quantize: SpanQuantizer): void {
  const { columns } = factor;
  const ofLine = Array.from({ length: lines.count }, () => new Float64Array(span));
  let active = ofLine.map((_, line) => line);
  for (let from = 0; from < columns; from += span) {
    const end = Math.min(columns, from + span);
    active = active.filter((line) => quantize(line, from, end, ofLine[line] as Float64Array));
    for (let tile = end; tile < columns; tile += TILE) {
      const tileEnd = Math.min(columns, tile + TILE);
      for (let at = 0; at < active.length; at += 2) {
        const line = active[at] as number;
        const other = active[at + 1];
        const own = ofLine[line] as Float64Array;
        if (other === undefined) {
          feedSpan(lines.weights, line * columns, factor, own, 0, from, end, tile, tileEnd);
        } else {
          const both = [own, ofLine[other] as Float64Array] as const;
          feedBoth(lines.weights, line * columns, other * columns, factor, both, from, end, tile, tileEnd);
        }
      }
    }
  }
}

/** Inputs that are updated at a time, so that their part of U (128 x 256 binary64, 256 KB) stays in the cache from line to line. */
const TILE = 256;

/**
 * Takes the errors of inputs [from, end), the first of which is `errors[first]`, out of the inputs [tile, tileEnd) of the line that starts at
 * `weights[line]`: four at a time, each subtracted on its own and in order.
 */
export function feedSpan(
  weights: Float64Array,
  line: number,
  { columns, upper }: InverseFactor,
  errors: Float64Array,
  first: number,
  from: number,
  end: number,
  tile: number,
  tileEnd: number,
): void {
  let k = from;
  for (; k + 4 <= end; k += 4) {
    const at = first + k - from;
    const e0 = errors[at] as number;
    const e1 = errors[at + 1] as number;
    const e2 = errors[at + 2] as number;
    const e3 = errors[at + 3] as number;
    const row0 = k * columns;
    const row1 = row0 + columns;
    const row2 = row1 + columns;
    const row3 = row2 + columns;
    for (let j = tile; j < tileEnd; j++) {
      weights[line + j] =
        (weights[line + j] as number) -
        e0 * (upper[row0 + j] as number) -
        e1 * (upper[row1 + j] as number) -
        e2 * (upper[row2 + j] as number) -
        e3 * (upper[row3 + j] as number);
    }
  }
  for (; k < end; k++) {
    const error = errors[first + k - from] as number;
    const row = k * columns;
    for (let j = tile; j < tileEnd; j++) {
      weights[line + j] = (weights[line + j] as number) - error * (upper[row + j] as number);
    }
  }
}

/** As {@link feedSpan} with two lines at a time, which halves the reads of U. */
function feedBoth(
  weights: Float64Array,
  lineA: number,
  lineB: number,
  factor: InverseFactor,
  [errorsA, errorsB]: readonly [Float64Array, Float64Array],
  from: number,
  end: number,
  tile: number,
  tileEnd: number,
): void {
  const { columns, upper } = factor;
  let k = from;
  for (; k + 4 <= end; k += 4) {
    const at = k - from;
    const a0 = errorsA[at] as number;
    const a1 = errorsA[at + 1] as number;
    const a2 = errorsA[at + 2] as number;
    const a3 = errorsA[at + 3] as number;
    const b0 = errorsB[at] as number;
    const b1 = errorsB[at + 1] as number;
    const b2 = errorsB[at + 2] as number;
    const b3 = errorsB[at + 3] as number;
    const row0 = k * columns;
    const row1 = row0 + columns;
    const row2 = row1 + columns;
    const row3 = row2 + columns;
    for (let j = tile; j < tileEnd; j++) {
      const u0 = upper[row0 + j] as number;
      const u1 = upper[row1 + j] as number;
      const u2 = upper[row2 + j] as number;
      const u3 = upper[row3 + j] as number;
      weights[lineA + j] = (weights[lineA + j] as number) - a0 * u0 - a1 * u1 - a2 * u2 - a3 * u3;
      weights[lineB + j] = (weights[lineB + j] as number) - b0 * u0 - b1 * u1 - b2 * u2 - b3 * u3;
    }
  }
  feedSpan(weights, lineA, factor, errorsA, k - from, k, end, tile, tileEnd);
  feedSpan(weights, lineB, factor, errorsB, k - from, k, end, tile, tileEnd);
}
