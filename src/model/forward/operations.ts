/**
 * The element-wise parts of a Llama: norm, rotary embedding, softmax, SwiGLU. Invariant: each element is computed in float64 from
 * float32 operands and rounded once, when it is stored.
 */

import type { LlamaConfig } from "../config.ts";
import { exponential } from "./exponential.ts";

/**
 * RMSNorm (Zhang and Sennrich, 2019) of each run of `weights.length` elements, in a new array: x / sqrt(mean(x^2) + epsilon) * weight.
 */
export function rmsNorm(values: Float32Array, weights: Float32Array, epsilon: number): Float32Array {
  const size = weights.length;
  const result = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += size) {
    let squares = 0;
    for (let k = start; k < start + size; k++) squares += (values[k] as number) ** 2;
    const factor = 1 / Math.sqrt(squares / size + epsilon);
    for (let k = 0; k < size; k++) {
      result[start + k] = (values[start + k] as number) * factor * (weights[k] as number);
    }
  }
  return result;
}

export interface RotaryEmbedding {
  /** Turns heads of positions first, first + 1, ... in place; `values` is [positions, heads * headSize]. */
  turn(values: Float32Array, heads: number): void;
}

/**
 * Rotary position embedding (Su et al., 2021): pair i of a head turns by position * theta^(-2i / headSize), divided by its factor where
 * there are factors. `ropeInterleaved` chooses the pairs: elements 2i and 2i + 1, or i and i + headSize / 2.
 */
export function rotaryEmbedding(
  {
    headSize,
    ropeTheta,
    ropeInterleaved,
    ropeFactors,
  }: Pick<LlamaConfig, "headSize" | "ropeTheta" | "ropeInterleaved" | "ropeFactors">,
  first: number,
  positions: number,
): RotaryEmbedding {
  const pairs = headSize / 2;
  const cosines = new Float64Array(positions * pairs);
  const sines = new Float64Array(positions * pairs);
  for (let pair = 0; pair < pairs; pair++) {
    const frequency = ropeTheta ** ((-2 * pair) / headSize) / (ropeFactors?.[pair] ?? 1);
    for (let position = 0; position < positions; position++) {
      cosines[position * pairs + pair] = Math.cos((first + position) * frequency);
      sines[position * pairs + pair] = Math.sin((first + position) * frequency);
    }
  }
  const [step, partner] = ropeInterleaved ? [2, 1] : [1, pairs];
  return {
    turn(values, heads) {
      for (let position = 0; position < positions; position++) {
        for (let head = 0; head < heads; head++) {
          const start = (position * heads + head) * headSize;
          for (let pair = 0; pair < pairs; pair++) {
            const cosine = cosines[position * pairs + pair] as number;
            const sine = sines[position * pairs + pair] as number;
            const at = start + step * pair;
            const x = values[at] as number;
            const y = values[at + partner] as number;
            values[at] = x * cosine - y * sine;
            values[at + partner] = x * sine + y * cosine;
          }
        }
      }
    },
  };
}

/** Softmax of scale * values[start .. start + count) in place; the rest up to `stride` becomes 0. */
export function maskedSoftmax(
  values: Float32Array,
  start: number,
  count: number,
  stride: number,
  scale: number,
): void {
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = start; k < start + count; k++) {
    const value = values[k] as number;
    if (value > largest) largest = value;
  }
  let sum = 0;
  for (let k = start; k < start + count; k++) {
    const power = exponential(((values[k] as number) - largest) * scale);
    values[k] = power;
    sum += power;
  }
  const factor = 1 / sum;
  for (let k = start; k < start + count; k++) values[k] = (values[k] as number) * factor;
  values.fill(0, start + count, start + stride);
}

/** SwiGLU (Shazeer, 2020): gate / (1 + e^-gate) * up, in a new array. */
export function swiglu(gate: Float32Array, up: Float32Array): Float32Array {
  const result = new Float32Array(gate.length);
  for (let k = 0; k < gate.length; k++) {
    const x = gate[k] as number;
    result[k] = (x / (1 + exponential(-x))) * (up[k] as number);
  }
  return result;
}

/** target += addend. */
export function addInPlace(target: Float32Array, addend: Float32Array): void {
  for (let k = 0; k < target.length; k++) target[k] = (target[k] as number) + (addend[k] as number);
}
