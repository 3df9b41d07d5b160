/** The weights of two models held against each other. Invariant: models that are compared have the same tensors of the same shapes. */
import { fail } from "../../diagnostics/index.ts";
import type { Model, ModelTensor } from "../model.ts";

/** Energies of a tensor: 10 log10(signal / noise) is its signal-to-quantization-noise ratio in decibels. */
export interface WeightError {
  readonly tensor: string;
  /** Sum of the squared weights of the reference. */
  readonly signal: number;
  /** Sum of the squared differences. */
  readonly noise: number;
}

/** Decibels of some tensors taken together; infinite when nothing was lost. */
export function weightSqnr(errors: readonly Pick<WeightError, "signal" | "noise">[]): number {
  const sum = (of: (error: Pick<WeightError, "signal" | "noise">) => number): number =>
    errors.reduce((total, error) => total + of(error), 0);
  const noise = sum((error) => error.noise);
  return noise === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(sum((error) => error.signal) / noise);
}

/** Reads one tensor of both models and compares its weights; sums in binary64 in index order. */
export function compareWeights(reference: ModelTensor, other: ModelTensor): WeightError {
  const [exact, approximate] = [reference.read(), other.read()];
  let signal = 0;
  let noise = 0;
  for (let k = 0; k < exact.length; k++) {
    const weight = exact[k] as number;
    signal += weight * weight;
    noise += (weight - (approximate[k] as number)) ** 2;
  }
  return { tensor: reference.name, signal, noise };
}

/**
 * Makes sure that one model can be held against the other: the same tensors with the same shapes, and equal weights in those that
 * `kept` names. BL0565 says what differs first.
 */
export function requireSameTensors(reference: Model, other: Model, kept: readonly string[] = []): void {
  const refuse = (problem: string): never =>
    fail("BL0565", { quantized: other.file, model: reference.file, problem });
  const known = new Map(reference.tensors.map((tensor) => [tensor.name, tensor]));
  for (const { name, shape } of other.tensors) {
    const expected = known.get(name)?.shape;
    if (expected === undefined) refuse(`it has a tensor "${name}", which the model does not have`);
    else if (expected.join() !== shape.join()) {
      refuse(`its tensor "${name}" is [${shape.join(", ")}], the model's is [${expected.join(", ")}]`);
    }
    known.delete(name);
  }
  const [missing] = known.keys();
  if (missing !== undefined) refuse(`it has no tensor "${missing}", which the model has`);
  for (const name of kept) {
    const [exact, found] = [reference.tensor(name).read(), other.tensor(name).read()];
    const at = exact.findIndex((value, k) => value !== found[k]);
    if (at >= 0) {
      refuse(
        `element ${at} of "${name}", which is not quantized, is ${found[at]}, the model's is ${exact[at]}`,
      );
    }
  }
}
