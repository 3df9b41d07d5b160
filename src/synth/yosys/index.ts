/** Yosys scripts of synthesis; src/tools runs them. */
export { type AdderStyle, adderStyle, yosysInputs, yosysScript } from "./scripts.ts";
