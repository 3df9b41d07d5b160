/** Keys and values of the tokens that a sequence has had. Invariant: all layers hold the first `length` tokens' between two runs. */
import type { LlamaConfig } from "../config.ts";

export interface KeyValues {
  /** [tokens, keyValueHeads * headSize], rotary embedding applied. */
  readonly keys: Float32Array;
  readonly values: Float32Array;
}

export class KeyValueCache {
  /** Tokens held by all layers. */
  length = 0;
  private readonly stored: readonly KeyValues[];
  private readonly tokenSize: number;

  /** Room for `capacity` tokens. */
  constructor({ layers, keyValueHeads, headSize }: LlamaConfig, capacity: number) {
    this.tokenSize = keyValueHeads * headSize;
    const empty = (): Float32Array => new Float32Array(capacity * this.tokenSize);
    this.stored = Array.from({ length: layers }, () => ({ keys: empty(), values: empty() }));
  }

  /** Puts the next tokens' keys and values behind a layer's earlier ones and returns all of them. */
  append(layer: number, keys: Float32Array, values: Float32Array): KeyValues {
    const stored = this.stored[layer] as KeyValues;
    const start = this.length * this.tokenSize;
    stored.keys.set(keys, start);
    stored.values.set(values, start);
    const end = start + keys.length;
    return { keys: stored.keys.subarray(0, end), values: stored.values.subarray(0, end) };
  }

  /** To be called once after all layers have had `tokens` new tokens. */
  advance(tokens: number): void {
    this.length += tokens;
  }
}
