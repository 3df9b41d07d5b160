/** The AFPR engine and its parts. */
export { AfprAdcColumn } from "./adc-column.ts";
export { AfprProgrammer, failureType, type ProgrammerShape } from "./programmer.ts";
export { AfprRows, type AfprRowsShape } from "./rows.ts";
export { AfprSequencer, type AfprSequencerShape, conversionStageType } from "./sequencer.ts";
