/** Identical instances as SIMD lanes. */
export { type PlannedVectors, planVectors, type VectorSummary } from "./plan.ts";
