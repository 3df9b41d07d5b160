/** LieQ: layers of different formats on one temporal array. */
export { lieqBlocks, lieqParameters } from "./catalogue.ts";
export { LieqEngine } from "./engine.ts";
export {
  entryWrites,
  type LieqCounts,
  type LieqJobOptions,
  type LieqProgramStreams,
  type LieqTableEntry,
  lieqEngineJob,
} from "./engine-job.ts";
export { type LieqConfiguration, type LieqParameters, lieqConfiguration } from "./parameters.ts";
export { lieqRegisters } from "./registers.ts";
