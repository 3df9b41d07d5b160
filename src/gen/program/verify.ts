/**
 * Results of a layer worked out again from what was read back. Invariant: exact integers only, by the formula of docs/lieq-program.md, so
 * that results which pass are those of the layer's weights and activations.
 */
import type { DecodedLayer } from "./images.ts";
import { groupsOf } from "./layout.ts";
import type { ProgramLayer } from "./program.ts";

export interface ResultMismatch {
  readonly row: number;
  readonly channel: number;
  /** In units of 2^-24. */
  readonly expected: bigint;
  readonly found: bigint;
}

/**
 * The first result that is not sum over groups of (sum of (weight - zero) * activation) * scale. Sums that leave the engine's accumulator
 * are not foreseen: `bitloom compile` makes no such program.
 */
export function firstWrongResult(layer: ProgramLayer, decoded: DecodedLayer): ResultMismatch | undefined {
  const { m, n, k } = layer;
  const { weights, scales, zeros, activations, results } = decoded;
  const groups = groupsOf(layer);
  for (let row = 0; row < m; row++) {
    for (let channel = 0; channel < n; channel++) {
      let expected = 0n;
      for (const [group, { first, length }] of groups.entries()) {
        const place = channel * groups.length + group;
        const zero = zeros[place] as number;
        let sum = 0;
        for (let at = first; at < first + length; at++) {
          sum += ((weights[channel * k + at] as number) - zero) * (activations[row * k + at] as number);
        }
        expected += BigInt(sum) * halfUnits(scales[place] as number);
      }
      const found = results[row * n + channel] as bigint;
      if (found !== expected) return { row, channel, expected, found };
    }
  }
  return undefined;
}

/** A finite binary16 that is not negative, in units of 2^-24. */
function halfUnits(pattern: number): bigint {
  const exponent = pattern >> 10;
  const fraction = pattern & 0x3ff;
  return exponent === 0 ? BigInt(fraction) : BigInt(1024 + fraction) << BigInt(exponent - 1);
}
