/** Yosys scripts of synthesis; src/tools runs them. */
export { type AdderStyle, adderStyle, placementScript, yosysInputs, yosysScript } from "./scripts.ts";
