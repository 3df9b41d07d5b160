/**
 * Two models of one architecture on the same text, in step, layer after layer. Invariant: one layer of each is in use at a time, and
 * what is compared after a layer are the hidden states of the same tokens.
 */
import { type Likelihood, type LlamaModel, likelihoodOf, runLayer, startWindows } from "../forward/index.ts";

export interface ModelComparison {
  readonly reference: Likelihood;
  readonly other: Likelihood;
  /**
   * After each layer: the distance of the two residual streams over the length of the reference's, both over all tokens of all windows;
   * 0 for equal models.
   */
  readonly hiddenErrors: readonly number[];
}

/**
 * Runs both models over the windows. The models must have the same number of layers and hidden sizes, as `requireSameTensors` makes
 * sure. `onLayer` hears of a layer before it is run, and of `layers` before the output head. BL0542 and BL0543 for windows that the
 * models cannot take.
 */
export function compareModels(
  reference: LlamaModel,
  other: LlamaModel,
  windows: readonly ArrayLike<number>[],
  onLayer?: (layer: number) => void,
): ModelComparison {
  const { layers } = reference.config;
  const [exact, approximate] = [startWindows(reference, windows), startWindows(other, windows)];
  const hiddenErrors = Array.from({ length: layers }, (_, layer) => {
    onLayer?.(layer);
    runLayer(reference, exact, layer);
    runLayer(other, approximate, layer);
    return relativeDistance(
      exact.map(({ hidden }) => hidden),
      approximate.map(({ hidden }) => hidden),
    );
  });
  onLayer?.(layers);
  return {
    reference: likelihoodOf(reference, exact, windows),
    other: likelihoodOf(other, approximate, windows),
    hiddenErrors,
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
