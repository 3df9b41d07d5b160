/**
 * Values of operators whose operands are known. Serves only to keep constants out of the Verilog, where lint tools
 * complain of comparisons that cannot vary; invariant: agrees with the rules in src/ir/design.ts.
 */
import {
  asSigned,
  type BinaryOperator,
  bitWidth,
  type DataType,
  type Expr,
  maskOf,
  type UnaryOperator,
} from "../../ir/index.ts";

/** The value of an expression that no signal can change; undefined when one might, as far as this looks. */
export function constantOf(expr: Expr): bigint | undefined {
  switch (expr.op) {
    case "literal":
      return expr.bits;
    case "cast":
      return constantOf(expr.source);
    case "unary": {
      const operand = constantOf(expr.operand);
      return operand === undefined
        ? undefined
        : foldUnary(expr.operator, operand, bitWidth(expr.operand.type));
    }
    case "binary":
      return constantBinary(expr);
    case "mux": {
      const condition = constantOf(expr.condition);
      if (condition === undefined) return undefined;
      return constantOf(condition === 1n ? expr.whenTrue : expr.whenFalse);
    }
    case "slice":
      return constantBits(expr.source, expr.high, expr.low);
    case "cat":
    case "resize":
      return constantBits(expr, bitWidth(expr.type) - 1, 0);
    case "index": {
      const index = constantOf(expr.index);
      if (index === undefined) return undefined;
      if (index >= BigInt(expr.count)) return 0n;
      const low = Number(index) * expr.stride;
      return constantBits(expr.source, low + bitWidth(expr.type) - 1, low);
    }
    default:
      return undefined;
  }
}

function constantBinary(expr: Expr & { op: "binary" }): bigint | undefined {
  const { operator, left, right } = expr;
  const [a, b] = [constantOf(left), constantOf(right)];
  if (a !== undefined && b !== undefined) return foldBinary(operator, left.type, a, b);
  const isLogicalShift = operator === "shl" || (operator === "shr" && left.type.kind !== "sint");
  if (isLogicalShift) return b !== undefined && b >= BigInt(bitWidth(left.type)) ? 0n : undefined;
  if (operator === "shr") return undefined;
  const bound = b ?? a;
  return bound === undefined ? undefined : foldComparison(operator, left.type, bound, b === undefined);
}

/** Bits high..low, which may be constant where the rest is not. */
function constantBits(expr: Expr, high: number, low: number): bigint | undefined {
  if (expr.op === "slice") return constantBits(expr.source, high + expr.low, low + expr.low);
  if (expr.op === "cast") return constantBits(expr.source, high, low);
  if (expr.op === "resize") {
    const { source } = expr;
    const width = bitWidth(source.type);
    if (high < width) return constantBits(source, high, low);
    if (source.type.kind !== "sint" && low >= width) return 0n;
    const bits = constantOf(source);
    if (bits === undefined) return undefined;
    const extended = source.type.kind === "sint" ? asSigned(bits, width) : bits;
    return (extended >> BigInt(low)) & maskOf(high - low + 1);
  }
  if (expr.op === "cat") {
    let result = 0n;
    let offset = 0;
    for (const part of expr.parts.toReversed()) {
      const width = bitWidth(part.type);
      const from = Math.max(low - offset, 0);
      const to = Math.min(high - offset, width - 1);
      if (from <= to) {
        const bits = constantBits(part, to, from);
        if (bits === undefined) return undefined;
        result |= bits << BigInt(offset + from - low);
      }
      offset += width;
    }
    return result;
  }
  const bits = constantOf(expr);
  return bits === undefined ? undefined : (bits >> BigInt(low)) & maskOf(high - low + 1);
}

const truth = (condition: boolean): bigint => (condition ? 1n : 0n);

/** The operator on raw bits of an operand of `width` bits; a reduction gives 0 or 1. */
export function foldUnary(operator: UnaryOperator, bits: bigint, width: number): bigint {
  switch (operator) {
    case "not":
      return bits ^ maskOf(width);
    case "neg":
      return BigInt.asUintN(width, -bits);
    case "all":
      return truth(bits === maskOf(width));
    case "any":
      return truth(bits !== 0n);
    case "parity":
      return BigInt(bits.toString(2).replaceAll("0", "").length % 2);
  }
}

/** `type` is the left operand's. */
export function foldBinary(operator: BinaryOperator, type: DataType, left: bigint, right: bigint): bigint {
  const width = bitWidth(type);
  const wrap = (value: bigint): bigint => BigInt.asUintN(width, value);
  const ordered = (bits: bigint): bigint => (type.kind === "sint" ? asSigned(bits, width) : bits);
  const places = right < BigInt(width) ? right : BigInt(width);
  switch (operator) {
    case "add":
      return wrap(left + right);
    case "sub":
      return wrap(left - right);
    case "mul":
      return wrap(left * right);
    case "and":
      return left & right;
    case "or":
      return left | right;
    case "xor":
      return left ^ right;
    case "eq":
      return truth(left === right);
    case "ne":
      return truth(left !== right);
    case "lt":
      return truth(ordered(left) < ordered(right));
    case "le":
      return truth(ordered(left) <= ordered(right));
    case "gt":
      return truth(ordered(left) > ordered(right));
    case "ge":
      return truth(ordered(left) >= ordered(right));
    case "shl":
      return wrap(left << places);
    case "shr":
      return wrap(ordered(left) >> places);
  }
}

const mirrored: Readonly<Partial<Record<BinaryOperator, BinaryOperator>>> = {
  lt: "gt",
  gt: "lt",
  le: "ge",
  ge: "le",
};

/** The result of comparing any value of `type` with a bound, where it is always the same; `boundIsLeft` mirrors. */
export function foldComparison(
  operator: BinaryOperator,
  type: DataType,
  bound: bigint,
  boundIsLeft: boolean,
): bigint | undefined {
  const facing = boundIsLeft ? (mirrored[operator] ?? operator) : operator;
  const width = bitWidth(type);
  const least = type.kind === "sint" ? 1n << BigInt(width - 1) : 0n;
  const greatest = least ^ maskOf(width);
  if (facing === "lt" && bound === least) return 0n;
  if (facing === "ge" && bound === least) return 1n;
  if (facing === "gt" && bound === greatest) return 0n;
  if (facing === "le" && bound === greatest) return 1n;
  return undefined;
}
