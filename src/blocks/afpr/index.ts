/** The AFPR engine and its parts. */
export { AfprAdcColumn, AfprSequencer, type AfprSequencerShape, conversionStageType } from "./adc/index.ts";
export { afprBlocks, afprParameters } from "./catalogue.ts";
export { AfprCore } from "./core.ts";
export { AfprRows, type AfprRowsShape } from "./dac/index.ts";
export { AfprEngine } from "./engine.ts";
export {
  type AfprConvertJob,
  type AfprJob,
  type AfprJobOptions,
  type AfprProgramJob,
  afprCounters,
  afprEngineJobs,
} from "./engine-job.ts";
export { AfprMacro, type AfprMacroOptions, type MacroCell } from "./macro/index.ts";
export {
  type AfprConfiguration,
  type AfprInputs,
  type AfprParameters,
  type AfprPhases,
  afprConfiguration,
} from "./parameters.ts";
export { AfprProgrammer, failureType, type ProgrammerShape } from "./programming/index.ts";
export {
  AfprEncode,
  AfprPartialSums,
  AfprReadout,
  AfprResultFormat,
  AfprTerm,
  type ReadoutShape,
  resultsType,
} from "./readout/index.ts";
export { afprRegisters } from "./registers.ts";
