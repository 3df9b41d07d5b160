/**
 * Vector files for `$readmemh`: one word a line, lower-case hexadecimal without leading "0x", most significant digit
 * first, padded to the word's width so that columns line up.
 */

/** Fields of a word, most significant first, as a Verilog concatenation orders them. */
export interface PackedField {
  readonly width: number;
  readonly value: bigint;
}

/** Concatenates raw bits, the first field in the most significant bits. */
export function packFields(fields: readonly PackedField[]): bigint {
  return fields.reduce((word, field) => (word << BigInt(field.width)) | field.value, 0n);
}

/** Text of a vector file whose words have `width` bits. */
export function vectorFile(words: readonly bigint[], width: number): string {
  const digits = Math.ceil(width / 4);
  return words.map((word) => `${word.toString(16).padStart(digits, "0")}\n`).join("");
}

/** A sized Verilog literal such as `8'h5a`. */
export const verilogLiteral = (value: bigint, width: number): string => `${width}'h${value.toString(16)}`;

/** A Verilog range such as `[7:0] `, empty for one bit. */
export const verilogRange = (width: number): string => (width === 1 ? "" : `[${width - 1}:0] `);
