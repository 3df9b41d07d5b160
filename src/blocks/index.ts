/** The block library: what its folders offer. */
export * from "./bus/index.ts";
export * from "./stream/index.ts";
