/** Running a design: the interpreter of the elaborated design, and the adapters that run its Verilog. */

export { compareVersions, requireTool, type Tool } from "../tools/index.ts";
export * from "./coverage/index.ts";
export { compileEngine } from "./engine/compiled-engine.ts";
export type {
  Engine,
  EngineEvent,
  EngineInternals,
  EngineOptions,
  EngineSnapshot,
  EngineSwitches,
  MemoryProbe,
  Probe,
  ProbeKind,
} from "./engine/engine.ts";
export { interpreterEngine } from "./engine/interpreter-engine.ts";
export { type EngineName, type MakeEngineOptions, makeEngine } from "./engine/make-engine.ts";
export {
  type Interpreter,
  type InterpreterOptions,
  interpret,
  resetLevel,
} from "./interpreter/interpreter.ts";
export type { BlackBoxModel, PropertyEvent } from "./interpreter/module-state.ts";
export { randomBits, xorshift32 } from "./random.ts";
export type { ClockTiming, ClockTimings } from "./simulation/clocks.ts";
export { structAt } from "./simulation/paths.ts";
export { RandomSource } from "./simulation/random-source.ts";
export {
  forkOptions,
  type Observer,
  type RunLimit,
  Simulation,
  type SimulationOptions,
  type SimulationSnapshot,
  type WaveRecording,
} from "./simulation/simulation.ts";
export { onSimulationStart, type StartedSimulation } from "./simulation/started.ts";
export { cycle, type ForkOptions, type Process, sample, Task, Wait } from "./simulation/task.ts";
export { fromBits, type SimValue, toBits } from "./simulation/values.ts";
export type { ToolName } from "./tools/adapter.ts";
export { type Batch, type BatchSources, buildBatch } from "./tools/batch.ts";
export type { Testbench } from "./tools/manifest.ts";
export type { Mismatch, Readings, ReceivedBeats, StreamProgress } from "./tools/report.ts";
export {
  type FailureReason,
  type SimulateOptions,
  type SimulationResult,
  simulateDirectory,
} from "./tools/simulate.ts";
export * from "./waves/index.ts";
