/** Models quantized: choosing tensors, rounding them, and packed files. */
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
  type Progress,
  type QuantizedTensor,
  quantizeEach,
  quantizeMatrices,
  type Rounding,
  type RoundingOptions,
} from "./quantize-matrices.ts";
export {
  type FineqTensor,
  type KeptTensor,
  type QuantizedModel,
  quantizeModel,
} from "./quantize-model.ts";
export {
  chooseMatrices,
  isEmbedding,
  isMatrix,
  layerFormats,
  type MatrixChoice,
  type TensorFormats,
} from "./select.ts";
export { withQuantized } from "./with-quantized.ts";
