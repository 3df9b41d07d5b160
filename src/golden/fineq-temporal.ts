/**
 * Temporal codes of a FineQ weight: a magnitude 0..3 as pulses over a few cycles, each pulse adding or subtracting the
 * activation, so that the array needs no multiplier. After FineQ (arXiv 2504.19746); the pulse order is our design choice.
 * Invariant: the sum of pulse * weight over the cycles is the magnitude.
 */

/** unary: three cycles, each pulse worth 1. binary: two cycles, worth 2 and then 1. */
export type TemporalCode = "unary" | "binary";

const UNARY = [1, 1, 1] as const;
const BINARY = [2, 1] as const;

/** What a pulse of each cycle is worth; its length is the number of cycles a weight takes. */
export function pulseWeights(code: TemporalCode): readonly number[] {
  return code === "unary" ? UNARY : BINARY;
}

/** Pulses of a magnitude 0..3, one 0 or 1 a cycle: unary pulse[t] = magnitude > t; binary, the high bit first. */
export function temporalPulses(code: TemporalCode, magnitude: number): readonly (0 | 1)[] {
  if (code === "unary") return [0, 1, 2].map((t) => (magnitude > t ? 1 : 0));
  return [magnitude & 2 ? 1 : 0, magnitude & 1 ? 1 : 0];
}
