/**
 * Operators on values, one class a kind of type. Each builds one node of the design with operands of the widths that the
 * IR demands; growing operators extend their operands first, so nothing is ever extended or cut silently.
 */
import { captureSite, type Site } from "../diagnostics/index.ts";
import {
  type BinaryOperator,
  bitWidth,
  type DataType,
  type Expr,
  typeName,
  type UnaryOperator,
} from "../ir/index.ts";
import { BIT, type ModuleBuilder, reportOrThrow, requireBuilder } from "./context.ts";
import { DrivableValue, sliceExpr } from "./drive.ts";
import { checkOwner, coerce, isRefused, literalExpr, refusedExpr } from "./operand.ts";
import { isValue, makeValue, type Place, setMakers, type ValueImplementation } from "./value.ts";

export const uintType = (width: number): DataType => (width === 1 ? BIT : { kind: "uint", width });
const sintType = (width: number): DataType => ({ kind: "sint", width });
const integerType = (kind: "uint" | "sint", width: number): DataType =>
  kind === "uint" ? uintType(width) : sintType(width);

/** Checks that operators run inside a module body and that `value` belongs to it. */
export function begin(value: ValueImplementation, what: string): { site: Site; builder: ModuleBuilder } {
  const site = captureSite();
  const builder = requireBuilder(`the operator \`${what}\``, site);
  checkOwner(value, what, site);
  return { site, builder };
}

function binary(
  left: ValueImplementation,
  operator: BinaryOperator,
  right: unknown,
  result?: DataType,
): ValueImplementation {
  const { site, builder } = begin(left, operator);
  const partner = { label: `left side is ${typeName(left.expr.type)}`, site: left.expr.site };
  const rightExpr = coerce(left.expr.type, right, { what: `the operand of ${operator}`, site, partner });
  const type = result ?? left.expr.type;
  return makeValue({ op: "binary", operator, left: left.expr, right: rightExpr, type, site }, builder);
}

const compare = (left: ValueImplementation, operator: BinaryOperator, right: unknown): ValueImplementation =>
  binary(left, operator, right, BIT);

function unary(operand: ValueImplementation, operator: UnaryOperator, type: DataType): ValueImplementation {
  const { site, builder } = begin(operand, operator);
  return makeValue({ op: "unary", operator, operand: operand.expr, type, site }, builder);
}

export const resizeExpr = (source: Expr, type: DataType, site: Site | undefined): Expr =>
  bitWidth(source.type) === bitWidth(type) ? source : { op: "resize", source, type, site };

export const castExpr = (source: Expr, type: DataType, site: Site | undefined): Expr =>
  source.type.kind === type.kind && source.type.kind !== "array" && source.type.kind !== "struct"
    ? source
    : source.op === "literal"
      ? { ...source, type }
      : { op: "cast", source, type, site };

/** A whole number argument such as a width or an index; undefined after a report that it is out of range. */
function wholeNumber(
  what: string,
  found: unknown,
  low: number,
  high: number,
  site: Site,
  value: ValueImplementation,
): number | undefined {
  if (isRefused(value.expr)) return undefined;
  if (typeof found === "number" && Number.isInteger(found) && found >= low && found <= high) return found;
  const allowed = `a whole number from ${low} to ${high}`;
  reportOrThrow("BL0102", { what, found: String(found), allowed }, [
    { label: "written here", site },
    { label: `the value is ${typeName(value.expr.type)}`, site: value.expr.site },
  ]);
  return undefined;
}

/** What an operator gives after a reported error: every further operator and assignment passes it by in silence. */
export const refusal = (site: Site, builder: ModuleBuilder): ValueImplementation =>
  new RefusedValue(refusedExpr(site), builder);

abstract class Integer extends DrivableValue {
  get width(): number {
    return bitWidth(this.expr.type);
  }

  private get kind(): "uint" | "sint" {
    return this.expr.type.kind as "uint" | "sint";
  }

  add(other: unknown): ValueImplementation {
    return binary(this, "add", other);
  }
  sub(other: unknown): ValueImplementation {
    return binary(this, "sub", other);
  }
  and(other: unknown): ValueImplementation {
    return binary(this, "and", other);
  }
  or(other: unknown): ValueImplementation {
    return binary(this, "or", other);
  }
  xor(other: unknown): ValueImplementation {
    return binary(this, "xor", other);
  }
  not(): ValueImplementation {
    return unary(this, "not", this.expr.type);
  }
  eq(other: unknown): ValueImplementation {
    return compare(this, "eq", other);
  }
  ne(other: unknown): ValueImplementation {
    return compare(this, "ne", other);
  }
  lt(other: unknown): ValueImplementation {
    return compare(this, "lt", other);
  }
  le(other: unknown): ValueImplementation {
    return compare(this, "le", other);
  }
  gt(other: unknown): ValueImplementation {
    return compare(this, "gt", other);
  }
  ge(other: unknown): ValueImplementation {
    return compare(this, "ge", other);
  }

  addc(other: unknown): ValueImplementation {
    return this.growing("add", "addc", other, integerType(this.kind, this.width + 1), this.kind);
  }
  subc(other: unknown): ValueImplementation {
    return this.growing("sub", "subc", other, sintType(this.width + 1), "sint");
  }

  /** Both sides extended to the result's width, then the same-width operator. */
  private growing(
    operator: BinaryOperator,
    what: string,
    other: unknown,
    type: DataType,
    kind: "uint" | "sint",
  ): ValueImplementation {
    const { site, builder } = begin(this, what);
    const partner = { label: `left side is ${typeName(this.expr.type)}`, site: this.expr.site };
    const right = coerce(this.expr.type, other, { what: `the operand of ${what}`, site, partner });
    const extend = (e: Expr) => {
      const wide =
        e.op === "literal"
          ? this.extendLiteral(e, type, site)
          : resizeExpr(e, integerType(this.kind, bitWidth(type)), site);
      return kind === this.kind ? wide : castExpr(wide, type, site);
    };
    return makeValue(
      { op: "binary", operator, left: extend(this.expr), right: extend(right), type, site },
      builder,
    );
  }

  private extendLiteral(literal: Expr & { op: "literal" }, type: DataType, site: Site): Expr {
    const value = this.kind === "sint" ? BigInt.asIntN(this.width, literal.bits) : literal.bits;
    return literalExpr(integerType(this.kind, bitWidth(type)), value, site);
  }

  mul(other: unknown): ValueImplementation {
    const { site, builder } = begin(this, "mul");
    if (isValue(other) && isRefused(other.expr)) return other;
    if (!isValue(other) || other.expr.type.kind !== this.kind) {
      const found = isValue(other) ? typeName(other.expr.type) : String(other);
      reportOrThrow("BL0105", { what: "the operand of mul", found, expected: `a ${this.kind} value` }, [
        { label: "here", site },
      ]);
      return refusal(site, builder);
    }
    checkOwner(other, "mul", site);
    const type = integerType(this.kind, this.width + bitWidth(other.expr.type));
    const left = resizeExpr(this.expr, type, site);
    const right = resizeExpr(other.expr, type, site);
    return makeValue({ op: "binary", operator: "mul", left, right, type, site }, builder);
  }

  shl(amount: unknown): ValueImplementation {
    const { site, builder } = begin(this, "shl");
    const count = wholeNumber("the amount of shl", amount, 0, 1 << 20, site, this);
    if (count === undefined) return refusal(site, builder);
    if (count === 0) return this;
    const type = integerType(this.kind, this.width + count);
    const zeros = literalExpr(uintType(count), 0n, site);
    return makeValue({ op: "cat", parts: [this.expr, zeros], type, site }, builder);
  }
  shlTrunc(amount: unknown): ValueImplementation {
    return this.shift("shl", "shlTrunc", amount);
  }
  shr(amount: unknown): ValueImplementation {
    return this.shift("shr", "shr", amount);
  }

  private shift(operator: "shl" | "shr", what: string, amount: unknown): ValueImplementation {
    const { site, builder } = begin(this, what);
    let right: Expr;
    if (isValue(amount)) {
      checkOwner(amount, what, site);
      if (amount.expr.type.kind !== "uint") {
        reportOrThrow(
          "BL0105",
          { what: `the amount of ${what}`, found: typeName(amount.expr.type), expected: "a uint" },
          [{ label: "here", site }],
        );
        return refusal(site, builder);
      }
      right = amount.expr;
    } else {
      const count = wholeNumber(`the amount of ${what}`, amount, 0, this.width, site, this);
      if (count === undefined) return refusal(site, builder);
      right = literalExpr(uintType(Math.max(1, count.toString(2).length)), BigInt(count), site);
    }
    return makeValue({ op: "binary", operator, left: this.expr, right, type: this.expr.type, site }, builder);
  }

  slice(high: unknown, low: unknown): ValueImplementation {
    const { site, builder } = begin(this, "slice");
    const top = wholeNumber("the high bit of slice", high, 0, this.width - 1, site, this);
    const bottom =
      top === undefined ? undefined : wholeNumber("the low bit of slice", low, 0, top, site, this);
    if (top === undefined || bottom === undefined) return refusal(site, builder);
    const place =
      this.place && !this.place.element
        ? { signal: this.place.signal, low: this.place.low + bottom }
        : undefined;
    return makeValue(sliceExpr(this.expr, top, bottom, uintType(top - bottom + 1), site), builder, place);
  }

  at(index: unknown): ValueImplementation {
    const { site, builder } = begin(this, "at");
    return elementAt(this, index, BIT, this.width, site, builder);
  }

  trunc(width: unknown): ValueImplementation {
    const { site, builder } = begin(this, "trunc");
    const bits = wholeNumber("the width of trunc", width, 1, this.width, site, this);
    if (bits === undefined) return refusal(site, builder);
    return makeValue(resizeExpr(this.expr, integerType(this.kind, bits), site), builder);
  }

  /** zext and sext. */
  protected extend(what: "zext" | "sext", width: unknown): ValueImplementation {
    const { site, builder } = begin(this, what);
    const bits = wholeNumber(`the width of ${what}`, width, this.width, 1 << 20, site, this);
    if (bits === undefined) return refusal(site, builder);
    return makeValue(resizeExpr(this.expr, integerType(this.kind, bits), site), builder);
  }

  asUint(): ValueImplementation {
    const { site, builder } = begin(this, "asUint");
    return makeValue(castExpr(this.expr, uintType(this.width), site), builder);
  }
  asSint(): ValueImplementation {
    const { site, builder } = begin(this, "asSint");
    return makeValue(castExpr(this.expr, sintType(this.width), site), builder);
  }
}

class UintImplementation extends Integer {
  zext(width: unknown): ValueImplementation {
    return this.extend("zext", width);
  }
  all(): ValueImplementation {
    return unary(this, "all", BIT);
  }
  any(): ValueImplementation {
    return unary(this, "any", BIT);
  }
  parity(): ValueImplementation {
    return unary(this, "parity", BIT);
  }
  cat(low: unknown): ValueImplementation {
    return catValues([this, low]);
  }
  repeat(count: unknown): ValueImplementation {
    const { site, builder } = begin(this, "repeat");
    const copies = wholeNumber("the count of repeat", count, 1, 1 << 16, site, this);
    if (copies === undefined) return refusal(site, builder);
    return catValues(Array.from({ length: copies }, () => this));
  }
}

class SintImplementation extends Integer {
  sext(width: unknown): ValueImplementation {
    return this.extend("sext", width);
  }
  neg(): ValueImplementation {
    return unary(this, "neg", this.expr.type);
  }
  isNegative(): ValueImplementation {
    return this.at(this.width - 1);
  }
}

/** Stands where a value was refused: operators give it back, assignments to it do nothing. */
class RefusedValue extends DrivableValue {
  override get value(): this {
    return this;
  }
  override set value(_driver: unknown) {}
  override get next(): never {
    return super.next;
  }
  override set next(_driver: unknown) {}
}
for (const { prototype } of [Integer, UintImplementation, SintImplementation]) {
  for (const name of Object.getOwnPropertyNames(prototype)) {
    if (name === "constructor" || name === "width") continue;
    Object.defineProperty(RefusedValue.prototype, name, {
      value(this: RefusedValue) {
        return this;
      },
    });
  }
}

/** The packed bits of any value. */
export function bitsOf(value: ValueImplementation): ValueImplementation {
  const { site, builder } = begin(value, "asUint");
  return makeValue(castExpr(value.expr, uintType(bitWidth(value.expr.type)), site), builder);
}

class EnumImplementation extends DrivableValue {
  eq(other: unknown): ValueImplementation {
    return compare(this, "eq", other);
  }
  ne(other: unknown): ValueImplementation {
    return compare(this, "ne", other);
  }
  asUint(): ValueImplementation {
    return bitsOf(this);
  }
}

/** Element or bit `index` of a packed value, drivable where the whole is. */
export function elementAt(
  whole: ValueImplementation,
  index: unknown,
  type: DataType,
  count: number,
  site: Site,
  builder: ModuleBuilder,
): ValueImplementation {
  const stride = bitWidth(type);
  if (!isValue(index)) {
    const i = wholeNumber("an index", index, 0, count - 1, site, whole);
    if (i === undefined) return refusal(site, builder);
    const low = i * stride;
    const place =
      whole.place && !whole.place.element
        ? { signal: whole.place.signal, low: whole.place.low + low }
        : undefined;
    const whole1 = stride === bitWidth(whole.expr.type) && whole.expr.type.kind === type.kind;
    return makeValue(
      whole1 ? whole.expr : sliceExpr(whole.expr, low + stride - 1, low, type, site),
      builder,
      place,
    );
  }
  checkOwner(index, "an index", site);
  if (index.expr.type.kind !== "uint") {
    reportOrThrow("BL0105", { what: "an index", found: typeName(index.expr.type), expected: "a uint" }, [
      { label: "here", site },
    ]);
    return refusal(site, builder);
  }
  const expr: Expr = { op: "index", source: whole.expr, index: index.expr, stride, count, type, site };
  const atWhole =
    whole.place && !whole.place.element && bitWidth(whole.place.signal.type) === bitWidth(whole.expr.type);
  const place: Place | undefined = atWhole
    ? { signal: (whole.place as Place).signal, low: 0, element: { index: index.expr, stride, count } }
    : undefined;
  return makeValue(expr, builder, place);
}

/** Side by side, first part most significant. */
export function catValues(parts: readonly unknown[]): ValueImplementation {
  const site = captureSite();
  const builder = requireBuilder("cat", site);
  const exprs: Expr[] = [];
  for (const part of parts) {
    if (!isValue(part) || part.expr.type.kind === "struct") {
      const found = isValue(part) ? typeName(part.expr.type) : String(part);
      builder.report("BL0107", { what: "a part of cat", found, expected: "a value, whose width is known" }, [
        { label: "here", site },
      ]);
      return refusal(site, builder);
    }
    if (isRefused(part.expr)) return part;
    checkOwner(part, "cat", site);
    exprs.push(castExpr(part.expr, uintType(bitWidth(part.expr.type)), site));
  }
  const [only] = exprs;
  if (exprs.length === 0) return makeValue(literalExpr(BIT, 0n, site), builder);
  if (exprs.length === 1 && only) return makeValue(only, builder);
  const width = exprs.reduce((sum, e) => sum + bitWidth(e.type), 0);
  return makeValue({ op: "cat", parts: exprs, type: uintType(width), site }, builder);
}

setMakers({
  uint: (expr, owner, place) => new UintImplementation(expr, owner, place),
  sint: (expr, owner, place) => new SintImplementation(expr, owner, place),
  enum: (expr, owner, place) => new EnumImplementation(expr, owner, place),
});
