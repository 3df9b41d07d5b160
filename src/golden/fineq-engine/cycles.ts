/** How many cycles a job takes on a FineQ engine of any family. Invariant: exact when no stream stalls. */
import { predictArrayJob } from "./array-cycles.ts";
import type { FineqJobSize, FineqPrediction } from "./prediction.ts";
import type { FineqEngineShape } from "./shape.ts";
import { predictTileJob } from "./tile-cycles.ts";

/**
 * What the engine's counters show after a job whose streams are always valid and whose results are always taken. BL0516 when
 * `tiles-planes` is not told which rounds have outliers.
 */
export const predictFineqJob = (shape: FineqEngineShape, size: FineqJobSize): FineqPrediction =>
  shape.tile ? predictTileJob(shape, shape.tile, size) : predictArrayJob(shape, size);

/** {@link predictFineqJob}'s cycles. */
export const predictFineqCycles = (shape: FineqEngineShape, size: FineqJobSize): number =>
  predictFineqJob(shape, size).cycles;
