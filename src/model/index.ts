/** Model files in and out. Knows of files and formats; the arithmetic is in src/golden. */
export { type LlamaConfig, llamaConfig } from "./config.ts";
export { type Dtype, dtypeBytes, type FloatDtype, isFloatDtype } from "./dtype.ts";
export {
  type ActivationOptions,
  type ActivationSource,
  activationSource,
  captureInputs,
  type ForwardOptions,
  forward,
  generateGreedy,
  type InputMatrix,
  type Likelihood,
  type LlamaLayer,
  type LlamaModel,
  type LoadOptions,
  loadLlama,
  type MatrixView,
  multiplyTransposed,
  negativeLogLikelihood,
  type OnInput,
  type Projection,
  textWindows,
} from "./forward/index.ts";
export { elementsOf, type Model, type ModelTensor, withTensors } from "./model.ts";
export { openModel } from "./open-model.ts";
export {
  isPackedModel,
  PACKED_KEY,
  PACKED_VERSION,
  type PackedModel,
  type PackedTensor,
  readPackedModel,
  type UnpackedTensor,
  unpackModel,
  writePackedModel,
} from "./packed-model.ts";
export {
  type FineqTensor,
  isEmbedding,
  isMatrix,
  type KeptTensor,
  type Progress,
  type QuantizedModel,
  type QuantizeOptions,
  quantizeModel,
} from "./quantize-model.ts";
export { type TensorToWrite, writeSafetensors } from "./safetensors-writer.ts";
export { byteTokenizer, findTokenizer, openLlama2cTokenizer, type Tokenizer } from "./tokenizer/index.ts";
