/**
 * Bit-exact integer models that hardware is checked against, and models of what a macro adds to them. Nothing in here knows of a
 * user's files or of hardware.
 */
export {
  type AfprConversionShape,
  type AfprConversionTiming,
  type AfprSpan,
  afprConversionTiming,
} from "./afpr-timing.ts";
export {
  type CalibratedFineqOptions,
  calibrateFineq,
  HESSIAN_DAMPING,
  type Hessian,
  type HessianSum,
  hessianOf,
  hessianSum,
  type InverseFactor,
  inverseFactor,
  type LayerWeights,
  outputError,
  quantizeGptq,
} from "./calibration/index.ts";
export { chooseActivationScale, type EncodedActivations, encodeActivations } from "./cim/activation-scale.ts";
export {
  type AfprActivity,
  type AfprRun,
  activityOfRun,
  parseActivity,
  referenceActivity,
} from "./cim/activity.ts";
export {
  type AfprEnergyLine,
  type AfprEnergyReport,
  afprEnergy,
  type BaselineComparison,
  checkAgainstPublished,
  PUBLISHED_TOLERANCE,
  type PublishedCheck,
  publishedAfpr,
} from "./cim/energy.ts";
export {
  type AfprComponent,
  type AfprEnergySet,
  defaultEnergySet,
  parseEnergySet,
} from "./cim/energy-set.ts";
export {
  type CimConversionJob,
  type CimConversions,
  type CimEngineShape,
  type CimProgramming,
  type CimResultBeat,
  type CimResultFormat,
  packCimConversions,
  packCimProgramming,
} from "./cim/engine.ts";
export { type CimCycles, type CimEngineTiming, predictCimCycles } from "./cim/engine-cycles.ts";
export {
  dequantizeMapped,
  type MacroTile,
  type MappedWeights,
  type MappingShape,
  macroTile,
  mapWeights,
} from "./cim/mapping.ts";
export { type CimMatmul, type CimMatmulResult, chooseShift, cimMatmul, floatMatmul } from "./cim/matmul.ts";
export {
  type AnalogMacro,
  analogSums,
  type ColumnConversion,
  convertColumn,
  convertColumns,
  idealMacro,
  type MacroSample,
  type MacroSize,
  type NonIdealities,
  programMacro,
  sampleMacro,
} from "./cim/monte-carlo.ts";
export {
  type MacroWorkload,
  type Percentiles,
  type SpreadStatistics,
  type SweepOptions,
  type SweepReport,
  sweepSpread,
} from "./cim/monte-carlo-sweep.ts";
export {
  type CellFailure,
  type CellLevels,
  type CellPlace,
  type CellResponse,
  idealCells,
  type ProgrammingJob,
  type ProgrammingPrediction,
  type ProgrammingShape,
  predictProgramming,
  randomCells,
  sluggishCells,
  stuckCells,
} from "./cim/programming.ts";
export { unpackCimIntegers } from "./cim/results.ts";
export {
  type AdcResult,
  type Conversion,
  type ConverterFormat,
  cimConvert,
  codeToInteger,
  converterFormat,
  convertSums,
  type DacDrive,
  E3M4,
  encodeSum,
  fpAdc,
  fpDac,
  INT8,
  LARGEST_CELL_LEVEL,
  LARGEST_SHIFT,
  type MacroShape,
  macroSums,
  type PartialSums,
  partialSums,
  signedMagnitude,
  type TileCodes,
} from "./cim.ts";
export {
  decodeBlock,
  decodeCluster,
  encodeBlock,
  encodeCluster,
  FINEQ_BLOCK_BYTES,
  FINEQ_BLOCK_PAIRS,
  FINEQ_BLOCK_WEIGHTS,
  FINEQ_PAIR_WEIGHTS,
  type FineqBlock,
  type FineqIndex,
  fineqRowBytes,
} from "./fineq-block.ts";
export {
  blocksPerWord,
  type FineqEngineShape,
  type FineqJob,
  type FineqJobSize,
  type FineqPrediction,
  type FineqProduct,
  type FineqResultBeat,
  type FineqTileShape,
  fineqBreaksSparsity,
  fineqOutlierRounds,
  fineqOutlierRule,
  packFineqJob,
  predictFineqCycles,
  predictFineqJob,
  resultStride,
  unpackFineqResults,
} from "./fineq-engine/index.ts";
export {
  decodeFineq,
  dequantizeFineq,
  type FineqMatrix,
  type FineqOptions,
  fineqBitsPerWeight,
  quantizeFineq,
} from "./fineq-matrix.ts";
export { obeysOutlierRule } from "./fineq-outlier-check.ts";
export { CLUSTERS_PER_OUTLIER, type ClustersPerOutlier, type OutlierRule } from "./fineq-outliers.ts";
export {
  FINEQ_CANDIDATES,
  type FineqRowQuantizer,
  type FineqRowResult,
  fineqAlpha,
  fineqRowQuantizer,
  type RowPlace,
  type TensorPlace,
} from "./fineq-quantizer.ts";
export { pulseWeights, type TemporalCode, temporalPulses } from "./fineq-temporal.ts";
export { fineqTileExcess, fineqTileSum } from "./fineq-tile.ts";
export {
  decodeSmallFloat,
  E2M5,
  encodeSmallFloat,
  largestCode,
  type SmallFloatFormat,
  type SmallFloatOptions,
  type SmallFloatRounding,
  smallFloat,
  smallFloatBits,
} from "./fp8.ts";
export {
  accumulatorBitsFor,
  GEMM_MAX_K,
  type GemmResult,
  type GemmShape,
  gemm,
  gemmFineq,
} from "./gemm.ts";
export {
  HALF_INFINITY,
  HALF_MAX,
  HALF_UNIT,
  type HalfParts,
  halfFromNumber,
  halfParts,
  halfToNumber,
  isFiniteHalf,
} from "./half.ts";
export {
  type LieqEngineShape,
  type LieqImages,
  type LieqLayer,
  type LieqLayerEntry,
  type LieqOutputs,
  type LieqPrediction,
  type LieqProgram,
  type LieqResultBeat,
  type LieqTransfer,
  type LieqTransfers,
  lieqOutputs,
  lieqTransfers,
  packLieqProgram,
  predictLieqProgram,
  RESULT_BYTES,
  SCALE_BEAT_BYTES,
  WEIGHT_BEAT_BYTES,
} from "./lieq/engine/index.ts";
export {
  type Allocation,
  allocateBits,
  allocateInOrder,
  allocateLadder,
  allocateLadderInOrder,
  compactness,
  type LadderAllocation,
  LIEQ_WIDTHS,
  layerMean,
  nominalBits,
  type QuantizedActivations,
  quantizeActivations,
  RANDOM_WEIGHT_DEVIATION,
  type RealMatrix,
  randomAllocation,
  randomWeights,
  rankCorrelation,
  type ScoredLayer,
  type SpectralDiagnostics,
  semidefiniteFactor,
  spectralDiagnostics,
  squaredSingularValues,
  topEnergy,
  type WidthPair,
} from "./lieq/index.ts";
export { scaledBits, scaledToNumber, scaleSum, scaleSums } from "./scale.ts";
export { sqnr } from "./sqnr.ts";
export { gaussSource, studentSource, syntheticWeights, uniformSource } from "./synthetic.ts";
export {
  type BitsPerWeight,
  decodeUniform,
  dequantizeUniform,
  type GroupPlace,
  packUniform,
  quantizeUniform,
  UNIFORM_BITS,
  UNIFORM_GROUP,
  type UniformBits,
  type UniformGrid,
  type UniformMatrix,
  uniformBitsPerWeight,
  uniformCode,
  uniformGrid,
  uniformGroupSpan,
  uniformGroups,
  uniformRowBytes,
} from "./uniform.ts";
export {
  activationSums,
  uniformDigits,
  uniformPlaneSums,
  uniformPlanes,
  uniformSums,
} from "./uniform-product.ts";
export {
  dequantize,
  type QuantizedMatrix,
  storedBits,
  type UniformFormat,
  uniformBitsOf,
  uniformFormat,
  uniformQuantized,
  WEIGHT_FORMATS,
  type WeightFormat,
} from "./weight-format.ts";
