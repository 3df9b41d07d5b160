/** LieQ's diagnostics and allocation, as pure functions of numbers; the inputs of a model's layers come from src/model. */
export { type QuantizedActivations, quantizeActivations } from "./activation-codes.ts";
export {
  type Allocation,
  allocateBits,
  allocateInOrder,
  LIEQ_WIDTHS,
  randomAllocation,
  rankCorrelation,
  type ScoredLayer,
  type WidthPair,
} from "./allocation.ts";
export {
  compactness,
  layerMean,
  RANDOM_WEIGHT_DEVIATION,
  randomWeights,
  type SpectralDiagnostics,
  spectralDiagnostics,
  topEnergy,
} from "./diagnostics.ts";
export {
  allocateLadder,
  allocateLadderInOrder,
  type LadderAllocation,
  nominalBits,
} from "./ladder.ts";
export { semidefiniteFactor } from "./semidefinite-factor.ts";
export { type RealMatrix, squaredSingularValues } from "./spectrum.ts";
