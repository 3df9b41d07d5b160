/**
 * How often the Verilog will mention each expression and signal. Invariant: every expression that the writer prints was
 * counted here first, from the same roots, so "used once" means that its text appears once.
 */
import { type Expr, type MemoryRead, operandsOf, type Signal } from "../../ir/index.ts";

export class UseCounts {
  private readonly expressions = new Map<Expr, number>();
  private readonly signals = new Map<Signal, number>();
  private readonly ports = new Map<MemoryRead, number>();

  /** Counts an expression that stands in an assignment, a condition or a port. */
  addRoot(expr: Expr): void {
    const before = this.expressions.get(expr) ?? 0;
    this.expressions.set(expr, before + 1);
    // Parts of a wiring expression appear again wherever it does; of any other only once, because it becomes a wire.
    if (before === 0 || (isWiring(expr) && before === 1)) {
      for (const operand of operandsOf(expr)) this.addRoot(operand);
    }
    if (expr.op === "ref") this.signals.set(expr.signal, (this.signals.get(expr.signal) ?? 0) + 1);
    if (expr.op === "read") this.ports.set(expr.port, this.ofRead(expr.port) + 1);
  }

  /** More than one mention and worth a wire of its own. */
  isShared(expr: Expr): boolean {
    return (this.expressions.get(expr) ?? 0) > 1;
  }

  /** Number of expressions that mention the signal; several objects may stand for one signal. */
  ofSignal(signal: Signal): number {
    return this.signals.get(signal) ?? 0;
  }

  ofRead(port: MemoryRead): number {
    return this.ports.get(port) ?? 0;
  }
}

/** Selects or joins bits without computing anything. */
export function isWiring(expr: Expr): boolean {
  return expr.op === "cast" || expr.op === "cat" || expr.op === "slice" || expr.op === "resize";
}

/** Short enough to be written out at every mention: no operator, or one that reads like a name (`!x`, `state == IDLE`). */
export function isTrivial(expr: Expr): boolean {
  switch (expr.op) {
    case "literal":
    case "ref":
    case "read":
      return true;
    case "cast":
    case "resize":
    case "slice":
      return isTrivial(expr.source);
    case "unary":
      return isLeaf(expr.operand);
    case "binary":
      return (
        (expr.operator === "eq" || expr.operator === "ne") && isLeaf(expr.left) && expr.right.op === "literal"
      );
    case "cat":
      return expr.parts.length <= 3 && expr.parts.every(isLeaf);
    default:
      return false;
  }
}

const isLeaf = (expr: Expr): boolean => expr.op === "literal" || expr.op === "ref" || expr.op === "read";
