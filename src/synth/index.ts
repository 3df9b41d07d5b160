/** What a design costs: synthesis for cell libraries and FPGAs, with outside tools, as a report. */

export type { NextpnrKind, YosysKind } from "../tools/index.ts";
export {
  type EnergyActivity,
  type EnergyEstimate,
  type EnergyJob,
  type EnergyKind,
  type EnergyModule,
  type EnergyParts,
  type EnergyReport,
  type EnergyStimulus,
  estimateEnergy,
  type PortValues,
} from "./energy/index.ts";
export {
  type EstimatedArea,
  type EstimatedModule,
  type EstimateReport,
  estimateDesign,
  verilogDigest,
} from "./estimate/index.ts";
export { type CellLibrary, type LibraryCell, libraryOf, readLibrary } from "./liberty/index.ts";
export type * from "./report.ts";
export type { VerilogDesign } from "./source.ts";
export { type PlaceOptions, type SynthesisOptions, synthesise, synthesiseAndPlace } from "./synthesise.ts";
export {
  type CellTarget,
  type FpgaTarget,
  findTarget,
  LIBRARIES,
  PLACED_TARGETS,
  TARGETS,
  type Target,
  targetKind,
} from "./targets.ts";
export { type AdderStyle, placementScript } from "./yosys/index.ts";
