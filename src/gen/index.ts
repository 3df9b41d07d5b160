/** What comes out of an elaborated design: Verilog, and testbenches around it. */

export {
  type BehaviouralMacro,
  type MacroNonIdealities,
  writeBehaviouralMacro,
} from "./macro/behavioural.ts";
export {
  type Beat,
  type BeatField,
  type CycleStep,
  type CycleTestbench,
  type DeviceClock,
  type DeviceInterface,
  type DevicePort,
  deviceInterface,
  eventName,
  type Measurement,
  type PortValues,
  type RegisterPort,
  type ResolvedPlan,
  resolvePlan,
  type ScriptStep,
  type StepClock,
  type StreamConsumer,
  type StreamEvent,
  type StreamPorts,
  type StreamProducer,
  type StreamSide,
  type StreamTestbench,
  streamSeed,
  writeCycleTestbench,
  writeStreamTestbench,
} from "./testbench/index.ts";
export { failedProperty } from "./verilog/properties.ts";
export { type TextFile, type VerilogOptions, type VerilogOutput, writeVerilog } from "./verilog/write.ts";
