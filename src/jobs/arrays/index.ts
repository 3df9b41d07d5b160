/** Arrays of every family, made to carry out the same products. */
export type * from "./run.ts";
