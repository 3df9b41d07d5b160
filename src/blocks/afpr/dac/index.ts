/** FP-DAC control: the rows of the macro. */
export { AfprRows, type AfprRowsShape } from "./rows.ts";
