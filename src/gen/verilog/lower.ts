/**
 * Turns IR expressions into Verilog expressions. Invariant: what Verilog cannot say in place (a slice of a sum, a sign
 * extension of a product, an index used twice) gets a wire, and so does what is mentioned more than once.
 */
import { bitWidth, type DataType, type Expr, type MemoryRead, type Signal } from "../../ir/index.ts";
import { concatOrLiteral } from "./concat.ts";
import { lowerIndex } from "./lower-index.ts";
import type { OperandLowering } from "./lower-operand.ts";
import { lowerBinary, lowerUnary } from "./lower-operators.ts";
import { lowerResize, lowerSlice } from "./lower-wiring.ts";
import { isTrivial, type UseCounts } from "./sharing.ts";
import { type Net, netValue, type Value, valueSize } from "./value.ts";

/** Where the lowering finds and puts names. */
export interface Scope {
  netOf(signal: Signal): Net;
  netOfRead(port: MemoryRead): Net;
  /** The localparam of an enum member; undefined when the bits are no member. */
  constantFor(type: DataType, bits: bigint): string | undefined;
  /** Declares `wire NAME = value` under a name derived from the expression and the target it helps to drive. */
  declare(expr: Expr, value: Value, target: string): Net;
}

/** Operators and leaves an operand may have before it becomes a wire (our design choice: about four lines of text). */
const largestOperand = 64;

export class Lowering implements OperandLowering {
  readonly uses: UseCounts;
  private readonly scope: Scope;
  private readonly wires = new Map<Expr, Net>();

  constructor(scope: Scope, uses: UseCounts) {
    this.scope = scope;
    this.uses = uses;
  }

  /** `target`: the signal that the expression helps to drive, for names. */
  value(expr: Expr, target: string): Value {
    if (this.wires.has(expr) || (this.uses.isShared(expr) && !isTrivial(expr))) {
      const built = this.wires.has(expr) ? undefined : this.build(expr, target);
      if (built !== undefined && isShort(built)) return built;
      return netValue(this.wire(expr, target, built));
    }
    return this.build(expr, target);
  }

  /** An operand of something larger: the same, but never too large to read. */
  operand(expr: Expr, target: string): Value {
    const value = this.value(expr, target);
    return valueSize(value) > largestOperand ? netValue(this.wire(expr, target, value)) : value;
  }

  /** A net that holds the expression, for selecting bits or mentioning it twice. */
  net(expr: Expr, target: string): Net {
    const known = this.wires.get(expr);
    if (known !== undefined) return known;
    const value = this.value(expr, target);
    return value.kind === "net" ? value.net : this.wire(expr, target, value);
  }

  /** The value itself when it is a constant or a net, otherwise a net that holds it. */
  leaf(expr: Expr, target: string): Value {
    const value = this.value(expr, target);
    if (value.kind === "literal" || value.kind === "net" || value.kind === "range") return value;
    return netValue(this.wire(expr, target, value));
  }

  /**
   * What stands in brackets: never an operator, because Icarus evaluates indices without wrapping (it widens `a + b`
   * until nothing is lost, against IEEE 1364-2005 5.1.5), so arithmetic has to wrap in a wire before.
   */
  selector(expr: Expr, target: string): Value {
    const value = this.value(expr, target);
    return isShort(value) ? value : netValue(this.wire(expr, target, value));
  }

  literal(type: DataType, bits: bigint): Value {
    const constant = type.kind === "enum" ? this.scope.constantFor(type, bits) : undefined;
    const style =
      type.kind === "sint" ? "signed" : type.kind === "uint" || type.kind === "enum" ? "decimal" : "hex";
    return { kind: "literal", width: bitWidth(type), bits, constant, style };
  }

  private wire(expr: Expr, target: string, value: Value | undefined): Net {
    const known = this.wires.get(expr);
    if (known !== undefined) return known;
    const net = this.scope.declare(expr, value ?? this.build(expr, target), target);
    this.wires.set(expr, net);
    return net;
  }

  private build(expr: Expr, target: string): Value {
    switch (expr.op) {
      case "literal":
        return this.literal(expr.type, expr.bits);
      case "ref":
        return netValue(this.scope.netOf(expr.signal));
      case "read":
        return netValue(this.scope.netOfRead(expr.port));
      case "unary":
        return lowerUnary(this, expr, target);
      case "binary":
        return lowerBinary(this, expr, target);
      case "mux":
        return this.choice(expr, target);
      case "cat":
        return concatOrLiteral(expr.parts.map((part) => this.operand(part, target)));
      case "slice":
        return lowerSlice(this, expr.source, expr.high, expr.low, target);
      case "index":
        return lowerIndex(this, expr, target);
      case "resize":
        return lowerResize(this, expr, target);
      case "cast": {
        const source = this.value(expr.source, target);
        return source.kind === "literal" ? this.literal(expr.type, source.bits) : source;
      }
    }
  }

  private choice(expr: Expr & { op: "mux" }, target: string): Value {
    const condition = this.operand(expr.condition, target);
    if (condition.kind === "literal") {
      return this.value(condition.bits === 1n ? expr.whenTrue : expr.whenFalse, target);
    }
    const whenTrue = this.operand(expr.whenTrue, target);
    const whenFalse = this.operand(expr.whenFalse, target);
    if (condition.kind === "unary" && condition.symbol === "!") {
      return {
        kind: "choice",
        width: whenTrue.width,
        condition: condition.operand,
        whenTrue: whenFalse,
        whenFalse: whenTrue,
      };
    }
    return { kind: "choice", width: whenTrue.width, condition, whenTrue, whenFalse };
  }
}

/** Reads as quickly as a name would. */
function isShort(value: Value): boolean {
  if (value.kind === "concat") return value.parts.length <= 3 && value.parts.every(isShort);
  if (value.kind === "repeat") return isShort(value.part);
  return value.kind === "literal" || value.kind === "net" || value.kind === "range";
}
