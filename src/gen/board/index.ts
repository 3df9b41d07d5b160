/** Boards: tops, constraints and Makefiles; projects for vendors' tools. */
export { BOARDS, type Board, type BoardPin } from "./boards.ts";
export { type BoardClock, type BoardFilesOptions, boardClock, boardFiles } from "./files.ts";
export { type PllSettings, pllSettings } from "./pll.ts";
export { type ProjectOptions, projectFiles, USUAL_PARTS, VENDORS, type Vendor } from "./project.ts";
