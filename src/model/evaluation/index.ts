/** What models are worth: likelihood, bits, and errors layer by layer. */
export { averageBits, matrixBits, tensorBits, type WeightsAndBits } from "./bits.ts";
export { type ComparedModel, compareModels, type ModelComparison } from "./compare-models.ts";
export { compareWeights, requireSameTensors, type WeightError, weightSqnr } from "./compare-tensors.ts";
export { evaluateFormats, type FormatEvaluation } from "./evaluate-formats.ts";
export { perplexity, qualityKept } from "./quality.ts";
