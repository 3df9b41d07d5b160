/**
 * The layers of a Llama over one or more sequences. Invariant: a layer is finished for all sequences before the next begins, so a
 * model whose layers are read anew is read once; sequences never see each other.
 */
import { fail } from "../../diagnostics/index.ts";
import { attend } from "./attention.ts";
import type { KeyValueCache } from "./key-value-cache.ts";
import type { LlamaLayer, LlamaModel, Projection } from "./load-llama.ts";
import { multiplyTransposed } from "./multiply.ts";
import { addInPlace, rmsNorm, rotaryEmbedding, swiglu } from "./operations.ts";

/** Inputs of a projection, one row a token, in the order of the tokens. */
export interface InputMatrix {
  readonly rows: number;
  /** The projection's K. */
  readonly columns: number;
  /** Row-major. It may be shared between projections; do not change it. It may be kept. */
  readonly values: Float32Array;
}

/** Called before each product with the projection's tensor name; the output head included. */
export type OnInput = (tensor: string, input: InputMatrix) => void;

/** New tokens of a sequence on their way through the layers. */
export interface Sequence {
  /** [new tokens, hiddenSize]; layers add to it in place. */
  readonly hidden: Float32Array;
  /** Keys and values of earlier tokens, which it takes the new ones into; without it the new tokens are the first. */
  readonly cache?: KeyValueCache;
}

/** Looks the tokens up. BL0542 for one outside the vocabulary, BL0543 for none or more than fit the context after the cached ones. */
export function startSequence(llama: LlamaModel, tokens: ArrayLike<number>, cache?: KeyValueCache): Sequence {
  const { hiddenSize, vocabularySize, contextLength } = llama.config;
  const earlier = cache?.length ?? 0;
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
    hidden.set(llama.embedding.subarray(token * hiddenSize, (token + 1) * hiddenSize), at * hiddenSize);
  }
  return cache === undefined ? { hidden } : { hidden, cache };
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

/** Takes the sequences through one layer with the given weights; caches are not advanced. */
export function runLayerOver(
  llama: LlamaModel,
  index: number,
  layer: LlamaLayer,
  sequences: readonly Sequence[],
  onInput?: OnInput,
): void {
  for (const sequence of sequences) runSequence(llama, index, layer, sequence, onInput);
}

/** Logits [rows, vocabularySize] of tokens that have passed all layers, given as [rows, hiddenSize]. */
export function headLogits(llama: LlamaModel, hidden: Float32Array, onInput?: OnInput): Float32Array {
  return project(llama.head, rmsNorm(hidden, llama.norm, llama.config.normEpsilon), onInput);
}

function runSequence(
  { config }: LlamaModel,
  index: number,
  layer: LlamaLayer,
  { hidden, cache }: Sequence,
  onInput: OnInput | undefined,
): void {
  const { normEpsilon, attentionHeads, keyValueHeads, hiddenSize } = config;
  const normed = rmsNorm(hidden, layer.attentionNorm, normEpsilon);
  let queries = project(layer.query, normed, onInput);
  let keys = project(layer.key, normed, onInput);
  let values = project(layer.value, normed, onInput);
  if (layer.headNorms !== undefined) {
    queries = rmsNorm(queries, layer.headNorms.query, normEpsilon);
    keys = rmsNorm(keys, layer.headNorms.key, normEpsilon);
  }
  const rotary = rotaryEmbedding(config, cache?.length ?? 0, hidden.length / hiddenSize);
  rotary.turn(queries, attentionHeads);
  rotary.turn(keys, keyValueHeads);
  if (cache !== undefined) ({ keys, values } = cache.append(index, keys, values));
  const attended = attend(config, queries, keys, values);
  addInPlace(hidden, project(layer.attentionOutput, attended, onInput));
  const fed = rmsNorm(hidden, layer.feedForwardNorm, normEpsilon);
  const activated = swiglu(project(layer.gate, fed, onInput), project(layer.up, fed, onInput));
  addInPlace(hidden, project(layer.down, activated, onInput));
}

function project(projection: Projection, input: Float32Array, onInput: OnInput | undefined): Float32Array {
  const { name, weights, inputs, outputs } = projection;
  const rows = input.length / inputs;
  onInput?.(name, { rows, columns: inputs, values: input });
  const values = new Float32Array(rows * outputs);
  multiplyTransposed(
    { values: input, rows, columns: inputs },
    { values: weights, rows: outputs, columns: inputs },
    { values, rows, columns: outputs },
  );
  return values;
}
