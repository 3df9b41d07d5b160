/** Expressions that instrumentation adds to a design. Invariant: operands have the widths that src/ir/design.ts asks for. */
import { type DataType, type Expr, maskOf, type Signal, type Target, type UintType } from "../../ir/index.ts";

export const uint = (width: number): UintType => ({ kind: "uint", width });
export const bit: UintType = uint(1);

export const ref = (signal: Signal): Expr => ({ op: "ref", signal, type: signal.type, site: undefined });
export const literal = (bits: bigint, type: DataType): Expr => ({
  op: "literal",
  bits,
  type,
  site: undefined,
});
export const always: Expr = literal(1n, bit);

export const not = (operand: Expr): Expr => ({
  op: "unary",
  operator: "not",
  operand,
  type: operand.type,
  site: undefined,
});

const binary = (operator: "and" | "or" | "eq" | "add", left: Expr, right: Expr, type: DataType): Expr => ({
  op: "binary",
  operator,
  left,
  right,
  type,
  site: undefined,
});
export const and = (left: Expr, right: Expr): Expr => binary("and", left, right, left.type);
export const or = (left: Expr, right: Expr): Expr => binary("or", left, right, left.type);
export const add = (left: Expr, right: Expr): Expr => binary("add", left, right, left.type);
export const eq = (left: Expr, right: Expr): Expr => binary("eq", left, right, bit);

/** All of them at 1; 1 when there is none. */
export const every = (conditions: readonly Expr[]): Expr =>
  conditions.length === 0 ? always : conditions.reduce(and);
/** One of them at 1; 0 when there is none. */
export const some = (conditions: readonly Expr[]): Expr =>
  conditions.length === 0 ? literal(0n, bit) : conditions.reduce(or);

export const mux = (condition: Expr, whenTrue: Expr, whenFalse: Expr): Expr => ({
  op: "mux",
  condition,
  whenTrue,
  whenFalse,
  type: whenTrue.type,
  site: undefined,
});

/** One-bit expressions side by side, the first in bit 0. */
export function packed(bits: readonly Expr[]): Expr {
  const [only] = bits;
  if (bits.length === 1 && only !== undefined) return only;
  return { op: "cat", parts: bits.toReversed(), type: uint(bits.length), site: undefined };
}

/** The same bits as uint. */
export const asUint = (source: Expr, width: number): Expr =>
  source.type.kind === "uint" ? source : { op: "cast", source, type: uint(width), site: undefined };

export const ones = (width: number): Expr => literal(maskOf(width), uint(width));

export const whole = (signal: Signal): Target => ({ kind: "whole", signal });
