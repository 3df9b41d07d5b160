/** Recorded signals: as values, as ASCII, and as files that wave viewers read. */
export { cellWidth } from "./ascii.ts";
export { compareWave, normalDrawing, type WaveDifference } from "./compare.ts";
export { type FileEngine, writeWhileStepping } from "./file-engine.ts";
export { nearNames } from "./near.ts";
export { drawOverview } from "./overview.ts";
export {
  type Recorder,
  type RecordOptions,
  recordWaves,
  type WaveFileRange,
  type WaveRequest,
} from "./record.ts";
export type { CycleRange, Track, WaveOptions, WaveSignal } from "./track.ts";
export {
  NUMBER_BITS,
  normalBits,
  type Radix,
  toWaveValue,
  type WaveBits,
  type WaveType,
  type WaveValue,
} from "./value.ts";
export { defaultTiming, type StepTiming } from "./vcd-writer.ts";
export { Wave } from "./wave.ts";
export {
  readTraceWave,
  readVcdWave,
  readWaveFile,
  type WaveFileContent,
  type WaveFileKind,
  type WaveFileRequest,
  waveFileKind,
} from "./wave-file.ts";
