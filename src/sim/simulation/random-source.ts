/** Random choices of a simulation, all from its seed: the same seed gives the same run on every machine. */

/** Draws from xorshift32 (Marsaglia 2003, doi 10.18637/jss.v008.i14); the state can be saved and put back. */
export class RandomSource {
  /** 32 bits, never 0. */
  state: number;

  constructor(seed: number) {
    // Another sequence than the start values have, which come from the same seed.
    this.state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0 || 0x9e3779b9;
    for (let i = 0; i < 4; i++) this.word();
  }

  /** 1 to 2^32 - 1. */
  word(): number {
    let state = this.state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.state = state >>> 0;
    return this.state;
  }

  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean {
    return probability > 0 && this.word() < probability * 2 ** 32;
  }

  /** A whole number from 0 to `count` - 1; count is 1 to 2^32. */
  below(count: number): number {
    return Math.floor((this.word() / 2 ** 32) * count);
  }

  /** Raw bits, 0 to 2^width - 1. */
  bits(width: number): bigint {
    let bits = 0n;
    for (let filled = 0; filled < width; filled += 32) bits = (bits << 32n) | BigInt(this.word());
    return BigInt.asUintN(width, bits);
  }

  /** Raw bits of up to 53 bits, as a number. */
  number(width: number): number {
    return width <= 32 ? this.word() % 2 ** width : Number(this.bits(width));
  }

  /** One of the items, which are one or more. */
  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}
