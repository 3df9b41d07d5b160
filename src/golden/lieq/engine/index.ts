/** LieQ programs: what the engine takes, asks for and gives, to the bit and the cycle. */

export { predictLieqProgram } from "./cycles.ts";
export { lieqTransfers, packLieqProgram, SCALE_BEAT_BYTES, WEIGHT_BEAT_BYTES } from "./pack.ts";
export type {
  LieqEngineShape,
  LieqImages,
  LieqLayer,
  LieqLayerEntry,
  LieqPrediction,
  LieqProgram,
  LieqResultBeat,
  LieqTransfer,
  LieqTransfers,
} from "./program.ts";
export { type LieqOutputs, lieqOutputs, RESULT_BYTES } from "./results.ts";
