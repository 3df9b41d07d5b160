/** What the forward pass is asked for: logits, losses, continuations. Invariant: nothing here changes a model. */
import { fail } from "../../diagnostics/index.ts";
import { headLogits, surprises } from "./head.ts";
import { KeyValueCache, type Sequence } from "./key-value-cache.ts";
import type { LlamaModel } from "./load-llama.ts";
import { type OnInput, runLayers, startSequence, startSequences } from "./run.ts";

export interface ForwardOptions {
  /**
   * Sees the input of every projection, the output head included, for each sequence once and whole. With several sequences it sees a
   * layer's inputs of all of them before the next layer's.
   */
  readonly onInput?: OnInput;
  /** Layers that are replaced by the identity. */
  readonly skipLayers?: ReadonlySet<number>;
}

/**
 * Logits [tokens, vocabularySize] of a whole sequence in float32, row-major: row t predicts token t + 1. BL0542 and BL0543 for tokens
 * that the model cannot take.
 */
export function forward(
  llama: LlamaModel,
  tokens: ArrayLike<number>,
  { onInput, skipLayers }: ForwardOptions = {},
): Float32Array {
  const sequence = startSequence(llama, tokens);
  runLayers(llama, [sequence], onInput, llama.config.layers, skipLayers);
  return headLogits(llama, sequence.hidden, onInput);
}

export interface Likelihood {
  /** -ln p of every predicted token together, divided by their number; nats. */
  readonly mean: number;
  /** Predicted tokens: each window's but its first. */
  readonly predicted: number;
  /** Mean of each window, nats. */
  readonly windows: readonly number[];
}

/**
 * How well a model predicts text: in each window every token but the first from those before it; windows are independent. Perplexity is
 * e^mean. BL0543 for a window of fewer than two tokens or more than the context, and for no window at all; BL0542.
 */
export function negativeLogLikelihood(
  llama: LlamaModel,
  windows: readonly ArrayLike<number>[],
  { onInput, skipLayers }: ForwardOptions = {},
): Likelihood {
  const sequences = startWindows(llama, windows);
  runLayers(llama, sequences, onInput, llama.config.layers, skipLayers);
  return likelihoodOf(llama, sequences, windows, onInput);
}

/** The windows' sequences at the first layer, where every window has a token to be predicted; errors as {@link negativeLogLikelihood}. */
export function startWindows(llama: LlamaModel, windows: readonly ArrayLike<number>[]): Sequence[] {
  const bad = windows.length === 0 ? { length: 0 } : windows.find((window) => window.length < 2);
  if (bad !== undefined) {
    fail("BL0543", { what: "window", found: bad.length, least: 2, most: llama.config.contextLength });
  }
  return startSequences(llama, windows);
}

/** The likelihood of windows whose sequences have passed all layers that they are to pass. */
export function likelihoodOf(
  llama: LlamaModel,
  sequences: readonly Sequence[],
  windows: readonly ArrayLike<number>[],
  onInput?: OnInput,
): Likelihood {
  const hiddens = sequences.map(({ hidden }) => hidden);
  const sums = surprises(llama, hiddens, windows, onInput);
  const counts = windows.map((window) => window.length - 1);
  const predicted = counts.reduce((total, count) => total + count, 0);
  return {
    mean: sums.reduce((total, sum) => total + sum, 0) / predicted,
    predicted,
    windows: sums.map((sum, index) => sum / (counts[index] as number)),
  };
}

/**
 * The `count` tokens that a model finds most likely, one after the other; of equal logits the lowest token. Fewer when the context is
 * full. BL0542 and BL0543 for the prompt.
 */
export function generateGreedy(llama: LlamaModel, prompt: readonly number[], count: number): number[] {
  const { config } = llama;
  const cache = new KeyValueCache(config, Math.min(config.contextLength, prompt.length + count));
  const generated: number[] = [];
  let next = prompt;
  while (generated.length < count && prompt.length + generated.length < config.contextLength) {
    const sequence = startSequence(llama, next, cache);
    runLayers(llama, [sequence]);
    const logits = headLogits(llama, sequence.hidden.subarray(-config.hiddenSize));
    const best = logits.reduce((most, logit, token) => (logit > (logits[most] as number) ? token : most), 0);
    generated.push(best);
    next = [best];
  }
  return generated;
}
