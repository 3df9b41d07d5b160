/** Seeded random bits for start values, stimuli and operands: the same seed gives the same bits on every machine. */

/** 32-bit words, never 0, from xorshift32 (Marsaglia 2003, doi 10.18637/jss.v008.i14). The seed counts modulo 2^32. */
export function xorshift32(seed: number): () => number {
  // The all-zero state would stay zero.
  let state = seed >>> 0 || 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
}

/** Raw bits of the width asked for, 0 or more, the first word in the high bits. */
export function randomBits(seed: number): (width: number) => bigint {
  const next = xorshift32(seed);
  return (width) => {
    let bits = 0n;
    for (let filled = 0; filled < width; filled += 32) bits = (bits << 32n) | BigInt(next());
    return BigInt.asUintN(width, bits);
  };
}
