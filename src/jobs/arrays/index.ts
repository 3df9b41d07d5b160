/** Arrays of every family, made to carry out the same products. */
export { ARRAY_FAMILIES } from "./families.ts";
export type * from "./run.ts";
