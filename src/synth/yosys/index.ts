/** Yosys: its scripts, and two ways to run them. */
export type { YosysAnswer, YosysJob, YosysKind } from "./job.ts";
export { findYosys, type Yosys } from "./run.ts";
export { yosysScript } from "./scripts.ts";
