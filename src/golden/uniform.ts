/**
 * Uniform group formats for LieQ (arXiv 2508.03332): 2, 3, 4 or 8 bits a weight, one binary16 scale and one zero point for each
 * 128 weights along K. Invariant: a weight is worth scale * (code - zero) exactly. Layout and rounding are our design choice.
 *
 * Every number is defined to the bit, in binary64 without fused operations: lo = min(0, min w) and hi = max(0, max w) of the
 * group, -1 and +1 when both are zero; s = fp16((hi - lo) / (2^b - 1)); z = round(-lo / s) and u = round(w / s) + z, halves away
 * from zero, both clamped to 0..2^b - 1. A group whose s rounds to zero is all zero: s = z = u = 0.
 */
import { fail } from "../diagnostics/index.ts";
import type { RowPlace, TensorPlace } from "./fineq-quantizer.ts";
import { HALF_INFINITY, halfFromNumber, halfToNumber } from "./half.ts";

/** Weights along K that share a scale and a zero point; the last group of a row may be shorter. */
export const UNIFORM_GROUP = 128;

/** The widths that there are, in bits. */
export const UNIFORM_BITS = [2, 3, 4, 8] as const;

export type UniformBits = (typeof UNIFORM_BITS)[number];

/** A quantized `W[rows, columns]` = `W[out, in]`. */
export interface UniformMatrix {
  readonly bits: UniformBits;
  /** Output channels. */
  readonly rows: number;
  /** Input dimension K. */
  readonly columns: number;
  /** Groups of a row: ceil(columns / 128). */
  readonly groups: number;
  /** ceil(columns * bits / 8). */
  readonly bytesPerRow: number;
  /** rows * bytesPerRow bytes; code k of a row is at its bits [bits * k, bits * (k + 1)), lowest first, padding zero. */
  readonly packed: Uint8Array;
  /** Binary16 bit patterns 0..0x7bff, row-major rows x groups. */
  readonly scales: Uint16Array;
  /** Zero points 0..2^bits - 1, row-major rows x groups. */
  readonly zeros: Uint8Array;
}

/** The values that the codes of one group stand for. */
export interface UniformGrid {
  /** Bit pattern of the binary16 scale, 0..0x7bff. */
  readonly scale: number;
  /** 0..2^bits - 1. */
  readonly zero: number;
}

/** Names a group in errors. */
export interface GroupPlace extends RowPlace {
  /** Input index of its first weight, from 0. */
  readonly column: number;
}

/** Bytes of a packed row. */
export const uniformRowBytes = (columns: number, bits: UniformBits): number =>
  Math.ceil((columns * bits) / 8);

/** Groups of a row. */
export const uniformGroups = (columns: number): number => Math.ceil(columns / UNIFORM_GROUP);

/**
 * The grid of a group of weights (1 and up). BL0507 on a weight that is not finite, BL0509 when the scale leaves binary16,
 * BL0550 for another width; `place` names the group.
 */
export function uniformGrid(
  weights: Float32Array | Float64Array,
  bits: UniformBits,
  place: GroupPlace,
): UniformGrid {
  checkBits(bits);
  let lo = 0;
  let hi = 0;
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k] as number;
    if (!Number.isFinite(weight)) fail("BL0507", { ...place, column: place.column + k, value: weight });
    if (weight < lo) lo = weight;
    if (weight > hi) hi = weight;
  }
  if (lo === 0 && hi === 0) [lo, hi] = [-1, 1];
  const largest = 2 ** bits - 1;
  const exact = (hi - lo) / largest;
  const scale = halfFromNumber(exact);
  if (scale === HALF_INFINITY) fail("BL0509", { ...place, scale: exact });
  if (scale === 0) return { scale: 0, zero: 0 };
  return { scale, zero: clamp(roundHalfAway(-lo / halfToNumber(scale)), largest) };
}

/** The code of a finite weight on a grid whose scale has the value `scale` (0: the group is all zero). */
export function uniformCode(weight: number, scale: number, zero: number, bits: UniformBits): number {
  return scale === 0 ? 0 : clamp(roundHalfAway(weight / scale) + zero, 2 ** bits - 1);
}

/**
 * Rounds a row-major matrix to the nearest codes. Errors as {@link uniformGrid}, and BL0515 when the array does not hold
 * rows * columns weights. `onRows` hears of finished rows, about once in 64 Ki weights.
 */
export function quantizeUniform(
  weights: Float32Array,
  rows: number,
  columns: number,
  bits: UniformBits,
  place: TensorPlace,
  onRows?: (rows: number) => void,
): UniformMatrix {
  checkBits(bits);
  if (columns < 1 || rows * columns !== weights.length) {
    const found = weights.length;
    fail("BL0515", { what: `weights of ${place.tensor}`, expected: `${rows} x ${columns}`, found });
  }
  const groups = uniformGroups(columns);
  const scales = new Uint16Array(rows * groups);
  const zeros = new Uint8Array(rows * groups);
  const codes = new Uint8Array(rows * columns);
  const reportEvery = Math.max(1, Math.floor(65536 / columns));
  for (let at = 0; at < scales.length; at++) {
    const { from, end } = uniformGroupSpan(at, columns, groups);
    const row = Math.floor(at / groups);
    const group = { ...place, row, column: from - row * columns };
    const { scale: pattern, zero } = uniformGrid(weights.subarray(from, end), bits, group);
    scales[at] = pattern;
    zeros[at] = zero;
    const scale = halfToNumber(pattern);
    for (let k = from; k < end; k++) codes[k] = uniformCode(weights[k] as number, scale, zero, bits);
    const isRowDone = end === (row + 1) * columns;
    if (isRowDone && ((row + 1) % reportEvery === 0 || row + 1 === rows)) onRows?.(row + 1);
  }
  return packUniform(codes, { rows, columns, bits, scales, zeros });
}

/**
 * Packs codes that were decided elsewhere (by error feedback, say): row-major rows x columns. BL0515 for an array of another
 * length, BL0550 for another width, or a code or a zero point that it cannot hold.
 */
export function packUniform(
  codes: Uint8Array,
  matrix: Pick<UniformMatrix, "rows" | "columns" | "bits" | "scales" | "zeros">,
): UniformMatrix {
  const { rows, columns, bits, scales, zeros } = matrix;
  checkBits(bits);
  const groups = uniformGroups(columns);
  checkLength("codes", codes.length, rows, columns);
  checkLength("scales", scales.length, rows, groups);
  checkLength("zero points", zeros.length, rows, groups);
  checkRange("A code", codes, bits);
  checkRange("A zero point", zeros, bits);
  const bytesPerRow = uniformRowBytes(columns, bits);
  const packed = new Uint8Array(rows * bytesPerRow);
  for (let row = 0, k = 0; row < rows; row++) {
    for (let column = 0, bit = 8 * row * bytesPerRow; column < columns; column++, bit += bits, k++) {
      // Bits past the byte belong to the next one; what is past the array is zero, because rows end on a byte.
      const shifted = (codes[k] as number) << (bit & 7);
      packed[bit >>> 3] = (packed[bit >>> 3] as number) | (shifted & 0xff);
      if (shifted > 0xff) packed[(bit >>> 3) + 1] = shifted >>> 8;
    }
  }
  return { rows, columns, bits, groups, bytesPerRow, packed, scales, zeros };
}

/** The codes 0..2^bits - 1, row-major rows x columns; padding is left out. */
export function decodeUniform({ rows, columns, bits, bytesPerRow, packed }: UniformMatrix): Uint8Array {
  const codes = new Uint8Array(rows * columns);
  const mask = 2 ** bits - 1;
  for (let row = 0, k = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, k++) {
      const bit = column * bits;
      const byte = row * bytesPerRow + (bit >>> 3);
      const both = (packed[byte] as number) | ((packed[byte + 1] ?? 0) << 8);
      codes[k] = (both >>> (bit & 7)) & mask;
    }
  }
  return codes;
}

/** The real weights s * (u - z), row-major rows x columns; exact, because 11 + 9 bits fit in a binary32. */
export function dequantizeUniform(matrix: UniformMatrix): Float32Array {
  const { columns, groups, scales, zeros } = matrix;
  const codes = decodeUniform(matrix);
  const weights = new Float32Array(codes.length);
  for (let at = 0; at < scales.length; at++) {
    const scale = halfToNumber(scales[at] as number);
    const { from, end } = uniformGroupSpan(at, columns, groups);
    for (let k = from; k < end; k++) weights[k] = scale * ((codes[k] as number) - (zeros[at] as number));
  }
  return weights;
}

/** Which elements of a row-major matrix group `at` of rows x groups covers: from, up to and without end. */
export function uniformGroupSpan(at: number, columns: number, groups: number): { from: number; end: number } {
  const row = Math.floor(at / groups);
  const column = (at % groups) * UNIFORM_GROUP;
  return { from: row * columns + column, end: row * columns + Math.min(columns, column + UNIFORM_GROUP) };
}

/** Stored bits of a weight. */
export interface BitsPerWeight {
  /** Codes alone, with the padding of rows to bytes. */
  readonly codes: number;
  /** With 16 bits of scale and `bits` bits of zero point for every group. */
  readonly total: number;
}

/** Bits a weight of matrices with `columns` inputs. */
export function uniformBitsPerWeight(columns: number, bits: UniformBits): BitsPerWeight {
  checkBits(bits);
  const codes = (8 * uniformRowBytes(columns, bits)) / columns;
  return { codes, total: codes + (uniformGroups(columns) * (16 + bits)) / columns };
}

/** Nearest whole number, halves away from zero. Adding a half first would round 0.5 - 2^-54 up. */
function roundHalfAway(value: number): number {
  const below = Math.trunc(value);
  return Math.abs(value - below) >= 0.5 ? below + Math.sign(value) : below;
}

const clamp = (value: number, largest: number): number => Math.min(Math.max(value, 0), largest);

function checkBits(bits: number): asserts bits is UniformBits {
  if (!UNIFORM_BITS.some((known) => known === bits)) {
    fail("BL0550", { what: "The width of a uniform format", found: bits, allowed: "2, 3, 4 or 8 bits" });
  }
}

function checkLength(what: string, found: number, rows: number, columns: number): void {
  if (found !== rows * columns) fail("BL0515", { what, expected: `${rows} x ${columns}`, found });
}

function checkRange(what: string, values: Uint8Array, bits: UniformBits): void {
  const largest = 2 ** bits - 1;
  const wrong = values.find((value) => value > largest);
  if (wrong !== undefined) fail("BL0550", { what, found: wrong, allowed: `0..${largest} in ${bits} bits` });
}
