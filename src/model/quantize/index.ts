/** Models quantized: choosing tensors, rounding them, writing them packed. */
export { quantizeEach, quantizeMatrices } from "./quantize-matrices.ts";
export type {
  OutputQuality,
  Progress,
  QuantizedTensor,
  Rounding,
  RoundingOptions,
} from "./rounding.ts";
export {
  chooseMatrices,
  isEmbedding,
  isMatrix,
  layerFormats,
  type MatrixChoice,
  type TensorFormats,
} from "./select.ts";
export { withQuantized } from "./with-quantized.ts";
export {
  type QuantizedReport,
  type TensorReport,
  type WriteQuantizedOptions,
  writeQuantized,
} from "./write-quantized.ts";
