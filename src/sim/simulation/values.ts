/**
 * Values of tests to raw bits: numbers, bigints, booleans for a bit, enum members by name, arrays, structs as objects. The
 * way back is `toWaveValue`. Invariant: what does not fit its type is refused with the path to the part that does not.
 */
import { fail } from "../../diagnostics/index.ts";
import { bitWidth, type DataType, type EnumType, maskOf, typeName } from "../../ir/index.ts";
import { nearNames } from "../waves/near.ts";
import { NUMBER_BITS, toWaveValue } from "../waves/value.ts";

/** What a test reads and writes; see `toBits`. */
export type SimValue =
  | number
  | bigint
  | string
  | boolean
  | readonly SimValue[]
  | { readonly [field: string]: SimValue };

/** Raw bits of a value of this type; BL0425 with what was found and what fits. */
export function toBits(type: DataType, value: unknown, name: string): bigint {
  switch (type.kind) {
    case "array": {
      const isArray = Array.isArray(value) && value.length === type.length;
      if (!isArray) return refuse(type, value, name);
      const width = BigInt(bitWidth(type.element));
      let bits = 0n;
      // Not a fold, which would pass over the holes of a sparse array.
      for (let i = type.length - 1; i >= 0; i--) {
        bits = (bits << width) | toBits(type.element, value[i], `${name}[${i}]`);
      }
      return bits;
    }
    case "struct": {
      if (typeof value !== "object" || value === null) return refuse(type, value, name);
      const given = value as Readonly<Record<string, unknown>>;
      const known = type.fields.map((field) => field.name);
      const strange = Object.keys(given).find((key) => !known.includes(key));
      if (strange !== undefined) return refuse(type, value, name, nearNames(strange, known));
      return type.fields.reduceRight<bigint>(
        (bits, field) =>
          (bits << BigInt(bitWidth(field.type))) |
          toBits(field.type, given[field.name], `${name}.${field.name}`),
        0n,
      );
    }
    case "enum":
      return memberBits(type, value, name);
    default: {
      const bits = wholeOf(value);
      if (bits === undefined) return refuse(type, value, name);
      const isSigned = type.kind === "sint";
      const limit = 1n << BigInt(isSigned ? type.width - 1 : type.width);
      if (bits >= limit || bits < (isSigned ? -limit : 0n)) return refuse(type, value, name);
      return bits & maskOf(type.width);
    }
  }
}

/** The value that a test sees: see `SimValue`; never a boolean. */
export const fromBits = (type: DataType, bits: bigint): SimValue =>
  toWaveValue(type, bitWidth(type) <= NUMBER_BITS ? Number(bits) : bits) as SimValue;

/** Fails with BL0425. */
export function refuse(type: DataType, value: unknown, name: string, near: readonly string[] = []): never {
  return fail("BL0425", {
    name,
    type: typeName(type),
    found: shown(value),
    expected: expectedOf(type),
    near,
  });
}

function memberBits(type: EnumType, value: unknown, name: string): bigint {
  const names = type.members.map((member) => member.name);
  if (typeof value !== "string") return refuse(type, value, name);
  const member = type.members.find((one) => one.name === value);
  return member?.value ?? refuse(type, value, name, nearNames(value, names));
}

function wholeOf(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  return typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : undefined;
}

function expectedOf(type: DataType): string {
  switch (type.kind) {
    case "array":
      return `${type.length} elements of ${typeName(type.element)}`;
    case "struct":
      return `an object with ${type.fields.map((field) => field.name).join(", ")}`;
    case "enum":
      return type.members.map((member) => `"${member.name}"`).join(", ");
    case "sint":
      return `a whole number from ${power(type.width - 1, "-")} to ${power(type.width - 1, "", 1n)}`;
    default:
      return `a whole number from 0 to ${power(type.width, "", 1n)}`;
  }
}

/** Small powers of two as a number, large ones as a formula. */
const power = (exponent: number, sign: string, less = 0n): string =>
  exponent <= NUMBER_BITS
    ? `${sign}${(1n << BigInt(exponent)) - less}`
    : `${sign}2^${exponent}${less === 0n ? "" : " - 1"}`;

function shown(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null)
    return `an object with ${Object.keys(value).join(", ") || "nothing"}`;
  return String(value);
}
