/** Seeded synthetic weights for tests and benchmarks: the same numbers on every machine and every run. */

/** Uniform numbers in (0, 1), 32 bits each: xorshift128 (Marsaglia, Xorshift RNGs, 2003), seed mixed in by warm-up. */
export function uniformSource(seed: number): () => number {
  let x = 123456789 ^ seed;
  let y = 362436069;
  let z = 521288629;
  let w = 88675123;
  const next = (): number => {
    const t = x ^ (x << 11);
    x = y;
    y = z;
    z = w;
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return ((w >>> 0) + 0.5) / 2 ** 32;
  };
  for (let k = 0; k < 64; k++) next();
  return next;
}

/** Standard normal numbers by the Box-Muller transform. */
export function gaussSource(seed: number): () => number {
  const uniform = uniformSource(seed);
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Student t numbers with a whole number of degrees of freedom: heavy tails like those of real weights. */
export function studentSource(seed: number, degrees: number): () => number {
  const gauss = gaussSource(seed);
  return () => {
    let chiSquare = 0;
    for (let k = 0; k < degrees; k++) chiSquare += gauss() ** 2;
    return gauss() / Math.sqrt(chiSquare / degrees);
  };
}

/** `count` numbers of a source, times `scale`, rounded to binary32. */
export function syntheticWeights(source: () => number, count: number, scale = 1): Float32Array {
  return Float32Array.from({ length: count }, () => scale * source());
}
