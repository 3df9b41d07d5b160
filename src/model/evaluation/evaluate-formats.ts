/** What a model is worth with its layers in chosen formats. Invariant: nothing is written; the same formats, windows and rounding give the same figures. */
import type { BitsPerWeight, QuantizedMatrix } from "../../golden/index.ts";
import { type Likelihood, type LlamaModel, loadLlama, negativeLogLikelihood } from "../forward/index.ts";
import {
  quantizeMatrices,
  type RoundingOptions,
  type TensorFormats,
  withQuantized,
} from "../quantize/index.ts";
import { matrixBits } from "./bits.ts";

export interface FormatEvaluation {
  readonly likelihood: Likelihood;
  /** Of the quantized matrices. */
  readonly bits: BitsPerWeight;
  readonly matrices: ReadonlyMap<string, QuantizedMatrix>;
}

/**
 * Quantizes the named tensors of a model and lets it predict the windows. Errors of `quantizeMatrices` and `negativeLogLikelihood`. For
 * a fair figure the windows of a calibrated rounding are other text.
 */
export function evaluateFormats(
  llama: LlamaModel,
  formats: TensorFormats,
  rounding: RoundingOptions,
  windows: readonly ArrayLike<number>[],
): FormatEvaluation {
  const matrices = quantizeMatrices(llama.source, formats, rounding);
  const quantized = loadLlama(withQuantized(llama.source, matrices));
  return {
    likelihood: negativeLogLikelihood(quantized, windows),
    bits: matrixBits(matrices.values()),
    matrices,
  };
}
