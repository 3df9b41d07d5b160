/** Verifies the width and type rules written at each expression kind of design.ts; each shared node once. */
import type { BinaryExpr, Expr, IndexExpr, MemoryRead, Module, Signal, SliceExpr } from "./design.ts";
import { bitWidth, sameType, typeName } from "./types.ts";

export class ExpressionVerifier {
  private readonly check: (holds: boolean, what: string) => void;
  private readonly signals: ReadonlySet<Signal>;
  private readonly reads: ReadonlySet<MemoryRead>;
  private readonly seen = new Set<Expr>();

  constructor(module: Module, check: (holds: boolean, what: string) => void) {
    this.check = check;
    this.signals = new Set(module.signals);
    this.reads = new Set(module.memories.flatMap((memory) => memory.reads));
  }

  owns(signal: Signal): boolean {
    return this.signals.has(signal);
  }

  fits(bits: bigint, width: number): boolean {
    return bits >= 0n && bits >> BigInt(width) === 0n;
  }

  oneBit(expr: Expr, where: string): void {
    this.ofWidth(expr, 1, where);
  }

  ofWidth(expr: Expr, width: number, where: string): void {
    this.verify(expr);
    const actual = bitWidth(expr.type);
    this.check(actual === width, `${where} has ${actual} bits, not ${width}`);
  }

  verify(expr: Expr): void {
    if (this.seen.has(expr)) return;
    this.seen.add(expr);
    const width = bitWidth(expr.type);
    switch (expr.op) {
      case "literal":
        this.check(this.fits(expr.bits, width), `literal ${expr.bits} does not fit ${typeName(expr.type)}`);
        return;
      case "ref":
        this.check(this.owns(expr.signal), `ref to ${expr.signal.name} of another module`);
        this.check(sameType(expr.type, expr.signal.type), `ref to ${expr.signal.name} under another type`);
        return;
      case "read":
        this.check(this.reads.has(expr.port), `read of ${expr.port.name} of another module`);
        this.check(
          sameType(expr.type, expr.port.memory.type),
          `read of ${expr.port.name} under another type`,
        );
        return;
      case "unary": {
        this.verify(expr.operand);
        const keepsType = expr.operator === "not" || expr.operator === "neg";
        const isRight = keepsType ? sameType(expr.type, expr.operand.type) : width === 1;
        this.check(
          isRight,
          `${expr.operator} of ${typeName(expr.operand.type)} gives ${typeName(expr.type)}`,
        );
        return;
      }
      case "binary":
        this.binary(expr);
        return;
      case "mux":
        this.oneBit(expr.condition, "condition of a mux");
        for (const side of [expr.whenTrue, expr.whenFalse]) {
          this.verify(side);
          this.check(sameType(side.type, expr.type), `mux side is ${typeName(side.type)}`);
        }
        return;
      case "cat": {
        for (const part of expr.parts) this.verify(part);
        const sum = expr.parts.reduce((total, part) => total + bitWidth(part.type), 0);
        this.check(sum === width && expr.parts.length > 0, `cat of ${sum} bits as ${typeName(expr.type)}`);
        return;
      }
      case "slice":
        this.slice(expr, width);
        return;
      case "index":
        this.index(expr, width);
        return;
      case "resize": {
        this.verify(expr.source);
        const { kind } = expr.source.type;
        const isNumber = kind === "uint" || kind === "sint";
        this.check(isNumber && kind === expr.type.kind, `resize from ${kind} to ${expr.type.kind}`);
        return;
      }
      case "cast":
        this.ofWidth(expr.source, width, "source of a cast");
        return;
    }
  }

  private binary({ operator, left, right, type }: BinaryExpr): void {
    this.verify(left);
    this.verify(right);
    if (operator === "shl" || operator === "shr") {
      this.check(sameType(type, left.type) && right.type.kind === "uint", `types of ${operator}`);
      return;
    }
    const names = `${typeName(left.type)} and ${typeName(right.type)}`;
    this.check(sameType(left.type, right.type), `${operator} of ${names}`);
    const isComparison = ["eq", "ne", "lt", "le", "gt", "ge"].includes(operator);
    const isRight = isComparison ? bitWidth(type) === 1 : sameType(type, left.type);
    this.check(isRight, `${operator} of ${names} gives ${typeName(type)}`);
  }

  private slice({ source, high, low }: SliceExpr, width: number): void {
    this.verify(source);
    const isInside = 0 <= low && low <= high && high < bitWidth(source.type);
    this.check(isInside && width === high - low + 1, `slice ${high}..${low} of ${typeName(source.type)}`);
  }

  private index({ source, index, stride, count }: IndexExpr, width: number): void {
    this.verify(source);
    this.verify(index);
    this.check(index.type.kind === "uint", `index is ${typeName(index.type)}, not a uint`);
    const isInside = width <= stride && count >= 1 && (count - 1) * stride + width <= bitWidth(source.type);
    this.check(isInside, `index of ${count} elements of ${stride} bits in ${typeName(source.type)}`);
  }
}
