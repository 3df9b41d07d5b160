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
} from "../../ir/index.ts";

/** Where the leaves of an expression get their raw bits. */
export interface Environment {
  readonly signal: (signal: Signal) => bigint;
  readonly read: (port: MemoryRead) => bigint;
}

/** Evaluates expressions in one environment, each shared one once until `forget`. */
export class Evaluator {
  private readonly environment: Environment;
  private known = new Map<Expr, bigint>();

  constructor(environment: Environment) {
    this.environment = environment;
  }

  /** To be called when a value of the environment has changed. */
  forget(): void {
    this.known = new Map();
  }

  /** Raw bits of the expression. */
  value(expr: Expr): bigint {
    if (expr.op === "literal") return expr.bits;
    if (expr.op === "ref") return this.environment.signal(expr.signal);
    const known = this.known.get(expr);
    if (known !== undefined) return known;
    const result = this.compute(expr);
    this.known.set(expr, result);
    return result;
  }

  private compute(expr: Expr): bigint {
    switch (expr.op) {
      case "literal":
        return expr.bits;
      case "ref":
        return this.environment.signal(expr.signal);
      case "read":
        return this.environment.read(expr.port);
      case "unary":
        return unaryResult(expr.operator, this.value(expr.operand), bitWidth(expr.operand.type));
      case "binary":
        return binaryResult(expr.operator, this.value(expr.left), this.value(expr.right), expr.left.type);
      case "mux":
        return this.value(expr.condition) === 1n ? this.value(expr.whenTrue) : this.value(expr.whenFalse);
      case "cat": {
        let bits = 0n;
        for (const part of expr.parts) bits = (bits << BigInt(bitWidth(part.type))) | this.value(part);
        return bits;
      }
      case "slice":
        return BigInt.asUintN(expr.high - expr.low + 1, this.value(expr.source) >> BigInt(expr.low));
      case "index": {
        const at = this.value(expr.index);
        if (at >= BigInt(expr.count)) return 0n;
        return BigInt.asUintN(bitWidth(expr.type), this.value(expr.source) >> (at * BigInt(expr.stride)));
      }
      case "resize":
        return BigInt.asUintN(bitWidth(expr.type), numberOf(this.value(expr.source), expr.source.type));
      case "cast":
        return this.value(expr.source);
    }
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
