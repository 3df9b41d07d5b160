/** What all array families share. Invariant: families that are compared differ in their arrays alone, not in these. */
import type { BaselineWeights } from "../../blocks/index.ts";

/** Of the comparison, and of the FPGA grids. */
export const ACTIVATION_BITS = 8;

/** The rule of sparse weights: of so many clusters one may have magnitudes above 1. */
export const CLUSTERS_PER_OUTLIER = 4;

/** Conventional operands, for tables. */
export const BASELINE_TITLES: Readonly<Record<BaselineWeights, string>> = {
  int8: "INT8 x INT8",
  int4: "INT8 x 4 bits",
  int3: "INT8 x 3 bits",
};
