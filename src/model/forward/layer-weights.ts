/** A layer's weights in a machine's memory. Invariant: every head begins with a whole vector there, in all matrices alike. */
import type { LlamaConfig } from "../config.ts";
import type { LlamaLayer, Projection } from "./load-llama.ts";
import { type Machine, padded, paddedSize, placeMatrix } from "./machine/index.ts";

/** Lengths of rows in the memory, elements. */
export interface PlacedSizes {
  readonly hidden: number;
  readonly intermediate: number;
  /** Of a head, and of all heads of queries and of keys and values. */
  readonly head: number;
  readonly queries: number;
  readonly keys: number;
}

/** Addresses. */
export interface PlacedLayer {
  readonly attentionNorm: number;
  readonly query: number;
  readonly key: number;
  readonly value: number;
  readonly attentionOutput: number;
  readonly headNorms: { readonly query: number; readonly key: number } | undefined;
  readonly feedForwardNorm: number;
  readonly gate: number;
  readonly up: number;
  readonly down: number;
}

export function placedSizes(config: LlamaConfig): PlacedSizes {
  const head = padded(config.headSize);
  return {
    hidden: padded(config.hiddenSize),
    intermediate: padded(config.intermediateSize),
    head,
    queries: config.attentionHeads * head,
    keys: config.keyValueHeads * head,
  };
}

/** Copies all weights of a layer. */
export function placeLayer(machine: Machine, { headSize }: LlamaConfig, layer: LlamaLayer): PlacedLayer {
  const norm = (weights: Float32Array): number => placeVector(machine, weights);
  const matrix = (
    { weights, inputs, outputs }: Projection,
    rowGroup = outputs,
    columnGroup = inputs,
  ): number => {
    const size = paddedSize(outputs, rowGroup) * paddedSize(inputs, columnGroup);
    const address = machine.allocate(size);
    placeMatrix(machine, address, weights, inputs, { rowGroup, columnGroup });
    return address;
  };
  return {
    attentionNorm: norm(layer.attentionNorm),
    query: matrix(layer.query, headSize),
    key: matrix(layer.key, headSize),
    value: matrix(layer.value, headSize),
    attentionOutput: matrix(layer.attentionOutput, layer.attentionOutput.outputs, headSize),
    headNorms: layer.headNorms && { query: norm(layer.headNorms.query), key: norm(layer.headNorms.key) },
    feedForwardNorm: norm(layer.feedForwardNorm),
    gate: matrix(layer.gate),
    up: matrix(layer.up),
    down: matrix(layer.down),
  };
}

/** Copies a vector, with zeros up to whole vectors of the processor. */
export function placeVector(machine: Machine, values: Float32Array): number {
  const address = machine.allocate(padded(values.length));
  machine.floats.fill(0, address / 4, address / 4 + padded(values.length));
  machine.floats.set(values, address / 4);
  return address;
}
