/**
 * Expressions of the design as parts of a graph. Invariant: each shared expression is lowered once, and however deep it is,
 * without recursion.
 */
import {
  type BinaryExpr,
  bitWidth,
  type Expr,
  type IndexExpr,
  operandsOf,
  type UnaryExpr,
} from "../../ir/index.ts";
import type { Arithmetic } from "./arithmetic.ts";
import { Op } from "./netlist.ts";
import { type Parts, WORD } from "./parts.ts";
import { type Owner, typeWidths } from "./pieces.ts";

/** Bits low.. of a signal that is no node, or of the word at a memory's read port. */
export type Leaves = (owner: Owner, low: number, width: number) => Parts;

export class Expressions {
  private readonly lists: Arithmetic;
  private readonly leaves: Leaves;
  private readonly known = new Map<Expr, Parts>();

  constructor(lists: Arithmetic, leaves: Leaves) {
    this.lists = lists;
    this.leaves = leaves;
  }

  /** One node for an expression of at most 64 bits. */
  node(expr: Expr): number {
    return this.lists.pack(this.parts(expr));
  }

  parts(root: Expr): Parts {
    const found = this.known.get(root);
    if (found !== undefined) return found;
    const stack: Expr[] = [root];
    for (let expr = stack.at(-1); expr !== undefined; expr = stack.at(-1)) {
      if (this.known.has(expr)) {
        stack.pop();
        continue;
      }
      const before = stack.length;
      for (const operand of needed(expr)) if (!this.known.has(operand)) stack.push(operand);
      if (stack.length > before) continue;
      this.known.set(expr, this.compute(expr));
      stack.pop();
    }
    return this.of(root);
  }

  private of(expr: Expr): Parts {
    return this.known.get(expr) as Parts;
  }

  private compute(expr: Expr): Parts {
    const { lists } = this;
    switch (expr.op) {
      case "literal":
        return lists.cut(lists.literal(bitWidth(expr.type), expr.bits), typeWidths(expr.type));
      case "ref":
        if (expr.signal.value !== undefined) return this.of(expr.signal.value);
        return this.leaves(expr.signal, 0, bitWidth(expr.type));
      case "read":
        return this.leaves(expr.port, 0, bitWidth(expr.type));
      case "unary":
        return this.unary(expr);
      case "binary":
        return this.binary(expr);
      case "mux":
        return this.choose(
          lists.pack(this.of(expr.condition)),
          this.of(expr.whenTrue),
          this.of(expr.whenFalse),
        );
      case "cat":
        return lists.withoutCopies(expr.parts.toReversed().flatMap((part) => this.of(part)));
      case "slice": {
        const { source, low, high } = expr;
        const width = high - low + 1;
        if (source.op === "ref" && source.signal.value === undefined)
          return this.leaves(source.signal, low, width);
        return lists.range(this.of(source), low, width);
      }
      case "index":
        return this.index(expr);
      case "resize":
        return lists.resize(this.of(expr.source), bitWidth(expr.type), expr.type.kind === "sint");
      case "cast":
        return this.of(expr.source);
    }
  }

  /** condition ? whenTrue : whenFalse, part by part. */
  choose(condition: number, whenTrue: Parts, whenFalse: Parts): Parts {
    const { lists } = this;
    const widths = lists.common(whenTrue, whenFalse);
    const left = lists.cut(whenTrue, widths);
    const right = lists.cut(whenFalse, widths);
    return left.map((part, i) => lists.g.mux(condition, part, right[i] as number));
  }

  private unary({ operator, operand }: UnaryExpr): Parts {
    const { lists } = this;
    const { g } = lists;
    const parts = this.of(operand);
    switch (operator) {
      case "not":
        return lists.joined(parts).map((part) => g.not(part));
      case "neg":
        return lists.negation(parts);
      case "all":
        return [
          lists.tree(
            parts.map((part) => g.eq(part, g.ones(g.widthOf(part)))),
            Op.and,
          ),
        ];
      case "any":
        return [lists.any(parts)];
      case "parity":
        return [
          lists.tree(
            parts.map((part) => g.make(Op.parity, 1, part)),
            Op.xor,
          ),
        ];
    }
  }

  private binary({ operator, left, right }: BinaryExpr): Parts {
    const { lists } = this;
    const a = this.of(left);
    const b = this.of(right);
    const isSigned = left.type.kind === "sint";
    switch (operator) {
      case "add":
        return lists.sum(a, b);
      case "sub":
        return lists.difference(a, b);
      case "mul":
        return lists.product(a, b);
      case "and":
        return this.bitwise(Op.and, a, b);
      case "or":
        return this.bitwise(Op.or, a, b);
      case "xor":
        return this.bitwise(Op.xor, a, b);
      case "eq":
        return [lists.equal(a, b)];
      case "ne":
        return [lists.g.not(lists.equal(a, b))];
      case "lt":
        return [lists.less(a, b, isSigned, false)];
      case "le":
        return [lists.less(a, b, isSigned, true)];
      case "gt":
        return [lists.less(b, a, isSigned, false)];
      case "ge":
        return [lists.less(b, a, isSigned, true)];
      case "shl":
        return lists.shift(Op.shl, a, b);
      case "shr":
        return lists.shift(isSigned ? Op.shrs : Op.shru, a, b);
    }
  }

  private bitwise(op: number, a: Parts, b: Parts): Parts {
    const { lists } = this;
    const widths = lists.common(a, b);
    const right = lists.cut(b, widths);
    return lists
      .cut(a, widths)
      .map((part, i) => lists.g.make(op, widths[i] as number, part, right[i] as number));
  }

  private index({ source, index, stride, count, type }: IndexExpr): Parts {
    const { lists } = this;
    const { g } = lists;
    const width = bitWidth(type);
    const parts = this.of(source);
    const at = this.of(index);
    if (at.length === 1 && g.isConstant(at[0] as number)) {
      const number = g.bitsOf(at[0] as number);
      if (number >= BigInt(count)) return lists.resize([g.constant(1, 0)], width, false);
      return lists.range(parts, Number(number) * stride, width);
    }
    const used = (count - 1) * stride + width;
    // A power of two as stride: elements of one word are picked by a shift.
    if (parts.length === 1 && used <= WORD && (stride & (stride - 1)) === 0) {
      const shift = Math.log2(stride);
      const wide = lists.width(at) + shift;
      if (wide <= WORD) {
        const amount = shift === 0 ? lists.pack(at) : g.concat(lists.pack(at), g.constant(shift, 0));
        const packed = g.make(Op.shru, used, g.extract(parts[0] as number, 0, used), amount);
        return [g.extract(packed, 0, width)];
      }
    }
    const elements = Array.from({ length: count }, (_, i) => lists.range(parts, i * stride, width));
    return this.pick(elements, at, lists.resize([g.constant(1, 0)], width, false));
  }

  /** The element at a run-time index, `outside` past the end: a binary tree over the index bits. */
  private pick(elements: readonly Parts[], index: Parts, outside: Parts): Parts {
    const { lists } = this;
    const { g } = lists;
    const bits = lists.width(index);
    let level: readonly Parts[] = elements;
    let bit = 0;
    for (; level.length > 1 && bit < bits; bit++) {
      const choice = lists.take(index, bit, 1);
      const next: Parts[] = [];
      for (let i = 0; i < level.length; i += 2) {
        next.push(this.choose(choice, level[i + 1] ?? outside, level[i] as Parts));
      }
      level = next;
    }
    const picked = level[0] as Parts;
    if (bit >= bits) return picked;
    const isOutside = lists.any(lists.range(index, bit, bits - bit));
    return g.isNumber(isOutside, 0) ? picked : this.choose(isOutside, outside, picked);
  }
}

/** Operands that have to be lowered before the expression. */
function needed(expr: Expr): readonly Expr[] {
  if (expr.op === "ref") return expr.signal.value === undefined ? [] : [expr.signal.value];
  if (expr.op === "slice" && expr.source.op === "ref" && expr.source.signal.value === undefined) return [];
  return operandsOf(expr);
}
