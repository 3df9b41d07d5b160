/** What a design will cost, estimated before synthesis. */
export { verilogDigest } from "./digest.ts";
export { estimateDesign } from "./estimate.ts";
export type { EstimatedArea, EstimatedModule, EstimateReport } from "./report.ts";
