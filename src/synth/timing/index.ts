/** The longest paths of a netlist, in nanoseconds or in cells, with the designer's names. */
export { parseLevels } from "./levels.ts";
export { DesignNames } from "./names.ts";
export { parsePaths, pathsByOpenSta } from "./opensta.ts";
