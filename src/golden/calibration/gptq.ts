/**
 * GPTQ (arXiv 2210.17323) for the uniform group formats. Invariant: the result has the same codes, scales and zero points as
 * plain rounding would store, so nothing that reads it can tell; with uncorrelated inputs it is plain rounding, bit for bit.
 *
 * Input by input, w~ = s (u - z), e = (w - w~) / U[k, k], w_j -= e U[k, j] for j > k. A group's grid is made when its first
 * input is reached, from weights that already carry the errors of the groups before it. Binary64 without fused operations.
 */
import type { TensorPlace } from "../fineq-quantizer.ts";
import { halfToNumber } from "../half.ts";
import {
  packUniform,
  UNIFORM_GROUP,
  type UniformBits,
  type UniformMatrix,
  uniformCode,
  uniformGrid,
  uniformGroups,
} from "../uniform.ts";
import { feedErrors, feedSpan } from "./error-feedback.ts";
import type { InverseFactor } from "./inverse-factor.ts";
import { checkWeights, type LayerWeights, liveWeights } from "./layer-weights.ts";

/** Rows that share one pass over the factor. */
const ROWS_AT_A_TIME = 64;

/**
 * Quantizes row-major weights rows x K with the factor of the inputs that they meet. Weights of dead inputs become zero. BL0507 for a
 * weight that is not finite, BL0509 when a scale leaves binary16, BL0515 for an array of another length or a
 * factor of another K, BL0550 for another width. `onRows` hears of finished rows.
 */
export function quantizeGptq(
  layer: LayerWeights,
  bits: UniformBits,
  factor: InverseFactor,
  place: TensorPlace,
  onRows?: (rows: number) => void,
): UniformMatrix {
  checkWeights(layer, factor, place);
  const { rows, columns } = layer;
  const groups = uniformGroups(columns);
  const scales = new Uint16Array(rows * groups);
  const zeros = new Uint8Array(rows * groups);
  const codes = new Uint8Array(rows * columns);
  for (let first = 0; first < rows; first += ROWS_AT_A_TIME) {
    const count = Math.min(ROWS_AT_A_TIME, rows - first);
    const weights = liveWeights(layer, factor, first, count);
    feedErrors({ count, weights }, factor, UNIFORM_GROUP, (line, from, end, errors) => {
      const row = first + line;
      const start = line * columns;
      const group = weights.subarray(start + from, start + end);
      const { scale: pattern, zero } = uniformGrid(group, bits, { ...place, row, column: from });
      const at = row * groups + from / UNIFORM_GROUP;
      scales[at] = pattern;
      zeros[at] = zero;
      const scale = halfToNumber(pattern);
      for (let k = from; k < end; k++) {
        const weight = weights[start + k] as number;
        const code = uniformCode(weight, scale, zero, bits);
        codes[row * columns + k] = code;
        const error = (weight - scale * (code - zero)) / (factor.upper[k * columns + k] as number);
        errors[k - from] = error;
        feedSpan(weights, start, factor, errors, k - from, k, k + 1, k + 1, end);
      }
      return true;
    });
    onRows?.(first + count);
  }
  return packUniform(codes, { rows, columns, bits, scales, zeros });
}
