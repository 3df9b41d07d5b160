/** Programs outside of Node: found on the PATH, their versions checked, run with a time limit, never left behind. */
export { findNextpnr, type Nextpnr, type NextpnrKind } from "./nextpnr.ts";
export { type ProcessOptions, type ProcessResult, runProcess } from "./process.ts";
export { inTemporaryFolder } from "./temporary-folder.ts";
export {
  compareVersions,
  findTool,
  type OutsideTool,
  requireTool,
  requireToolNow,
  type Tool,
} from "./tools.ts";
export { findYosys, type Yosys, type YosysAnswer, type YosysJob, type YosysKind } from "./yosys/index.ts";
