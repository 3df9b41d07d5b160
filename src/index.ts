/** What the package `bitloom` offers to a design: the language, elaboration, the Verilog writer and the diagnostics. */
export {
  BitloomError,
  type Diagnostic,
  explainCode,
  renderDiagnostic,
  renderDiagnostics,
} from "./diagnostics/index.ts";
export * from "./dsl/index.ts";
export { type VerilogOptions, type VerilogOutput, writeVerilog } from "./gen/index.ts";
export {
  type AxiBeat,
  type AxiLiteMaster,
  type AxiResponse,
  type AxiStreamReceiver,
  type AxiStreamSender,
  axiLiteMaster,
  axiStreamReceiver,
  axiStreamSender,
  type Confirmation,
  type ConfirmOptions,
  confirm,
  type Dut,
  type DutSimulation,
  type MonitoredBeat,
  type Packet,
  type Recorded,
  type RecordingOptions,
  type Scoreboard,
  type SimulateDesignOptions,
  type SimulateModuleOptions,
  type StreamMonitor,
  type StreamOptions,
  scoreboard,
  simulate,
} from "./harness/index.ts";
export type { Design } from "./ir/index.ts";
export {
  type BlackBoxModel,
  type CoverageData,
  type CoverageKind,
  type CoverageReport,
  coverageReport,
  cycle,
  lcovOf,
  mergeCoverage,
  type Process,
  type SimValue,
  sample,
  type Task,
  type Wait,
} from "./sim/index.ts";
