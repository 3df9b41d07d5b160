/**
 * How columns for cell libraries hold weights: recoded so that rows need little more than gates, once per group of pairs.
 * Invariant: what `subtractRows` subtracts for the controls of a code is what the coded pairs count.
 */
import { type Bit, cat, type Uint } from "../../dsl/index.ts";
import type { BitHeap } from "../arithmetic/index.ts";

/** A group of neighbouring pairs: three steps from raw weights to rows. */
export interface TileCode {
  /** Pairs of a group. */
  readonly pairs: number;
  /** Registers that a column has for a group. */
  readonly bits: number;
  readonly controlBits: number;
  /** From `pairs` raw pairs to what is held; once where weights are loaded. */
  readonly code: (pairs: readonly Uint[]) => Uint;
  /** From what is held to what gates rows; once a column, whatever the number of tokens. */
  readonly controls: (held: Uint) => Uint;
  /** Which of a group's activations `subtractRows` takes complemented too. */
  readonly complemented: readonly number[];
  /** Subtracts a group's rows; `activations` are its 6 * pairs, unsigned, `complements` those of `complemented`. */
  readonly subtractRows: (
    heap: BitHeap,
    controls: Uint,
    activations: readonly Uint[],
    complements: readonly Uint[],
  ) => void;
}

/** The first bit is the lowest. */
export const fromLow = (bits: readonly Bit[]): Uint => cat(...bits.toReversed());

/** `count` bits from bit `low`. */
export const bitsOf = (value: Uint, low: number, count: number): Bit[] =>
  Array.from({ length: count }, (_, i) => value.at(low + i));
