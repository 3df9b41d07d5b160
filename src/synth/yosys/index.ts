/** Yosys scripts of synthesis; src/tools runs them. */
export { yosysScript } from "./scripts.ts";
