/**
 * Arithmetic, logic, comparison and shifts. Invariant: signed behaviour comes from the operand types of the IR and is
 * written at the operator (`$signed`), because the nets of the Verilog are all unsigned.
 */
import { bitWidth, type Expr } from "../../ir/index.ts";
import { foldBinary, foldComparison, foldUnary } from "./fold.ts";
import type { OperandLowering } from "./lower-operand.ts";
import {
  type BinarySymbol,
  invertedValue,
  literalValue,
  rangeValue,
  repeatValue,
  type Value,
} from "./value.ts";

/** Verilator takes shift amounts of up to 32 bits. */
const widestShiftAmount = 32;

/** `target` is the signal that the value helps to drive, for names; an operator on a constant gives a constant. */
export function lowerUnary(lowering: OperandLowering, expr: Expr & { op: "unary" }, target: string): Value {
  const operand = lowering.operand(expr.operand, target);
  const width = bitWidth(expr.type);
  const { operator } = expr;
  if (operand.kind === "literal")
    return lowering.literal(expr.type, foldUnary(operator, operand.bits, operand.width));
  if (operand.width === 1) return operator === "not" ? invertedValue(operand) : operand;
  const symbol = ({ not: "~", neg: "-", all: "&", any: "|", parity: "^" } as const)[operator];
  return { kind: "unary", width, symbol, operand };
}

/** As `lowerUnary`. */
export function lowerBinary(lowering: OperandLowering, expr: Expr & { op: "binary" }, target: string): Value {
  const { operator } = expr;
  if (operator === "shl" || operator === "shr") return lowerShift(lowering, expr, operator, target);
  const left = lowering.operand(expr.left, target);
  const right = lowering.operand(expr.right, target);
  const operandType = expr.left.type;
  if (left.kind === "literal" && right.kind === "literal") {
    return lowering.literal(expr.type, foldBinary(operator, operandType, left.bits, right.bits));
  }
  const bound = right.kind === "literal" ? right : left.kind === "literal" ? left : undefined;
  const constant = bound && foldComparison(operator, operandType, bound.bits, bound === left);
  if (constant !== undefined) return literalValue(1, constant);
  if (operandType.kind === "uint" && operandType.width === 1) {
    const logic = oneBitLogic(operator, left, right);
    if (logic !== undefined) return logic;
  }
  if (operator === "add" || operator === "sub") {
    const opposite = magnitudeOfNegative(right);
    if (opposite !== undefined) {
      const symbol = operator === "add" ? "-" : "+";
      return { kind: "binary", width: left.width, symbol, signed: false, left, right: opposite };
    }
  }
  const isOrder = operator === "lt" || operator === "le" || operator === "gt" || operator === "ge";
  const signed = operandType.kind === "sint" && (isOrder || operator === "mul");
  return { kind: "binary", width: bitWidth(expr.type), symbol: symbols[operator], signed, left, right };
}

/** 3 for a literal -3 of a signed type: `a - 8'd3` says what `a + -8'd3` means. */
function magnitudeOfNegative(value: Value): Value | undefined {
  if (value.kind !== "literal" || value.style !== "signed") return undefined;
  const half = 1n << BigInt(value.width - 1);
  return value.bits > half ? literalValue(value.width, 2n * half - value.bits) : undefined;
}

const symbols: Readonly<Record<Exclude<(Expr & { op: "binary" })["operator"], "shl" | "shr">, BinarySymbol>> =
  {
    add: "+",
    sub: "-",
    mul: "*",
    and: "&",
    or: "|",
    xor: "^",
    eq: "==",
    ne: "!=",
    lt: "<",
    le: "<=",
    gt: ">",
    ge: ">=",
  };

/** One-bit operands read better as conditions: `a && b`, `!a`. */
function oneBitLogic(
  operator: (Expr & { op: "binary" })["operator"],
  left: Value,
  right: Value,
): Value | undefined {
  const logical = (symbol: "&&" | "||"): Value => ({
    kind: "binary",
    width: 1,
    symbol,
    signed: false,
    left,
    right,
  });
  switch (operator) {
    case "and":
      return logical("&&");
    case "or":
      return logical("||");
    case "eq":
    case "ne": {
      if (right.kind !== "literal") return undefined;
      return (right.bits === 1n) === (operator === "eq") ? left : invertedValue(left);
    }
    default:
      return undefined;
  }
}

function lowerShift(
  lowering: OperandLowering,
  expr: Expr & { op: "binary" },
  operator: "shl" | "shr",
  target: string,
): Value {
  const width = bitWidth(expr.type);
  const isArithmetic = operator === "shr" && expr.left.type.kind === "sint";
  const symbol = operator === "shl" ? "<<" : isArithmetic ? ">>>" : ">>";
  const left = lowering.operand(expr.left, target);
  const right = lowering.operand(expr.right, target);
  if (left.kind === "literal" && right.kind === "literal") {
    return lowering.literal(expr.type, foldBinary(operator, expr.left.type, left.bits, right.bits));
  }
  const shiftedOut = (): Value =>
    isArithmetic
      ? repeatValue(width, rangeValue(lowering.net(expr.left, target), width - 1, width - 1))
      : literalValue(width, 0n);
  if (right.kind === "literal") {
    if (right.bits === 0n) return left;
    if (right.bits >= BigInt(width)) return shiftedOut();
    return { kind: "shift", width, symbol, operand: left, by: Number(right.bits) };
  }
  if (right.width <= widestShiftAmount) {
    return { kind: "binary", width, symbol, signed: isArithmetic, left, right };
  }
  const amount = lowering.net(expr.right, target);
  const high = rangeValue(amount, amount.width - 1, widestShiftAmount);
  return {
    kind: "choice",
    width,
    condition: high.width === 1 ? high : { kind: "unary", width: 1, symbol: "|", operand: high },
    whenTrue: shiftedOut(),
    whenFalse: {
      kind: "binary",
      width,
      symbol,
      signed: isArithmetic,
      left: isArithmetic ? { kind: "net", width, net: lowering.net(expr.left, target) } : left,
      right: rangeValue(amount, widestShiftAmount - 1, 0),
    },
  };
}
