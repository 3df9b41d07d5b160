/**
 * One value of a recorded signal, as JavaScript value and as text. Invariant: recorded values are raw bits; a number up to
 * 53 bits, a bigint above, a string of 0, 1, x and z where a foreign simulator did not know all bits, any text for `text`.
 */
import { asSigned, bitWidth, type DataType, type EnumType, maskOf } from "../../ir/index.ts";

/** Raw bits, or text. */
export type WaveBits = number | bigint | string;

/** `text`: strings and real numbers of VCD files. */
export type WaveType = DataType | { readonly kind: "text" };

/** How numbers are written. Without one: unsigned types in decimal, signed types in signed decimal, enums by name. */
export type Radix = "hex" | "dec" | "bin" | "signed";

/** What a test sees: numbers up to 53 bits, bigints above, enum members by name, arrays and structs as such. */
export type WaveValue =
  | number
  | bigint
  | string
  | readonly WaveValue[]
  | { readonly [field: string]: WaveValue };

/** Widest number that a JavaScript number holds exactly. */
export const NUMBER_BITS = 53;

/** Raw bits in the form that `WaveBits` prescribes for this width. */
export const normalBits = (bits: bigint, width: number): WaveBits =>
  width <= NUMBER_BITS ? Number(bits) : bits;

/** `low` is the lowest bit of the part, `width` its bits. */
export function partOf(bits: WaveBits, low: number, width: number, whole: number): WaveBits {
  if (low === 0 && width === whole) return bits;
  if (typeof bits === "string") {
    const digits = bits.slice(whole - low - width, whole - low);
    return /^[01]*$/.test(digits) ? normalBits(BigInt(`0b${digits}`), width) : digits;
  }
  return normalBits((BigInt(bits) >> BigInt(low)) & maskOf(width), width);
}

/** The value as a test compares it; unknown digits stay a string of bits. */
export function toWaveValue(type: WaveType, bits: WaveBits): WaveValue {
  if (type.kind === "text") return bits;
  if (type.kind === "array") {
    const width = bitWidth(type.element);
    return Array.from({ length: type.length }, (_, i) =>
      toWaveValue(type.element, partOf(bits, i * width, width, bitWidth(type))),
    );
  }
  if (type.kind === "struct") {
    return Object.fromEntries(
      fieldParts(type, bits).map(([name, field, part]) => [name, toWaveValue(field, part)]),
    );
  }
  if (typeof bits === "string") return bits;
  if (type.kind === "enum") return memberName(type, bits) ?? bits;
  if (type.kind === "sint") {
    const value = asSigned(BigInt(bits), type.width);
    return type.width <= NUMBER_BITS ? Number(value) : value;
  }
  return bits;
}

/** The value as waves show it: no spaces in ground types, `[0 1 2]` for arrays, `{low:1 high:2}` for structs. */
export function valueText(type: WaveType, bits: WaveBits, radix?: Radix): string {
  if (type.kind === "text") return String(bits);
  if (type.kind === "array") {
    const width = bitWidth(type.element);
    const texts = Array.from({ length: type.length }, (_, i) =>
      valueText(type.element, partOf(bits, i * width, width, bitWidth(type)), radix),
    );
    return `[${texts.join(" ")}]`;
  }
  if (type.kind === "struct") {
    const texts = fieldParts(type, bits).map(
      ([name, field, part]) => `${name}:${valueText(field, part, radix)}`,
    );
    return `{${texts.join(" ")}}`;
  }
  if (typeof bits === "string") return unknownText(bits, radix);
  if (type.kind === "enum") {
    const name = memberName(type, bits);
    if (name !== undefined) return name;
  }
  const effective = radix ?? (type.kind === "sint" ? "signed" : "dec");
  switch (effective) {
    case "hex":
      return bits.toString(16).padStart(Math.ceil(type.width / 4), "0");
    case "bin":
      return bits.toString(2).padStart(type.width, "0");
    case "signed":
      return asSigned(BigInt(bits), type.width).toString();
    case "dec":
      return bits.toString();
  }
}

/** Name of the member with this encoding. */
export function memberName(type: EnumType, bits: number | bigint): string | undefined {
  // Loose equality compares a number with a bigint by value.
  return type.members.find((member) => member.value === BigInt(bits))?.name;
}

type Part = readonly [name: string, type: DataType, bits: WaveBits];

function fieldParts(type: Extract<DataType, { kind: "struct" }>, bits: WaveBits): Part[] {
  let low = 0;
  return type.fields.map((field) => {
    const width = bitWidth(field.type);
    low += width;
    return [field.name, field.type, partOf(bits, low - width, width, bitWidth(type))];
  });
}

/** Digits of four bits as one hexadecimal digit where all four are known, x or z where they agree, x otherwise. */
function unknownText(digits: string, radix: Radix | undefined): string {
  if (radix !== "hex") return /^x+$/.test(digits) ? "x" : /^z+$/.test(digits) ? "z" : digits;
  const groups = digits.padStart(Math.ceil(digits.length / 4) * 4, "0").match(/.{4}/g) ?? [];
  return groups
    .map((group) => {
      if (/^[01]+$/.test(group)) return Number.parseInt(group, 2).toString(16);
      return /^z+$/.test(group) ? "z" : "x";
    })
    .join("");
}
