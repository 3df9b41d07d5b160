/** The flat netlist: from a design to nodes and cells, and a plain evaluator of it. */
export { buildNetlist, type NetlistOptions } from "./build.ts";
export { type EvaluatedEvent, type EvaluatorOptions, NetlistEvaluator } from "./evaluate.ts";
export { instancePath } from "./instances.ts";
export {
  type AsynchronousReset,
  CellKind,
  type Cells,
  type Fill,
  type ModuleNet,
  type NetBlackBox,
  type NetInstance,
  type Netlist,
  type NetMemory,
  type NetMemoryWrite,
  type NetProperty,
  type Nodes,
  Op,
} from "./netlist.ts";
