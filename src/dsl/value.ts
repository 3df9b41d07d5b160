/**
 * The run-time side of values: each wraps an expression of the design and, if it can be driven, the place it drives.
 * Driving is in drive.ts, operators in operators.ts; the types a designer sees are in value-types.ts.
 */
import { type CatalogueCode, captureSite, fail } from "../diagnostics/index.ts";
import { type DataType, type Expr, type Signal, typeName } from "../ir/index.ts";
import type { ModuleBuilder } from "./context.ts";
import { displayName } from "./display-name.ts";
import { describeType } from "./type-of.ts";
import type { AnyType } from "./types.ts";

/** Bits of a signal that a value stands for and may drive. */
export interface Place {
  readonly signal: Signal;
  readonly low: number;
  /** Run-time element of the whole signal; `low` is 0 then. */
  readonly element?: { readonly index: Expr; readonly stride: number; readonly count: number };
}

const implementationMark = Symbol("bitloom value");

/** What JavaScript was doing when it asked for a primitive, by the hint it gives; the same codes as `bitloom lint`. */
const conversions = {
  string: ["BL0305", "a template string", "a message without the signal, or its name"],
  number: ["BL0303", "a comparison or arithmetic", "`a.lt(b)`, `a.add(b)` and the like"],
  default: ["BL0304", "`+` or `==`", "`a.add(b)` or `a.eq(b)`"],
} as const satisfies Record<string, readonly [CatalogueCode, string, string]>;

export class ValueImplementation {
  readonly [implementationMark] = true;
  readonly expr: Expr;
  /** The module it belongs to; undefined for literals. */
  readonly owner: ModuleBuilder | undefined;
  readonly place: Place | undefined;

  constructor(expr: Expr, owner: ModuleBuilder | undefined, place?: Place) {
    this.expr = expr;
    this.owner = owner;
    this.place = place;
  }

  get type(): AnyType {
    return describeType(this.expr.type);
  }

  /** Catches signals used as JavaScript values where JavaScript lets us. */
  [Symbol.toPrimitive](hint: keyof typeof conversions): never {
    const [code, construct, instead] = conversions[hint] ?? conversions.default;
    const signal = (this.place && displayName(this.place.signal)) ?? typeName(this.expr.type);
    return fail(code, { signal, construct, instead }, [{ label: "used here", site: captureSite() }]);
  }
}

export const isValue = (thing: unknown): thing is ValueImplementation =>
  typeof thing === "object" && thing !== null && implementationMark in thing;

type Maker = (expr: Expr, owner: ModuleBuilder | undefined, place: Place | undefined) => ValueImplementation;
const makers: Partial<Record<DataType["kind"], Maker>> = {};
/** operators.ts and aggregates.ts register the class for each kind; keeps value.ts free of a cycle with them. */
export function setMakers(some: Partial<Record<DataType["kind"], Maker>>): void {
  Object.assign(makers, some);
}

/** Wraps an expression as the value class of its type. */
export function makeValue(expr: Expr, owner: ModuleBuilder | undefined, place?: Place): ValueImplementation {
  const maker = makers[expr.type.kind];
  if (!maker) throw new Error(`no value class for ${expr.type.kind}`);
  return maker(expr, owner, place);
}
