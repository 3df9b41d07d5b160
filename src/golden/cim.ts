/**
 * FP-DAC, macro and FP-ADC of the AFPR engine in integers, for E2M5 and for any other split beside it. Invariant: nothing
 * is rounded except by the ADC, so a column's code depends on its exact sum and the full-scale shift alone. Our design
 * choice throughout; AFPR-CIM (arXiv 2402.13798) publishes that the converters are FP8 (E2M5) and adapt their range.
 *
 *     I = E == 0 ? M : (2^t + M) << (E - 1)                       magnitude of a code, in units of 2^-t of its value
 *     D = sum over rows of +-I * weight                           exact
 *     u = |D|, threshold th = 2^(t + 1) << SH                     t = 5: 64 << SH
 *     n = how many of th, 2 th, 4 th ... u reaches, at most 2^e - 2
 *     q = min(2^(t + 1) - 1, (u + half) >> (SH + n))              half = half a step of range n
 *     code = {D < 0, n == 0 ? q : {n + 1, q[t - 1 : 0]}}
 *
 * One exponent bit leaves range 0; no exponent bit leaves sign and magnitude with q <= 2^t - 1, which is INT8 at t = 7.
 */
import { fail } from "../diagnostics/index.ts";
import { E2M5, encodeSmallFloat, type SmallFloatFormat, smallFloat, smallFloatBits } from "./fp8.ts";

/**
 * A format that converters work in: bias 1, subnormals, no infinity, no NaN, so that every value is I * 2^-mantissaBits.
 * `converterFormat` makes one; E2M5 is one.
 */
export type ConverterFormat = SmallFloatFormat;

/** The converter format of a split. BL0522 when it leaves 16 bits, or would need sums beyond 2^53. */
export function converterFormat(exponentBits: number, mantissaBits: number): ConverterFormat {
  const format = smallFloat({ exponentBits, mantissaBits, bias: 1 });
  if (exponentBits > 4) fail("BL0522", { field: "exponentBits", found: exponentBits, allowed: "0 to 4" });
  return format;
}

/** Seven ranges, n = 0..6. */
export const E3M4 = converterFormat(3, 4);
/** Sign and magnitude 0..127 in one range. */
export const INT8 = converterFormat(0, 7);

/** Weights of a macro: a differential pair of cells with levels 0..15 each. */
export const LARGEST_CELL_LEVEL = 15;
/** The full-scale shift SH is 0..15. */
export const LARGEST_SHIFT = 15;

/** What the FP-DAC puts on a row. */
export interface DacDrive {
  /** {E != 0, M}: 0..63 for E2M5. */
  readonly level: number;
  /** One-hot: 1, 2, 4, ... ; E = 0 and E = 1 share 1. */
  readonly gain: number;
  readonly isNegative: boolean;
  /** I = level * gain, 0..252 for E2M5. */
  readonly magnitude: number;
}

/** FP-DAC: a code as level, gain and polarity. BL0523 for a code that the format does not have. */
export function fpDac(code: number, format: ConverterFormat = E2M5): DacDrive {
  const signBit = 2 ** (smallFloatBits(format) - 1);
  requireWhole("The code", code, 0, 2 * signBit - 1);
  const hidden = 2 ** format.mantissaBits;
  const mantissa = code % hidden;
  const exponent = ((code % signBit) - mantissa) / hidden;
  const level = exponent === 0 ? mantissa : hidden + mantissa;
  const gain = 2 ** Math.max(0, exponent - 1);
  return { level, gain, isNegative: code >= signBit, magnitude: level * gain };
}

/** I with the code's sign; zero is 0 for both signs. */
export function signedMagnitude(code: number, format: ConverterFormat = E2M5): number {
  const { isNegative, magnitude } = fpDac(code, format);
  return isNegative && magnitude !== 0 ? -magnitude : magnitude;
}

/** What a code is worth to the digital side: +-(I << shift), in units of one level times one cell level. */
export const codeToInteger = (code: number, shift: number, format: ConverterFormat = E2M5): number =>
  signedMagnitude(code, format) * 2 ** shift;

/** What the FP-ADC made of a column. */
export interface AdcResult {
  /** {S, code(u)} with S = D < 0, also where the magnitude rounds to zero: the comparator sees the sign before it does. */
  readonly code: number;
  /** n, the range adaptations made: 0, 1, 2 for E2M5. */
  readonly range: number;
  /** q, what the ramp counts, with the leading one of the higher ranges: 0..63 for E2M5. */
  readonly quotient: number;
  /** The minimum acted: the ramp ran through and nothing tripped. */
  readonly isClipped: boolean;
  /** Clipped in the highest range: u is beyond full scale. */
  readonly isOverRange: boolean;
}

/** FP-ADC: a column's exact sum D (a safe integer) at full-scale shift 0..15. BL0523 when one is out of range. */
export function fpAdc(sum: number, shift: number, format: ConverterFormat = E2M5): AdcResult {
  requireWhole("The full-scale shift", shift, 0, LARGEST_SHIFT);
  requireWhole("The sum", sum, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  return convert(sum, shift, format);
}

function convert(sum: number, shift: number, { exponentBits, mantissaBits }: ConverterFormat): AdcResult {
  const hidden = 2 ** mantissaBits;
  const steps = exponentBits === 0 ? hidden : 2 * hidden;
  const highest = Math.max(0, 2 ** exponentBits - 2);
  const magnitude = Math.abs(sum);
  let range = 0;
  let step = 2 ** shift;
  while (range < highest && magnitude >= steps * step) {
    range++;
    step *= 2;
  }
  // Half of a step of one is no whole number and rounds nothing, as `half` = 0 does; safe integers divide exactly here.
  const rounded = Math.floor(magnitude / step + 0.5);
  const isClipped = rounded >= steps;
  const quotient = isClipped ? steps - 1 : rounded;
  const code = range === 0 ? quotient : (range + 1) * hidden + (quotient - hidden);
  const sign = sum < 0 ? 2 ** (exponentBits + mantissaBits) : 0;
  return { code: sign + code, range, quotient, isClipped, isOverRange: isClipped && range === highest };
}

/** Sizes of conversions: vectors of rows codes against rows x columns weights. */
export interface MacroShape {
  /** 1 and up each. */
  readonly vectors: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Exact sums D[v, c] = sum over r of +-I(codes[v, r]) * weights[r, c], row-major vectors x columns. `codes` are row-major
 * vectors x rows, `weights` row-major rows x columns as a macro holds them. BL0515 when a length does not fit the shape,
 * BL0523 for a weight that is not -15..15 or a code that the format does not have.
 */
export function macroSums(
  codes: ArrayLike<number>,
  weights: Int8Array,
  shape: MacroShape,
  format: ConverterFormat = E2M5,
): Float64Array {
  const { vectors, rows, columns } = shape;
  requireLength("codes", codes.length, `${vectors} x ${rows}`, vectors * rows);
  requireLength("weights", weights.length, `${rows} x ${columns}`, rows * columns);
  weights.forEach((weight, at) => {
    if (Math.abs(weight) > LARGEST_CELL_LEVEL) {
      requireWhole(
        `Weight [${Math.floor(at / columns)}, ${at % columns}]`,
        weight,
        -LARGEST_CELL_LEVEL,
        LARGEST_CELL_LEVEL,
      );
    }
  });
  const sums = new Float64Array(vectors * columns);
  for (let vector = 0; vector < vectors; vector++) {
    const column = sums.subarray(vector * columns, (vector + 1) * columns);
    for (let row = 0; row < rows; row++) {
      const input = signedMagnitude(codes[vector * rows + row] as number, format);
      if (input === 0) continue;
      const from = row * columns;
      for (let c = 0; c < columns; c++) {
        column[c] = (column[c] as number) + input * (weights[from + c] as number);
      }
    }
  }
  return sums;
}

/** Codes of many columns and what the counters of the engine say about them. */
export interface Conversion {
  /** As long as the sums that were converted. */
  readonly codes: Uint16Array;
  /** 1 where the column was clipped, and where it was clipped in the highest range. */
  readonly isClipped: Uint8Array;
  readonly isOverRange: Uint8Array;
  /** How many of each. */
  readonly clipped: number;
  readonly overRange: number;
}

/** FP-ADC over whole vectors of exact sums, at one shift. Errors as `fpAdc`. */
export function convertSums(
  sums: ArrayLike<number>,
  shift: number,
  format: ConverterFormat = E2M5,
): Conversion {
  const codes = new Uint16Array(sums.length);
  const isClipped = new Uint8Array(sums.length);
  const isOverRange = new Uint8Array(sums.length);
  let clipped = 0;
  let overRange = 0;
  for (let at = 0; at < sums.length; at++) {
    const result = fpAdc(sums[at] as number, shift, format);
    codes[at] = result.code;
    if (result.isClipped) isClipped[at] = 1;
    if (result.isOverRange) isOverRange[at] = 1;
    clipped += Number(result.isClipped);
    overRange += Number(result.isOverRange);
  }
  return { codes, isClipped, isOverRange, clipped, overRange };
}

/** DAC, macro and ADC: `macroSums`, then `convertSums`. */
export function cimConvert(
  codes: ArrayLike<number>,
  weights: Int8Array,
  shape: MacroShape,
  shift: number,
  format: ConverterFormat = E2M5,
): Conversion {
  return convertSums(macroSums(codes, weights, shape, format), shift, format);
}

/** What one row tile contributes to the partial sums: its ADC codes and the shift that they were converted at. */
export interface TileCodes {
  readonly codes: ArrayLike<number>;
  readonly shift: number;
}

/** Exact partial sums and which of them a narrower accumulator would have lost on the way. */
export interface PartialSums {
  /** In units of one level times one cell level. */
  readonly sums: Float64Array;
  /** 1 where a partial sum left the accumulator, tile by tile in order. */
  readonly overflow: Uint8Array;
}

/**
 * Adds row tiles of equally many codes: sum over tiles of `codeToInteger`. `accumulatorBits` (2..53, two's complement) is
 * what overflow is judged by; sums are exact all the same. BL0515 when tiles differ in length, BL0516 for the bits,
 * BL0523 for codes and shifts that do not exist.
 */
export function partialSums(
  tiles: readonly TileCodes[],
  accumulatorBits = 32,
  format: ConverterFormat = E2M5,
): PartialSums {
  if (!Number.isInteger(accumulatorBits) || accumulatorBits < 2 || accumulatorBits > 53) {
    fail("BL0516", { what: "accumulatorBits", found: accumulatorBits, allowed: "2..53" });
  }
  const length = tiles[0]?.codes.length ?? 0;
  const sums = new Float64Array(length);
  const overflow = new Uint8Array(length);
  const limit = 2 ** (accumulatorBits - 1);
  tiles.forEach(({ codes, shift }, tile) => {
    requireLength(`codes of row tile ${tile}`, codes.length, String(length), length);
    requireWhole("The full-scale shift", shift, 0, LARGEST_SHIFT);
    for (let at = 0; at < length; at++) {
      const sum = (sums[at] as number) + codeToInteger(codes[at] as number, shift, format);
      sums[at] = sum;
      if (sum < -limit || sum >= limit) overflow[at] = 1;
    }
  });
  return { sums, overflow };
}

/**
 * FP8 of a partial sum: the code of sum / 2^outputShift (0..63) in units of I, to nearest, ties to even, saturating. What
 * is zero or rounds to zero is 0x00 whatever its sign: after an addition its sign says nothing. BL0523 for a shift out of range
 * or a sum that is no safe integer.
 */
export function encodeSum(sum: number, outputShift: number, format: ConverterFormat = E2M5): number {
  requireWhole("The output shift", outputShift, 0, 63);
  requireWhole("The sum", sum, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const code = encodeSmallFloat(format, sum / 2 ** (outputShift + format.mantissaBits));
  return code === 2 ** (smallFloatBits(format) - 1) ? 0 : code;
}

function requireWhole(what: string, found: number, least: number, most: number): void {
  if (Number.isInteger(found) && found >= least && found <= most) return;
  fail("BL0523", { what, found, allowed: `a whole number ${least}..${most}` });
}

function requireLength(what: string, found: number, expected: string, length: number): void {
  if (found !== length) fail("BL0515", { what, expected, found });
}
