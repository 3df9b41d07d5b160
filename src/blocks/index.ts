/** The block library: what its folders offer, and the catalogue that the command line lists. */
export * from "./afpr/index.ts";
export * from "./arithmetic/index.ts";
export * from "./baseline/index.ts";
export * from "./board/index.ts";
export * from "./bus/index.ts";
export { blockCatalogue } from "./catalogue.ts";
export {
  type BlockEntry,
  type BlockParameter,
  blockEntry,
  choiceParameter,
  fileParameter,
  integerParameter,
} from "./catalogue-entry.ts";
export * from "./fineq/index.ts";
export type { JobPlan, JobStep } from "./job-plan.ts";
export * from "./lieq/index.ts";
export * from "./stream/index.ts";
export * from "./tiles/index.ts";
