/** Signal-to-quantization-noise ratio, the figure by which weight formats are compared before a model is run. */
import { fail } from "../diagnostics/index.ts";

/**
 * 10 log10(sum w^2 / sum (w - v)^2) in decibels, both sums in binary64 in index order. Infinite when nothing was lost
 * (an all-zero tensor included). BL0515 when the lengths differ.
 */
export function sqnr(weights: ArrayLike<number>, approximations: ArrayLike<number>): number {
  if (weights.length !== approximations.length) {
    fail("BL0515", {
      what: "approximations",
      expected: String(weights.length),
      found: approximations.length,
    });
  }
  let signal = 0;
  let noise = 0;
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k] as number;
    const difference = weight - (approximations[k] as number);
    signal += weight * weight;
    noise += difference * difference;
  }
  return noise === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(signal / noise);
}
