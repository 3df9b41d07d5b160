/**
 * Type descriptors: `uint(8)`, `sint(4)`, `bit`, `enumOf("idle", "busy")`, `struct({...})`, `array(type, n)`. A descriptor
 * carries, for tsc only, the types of the values, wires, registers and literals that belong to it.
 */
import { captureSite, fail } from "../diagnostics/index.ts";
import { indexWidth } from "../ir/index.ts";
import { nameOf } from "./naming/index.ts";
import type { AnyType, ArrayOf, EnumOf, Fields, SintOf, StructOf, UintOf } from "./value-types.ts";
import type { Known } from "./width.ts";

export type {
  AnyType,
  ArrayOf,
  EnumOf,
  Fields,
  LiteralOf,
  NumberLiteral,
  OperandOf,
  RegisterOf,
  SintOf,
  StructOf,
  UintOf,
  ValueOf,
  WireOf,
} from "./value-types.ts";

const MAX_WIDTH = 1 << 20;

function checkedWidth(what: string, width: number): number {
  if (!Number.isInteger(width) || width < 1 || width > MAX_WIDTH) {
    fail("BL0102", { what, found: String(width), allowed: `a whole number from 1 to ${MAX_WIDTH}` }, [
      { label: "written here", site: captureSite() },
    ]);
  }
  return width;
}

/** Descriptors exist for tsc with phantom members that have no run-time counterpart; this is the one place that says so. */
const descriptor = <T extends AnyType>(members: object): T => members as T;

/** Unsigned integer of `width` bits, 1 or more. */
export function uint<W extends number>(width: W): UintOf<Known<W>> {
  checkedWidth("the width of uint", width);
  return descriptor({ kind: "uint", width, data: { kind: "uint", width } });
}

/** Two's complement integer of `width` bits, 1 or more. */
export function sint<W extends number>(width: W): SintOf<Known<W>> {
  checkedWidth("the width of sint", width);
  return descriptor({ kind: "sint", width, data: { kind: "sint", width } });
}

/** One bit; the same type as `uint(1)`. */
export const bit: UintOf<1> = uint(1);

/** An enumeration, encoded in binary from 0 in the order given. */
export function enumOf<const M extends string>(...members: readonly [M, ...M[]]): EnumOf<M> {
  const site = captureSite();
  const seen = new Set<string>();
  for (const member of members) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(member) || seen.has(member)) {
      fail("BL0103", { member, members: members.join(", ") }, [{ label: "declared here", site }]);
    }
    seen.add(member);
  }
  const width = indexWidth(members.length);
  // The name comes from the variable; looked up when a message or the Verilog first needs it.
  let name: string | undefined;
  const data = {
    kind: "enum",
    get name() {
      name ??= nameOf(site)?.name ?? "";
      return name;
    },
    width,
    members: members.map((member, index) => ({ name: member, value: BigInt(index) })),
  };
  return descriptor({ kind: "enum", members, data });
}

/** What a struct's value has besides its fields; a field of the same name would hide it. */
const memberNames: readonly string[] = [
  "value",
  "next",
  "type",
  "eq",
  "ne",
  "asUint",
  "expr",
  "owner",
  "place",
  "fields",
  "constructor",
];

/**
 * Named fields; signals of it are one Verilog signal a field, `packet_length`. Packed: first field lowest. Fails with BL0102
 * without a field, and on a field named like a member of every value, such as `value` or `type`.
 */
export function struct<const F extends Fields>(fields: F): StructOf<F> {
  if (Object.keys(fields).length === 0) {
    fail("BL0102", { what: "a struct", found: "no fields", allowed: "one field or more" }, [
      { label: "declared here", site: captureSite() },
    ]);
  }
  const taken = Object.keys(fields).find((name) => memberNames.includes(name));
  if (taken !== undefined) {
    const allowed = `any name but ${memberNames.join(", ")}, which every struct has as members`;
    fail("BL0102", { what: "the name of a struct's field", found: `\`${taken}\``, allowed }, [
      { label: "declared here", site: captureSite() },
    ]);
  }
  return descriptor({
    kind: "struct",
    fields,
    data: {
      kind: "struct",
      fields: Object.entries(fields).map(([name, type]) => ({ name, type: type.data })),
    },
  });
}

/** `length` elements of one type in one packed vector, element 0 lowest. */
export function array<T extends AnyType, N extends number>(element: T, length: N): ArrayOf<T, Known<N>> {
  checkedWidth("the length of an array", length);
  return descriptor({
    kind: "array",
    element,
    length,
    data: { kind: "array", element: element.data, length },
  });
}
