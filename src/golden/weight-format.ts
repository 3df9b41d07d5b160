/**
 * The weight formats that one array executes, and matrices in them. Invariant: a matrix carries all that its real weights follow from.
 */

import { fineqRowBytes } from "./fineq-block.ts";
import { dequantizeFineq, type FineqMatrix } from "./fineq-matrix.ts";
import { dequantizeUniform, type UniformBits, type UniformMatrix, uniformBitsPerWeight } from "./uniform.ts";

/** FineQ's blocks, or a uniform format of so many bits; in the order of their codes in a LieQ program. */
export const WEIGHT_FORMATS = ["fineq", "w2", "w3", "w4", "w8"] as const;

export type WeightFormat = (typeof WEIGHT_FORMATS)[number];

export type UniformFormat = Exclude<WeightFormat, "fineq">;

/** A quantized W[rows, columns] = W[out, in]. */
export type QuantizedMatrix =
  | { readonly format: "fineq"; readonly matrix: FineqMatrix }
  | { readonly format: UniformFormat; readonly matrix: UniformMatrix };

const BITS: Readonly<Record<UniformFormat, UniformBits>> = { w2: 2, w3: 3, w4: 4, w8: 8 };

/** Bits of a code of a uniform format. */
export const uniformBitsOf = (format: UniformFormat): UniformBits => BITS[format];

/** The format whose codes have so many bits. */
export const uniformFormat = (bits: UniformBits): UniformFormat => `w${bits}`;

/** A uniform matrix with the name of its format. */
export const uniformQuantized = (matrix: UniformMatrix): QuantizedMatrix => ({
  format: uniformFormat(matrix.bits),
  matrix,
});

/** The real weights that a matrix stands for, row-major, exactly. */
export const dequantize = (quantized: QuantizedMatrix): Float32Array =>
  quantized.format === "fineq" ? dequantizeFineq(quantized.matrix) : dequantizeUniform(quantized.matrix);

/**
 * Stored bits a weight of matrices with `columns` inputs: `codes` with the padding of rows, `total` with scales and zero points too (16
 * bits a row in FineQ).
 */
export function storedBits(
  format: WeightFormat,
  columns: number,
): { readonly codes: number; readonly total: number } {
  if (format !== "fineq") return uniformBitsPerWeight(columns, BITS[format]);
  const codes = (8 * fineqRowBytes(columns)) / columns;
  return { codes, total: codes + 16 / columns };
}
