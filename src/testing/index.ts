/** What tests build designs with: hand-made IR and random designs. Not part of the product. */

export {
  type CosimulationCase,
  cosimulate,
  cosimulationCase,
  type Disagreement,
  type Simulator,
} from "./cosimulation.ts";
export { type EngineDifference, firstDifference } from "./engines.ts";
export { type GoldenDesigns, goldenDesigns, verilogBody } from "./golden-verilog.ts";
export { bits, designOf, element, type ModuleBuilder, moduleBuilder } from "./ir-builder.ts";
export {
  add,
  and,
  arrayOf,
  binary,
  bit,
  cast,
  cat,
  enumType,
  eq,
  expr,
  index,
  lit,
  mux,
  not,
  type Operand,
  readOf,
  ref,
  resize,
  sint,
  slice,
  structOf,
  uint,
  unary,
  xor,
} from "./ir-expressions.ts";
export { type Complaint, lintVerilog } from "./lint-verilog.ts";
export {
  type MacroAccess,
  type MacroCellResponse,
  MacroCells,
  type MacroCellsShape,
} from "./macro-cells.ts";
export { isInvariant, type ProofOptions } from "./prove-invariants.ts";
export { type Random, seededRandom } from "./random.ts";
export {
  type RandomDesignOptions,
  type RandomExpressionOptions,
  randomDesign,
  randomExpressions,
  warmupSteps,
} from "./random-design.ts";
export { type RandomGridOptions, randomGrid } from "./random-grid.ts";
export {
  type DesignFamily,
  randomDesigns,
  randomGrids,
  type SmallestFailure,
  smallestFailure,
} from "./shrink.ts";
export { randomStimulus, type StimulusStep, traceOf } from "./trace.ts";
export { counter, fifo, registers, saturatingAdder, type VerilogExample } from "./verilog-examples.ts";
