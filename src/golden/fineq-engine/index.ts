/** Golden model of the FineQ engine, every family: streams, results, cycles. */
export { predictFineqCycles, predictFineqJob } from "./cycles.ts";
export { type DrainDates, drainDates } from "./dates.ts";
export type { FineqJobSize, FineqPrediction } from "./prediction.ts";
export { blocksPerWord, type FineqEngineShape, type FineqTileShape, resultStride } from "./shape.ts";
export {
  type FineqJob,
  type FineqProduct,
  type FineqResultBeat,
  packFineqJob,
  unpackFineqResults,
} from "./streams.ts";
export { fineqBreaksSparsity, fineqOutlierRounds, fineqOutlierRule } from "./tile-sums.ts";
