/**
 * IEEE 754-2019 binary16 ("fp16") as the 16-bit patterns that files and hardware hold. Rounding is to nearest, ties to
 * even, straight from binary64: a detour through binary32 would round twice.
 */

/** Bit pattern of +infinity: what a magnitude of 65520 or more rounds to. */
export const HALF_INFINITY = 0x7c00;

/** The largest finite binary16 value. */
export const HALF_MAX = 65504;

/** Units of the integer view of a finite binary16: every one of them is a whole multiple of 2^-24. */
export const HALF_UNIT = 2 ** -24;

const SIGN = 0x8000;
const SMALLEST_NORMAL = 2 ** -14;

/**
 * Rounds a binary64 to the nearest binary16, ties to even; magnitudes from 65520 up become infinity, NaN becomes the
 * quiet NaN 0x7e00. Returns the bit pattern, 0..0xffff.
 */
export function halfFromNumber(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? SIGN : 0;
  const magnitude = Math.abs(value);
  if (magnitude >= 65520) return sign | HALF_INFINITY;
  if (magnitude < SMALLEST_NORMAL) {
    // Scaling by a power of two is exact; a count of 1024 is, bit for bit, the smallest normal number.
    return sign | roundHalfEven(magnitude / HALF_UNIT);
  }
  const exponent = exponentOf(magnitude);
  const significand = roundHalfEven(magnitude * (TO_SIGNIFICAND[exponent + 14] as number));
  // Adding the significand with its leading one lets a carry to 2048 run into the exponent field by itself.
  return sign | (((exponent + 14) << 10) + significand);
}

/** The value of a binary16 bit pattern (0..0xffff), exactly; infinities and NaN included. */
export function halfToNumber(bits: number): number {
  const sign = bits & SIGN ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * HALF_UNIT;
  return (sign * (1024 + fraction)) / (TO_SIGNIFICAND[exponent - 1] as number);
}

/** True for every pattern that is neither infinite nor NaN. */
export function isFiniteHalf(bits: number): boolean {
  return (bits & HALF_INFINITY) !== HALF_INFINITY;
}

/** A finite non-negative binary16 as integers: value = significand * 2^(shift - 24). */
export interface HalfParts {
  /** 0..2047 (11 bits). */
  readonly significand: number;
  /** 0..29 (5 bits). */
  readonly shift: number;
}

/**
 * Splits a finite non-negative binary16 (bits 0..0x7bff) into what an integer scale unit multiplies and shifts by;
 * subnormals and the smallest normals share shift 0. Scales are never negative, so the sign bit is not looked at.
 */
export function halfParts(bits: number): HalfParts {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return { significand: fraction, shift: 0 };
  return { significand: 1024 + fraction, shift: exponent - 1 };
}

/** 2^(10 - e) for the exponents e = -14..15 of normal numbers, at [e + 14]; quantizers convert many scales. */
const TO_SIGNIFICAND = Float64Array.from({ length: 30 }, (_, at) => 2 ** (24 - at));

/** Nearest integer, ties to even, of a non-negative number below 2^52. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

const float64 = new Float64Array(1);
const words = new Uint32Array(float64.buffer);
/** Which of the two words holds the exponent on this machine. */
const high = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** floor(log2 value) of a positive normal binary64; -1023 of zero and of subnormal ones. */
export function exponentOf(value: number): number {
  float64[0] = value;
  return (((words[high] as number) >>> 20) & 0x7ff) - 1023;
}
