/**
 * The layers of a Llama over one or more sequences. Invariant: a layer is finished for all sequences before the next begins, so a
 * model whose layers are read anew is read once; sequences never see each other.
 */
import { fail } from "../../diagnostics/index.ts";
import type { KeyValueCache, Sequence } from "./key-value-cache.ts";
import { LayerJob } from "./layer-job.ts";
import type { LlamaLayer, LlamaModel } from "./load-llama.ts";
import { sharedMachine } from "./machine/index.ts";

/** Inputs of a projection, one row a token, in the order of the tokens. */
export interface InputMatrix {
  readonly rows: number;
  /** The projection's K. */
  readonly columns: number;
  /** Row-major. It may be shared between projections; do not change it. It may be kept. */
  readonly values: Float32Array;
}

/** Called with each projection's tensor name and its input; the output head included. */
export type OnInput = (tensor: string, input: InputMatrix) => void;

/** Looks the tokens up. BL0542 for one outside the vocabulary, BL0543 for none or more than fit the context after the cached ones. */
export function startSequence(llama: LlamaModel, tokens: ArrayLike<number>, cache?: KeyValueCache): Sequence {
  const hidden = lookUp(llama, llama.embedding, tokens, cache?.length ?? 0);
  return cache === undefined ? { hidden } : { hidden, cache };
}

/** The same for windows, each a sequence of its own; the embedding is read once. */
export function startSequences(llama: LlamaModel, windows: readonly ArrayLike<number>[]): Sequence[] {
  const { embedding } = llama;
  return windows.map((window) => ({ hidden: lookUp(llama, embedding, window, 0) }));
}

function lookUp(
  { config }: LlamaModel,
  embedding: Float32Array,
  tokens: ArrayLike<number>,
  earlier: number,
): Float32Array {
  const { hiddenSize, vocabularySize, contextLength } = config;
  if (tokens.length < 1 || earlier + tokens.length > contextLength)
    fail("BL0543", {
      what: "sequence",
      found: earlier + tokens.length,
      least: earlier + 1,
      most: contextLength,
    });
  const hidden = new Float32Array(tokens.length * hiddenSize);
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as number;
    if (!(Number.isInteger(token) && token >= 0 && token < vocabularySize))
      fail("BL0542", { token, at: earlier + at, vocabulary: vocabularySize });
    hidden.set(embedding.subarray(token * hiddenSize, (token + 1) * hiddenSize), at * hiddenSize);
  }
  return hidden;
}

/** Takes the sequences through the first `layers` layers, all of them by default; those in `skip` pass the tokens on as they are. */
export function runLayers(
  llama: LlamaModel,
  sequences: readonly Sequence[],
  onInput?: OnInput,
  layers = llama.config.layers,
  skip?: ReadonlySet<number>,
): void {
  for (let index = 0; index < layers; index++) {
    if (skip?.has(index)) continue;
    runLayerOver(llama, index, llama.layer(index), sequences, onInput);
  }
  for (const { hidden, cache } of sequences) cache?.advance(hidden.length / llama.config.hiddenSize);
}

/** Takes the sequences through one layer with the given weights; caches take in the new tokens but are not advanced. */
export function runLayerOver(
  llama: LlamaModel,
  index: number,
  layer: LlamaLayer,
  sequences: readonly Sequence[],
  onInput?: OnInput,
): void {
  const lengths = sequences.map(({ hidden }) => hidden.length / llama.config.hiddenSize);
  for (const [first, end] of batches(lengths)) {
    runBatch(llama, index, layer, sequences.slice(first, end), onInput);
  }
}

/** Tokens whose hidden states, keys, values and perhaps inputs are in the machine's memory at a time. */
const MOST_TOKENS = 8192;

/** Cuts sequences of the given lengths into runs [first, end) of at most {@link MOST_TOKENS} tokens, or a single sequence. */
export function batches(lengths: readonly number[]): [number, number][] {
  const found: [number, number][] = [];
  let tokens = Number.POSITIVE_INFINITY;
  for (const [index, length] of lengths.entries()) {
    tokens += length;
    if (tokens > MOST_TOKENS) {
      found.push([index, index]);
      tokens = length;
    }
    (found.at(-1) as [number, number])[1] = index + 1;
  }
  return found;
}

function runBatch(
  { config }: LlamaModel,
  index: number,
  layer: LlamaLayer,
  sequences: readonly Sequence[],
  onInput: OnInput | undefined,
): void {
  const machine = sharedMachine();
  machine.begin();
  const job = new LayerJob(machine, config, layer);
  const placed = sequences.map((sequence) => ({
    sequence,
    at: job.place(sequence, onInput !== undefined),
  }));
  for (const { sequence, at } of placed) {
    sequence.cache?.restore(index, machine.floats, job.keyValuesOf(at));
  }
  job.run(placed.map(({ at }) => at));
  const inputs = placed.map(({ sequence, at }) => {
    sequence.cache?.save(index, machine.floats, job.keyValuesOf(at), at.tokens);
    sequence.hidden.set(job.hiddenOf(at));
    return onInput && { rows: at.tokens, of: job.inputsOf(at) };
  });
  // Only now, because whoever is shown the inputs may use the machine.
  for (const { rows, of } of inputs.filter((one) => one !== undefined)) {
    for (const [projection, input] of PROJECTION_INPUTS) {
      const { name, inputs: columns } = layer[projection];
      onInput?.(name, { rows, columns, values: of[input] });
    }
  }
}

/** The projections in the order in which a token meets them. */
const PROJECTION_INPUTS = [
  ["query", "attention"],
  ["key", "attention"],
  ["value", "attention"],
  ["attentionOutput", "attended"],
  ["gate", "feedForward"],
  ["up", "feedForward"],
  ["down", "activated"],
] as const;
