/** Model files in and out. Knows of files and formats; the arithmetic is in src/golden. */
export {
  type AnalysisOptions,
  analyseModel,
  type LayerAnalysis,
  type LayerCorrelations,
  type LayerOrders,
  type LayerScore,
  layerScores,
  type ModelAnalysis,
  type ProjectionScore,
  SCORE_DEFAULTS,
  type ScoreOptions,
  type ScoreProgress,
} from "./analysis/index.ts";
export { type LlamaConfig, llamaConfig } from "./config.ts";
export { type Dtype, dtypeBytes, type FloatDtype, isFloatDtype } from "./dtype.ts";
export {
  averageBits,
  type ComparedModel,
  compareModels,
  compareWeights,
  evaluateFormats,
  type FormatEvaluation,
  type ModelComparison,
  matrixBits,
  perplexity,
  qualityKept,
  requireSameTensors,
  tensorBits,
  type WeightError,
  type WeightsAndBits,
  weightSqnr,
} from "./evaluation/index.ts";
export {
  type ActivationOptions,
  type ActivationSource,
  activationSource,
  captureInputs,
  copyRun,
  type ForwardOptions,
  forward,
  generateGreedy,
  type InputMatrix,
  type LayerRun,
  type Likelihood,
  type LlamaLayer,
  type LlamaModel,
  type LoadOptions,
  likelihoodOf,
  loadLlama,
  type MatrixView,
  multiplyTransposed,
  negativeLogLikelihood,
  type OnInput,
  type Projection,
  runLayer,
  startRun,
  textWindows,
  useThreads,
} from "./forward/index.ts";
export { type CapturedLayer, type CaptureOptions, lieqLayersOf, windowTokens } from "./lieq/index.ts";
export { elementsOf, type Model, type ModelTensor, withTensors } from "./model.ts";
export { openModel, readPackedModel } from "./open-model.ts";
export { type FineqOperand, type ModelOperands, type OperandSource, openOperands } from "./operands/index.ts";
export {
  PACKED_KEY,
  PACKED_VERSION,
  type PackedModel,
  type PackedTensor,
  type Provenance,
  type UnpackedTensor,
  type UnpackProgress,
  unpackModel,
} from "./packed/index.ts";
export {
  chooseMatrices,
  isEmbedding,
  isMatrix,
  layerFormats,
  type MatrixChoice,
  type OutputQuality,
  type Progress,
  type QuantizedReport,
  type QuantizedTensor,
  quantizeEach,
  quantizeMatrices,
  type Rounding,
  type RoundingOptions,
  type TensorFormats,
  type TensorReport,
  type WriteQuantizedOptions,
  withQuantized,
  writeQuantized,
} from "./quantize/index.ts";
export { type TensorToWrite, writeSafetensors } from "./safetensors-writer.ts";
export {
  byteTokenizer,
  findTokenizer,
  openLlama2cTokenizer,
  openTokenizer,
  type Tokenizer,
} from "./tokenizer/index.ts";
