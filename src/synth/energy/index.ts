/** Energy of netlists: simulated gate by gate, counted by the library's numbers. */
export { type EnergyEstimate, type EnergyJob, estimateEnergy } from "./estimate.ts";
export type * from "./report.ts";
export type { EnergyStimulus, PortValues } from "./stimulus.ts";
