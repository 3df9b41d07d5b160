/** Calibration: quantizers that see a layer's inputs. Pure functions of numbers; the inputs of a model's layers come from src/model. */
export { type CalibratedFineqOptions, calibrateFineq } from "./calibrated-fineq.ts";
export { quantizeGptq } from "./gptq.ts";
export { type Hessian, type HessianSum, hessianOf, hessianSum, outputError } from "./hessian.ts";
export { HESSIAN_DAMPING, type InverseFactor, inverseFactor } from "./inverse-factor.ts";
export type { LayerWeights } from "./layer-weights.ts";
