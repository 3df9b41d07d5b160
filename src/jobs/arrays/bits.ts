/** Values of ports: lists of numbers as one, the first in the low bits. */

/** `width` bits each; every number is below 2^width. */
export function joined(values: readonly number[], width: number): bigint {
  let bits = 0n;
  for (const value of values.toReversed()) bits = (bits << BigInt(width)) | BigInt(value);
  return bits;
}

/** Modulo 2^width; negative numbers in two's complement. */
export const rawBits = (value: number, width: number): bigint => BigInt.asUintN(width, BigInt(value));

/** The low `width` bits of a number of either sign. */
export const lowBits = (value: number, width: number): number => value & (2 ** width - 1);

/** {negative, magnitude of two bits}. */
export const signMagnitude = (weight: number): number => Math.abs(weight) | (weight < 0 ? 4 : 0);
