/** Cell libraries in the Liberty format. */
export type { AdderPins } from "./adders.ts";
export {
  type CellRegister,
  type EdgeTiming,
  type ElectricalCell,
  type ElectricalLibrary,
  electricalLibrary,
  type InputPin,
  type InternalEnergy,
  type OutputPin,
  type TimingArc,
} from "./electrical.ts";
export { evaluateFunction, variablesOf } from "./function.ts";
export { type CellLibrary, type LibraryCell, libraryOf, readLibrary, textForOpenSta } from "./library.ts";
export { type LogicCell, logicCells, type PlainFlipFlop } from "./logic.ts";
export { type LookupTable, largestSlew, lookUp } from "./table.ts";
