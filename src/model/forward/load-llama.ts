/** A Llama model ready to run. Invariant: names and shapes are checked before the first weight is read. */
import type { LlamaConfig } from "../config.ts";
import { elementsOf, type Model } from "../model.ts";
import { checkArchitecture, LAYER_PROJECTIONS, names } from "./architecture.ts";

/** A matrix that activations are multiplied by. */
export interface Projection {
  /** Hugging Face's name of the tensor. */
  readonly name: string;
  readonly outputs: number;
  readonly inputs: number;
  /** [outputs, inputs], row-major. */
  readonly weights: Float32Array;
}

export interface LlamaLayer {
  readonly attentionNorm: Float32Array;
  readonly query: Projection;
  readonly key: Projection;
  readonly value: Projection;
  readonly attentionOutput: Projection;
  /** [headSize] each; Qwen3 only. */
  readonly headNorms: { readonly query: Float32Array; readonly key: Float32Array } | undefined;
  readonly feedForwardNorm: Float32Array;
  readonly gate: Projection;
  readonly up: Projection;
  readonly down: Projection;
}

export interface LlamaModel {
  /** Must stay open as long as layers are read. */
  readonly source: Model;
  readonly config: LlamaConfig;
  /** [vocabularySize, hiddenSize]. Like the head's weights it may be read whenever it is asked for. */
  readonly embedding: Float32Array;
  readonly norm: Float32Array;
  /** The output head; its name is the embedding's when they are tied. */
  readonly head: Projection;
  /** Names of all projections in the order in which a token meets them, the output head last. */
  readonly projections: readonly string[];
  /** Reads a layer's weights; the errors are those of ModelTensor.read. */
  layer(index: number): LlamaLayer;
}

export interface LoadOptions {
  /**
   * False: a layer is read anew each time it is needed, and so are the embedding and an output head of its own, so that one layer or
   * one of these two is in memory. Default true.
   */
  readonly keepLayers?: boolean;
}

/**
 * Prepares an opened model for the forward pass: embedding, last norm and head are read now, layers when first needed. Errors:
 * BL0514, BL0519, BL0540 and BL0541 when it is no Llama that can be run; BL0507 and BL0511 for bad weights.
 */
export function loadLlama(source: Model, { keepLayers = true }: LoadOptions = {}): LlamaModel {
  const { config, hasHeadNorms, headName } = checkArchitecture(source);
  const read = (name: string): Float32Array => source.tensor(name).read();
  const projection = (name: string): Projection => {
    const [outputs, inputs] = source.tensor(name).shape as [number, number];
    return { name, outputs, inputs, weights: read(name) };
  };
  const readLayer = (index: number): LlamaLayer => {
    const name = (part: string): string => names.layer(index, part);
    return {
      attentionNorm: read(name("input_layernorm")),
      query: projection(name("self_attn.q_proj")),
      key: projection(name("self_attn.k_proj")),
      value: projection(name("self_attn.v_proj")),
      attentionOutput: projection(name("self_attn.o_proj")),
      headNorms: hasHeadNorms
        ? { query: read(name("self_attn.q_norm")), key: read(name("self_attn.k_norm")) }
        : undefined,
      feedForwardNorm: read(name("post_attention_layernorm")),
      gate: projection(name("mlp.gate_proj")),
      up: projection(name("mlp.up_proj")),
      down: projection(name("mlp.down_proj")),
    };
  };
  const kept = new Map<number, LlamaLayer>();
  const holdsEnds = keepLayers || config.tiedEmbeddings;
  const end = (name: string): (() => Float32Array) => {
    if (!holdsEnds) return () => read(name);
    const weights = read(name);
    return () => weights;
  };
  const embedding = end(names.embedding);
  const head = config.tiedEmbeddings ? embedding : end(headName);
  return {
    source,
    config,
    get embedding() {
      return embedding();
    },
    norm: read(names.norm),
    head: {
      name: headName,
      outputs: config.vocabularySize,
      inputs: config.hiddenSize,
      get weights() {
        return head();
      },
    },
    projections: [
      ...Array.from({ length: config.layers }, (_, index) =>
        LAYER_PROJECTIONS.map((part) => names.layer(index, part)),
      ).flat(),
      headName,
    ],
    layer(index) {
      const layer = kept.get(index) ?? readLayer(index);
      if (keepLayers) kept.set(index, layer);
      return layer;
    },
  };
}

/** Float32 weights of layers that {@link rememberingLayers} keeps at most, in bytes. */
const MOST_KEPT = 2 ** 30;

/**
 * The model with its layers kept once they were read, if all of them take a gibibyte or less: for work that needs every layer again and
 * again, as writing token by token does.
 */
export function rememberingLayers(llama: LlamaModel): LlamaModel {
  const { source, projections, head } = llama;
  const ofLayers = projections.filter((name) => name !== head.name);
  const bytes = ofLayers.reduce((sum, name) => sum + 4 * elementsOf(source.tensor(name).shape), 0);
  if (bytes > MOST_KEPT) return llama;
  const kept = new Map<number, LlamaLayer>();
  return {
    ...llama,
    layer(index) {
      const layer = kept.get(index) ?? llama.layer(index);
      kept.set(index, layer);
      return layer;
    },
  };
}
