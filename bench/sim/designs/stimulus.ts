/** What surrounds a design under measurement: pseudo-random words for its inputs and a checksum of its outputs. */
import { type Bit, reg, type Uint, uint, when } from "../../../src/dsl/index.ts";

/** 32 bits that change in every cycle: Marsaglia's xorshift generator, started at `seed`, not 0. */
export function randomWord(seed: number): Uint<32> {
  const random = reg(uint(32), { init: seed >>> 0 });
  const first = random.xor(random.shlTrunc(13));
  const second = first.xor(first.shr(17));
  random.next = second.xor(second.shlTrunc(5));
  return random;
}

/** Takes in `word` in every cycle with `valid`; order matters. */
export function checksumOf(valid: Bit, word: Uint<32>): Uint<32> {
  const sum = reg(uint(32), { init: 0 });
  when(valid, () => {
    sum.next = sum.slice(30, 0).cat(sum.at(31)).xor(word);
  });
  return sum;
}
