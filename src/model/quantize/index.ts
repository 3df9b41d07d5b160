/** Models quantized: choosing tensors, rounding them, writing them packed. */
export {
  type Progress,
  type QuantizedTensor,
  quantizeEach,
  quantizeMatrices,
  type Rounding,
  type RoundingOptions,
} from "./quantize-matrices.ts";
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
