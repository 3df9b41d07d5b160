/** Llama models run in float32. */
export {
  type ActivationOptions,
  type ActivationSource,
  activationSource,
  textWindows,
} from "./activations.ts";
export { captureInputs } from "./capture.ts";
export {
  type ForwardOptions,
  forward,
  generateGreedy,
  type Likelihood,
  likelihoodOf,
  negativeLogLikelihood,
  startWindows,
} from "./forward.ts";
export { copyRun, type LayerRun, runLayer, startRun } from "./layer-run.ts";
export {
  type LlamaLayer,
  type LlamaModel,
  type LoadOptions,
  loadLlama,
  type Projection,
} from "./load-llama.ts";
export { useThreads } from "./machine/index.ts";
export { type MatrixView, multiplyTransposed } from "./multiply.ts";
export type { InputMatrix, OnInput } from "./run.ts";
