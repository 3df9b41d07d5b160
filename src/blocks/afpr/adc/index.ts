/** FP-ADC control: the sequence of a conversion, and what each column makes of it. */
export { AfprAdcColumn } from "./adc-column.ts";
export { AfprSequencer, type AfprSequencerShape, conversionStageType } from "./sequencer.ts";
