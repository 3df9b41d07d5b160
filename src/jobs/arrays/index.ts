/** Arrays of every family, made to carry out the same products. */
export { BARE_FAMILIES } from "./bare-families.ts";
export { CLUSTERS_PER_OUTLIER } from "./constants.ts";
export { ARRAY_FAMILIES } from "./families.ts";
export { FPGA_ARRAYS, type FpgaArray } from "./fpga.ts";
export type * from "./run.ts";
