/** Conventional multiply-accumulate arrays, which the others are measured against. */
export { baselineBlocks } from "./catalogue.ts";
export { multiplyAccumulated } from "./multiply.ts";
export { BaselineOutputArray, type BaselineOutputShape } from "./output.ts";
export { BaselineOutputPe, type BaselineOutputPeShape } from "./output-pe.ts";
export {
  BASELINE_STYLES,
  BASELINE_WEIGHTS,
  type BaselineShape,
  type BaselineStyle,
  type BaselineWeights,
  baselineSlug,
  baselineSumBits,
  baselineWeightBits,
  requireBaseline,
} from "./parameters.ts";
export {
  BaselineStationaryArray,
  BaselineStationaryPe,
  type BaselineStationaryPeShape,
  type BaselineStationaryShape,
  baselineArraySumBits,
} from "./stationary.ts";
export {
  BaselineTileArray,
  type BaselineTileShape,
  baselineTileLatency,
  baselineTileSumBits,
} from "./tile.ts";
