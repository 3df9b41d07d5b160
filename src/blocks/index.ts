/** The block library: what its folders offer. */
export * from "./stream/index.ts";
