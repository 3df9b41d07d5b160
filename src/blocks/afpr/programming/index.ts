/** Cells of the macro written and verified. */
export { AfprProgrammer, failureType, type ProgrammerShape } from "./programmer.ts";
