/** Proving a design against expectations: Verilog and testbench written, simulated, judged; and mutants of the Verilog. */
export {
  type CheckOptions,
  checkVerilog,
  checkWithSimulator,
  type DesignPlan,
  type TestbenchPlan,
  testbenchFiles,
  writeFiles,
} from "./check.ts";
export { type Confirmation, type ConfirmOptions, confirm, type Recorded } from "./confirm/confirm.ts";
export { confirmAtEnd, confirmingSimulator } from "./confirm/environment.ts";
export { type RecordingEngine, type RecordingOptions, recordTraffic } from "./confirm/recording-engine.ts";
export type { PortTraffic } from "./confirm/traffic.ts";
export { type DesignInterface, interfaceOf } from "./interface.ts";
export { type Mutant, mutantKey, mutants } from "./mutation/mutate.ts";
export {
  judgeMutants,
  type MutationVerdict,
  type Reason,
  readReasons,
  sampleMutants,
} from "./mutation/reasons.ts";
export {
  type Bench,
  type MutantOutcome,
  type MutantResult,
  type MutationOptions,
  runMutants,
} from "./mutation/run.ts";
export { IN_PROCESS, type PlayOptions, playStreamPlan } from "./play/play.ts";
export { type PortCycles, randomPortCycles } from "./port-cycles.ts";
export { type RecordedRuns, type RecordOptions, recordInputs, recordTestbench } from "./record.ts";
export {
  type AxiAccess,
  type AxiLiteBus,
  AxiLiteMaster,
  type AxiLiteOptions,
  type AxiResponse,
  type AxiWrite,
  axiLiteMaster,
} from "./simulate/axi-lite-master.ts";
export {
  type AxiBeat,
  AxiStreamReceiver,
  AxiStreamSender,
  axiStreamReceiver,
  axiStreamSender,
  type Packet,
  type PacketOptions,
} from "./simulate/axi-stream-ends.ts";
export type {
  Dut,
  InputHandle,
  OutputHandle,
  Peeked,
  Poked,
  SinkHandle,
  SourceHandle,
} from "./simulate/dut-types.ts";
export type { Drivable, LooseHandle, Readable, StreamOptions } from "./simulate/handle-types.ts";
export { driveRandomly } from "./simulate/random-stimulus.ts";
export { Scoreboard, type ScoreboardOptions, scoreboard } from "./simulate/scoreboard.ts";
export { SerialLine, type SerialLineOptions, type SerialPins, serialLine } from "./simulate/serial-line.ts";
export {
  DutSimulation,
  type LooseDut,
  type MemoryHandle,
  type SimulateDesignOptions,
  type SimulateModuleOptions,
  simulate,
} from "./simulate/simulate.ts";
export { type MonitoredBeat, StreamMonitor } from "./simulate/stream-monitor.ts";
