/**
 * Values of operators whose operands are known. Serves only to keep constants out of the Verilog, where lint tools
 * complain of comparisons that cannot vary; invariant: agrees with the rules in src/ir/design.ts.
 */
import {
  asSigned,
  type BinaryOperator,
  bitWidth,
  type DataType,
  maskOf,
  type UnaryOperator,
} from "../../ir/index.ts";

const truth = (condition: boolean): bigint => (condition ? 1n : 0n);

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
