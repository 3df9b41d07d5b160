/** Model files in and out. Knows of files and formats; the arithmetic is in src/golden. */
export { type LlamaConfig, llamaConfig } from "./config.ts";
export { type Dtype, dtypeBytes, type FloatDtype, isFloatDtype } from "./dtype.ts";
export { elementsOf, type Model, type ModelTensor } from "./model.ts";
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
