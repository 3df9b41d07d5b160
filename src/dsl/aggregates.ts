/**
 * Arrays and structs as values, and the making of signals for any type: a struct becomes one signal a field, everything
 * else one signal.
 */
import { bitWidth, type DataType, type Expr, type Signal } from "../ir/index.ts";
import { BIT, type ModuleBuilder } from "./context.ts";
import { DrivableValue, StructImplementation, signalValue, unpackStruct } from "./drive.ts";
import { coerce, packed } from "./operand.ts";
import { begin, bitsOf, castExpr, elementAt, uintType } from "./operators.ts";
import type { AnyType, Fields } from "./types.ts";
import { makeValue, setMakers, type ValueImplementation } from "./value.ts";

/** Compares packed bits, for arrays and structs. */
function comparePacked(
  left: ValueImplementation,
  operator: "eq" | "ne",
  right: unknown,
): ValueImplementation {
  const { site, builder } = begin(left, operator);
  const other = coerce(left.expr.type, right, { what: `the operand of ${operator}`, site });
  const type = uintType(bitWidth(left.expr.type));
  const flat = (e: Expr) => castExpr(e, type, site);
  return makeValue(
    { op: "binary", operator, left: flat(left.expr), right: flat(other), type: BIT, site },
    builder,
  );
}

class ArrayImplementation extends DrivableValue {
  private get data(): DataType & { kind: "array" } {
    return this.expr.type as DataType & { kind: "array" };
  }
  get length(): number {
    return this.data.length;
  }
  at(index: unknown): ValueImplementation {
    const { site, builder } = begin(this, "at");
    return elementAt(this, index, this.data.element, this.data.length, site, builder);
  }
  elements(): ValueImplementation[] {
    return Array.from({ length: this.length }, (_, i) => this.at(i));
  }
  eq(other: unknown): ValueImplementation {
    return comparePacked(this, "eq", other);
  }
  ne(other: unknown): ValueImplementation {
    return comparePacked(this, "ne", other);
  }
  asUint(): ValueImplementation {
    return bitsOf(this);
  }
}

class StructWithOperators extends StructImplementation {
  eq(other: unknown): ValueImplementation {
    return comparePacked(this, "eq", other);
  }
  ne(other: unknown): ValueImplementation {
    return comparePacked(this, "ne", other);
  }
  asUint(): ValueImplementation {
    return bitsOf(this);
  }
}

/** A struct whose fields are the given values. */
export const makeStruct = (
  type: DataType,
  fields: ReadonlyMap<string, ValueImplementation>,
  owner: ModuleBuilder | undefined,
): ValueImplementation =>
  new StructWithOperators(
    packed(
      type,
      [...fields.values()].map((field) => field.expr),
      undefined,
    ),
    fields,
    owner,
  );

/** Makes a signal for every leaf of `type` and the value over them; structs become one signal a field. */
export function makeSignals(
  builder: ModuleBuilder,
  type: AnyType,
  make: (data: DataType, path: readonly string[]) => Signal,
  path: readonly string[] = [],
): ValueImplementation {
  if (type.data.kind !== "struct") return signalValue(make(type.data, path), builder);
  const fields = new Map<string, ValueImplementation>();
  for (const [name, field] of Object.entries((type as unknown as { fields: Fields }).fields)) {
    fields.set(name, makeSignals(builder, field, make, [...path, name]));
  }
  return makeStruct(type.data, fields, builder);
}

setMakers({
  array: (expr, owner, place) => new ArrayImplementation(expr, owner, place),
  struct: (expr, owner, place) =>
    new StructWithOperators(expr, unpackStruct(expr, owner, place), owner, place),
});
