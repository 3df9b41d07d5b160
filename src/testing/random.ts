/** A seeded source of choices for generated designs: the same seed gives the same design on every machine. */
import { xorshift32 } from "../sim/index.ts";

export interface Random {
  /** Whole number from 0 to count - 1. */
  readonly below: (count: number) => number;
  /** Whole number from low to high, both included. */
  readonly between: (low: number, high: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
  /** Raw bits of `width` bits: often 0, all ones or a single bit, where operators go wrong. */
  readonly bits: (width: number) => bigint;
}

/** xorshift32 on a scrambled seed, so that neighbouring seeds share no prefix. */
export function seededRandom(seed: number): Random {
  const next = xorshift32(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b));
  for (let i = 0; i < 8; i++) next();

  const below = (count: number): number => Math.floor((next() / 2 ** 32) * count);

  function bits(width: number): bigint {
    const special = below(8);
    if (special === 0) return 0n;
    if (special === 1) return (1n << BigInt(width)) - 1n;
    if (special === 2) return 1n << BigInt(below(width));
    let value = 0n;
    for (let filled = 0; filled < width; filled += 32) value = (value << 32n) | BigInt(next());
    return BigInt.asUintN(width, value);
  }

  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (probability) => next() / 2 ** 32 < probability,
    pick<T>(list: readonly T[]): T {
      if (list.length === 0) throw new RangeError("nothing to pick from");
      return list[below(list.length)] as T;
    },
    bits,
  };
}
