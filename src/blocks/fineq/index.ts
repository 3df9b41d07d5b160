/** The FineQ engine and its parts. */
export { type ArrayShape, FineqArray } from "./array.ts";
export { fineqBlocks, fineqParameters } from "./catalogue.ts";
export { Counters, ErrorPulses, FineqCore } from "./core.ts";
export { FineqDecoder } from "./decoder.ts";
export { type DrainShape, FineqDrain } from "./drain.ts";
export { FineqEdgedArray } from "./edged-array.ts";
export { FineqEncoder } from "./encoder.ts";
export { FineqEngine } from "./engine.ts";
export {
  type FineqJobOptions,
  type FineqJobStreams,
  fineqEngineJob,
} from "./engine-job.ts";
export { capped } from "./job.ts";
export { FineqOffsetPe } from "./offset-pe.ts";
export {
  type FineqCoding,
  type FineqConfiguration,
  type FineqParameters,
  fineqConfiguration,
} from "./parameters.ts";
export { FineqPe, type PeShape, pulseBits } from "./pe.ts";
export { fineqRegisters } from "./registers.ts";
export { drainRow } from "./row.ts";
export { FineqScaleLane } from "./scale.ts";
export { FineqSkew } from "./skew.ts";
export {
  FineqStationaryArray,
  FineqStationaryPe,
  fineqStationarySumBits,
  type StationaryArrayShape,
  type StationaryCoding,
  type StationaryPeShape,
  stationaryPhases,
} from "./stationary.ts";
export {
  DEFAULT_FAMILIES,
  DEFAULT_SIZES,
  defaultFamily,
  FINEQ_FAMILIES,
  type FineqFamily,
  type TargetKind,
  TileEngine,
} from "./tile-engine/index.ts";
