/** Yosys: the installed program, or the npm package; two ways to run a script over files in memory. */
export type { YosysAnswer, YosysJob, YosysKind } from "./job.ts";
export { findYosys, type Yosys } from "./run.ts";
