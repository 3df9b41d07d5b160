/**
 * The value of an IR expression over BigInt, operator by operator as src/ir/design.ts defines them. Invariant: every
 * result is raw bits, 0 <= bits < 2^width of the expression's type.
 */
import {
  type BinaryExpr,
  bitWidth,
  type DataType,
  type Expr,
  type MemoryRead,
  type Signal,
  type UnaryExpr,
} from "../ir/index.ts";

/** Where the leaves of an expression get their raw bits. */
export interface Environment {
  readonly signal: (signal: Signal) => bigint;
  readonly read: (port: MemoryRead) => bigint;
}

/** Raw bits of `expr`. `memo` holds subexpressions already evaluated in the same environment. */
export function evaluate(expr: Expr, environment: Environment, memo: Map<Expr, bigint>): bigint {
  if (expr.op === "literal") return expr.bits;
  const known = memo.get(expr);
  if (known !== undefined) return known;
  const result = compute(expr, environment, memo);
  memo.set(expr, result);
  return result;
}

function compute(expr: Expr, environment: Environment, memo: Map<Expr, bigint>): bigint {
  const value = (operand: Expr): bigint => evaluate(operand, environment, memo);
  switch (expr.op) {
    case "literal":
      return expr.bits;
    case "ref":
      return environment.signal(expr.signal);
    case "read":
      return environment.read(expr.port);
    case "unary":
      return unaryResult(expr.operator, value(expr.operand), bitWidth(expr.operand.type));
    case "binary":
      return binaryResult(expr.operator, value(expr.left), value(expr.right), expr.left.type);
    case "mux":
      return value(expr.condition) === 1n ? value(expr.whenTrue) : value(expr.whenFalse);
    case "cat":
      return expr.parts.reduce((high, part) => (high << BigInt(bitWidth(part.type))) | value(part), 0n);
    case "slice":
      return BigInt.asUintN(expr.high - expr.low + 1, value(expr.source) >> BigInt(expr.low));
    case "index": {
      const at = value(expr.index);
      if (at >= BigInt(expr.count)) return 0n;
      return BigInt.asUintN(bitWidth(expr.type), value(expr.source) >> (at * BigInt(expr.stride)));
    }
    case "resize":
      return BigInt.asUintN(bitWidth(expr.type), numberOf(value(expr.source), expr.source.type));
    case "cast":
      return value(expr.source);
  }
}

function unaryResult(operator: UnaryExpr["operator"], operand: bigint, width: number): bigint {
  switch (operator) {
    case "not":
      return BigInt.asUintN(width, ~operand);
    case "neg":
      return BigInt.asUintN(width, -operand);
    case "all":
      return operand === (1n << BigInt(width)) - 1n ? 1n : 0n;
    case "any":
      return operand === 0n ? 0n : 1n;
    case "parity": {
      let ones = 0n;
      for (let rest = operand; rest !== 0n; rest >>= 1n) ones += rest & 1n;
      return ones & 1n;
    }
  }
}

function binaryResult(
  operator: BinaryExpr["operator"],
  left: bigint,
  right: bigint,
  operandType: DataType,
): bigint {
  const width = bitWidth(operandType);
  const a = numberOf(left, operandType);
  const b = numberOf(right, operandType);
  switch (operator) {
    case "add":
      return BigInt.asUintN(width, a + b);
    case "sub":
      return BigInt.asUintN(width, a - b);
    case "mul":
      return BigInt.asUintN(width, a * b);
    case "and":
      return left & right;
    case "or":
      return left | right;
    case "xor":
      return left ^ right;
    case "eq":
      return a === b ? 1n : 0n;
    case "ne":
      return a !== b ? 1n : 0n;
    case "lt":
      return a < b ? 1n : 0n;
    case "le":
      return a <= b ? 1n : 0n;
    case "gt":
      return a > b ? 1n : 0n;
    case "ge":
      return a >= b ? 1n : 0n;
    case "shl":
      return right >= BigInt(width) ? 0n : BigInt.asUintN(width, left << right);
    case "shr": {
      const distance = right >= BigInt(width) ? BigInt(width) : right;
      return BigInt.asUintN(width, a >> distance);
    }
  }
}

/** The integer that raw bits stand for: two's complement for sint, else unsigned. */
const numberOf = (bits: bigint, type: DataType): bigint =>
  type.kind === "sint" ? BigInt.asIntN(type.width, bits) : bits;
