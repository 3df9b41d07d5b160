/** LieQ programs: what the engine takes, asks for and gives, to the bit and the cycle. */
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
