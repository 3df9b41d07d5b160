/**
 * e^x for results that are stored as float32: softmax and SwiGLU spend as long in Math.exp as all matrix products take. Invariant:
 * the relative error is below 2^-27, a quarter of what storing the result as float32 may round.
 */

/** e^x; 0 below -104, where float32 has no number left, and infinity above 709. */
export function exponential(x: number): number {
  if (x < SMALLEST) return 0;
  if (x > LARGEST) return Number.POSITIVE_INFINITY;
  const power = Math.floor(x * Math.LOG2E + 0.5);
  const r = x - power * Math.LN2;
  // Taylor's series; |r| <= ln(2) / 2, so what is left out is below r^8 / 8! * 1.05 = 5.5e-9 < 2^-27.
  const fraction =
    1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r / 5040))))));
  return fraction * (POWERS[power - FIRST_POWER] as number);
}

const SMALLEST = -104;
const LARGEST = 709;
const FIRST_POWER = -151;
/** 2^-151 .. 2^1023. */
const POWERS = Float64Array.from(
  { length: 1023 - FIRST_POWER + 1 },
  (_, index) => 2 ** (FIRST_POWER + index),
);
