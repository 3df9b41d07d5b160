/**
 * What is certain of expressions on a path through `when` and `match`: literals, and the conditions that lead there. It
 * finds arms that can never be taken. Invariant: sound and not complete; "unknown" is always an allowed answer.
 */
import type { Expr, Signal } from "../../ir/index.ts";
import { bitWidth, maskOf, operandsOf, typeName } from "../../ir/index.ts";
import { Evaluator } from "../interpreter/evaluate.ts";
import { literal } from "./expressions.ts";

/** Levels of an expression that are looked at. Conditions are small; the logic below them need not be. */
const depthLimit = 12;

/** Equal numbers for expressions that always have equal values, because they are written alike. */
class Numbering {
  private readonly numbers = new Map<string, number>();
  private readonly known = new Map<Expr, number>();
  private readonly leaves = new Map<object, number>();

  of(expr: Expr): number {
    const found = this.known.get(expr);
    if (found !== undefined) return found;
    const number = this.compute(expr);
    this.known.set(expr, number);
    return number;
  }

  private compute(expr: Expr): number {
    if (expr.op === "ref" && expr.signal.value !== undefined) return this.of(expr.signal.value);
    const text = `${typeName(expr.type)} ${bitWidth(expr.type)} ${this.content(expr)}`;
    const number = this.numbers.get(text) ?? this.numbers.size;
    this.numbers.set(text, number);
    return number;
  }

  private content(expr: Expr): string {
    const operands = operandsOf(expr).map((operand) => this.of(operand));
    switch (expr.op) {
      case "literal":
        return `literal ${expr.bits}`;
      case "ref":
        return `leaf ${this.leaf(expr.signal)}`;
      case "read":
        return `leaf ${this.leaf(expr.port)}`;
      case "unary":
      case "binary":
        return `${expr.operator} ${operands.join(" ")}`;
      case "slice":
        return `slice ${expr.high} ${expr.low} ${operands.join(" ")}`;
      case "index":
        return `index ${expr.stride} ${expr.count} ${operands.join(" ")}`;
      default:
        return `${expr.op} ${operands.join(" ")}`;
    }
  }

  private leaf(of: object): number {
    const number = this.leaves.get(of) ?? this.leaves.size;
    this.leaves.set(of, number);
    return number;
  }
}

/** Facts that hold on one path. Adding one gives another object; the numbering of expressions is shared. */
export class Knowledge {
  private readonly numbering: Numbering;
  private readonly facts: ReadonlyMap<number, bigint>;

  private constructor(numbering: Numbering, facts: ReadonlyMap<number, bigint>) {
    this.numbering = numbering;
    this.facts = facts;
  }

  /** Nothing but what literals say. */
  static none(): Knowledge {
    return new Knowledge(new Numbering(), new Map());
  }

  /** These facts, and that `expr` has the raw bits `bits`, with what follows for the operands of not, and, or, ==. */
  given(expr: Expr, bits: bigint): Knowledge {
    const facts = new Map(this.facts);
    this.add(facts, expr, bits, depthLimit);
    return new Knowledge(this.numbering, facts);
  }

  /** Raw bits of the expression, or undefined when they are not certain. */
  valueOf(expr: Expr): bigint | undefined {
    return this.evaluate(expr, depthLimit, new Map());
  }

  private add(facts: Map<number, bigint>, expr: Expr, bits: bigint, depth: number): void {
    facts.set(this.numbering.of(expr), bits);
    if (depth === 0) return;
    if (expr.op === "ref" && expr.signal.value !== undefined) {
      this.add(facts, expr.signal.value, bits, depth - 1);
    } else if (expr.op === "unary" && expr.operator === "not") {
      this.add(facts, expr.operand, maskOf(bitWidth(expr.type)) ^ bits, depth - 1);
    } else if (expr.op === "binary") {
      const { operator, left, right } = expr;
      const isBit = bitWidth(expr.type) === 1;
      if (isBit && ((operator === "and" && bits === 1n) || (operator === "or" && bits === 0n))) {
        this.add(facts, left, bits, depth - 1);
        this.add(facts, right, bits, depth - 1);
      }
      const isEqual = (operator === "eq" && bits === 1n) || (operator === "ne" && bits === 0n);
      if (isEqual && right.op === "literal") this.add(facts, left, right.bits, depth - 1);
      if (isEqual && left.op === "literal") this.add(facts, right, left.bits, depth - 1);
    }
  }

  private evaluate(expr: Expr, depth: number, done: Map<number, bigint | undefined>): bigint | undefined {
    if (expr.op === "literal") return expr.bits;
    const number = this.numbering.of(expr);
    const fact = this.facts.get(number);
    if (fact !== undefined || depth === 0) return fact;
    if (done.has(number)) return done.get(number);
    const result = this.compute(expr, (operand) => this.evaluate(operand, depth - 1, done));
    done.set(number, result);
    return result;
  }

  private compute(expr: Expr, value: (operand: Expr) => bigint | undefined): bigint | undefined {
    switch (expr.op) {
      case "literal":
        return expr.bits;
      case "read":
        return undefined;
      case "ref":
        return nodeValue(expr.signal, value);
      case "unary": {
        const operand = value(expr.operand);
        return operand === undefined
          ? undefined
          : constant({ ...expr, operand: literal(operand, expr.operand.type) });
      }
      case "binary": {
        const left = value(expr.left);
        const right = value(expr.right);
        const absorbing =
          expr.operator === "and" ? 0n : expr.operator === "or" ? maskOf(bitWidth(expr.type)) : undefined;
        if (absorbing !== undefined && (left === absorbing || right === absorbing)) return absorbing;
        if (left === undefined || right === undefined) return undefined;
        const operands = {
          left: literal(left, expr.left.type),
          right: literal(right, expr.right.type),
        };
        return constant({ ...expr, ...operands });
      }
      case "mux": {
        const condition = value(expr.condition);
        if (condition !== undefined) return value(condition === 1n ? expr.whenTrue : expr.whenFalse);
        const whenTrue = value(expr.whenTrue);
        return whenTrue !== undefined && whenTrue === value(expr.whenFalse) ? whenTrue : undefined;
      }
      case "cat": {
        const parts = expr.parts.map((part) => ({ type: part.type, bits: value(part) }));
        const known = parts.flatMap(({ type, bits }) => (bits === undefined ? [] : [literal(bits, type)]));
        return known.length === parts.length ? constant({ ...expr, parts: known }) : undefined;
      }
      case "index": {
        const source = value(expr.source);
        const at = value(expr.index);
        if (source === undefined || at === undefined) return undefined;
        const operands = {
          source: literal(source, expr.source.type),
          index: literal(at, expr.index.type),
        };
        return constant({ ...expr, ...operands });
      }
      default: {
        const source = value(expr.source);
        return source === undefined
          ? undefined
          : constant({ ...expr, source: literal(source, expr.source.type) });
      }
    }
  }
}

const nodeValue = (signal: Signal, value: (operand: Expr) => bigint | undefined): bigint | undefined =>
  signal.value === undefined ? undefined : value(signal.value);

/** An expression whose operands are literals. */
function constant(expr: Expr): bigint {
  const nothing = (): bigint => 0n;
  return new Evaluator({ signal: nothing, read: nothing }).value(expr);
}
