/** Keys and values of the tokens that a sequence has had. Invariant: all layers hold the first `length` tokens' between two runs. */
import type { LlamaConfig } from "../config.ts";
import { placedSizes } from "./layer-weights.ts";

/** Where a machine's memory has the keys and values of a layer, as elements of its float32. */
export interface PlacedKeyValues {
  /** [tokens, keys of all heads], rotary embedding applied. */
  readonly keys: number;
  /** [values of all heads, `stride`], one column a token. */
  readonly values: number;
  readonly stride: number;
}

export class KeyValueCache {
  /** Tokens held by all layers. */
  length = 0;
  private readonly stored: readonly { readonly keys: Float32Array; readonly values: Float32Array }[];
  private readonly tokenSize: number;
  private readonly capacity: number;

  /** Room for `capacity` tokens. */
  constructor(config: LlamaConfig, capacity: number) {
    this.tokenSize = placedSizes(config).keys;
    this.capacity = capacity;
    const empty = (): Float32Array => new Float32Array(capacity * this.tokenSize);
    this.stored = Array.from({ length: config.layers }, () => ({ keys: empty(), values: empty() }));
  }

  /** Writes the earlier tokens' keys and values of a layer in front of where the new ones' will be. */
  restore(layer: number, floats: Float32Array, { keys, values, stride }: PlacedKeyValues): void {
    const stored = this.stored[layer] as KeyValueCache["stored"][number];
    floats.set(stored.keys.subarray(0, this.length * this.tokenSize), keys);
    for (let row = 0; row < this.tokenSize; row++) {
      const from = row * this.capacity;
      floats.set(stored.values.subarray(from, from + this.length), values + row * stride);
    }
  }

  /** Takes the keys and values of `tokens` tokens behind the earlier ones. */
  save(layer: number, floats: Float32Array, { keys, values, stride }: PlacedKeyValues, tokens: number): void {
    const stored = this.stored[layer] as KeyValueCache["stored"][number];
    const end = this.length + tokens;
    const [first, last] = [this.length * this.tokenSize, end * this.tokenSize];
    stored.keys.set(floats.subarray(keys + first, keys + last), first);
    for (let row = 0; row < this.tokenSize; row++) {
      for (let token = this.length; token < end; token++) {
        stored.values[row * this.capacity + token] = floats[values + row * stride + token] as number;
      }
    }
  }

  /** To be called once after all layers have had `tokens` new tokens. */
  advance(tokens: number): void {
    this.length += tokens;
  }
}

/** New tokens of a sequence on their way through the layers. */
export interface Sequence {
  /** [new tokens, hiddenSize]; layers add to it in place. */
  readonly hidden: Float32Array;
  /** Keys and values of earlier tokens, which it takes the new ones into; without it the new tokens are the first. */
  readonly cache?: KeyValueCache;
}
