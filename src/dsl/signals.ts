/** Making signals inside a module body: registers, wires, constants, and the free functions `mux` and `cat`. */
import { captureSite, type Site } from "../diagnostics/index.ts";
import { bitWidth, type ClockDomain, type DataType, type Expr, maskOf, typeName } from "../ir/index.ts";
import { makeSignals, makeStruct } from "./aggregates.ts";
import { type ModuleBuilder, requireBuilder } from "./context.ts";
import { unpackStruct as fieldsOf } from "./drive.ts";
import { checkOwner, coerce, coerceBit, constantBits, isRefused, literalExpr } from "./operand.ts";
import { catValues } from "./operators.ts";
import type { AnyType, LiteralOf, RegisterOf, ValueOf, WireOf } from "./types.ts";
import { isValue, makeValue, type ValueImplementation } from "./value.ts";
import type { Bit, Sint, Uint, Value } from "./value-types.ts";
import type { Known, Plus } from "./width.ts";

export interface RegisterOptions<T extends AnyType> {
  /** Value after reset. Without it the register has no reset and starts unknown (ADR 0006). */
  readonly init?: LiteralOf<T> | undefined;
  /** Clock domain; the module's current one by default. */
  readonly domain?: ClockDomain | undefined;
  /** Name in the Verilog; the variable's by default. */
  readonly name?: string | undefined;
}

/** A register of `type`: `register.next = e` takes effect at the clock edge, without an assignment it holds. */
export function reg<T extends AnyType>(type: T, options: RegisterOptions<T> = {}): RegisterOf<T> {
  const site = captureSite();
  const builder = requireBuilder("reg", site);
  const domain = options.domain ? builder.useDomain(options.domain) : builder.domain;
  let init: bigint | undefined;
  if (options.init !== undefined) {
    const expr = coerce(type.data, options.init, { what: "the init of a register", site });
    init = constantBits(expr);
    if (init === undefined) {
      builder.report("BL0113", { what: "the init of a register" }, [{ label: "here", site }]);
      init = 0n;
    }
  }
  let offset = 0;
  return makeSignals(builder, type, (data, path) => {
    const width = bitWidth(data);
    const own = init === undefined ? undefined : (init >> BigInt(offset)) & maskOf(width);
    offset += width;
    return builder.newSignal("register", data, site, {
      domain,
      init: own,
      fixedName: options.name,
      group: path.length > 0 ? { name: "", path: path.join("_") } : undefined,
    });
  }) as unknown as RegisterOf<T>;
}

/** A combinational signal, driven with `.value`; must be driven on every path. */
export function wire<T extends AnyType>(type: T, options: { readonly name?: string } = {}): WireOf<T> {
  const site = captureSite();
  const builder = requireBuilder("wire", site);
  return makeSignals(builder, type, (data, path) =>
    builder.newSignal("wire", data, site, {
      fixedName: options.name,
      group: path.length > 0 ? { name: "", path: path.join("_") } : undefined,
    }),
  ) as unknown as WireOf<T>;
}

/** A constant of `type`; may be made outside a module too. */
export function literal<T extends AnyType>(type: T, value: LiteralOf<T>): ValueOf<T> {
  const site = captureSite();
  const expr = coerce(type.data, value, { what: "a literal", site });
  return makeValue(expr, undefined) as unknown as ValueOf<T>;
}

/** `condition ? whenTrue : whenFalse`; one side may be a literal. */
export function mux<T extends AnyType>(
  condition: Bit,
  whenTrue: Value<T>,
  whenFalse: Value<T> | LiteralOf<T>,
): ValueOf<T>;
export function mux<T extends AnyType>(
  condition: Bit,
  whenTrue: LiteralOf<T>,
  whenFalse: Value<T>,
): ValueOf<T>;
export function mux(condition: unknown, whenTrue: unknown, whenFalse: unknown): unknown {
  const site = captureSite();
  const builder = requireBuilder("mux", site);
  const select = coerceBit(condition, { what: "the condition of mux", site });
  const sides = [whenTrue, whenFalse].filter(isValue);
  const type = (sides.find((side) => !isRefused(side.expr)) ?? sides[0])?.expr.type;
  if (!type) {
    builder.report(
      "BL0107",
      { what: "mux", found: "two literals", expected: "a value on one side (see `literal`)" },
      [{ label: "here", site }],
    );
    return makeValue(literalExpr({ kind: "uint", width: 1 }, 0n, site), builder);
  }
  return muxOf(builder, select, type, whenTrue, whenFalse, site);
}

/** Structs are chosen field by field, so that each field stays one signal in the Verilog. */
function muxOf(
  builder: ModuleBuilder,
  select: Expr,
  type: DataType,
  whenTrue: unknown,
  whenFalse: unknown,
  site: Site,
  path: readonly string[] = [],
): ValueImplementation {
  const what = "a side of mux";
  const first = coerce(type, whenTrue, { what, site });
  const second = coerce(type, whenFalse, {
    what,
    site,
    partner: { label: `the other side is ${typeName(type)}`, site: first.site },
  });
  if (type.kind !== "struct") {
    const expr: Expr = { op: "mux", condition: select, whenTrue: first, whenFalse: second, type, site };
    if (path.length > 0) builder.fieldPaths.set(expr, path.join("_"));
    return makeValue(expr, builder);
  }
  const left = fieldsOf(first, builder);
  const right = fieldsOf(second, builder);
  const fields = new Map<string, ValueImplementation>();
  for (const field of type.fields) {
    fields.set(
      field.name,
      muxOf(builder, select, field.type, left.get(field.name), right.get(field.name), site, [
        ...path,
        field.name,
      ]),
    );
  }
  return makeStruct(type, fields, builder);
}

type SumOfWidths<P extends readonly unknown[]> = P extends readonly [
  Uint<infer W> | Sint<infer W>,
  ...infer Rest,
]
  ? Rest extends readonly []
    ? W
    : Plus<W, SumOfWidths<Rest> & number>
  : number;

/** The bits of the parts side by side, first part most significant. */
export function cat<const P extends readonly (Uint | Sint)[]>(
  ...parts: P
): Uint<Known<SumOfWidths<P> & number>> {
  return catValues(parts) as unknown as Uint<Known<SumOfWidths<P> & number>>;
}

/** Reads packed bits as another type of the same width: `fromBits(Header, word)`. */
export function fromBits<T extends AnyType>(type: T, bits: Uint): ValueOf<T> {
  const site = captureSite();
  const builder = requireBuilder("fromBits", site);
  const source = bits as unknown as { expr: Expr };
  const flat: DataType = { kind: "uint", width: bitWidth(type.data) };
  const expr = coerce(flat, source, { what: "fromBits", site });
  return makeValue({ op: "cast", source: expr, type: type.data, site }, builder) as unknown as ValueOf<T>;
}

/** Gives an expression a name of its own in the Verilog, where no variable does. */
export function named<V extends Value<AnyType>>(name: string, value: V): V {
  const site = captureSite();
  const builder = requireBuilder("named", site);
  if (isValue(value)) {
    checkOwner(value, "named", site);
    builder.expressionNames.set(value.expr, name);
  }
  return value;
}
