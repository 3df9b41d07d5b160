/** Testbenches in plain Verilog: what a plan holds, and the files made from it. */

export { writeCycleTestbench } from "./cycle.ts";
export type { CycleStep, CycleTestbench, PortValues, StepClock } from "./cycle-plan.ts";
export { type DeviceClock, type DeviceInterface, type DevicePort, deviceInterface } from "./device.ts";
export { writeStreamTestbench } from "./stream.ts";
export { type StreamSide, streamSeed } from "./stream-beats.ts";
export { eventName } from "./stream-events.ts";
export type {
  Beat,
  BeatField,
  Measurement,
  ScriptStep,
  StreamConsumer,
  StreamEvent,
  StreamPorts,
  StreamProducer,
  StreamTestbench,
} from "./stream-plan.ts";
export type { RegisterPort } from "./stream-ports.ts";
export { type ResolvedPlan, resolvePlan } from "./stream-resolve.ts";
