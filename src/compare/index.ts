/** Array families measured side by side. */
export { type CompareOptions, compareFamilies, findFamilies } from "./compare.ts";
export {
  BASELINE,
  type Comparison,
  type FamilyMeasurement,
  type Goal,
  type PlacedMeasurement,
  THREE_BIT_BASELINE,
} from "./comparison.ts";
export { goalsOf } from "./goals.ts";
export { folderMemory, type Memory, noMemory } from "./memory.ts";
export { operandsOf } from "./operands.ts";
export { type PlacedComparison, placeArrays } from "./placed.ts";
export { type PlayedRun, playArrayRun } from "./play.ts";
export { type Ratios, ratiosTo } from "./ratios.ts";
export { comparisonTables, type Table } from "./tables.ts";
