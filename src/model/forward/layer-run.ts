/**
 * Windows of tokens taken through a model one layer at a time, with weights of the caller's choice. Invariant: windows never see each
 * other, and a run holds nothing but the hidden states between two layers.
 */

import type { Sequence } from "./key-value-cache.ts";
import type { LlamaLayer, LlamaModel } from "./load-llama.ts";
import { type OnInput, runLayerOver, startSequences } from "./run.ts";

/** A sequence for each window, on its way through the layers; {@link runLayer} changes their hidden states in place. */
export type LayerRun = readonly Sequence[];

/** Windows in front of the first layer: their tokens' embeddings. BL0542 and BL0543 for tokens that the model cannot take. */
export function startRun(llama: LlamaModel, windows: readonly ArrayLike<number>[]): LayerRun {
  return startSequences(llama, windows);
}

/** The same hidden states once more, so that a layer can be tried and run again. */
export function copyRun(run: LayerRun): LayerRun {
  return run.map(({ hidden }) => ({ hidden: hidden.slice() }));
}

/**
 * Takes a run through layer `index`; `layer` may hold other weights than the model's own, in arrays of the same sizes. `onInput` sees the
 * inputs of the seven projections: of the first window, each once and whole, then those of the next.
 */
export function runLayer(
  llama: LlamaModel,
  run: LayerRun,
  index: number,
  layer: LlamaLayer = llama.layer(index),
  onInput?: OnInput,
): void {
  runLayerOver(llama, index, layer, run, onInput);
}
