/** From the columns' codes to results: partial sums and formats. */
export { AfprEncode } from "./encode.ts";
export { AfprPartialSums, AfprTerm } from "./partial-sum.ts";
export { AfprReadout, type ReadoutShape } from "./readout.ts";
export { AfprResultFormat, resultsType } from "./result-format.ts";
