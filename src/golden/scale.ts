/**
 * The per-channel scale, exact and in integers: what the engine's scale unit must put out. A binary16 scale is
 * significand * 2^(shift - 24), so results are whole multiples of 2^-24 and no rounding exists anywhere.
 */
import { fail } from "../diagnostics/index.ts";
import { HALF_UNIT, halfParts } from "./half.ts";

/**
 * Two's-complement bits of a scaled result: the accumulator's, 11 of the significand and 29 of the shift. 24-bit
 * accumulators give 64.
 */
export function scaledBits(accumulatorBits: number): number {
  return accumulatorBits + 40;
}

/**
 * sum * significand << shift, in units of 2^-24, for a sum of any size and a binary16 bit pattern 0..0x7bff. Multiply by
 * 2^-24 for the real value.
 */
export function scaleSum(sum: number | bigint, scale: number): bigint {
  const { significand, shift } = halfParts(scale);
  return (BigInt(sum) * BigInt(significand)) << BigInt(shift);
}

/**
 * Scales row-major M x N sums, channel n by scales[n], in units of 2^-24. Every sum within 24 bits fits; BL0518 when a
 * larger one leaves 64 bits, BL0515 when the sums are not whole rows of N.
 */
export function scaleSums(sums: Int32Array, scales: Uint16Array): BigInt64Array {
  const n = scales.length;
  if (n === 0 ? sums.length !== 0 : sums.length % n !== 0) {
    fail("BL0515", { what: "sums", expected: `M x ${n}`, found: sums.length });
  }
  const results = new BigInt64Array(sums.length);
  for (let at = 0; at < sums.length; at++) {
    const result = scaleSum(sums[at] as number, scales[at % n] as number);
    if (BigInt.asIntN(64, result) !== result) {
      fail("BL0518", { row: Math.floor(at / n), channel: at % n, sum: sums[at] as number });
    }
    results[at] = result;
  }
  return results;
}

/** The real value of a scaled result, rounded once to binary64 (exact up to 53 significant bits). */
export function scaledToNumber(result: bigint): number {
  return Number(result) * HALF_UNIT;
}
