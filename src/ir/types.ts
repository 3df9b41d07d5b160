/**
 * Data types of the elaborated design. Everything has a fixed width in bits and a packed layout: array element 0 and
 * the first struct field sit in the least significant bits (our design choice).
 */

export interface UintType {
  readonly kind: "uint";
  /** Bits, 1 or more. */
  readonly width: number;
}

export interface SintType {
  readonly kind: "sint";
  /** Bits of two's complement, 1 or more. */
  readonly width: number;
}

export interface EnumMember {
  readonly name: string;
  readonly value: bigint;
}

export interface EnumType {
  readonly kind: "enum";
  /** From the variable the enum was made into; names the localparams in the Verilog. */
  readonly name: string;
  readonly width: number;
  readonly members: readonly EnumMember[];
}

export interface ArrayType {
  readonly kind: "array";
  readonly element: DataType;
  readonly length: number;
}

export interface StructField {
  readonly name: string;
  readonly type: DataType;
}

/** Never the type of a signal (those are one signal a field); appears inside arrays and memories. */
export interface StructType {
  readonly kind: "struct";
  readonly fields: readonly StructField[];
}

export type GroundType = UintType | SintType | EnumType;
export type DataType = GroundType | ArrayType | StructType;

/** Packed width in bits. */
export function bitWidth(type: DataType): number {
  switch (type.kind) {
    case "array":
      return type.length * bitWidth(type.element);
    case "struct":
      return type.fields.reduce((sum, field) => sum + bitWidth(field.type), 0);
    default:
      return type.width;
  }
}

/** Same layout and meaning; enums are equal when their members are. */
export function sameType(a: DataType, b: DataType): boolean {
  if (a === b) return true;
  if (a.kind === "array" && b.kind === "array")
    return a.length === b.length && sameType(a.element, b.element);
  if (a.kind === "struct" && b.kind === "struct") {
    return (
      a.fields.length === b.fields.length &&
      a.fields.every((field, i) => {
        const other = b.fields[i];
        return other !== undefined && field.name === other.name && sameType(field.type, other.type);
      })
    );
  }
  if (a.kind === "enum" && b.kind === "enum") {
    return (
      a.width === b.width &&
      a.members.length === b.members.length &&
      a.members.every(
        (member, i) => member.name === b.members[i]?.name && member.value === b.members[i]?.value,
      )
    );
  }
  return a.kind === b.kind && "width" in a && "width" in b && a.width === b.width;
}

/** The words a message uses: `uint(8)`, `State`, `array(sint(4), 16)`. */
export function typeName(type: DataType): string {
  switch (type.kind) {
    case "uint":
      return type.width === 1 ? "bit" : `uint(${type.width})`;
    case "sint":
      return `sint(${type.width})`;
    case "enum":
      return type.name === "" ? `enumOf(${type.members.map((m) => m.name).join(", ")})` : type.name;
    case "array":
      return `array(${typeName(type.element)}, ${type.length})`;
    case "struct":
      return `struct { ${type.fields.map((f) => `${f.name}: ${typeName(f.type)}`).join(", ")} }`;
  }
}

/** Bits of an index or address that picks one of `count` things: clog2(count), at least 1. */
export const indexWidth = (count: number): number => Math.max(1, Math.ceil(Math.log2(count)));

/** All ones over `width` bits. */
export const maskOf = (width: number): bigint => (1n << BigInt(width)) - 1n;

/** Reads `width` raw bits as two's complement. */
export const asSigned = (bits: bigint, width: number): bigint => BigInt.asIntN(width, bits);
