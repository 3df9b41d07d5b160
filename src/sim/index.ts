/** Running a design: the interpreter of the elaborated design, and the adapters that run its Verilog. */
export { type Interpreter, type InterpreterOptions, interpret, resetLevel } from "./interpreter.ts";
export type { BlackBoxModel, PropertyEvent } from "./interpreter-module.ts";
export type { Testbench } from "./manifest.ts";
export { randomBits, xorshift32 } from "./random.ts";
export type { Mismatch, StreamProgress } from "./report.ts";
export {
  type FailureReason,
  type SimulateOptions,
  type SimulationResult,
  simulateDirectory,
} from "./simulate.ts";
export { compareVersions, requireTool, type Tool, type ToolName } from "./tools.ts";
