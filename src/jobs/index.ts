/**
 * Jobs for engines with what must come of them: the room where golden models and blocks meet. Invariant: the blocks say how
 * a job is put to an engine, the golden models what it gives, and neither knows of the other.
 */
export * from "./arrays/index.ts";
export { demonstrationJob } from "./demonstration.ts";
export { type EngineFiles, engineFiles } from "./engine-files.ts";
export { type CompiledLieq, compileLieq, lieqProgramJob } from "./lieq-program.ts";
export {
  type BlockProof,
  blockProofs,
  claimOf,
  findProof,
  type Specification,
} from "./proofs/index.ts";
