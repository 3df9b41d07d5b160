/**
 * INT8 activations for the main job: seeded, bell-shaped, clipped at the format's ends as real quantized activations are.
 * They stand in for a layer's true inputs, which only a forward pass gives; the report says so.
 */
import { xorshift32 } from "../../sim/index.ts";

/** Row-major m x k values in -128..127, the sum of three uniform bytes (variance about 54^2), with both extremes present. */
export function syntheticActivations(m: number, k: number, seed: number): Int8Array {
  const next = xorshift32(seed);
  const byte = (): number => (next() >>> 8) & 255;
  const values = Int8Array.from({ length: m * k }, () => {
    const sum = byte() + byte() + byte();
    return Math.max(-128, Math.min(127, Math.round((sum - 382.5) * 0.42)));
  });
  if (values.length > 1) {
    values[0] = -128;
    values[values.length - 1] = 127;
  }
  return values;
}
