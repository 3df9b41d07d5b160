/** Logic as ands: optimised and mapped as ABC does it, in little time. */
export { around, fullAdders } from "./adders.ts";
export type { Aig } from "./aig.ts";
export { aigOf } from "./from-graph.ts";
export { type GateLibrary, gateLibrary } from "./gates.ts";
export { gateArea } from "./map-cells.ts";
export { type TableCover, tablesFor } from "./map-tables.ts";
export { optimised } from "./optimise.ts";
