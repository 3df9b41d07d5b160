/** The AFPR engine and its parts. */
export { AfprAdcColumn } from "./adc-column.ts";
export { afprBlocks, afprParameters } from "./catalogue.ts";
export { AfprCore } from "./core.ts";
export { AfprEncode } from "./encode.ts";
export { AfprEngine } from "./engine.ts";
export {
  type AfprConvertJob,
  type AfprJob,
  type AfprJobOptions,
  type AfprProgramJob,
  afprCounters,
  afprEngineJobs,
} from "./engine-job.ts";
export { AfprMacro, type AfprMacroOptions, type MacroCell } from "./macro.ts";
export {
  type AfprConfiguration,
  type AfprInputs,
  type AfprParameters,
  type AfprPhases,
  afprConfiguration,
} from "./parameters.ts";
export { AfprPartialSums, AfprTerm } from "./partial-sum.ts";
export { AfprProgrammer, failureType, type ProgrammerShape } from "./programmer.ts";
export { AfprReadout, type ReadoutShape } from "./readout.ts";
export { afprRegisters } from "./registers.ts";
export { AfprResultFormat, resultsType } from "./result-format.ts";
export { AfprRows, type AfprRowsShape } from "./rows.ts";
export { AfprSequencer, type AfprSequencerShape, conversionStageType } from "./sequencer.ts";
