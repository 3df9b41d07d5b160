/** Operators of two operands as bits. Invariant: operands have the widths that the IR says. */
import type { Expr, UnaryOperator } from "../../ir/index.ts";
import type { BitArithmetic, Bits } from "./arithmetic.ts";
import { FALSE, type Literal, not } from "./graph.ts";

export function binary(bits: BitArithmetic, expr: Extract<Expr, { op: "binary" }>, a: Bits, b: Bits): Bits {
  const { graph } = bits;
  const isSigned = expr.left.type.kind === "sint";
  const pairs = (join: (x: Literal, y: Literal) => Literal): Literal[] =>
    a.map((x, i) => join(x, b[i] as Literal));
  switch (expr.operator) {
    case "add":
      return bits.add(a, b, FALSE).sum;
    case "sub":
      return bits.subtract(a, b);
    case "mul":
      return bits.multiply(a, b, isSigned);
    case "and":
      return pairs((x, y) => graph.and(x, y));
    case "or":
      return pairs((x, y) => graph.or(x, y));
    case "xor":
      return pairs((x, y) => graph.xor(x, y));
    case "eq":
      return [bits.equal(a, b)];
    case "ne":
      return [not(bits.equal(a, b))];
    case "lt":
    case "le":
    case "gt":
    case "ge":
      return [bits.compare(a, b, isSigned, expr.operator)];
    case "shl":
      return bits.shift(a, b, "left", FALSE);
    case "shr":
      return bits.shift(a, b, "right", isSigned ? (a.at(-1) ?? FALSE) : FALSE);
  }
}

export function unary(bits: BitArithmetic, operator: UnaryOperator, operand: Bits): Bits {
  switch (operator) {
    case "not":
      return operand.map(not);
    case "neg":
      return bits.subtract(
        operand.map(() => FALSE),
        operand,
      );
    case "all":
      return [bits.all(operand)];
    case "any":
      return [bits.any(operand)];
    case "parity":
      return [bits.parity(operand)];
  }
}

/** One bit a state. */
export const codeOf = (state: bigint, states: readonly bigint[]): bigint =>
  1n << BigInt(Math.max(0, states.indexOf(state)));
