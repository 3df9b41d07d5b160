/**
 * INT8 activations for the main job: seeded, bell-shaped, clipped at the format's ends as real quantized activations are.
 * They stand in for a layer's true inputs until the forward pass supplies those; the report says so.
 */

/** Row-major m x k values in -128..127, the sum of three uniform bytes (variance about 54^2), with both extremes present. */
export function syntheticActivations(m: number, k: number, seed: number): Int8Array {
  const random = xorshift(seed);
  const values = Int8Array.from({ length: m * k }, () => {
    const sum = (random() & 255) + (random() & 255) + (random() & 255);
    return Math.max(-128, Math.min(127, Math.round((sum - 382.5) * 0.42)));
  });
  if (values.length > 1) {
    values[0] = -128;
    values[values.length - 1] = 127;
  }
  return values;
}

/** 32-bit xorshift (Marsaglia 2003, doi 10.18637/jss.v008.i14). */
function xorshift(seed: number): () => number {
  let state = seed >>> 0 || 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state >>> 8;
  };
}
