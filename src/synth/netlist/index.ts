/** Netlists of Yosys: read, counted, searched. */
export { areaOf, cellCounts, moduleTree, rounded } from "./count.ts";
export {
  type Bit,
  clockPorts,
  leafCells,
  type Netlist,
  type NetlistCell,
  type NetlistModule,
  readNetlist,
} from "./netlist.ts";
export { resourcesOf } from "./resources.ts";
