/**
 * Models of one architecture on the same text, in step, layer after layer. Invariant: one layer of each is in use at a time, and what is
 * compared after a layer are the hidden states of the same tokens.
 */
import { type Likelihood, type LlamaModel, likelihoodOf, runLayer, startWindows } from "../forward/index.ts";

export interface ModelComparison {
  readonly reference: Likelihood;
  readonly others: readonly ComparedModel[];
}

export interface ComparedModel {
  readonly likelihood: Likelihood;
  /**
   * After each layer: the distance of the residual stream from the reference's over the reference's length, both over all tokens of all
   * windows; 0 for equal models.
   */
  readonly hiddenErrors: readonly number[];
}

/**
 * Runs a model and others in its place, none or more, over the windows. All must have the same number of layers and hidden size, as
 * `requireSameTensors` makes sure. `onLayer` hears of a layer before it is run, and of `layers` before the output head. BL0542 and
 * BL0543 for windows that the models cannot take.
 */
export function compareModels(
  reference: LlamaModel,
  others: readonly LlamaModel[],
  windows: readonly ArrayLike<number>[],
  onLayer?: (layer: number) => void,
): ModelComparison {
  const { layers } = reference.config;
  const exact = startWindows(reference, windows);
  const running = others.map((llama) => ({
    llama,
    run: startWindows(llama, windows),
    errors: [] as number[],
  }));
  for (let layer = 0; layer < layers; layer++) {
    onLayer?.(layer);
    runLayer(reference, exact, layer);
    for (const { llama, run, errors } of running) {
      runLayer(llama, run, layer);
      errors.push(
        relativeDistance(
          exact.map(({ hidden }) => hidden),
          run.map(({ hidden }) => hidden),
        ),
      );
    }
  }
  onLayer?.(layers);
  return {
    reference: likelihoodOf(reference, exact, windows),
    others: running.map(({ llama, run, errors }) => ({
      likelihood: likelihoodOf(llama, run, windows),
      hiddenErrors: errors,
    })),
  };
}

/** |a - b| / |a| over all elements of lists of equal arrays, in binary64; 0 where both are zero. */
function relativeDistance(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  let length = 0;
  let distance = 0;
  for (const [at, values] of a.entries()) {
    const others = b[at] as Float32Array;
    for (let k = 0; k < values.length; k++) {
      const value = values[k] as number;
      length += value * value;
      distance += (value - (others[k] as number)) ** 2;
    }
  }
  return distance === 0 ? 0 : Math.sqrt(distance / length);
}
