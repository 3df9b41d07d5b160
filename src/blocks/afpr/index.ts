/** The AFPR engine and its parts. */
export { AfprAdcColumn } from "./adc-column.ts";
export { AfprEncode } from "./encode.ts";
export { AfprMacro, type AfprMacroOptions, type MacroCell } from "./macro.ts";
export { AfprPartialSums, AfprTerm, settingsType } from "./partial-sum.ts";
export { AfprProgrammer, failureType, type ProgrammerShape } from "./programmer.ts";
export { AfprReadout, type ReadoutShape } from "./readout.ts";
export { AfprResultFormat, resultsType } from "./result-format.ts";
export { AfprRows, type AfprRowsShape } from "./rows.ts";
export { AfprSequencer, type AfprSequencerShape, conversionStageType } from "./sequencer.ts";
