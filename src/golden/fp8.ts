/**
 * Small binary floats of any split, E2M5 first: codes to real numbers and back. Invariant: both directions are exact, so
 * that encode picks the code which an infinitely precise calculation would pick, for every binary64. Formats, rounding
 * and saturation of the AFPR engine are our design choice; AFPR-CIM (arXiv 2402.13798) names E2M5 and no more.
 *
 *     code   | sign | exponent E | mantissa M |      t mantissa bits
 *     value  E = 0   M * 2^(1 - bias - t)                subnormal, also the zero
 *            E > 0   (2^t + M) * 2^(E - bias - t)
 *
 * Without subnormals E = 0 is an exponent like the others, (2^t + M) * 2^(-bias - t), except that M = 0 stays the zero;
 * with no mantissa bit either, there is no zero. gfloat reads `has_subnormals = False` in the same way.
 */
import { fail } from "../diagnostics/index.ts";
import { exponentOf } from "./half.ts";

/** A signed float format; `smallFloat` makes and checks one. */
export interface SmallFloatFormat {
  /** 0 and up. Without exponent bits codes are sign and magnitude: whole multiples of one step. */
  readonly exponentBits: number;
  /** t, without the hidden one: 0 and up. */
  readonly mantissaBits: number;
  readonly bias: number;
  /** Whether E = 0 continues linearly down to zero. */
  readonly hasSubnormals: boolean;
  /** Whether the highest code that is no NaN is infinity. Encoding saturates below it all the same. */
  readonly hasInfinity: boolean;
  /** How many of the highest codes of each sign are NaN. */
  readonly nanCodes: number;
}

/**
 * nearest-even: ties to the even code. half-away: ties away from zero. toward-zero, up (to +infinity), down (to
 * -infinity): never past the value.
 */
export type SmallFloatRounding = "nearest-even" | "half-away" | "toward-zero" | "up" | "down";

/** What `smallFloat` needs to be told; the rest has defaults. */
export type SmallFloatOptions = Pick<SmallFloatFormat, "exponentBits" | "mantissaBits"> &
  Partial<SmallFloatFormat>;

/**
 * A checked format. `bias` is IEEE 754's 2^(exponentBits - 1) - 1 unless stated, and 1 without exponent bits;
 * subnormals, no infinity and no NaN unless stated. BL0522 when the sign and both fields are not 2..16 bits, when a value would leave the normal
 * binary64 numbers, or when NaN and infinity leave no finite code but zero.
 */
export function smallFloat(options: SmallFloatOptions): SmallFloatFormat {
  const { exponentBits, mantissaBits, hasSubnormals = true, hasInfinity = false, nanCodes = 0 } = options;
  const bias = options.bias ?? (exponentBits === 0 ? 1 : 2 ** (exponentBits - 1) - 1);
  requireWhole("exponentBits", exponentBits, 0, 15);
  requireWhole("mantissaBits", mantissaBits, 0, 15 - exponentBits);
  if (exponentBits + mantissaBits === 0) {
    fail("BL0522", { field: "exponentBits + mantissaBits", found: 0, allowed: "1 to 15" });
  }
  // Encoding compares with midpoints, half a step from a value, and adds two neighbours to find one.
  const highest = exponentBits === 0 ? 0 : 2 ** exponentBits - 1;
  requireWhole("bias", bias, highest - 1022, 1021 - mantissaBits);
  const codes = 2 ** (exponentBits + mantissaBits);
  requireWhole("nanCodes", nanCodes, 0, codes - 2 - Number(hasInfinity));
  return Object.freeze({ exponentBits, mantissaBits, bias, hasSubnormals, hasInfinity, nanCodes });
}

/** The engine's format: {S, E[1:0], M[4:0]}, bias 1, subnormals, no infinity, no NaN; steps of 2^-5 up to 7.875. */
export const E2M5 = smallFloat({ exponentBits: 2, mantissaBits: 5, bias: 1 });

/** Bits of a code with its sign. */
export const smallFloatBits = ({ exponentBits, mantissaBits }: SmallFloatFormat): number =>
  1 + exponentBits + mantissaBits;

/** Code without sign of the largest finite value: the highest one below infinity and NaN. */
export const largestCode = (format: SmallFloatFormat): number =>
  2 ** (format.exponentBits + format.mantissaBits) - 1 - format.nanCodes - Number(format.hasInfinity);

/** The value of a code 0..2^bits - 1, exactly; negative zero has its sign. BL0523 for any other code. */
export function decodeSmallFloat(format: SmallFloatFormat, code: number): number {
  const signBit = 2 ** (smallFloatBits(format) - 1);
  if (!Number.isInteger(code) || code < 0 || code >= 2 * signBit) {
    fail("BL0523", { what: "The code", found: code, allowed: `a whole number 0..${2 * signBit - 1}` });
  }
  const magnitude = magnitudeOf(format, code % signBit);
  return code >= signBit ? -magnitude : magnitude;
}

/**
 * The code whose value is `value` rounded as told, saturating at the largest finite value in every mode (infinities too).
 * The sign is kept, that of zero included: what rounds to zero from below is negative zero. A format without a zero gives
 * its smallest magnitude instead. NaN is all ones where the format has a NaN, BL0523 where not.
 */
export function encodeSmallFloat(
  format: SmallFloatFormat,
  value: number,
  rounding: SmallFloatRounding = "nearest-even",
): number {
  const signBit = 2 ** (smallFloatBits(format) - 1);
  if (Number.isNaN(value)) {
    if (format.nanCodes > 0) return 2 * signBit - 1;
    fail("BL0523", { what: "The value to encode", found: value, allowed: "any number that is not NaN" });
  }
  const isNegative = value < 0 || Object.is(value, -0);
  const code = encodeMagnitude(format, Math.abs(value), isNegative, rounding);
  return isNegative ? signBit + code : code;
}

function encodeMagnitude(
  format: SmallFloatFormat,
  magnitude: number,
  isNegative: boolean,
  rounding: SmallFloatRounding,
): number {
  const largest = largestCode(format);
  if (magnitude >= magnitudeOf(format, largest)) return largest;
  const below = codeAtOrBelow(format, magnitude);
  const low = magnitudeOf(format, below);
  // Below a smallest value that is not zero there is nothing to round to.
  if (magnitude <= low) return below;
  switch (rounding) {
    case "toward-zero":
      return below;
    case "up":
      return isNegative ? below : below + 1;
    case "down":
      return isNegative ? below + 1 : below;
  }
  const middle = (low + magnitudeOf(format, below + 1)) / 2;
  if (magnitude !== middle) return magnitude < middle ? below : below + 1;
  return rounding === "half-away" || below % 2 === 1 ? below + 1 : below;
}

/** The highest code whose value is at most `magnitude`, which is below the format's largest; 0 where there is none. */
function codeAtOrBelow(format: SmallFloatFormat, magnitude: number): number {
  const { mantissaBits, bias, hasSubnormals } = format;
  const hidden = 2 ** mantissaBits;
  const lowest = hasSubnormals ? 1 - bias : -bias;
  const exponent = Math.max(exponentOf(magnitude), lowest);
  // A power of two divides exactly unless the quotient leaves the normal numbers, and then its floor is 0 all the same.
  const significand = Math.floor(magnitude / 2 ** (exponent - mantissaBits));
  if (significand < hidden) return hasSubnormals ? significand : 0;
  return (exponent + bias) * hidden + significand - hidden;
}

/** The value of a code without its sign. */
function magnitudeOf(format: SmallFloatFormat, code: number): number {
  const { exponentBits, mantissaBits, bias, hasSubnormals, hasInfinity, nanCodes } = format;
  const hidden = 2 ** mantissaBits;
  if (code > largestCode(format)) {
    const isInfinity = hasInfinity && code === 2 ** (exponentBits + mantissaBits) - 1 - nanCodes;
    return isInfinity ? Number.POSITIVE_INFINITY : Number.NaN;
  }
  const mantissa = code % hidden;
  const exponent = (code - mantissa) / hidden;
  if (exponent === 0 && hasSubnormals) return mantissa * 2 ** (1 - bias - mantissaBits);
  // Without subnormals code 0 is the zero where it could be anything else, which takes a mantissa.
  if (code === 0 && mantissaBits > 0) return 0;
  return (hidden + mantissa) * 2 ** (exponent - bias - mantissaBits);
}

function requireWhole(field: string, found: number, least: number, most: number): void {
  if (Number.isInteger(found) && found >= least && found <= most) return;
  fail("BL0522", { field, found, allowed: `a whole number ${least} to ${most}` });
}
