/**
 * Short names for the nodes that lowering and simplifying make. Invariant: everything but constants and registers goes
 * through `make`, which alone decides what becomes a node.
 */
import { Graph } from "./graph.ts";
import { Op } from "./netlist.ts";

export abstract class NodeBuilder extends Graph {
  /** A node with the operation's value on these operands; those not needed are left out. */
  abstract make(op: number, width: number, a: number, b?: number, c?: number, imm?: number): number;

  constant(width: number, low: number, high = 0): number {
    return this.add(Op.constant, width, low | 0, high | 0, -1, 0);
  }

  /** Raw bits as a constant. */
  literal(width: number, bits: bigint): number {
    return this.constant(width, Number(bits & 0xffffffffn) | 0, Number((bits >> 32n) & 0xffffffffn) | 0);
  }

  ones(width: number): number {
    if (width >= 64) return this.constant(width, -1, -1);
    if (width > 32) return this.constant(width, -1, (1 << (width - 32)) - 1);
    return this.constant(width, width === 32 ? -1 : (1 << width) - 1);
  }

  isConstant(node: number): boolean {
    return this.op[node] === Op.constant;
  }

  /** True for a constant of these bits, which fit 31. */
  isNumber(node: number, value: number): boolean {
    return this.op[node] === Op.constant && this.a[node] === value && this.b[node] === 0;
  }

  isOnes(node: number): boolean {
    const width = this.widthOf(node);
    if (this.op[node] !== Op.constant) return false;
    if (width <= 32) return this.a[node] === (width === 32 ? -1 : (1 << width) - 1);
    return this.a[node] === -1 && this.b[node] === (width === 64 ? -1 : (1 << (width - 32)) - 1);
  }

  /** Raw bits of a constant. */
  bitsOf(node: number): bigint {
    return (BigInt(this.bOf(node) >>> 0) << 32n) | BigInt(this.aOf(node) >>> 0);
  }

  not(a: number): number {
    return this.make(Op.not, this.widthOf(a), a);
  }
  and(a: number, b: number): number {
    return this.make(Op.and, this.widthOf(a), a, b);
  }
  or(a: number, b: number): number {
    return this.make(Op.or, this.widthOf(a), a, b);
  }
  xor(a: number, b: number): number {
    return this.make(Op.xor, this.widthOf(a), a, b);
  }
  eq(a: number, b: number): number {
    return this.make(Op.eq, 1, a, b);
  }
  mux(condition: number, whenTrue: number, whenFalse: number): number {
    return this.make(Op.mux, this.widthOf(whenTrue), condition, whenTrue, whenFalse);
  }
  /** `width` bits from `low` up; the node itself when that is all of it. */
  extract(a: number, low: number, width: number): number {
    if (low === 0 && width === this.widthOf(a)) return a;
    return this.make(Op.extract, width, a, -1, -1, low);
  }
  concat(high: number, low: number): number {
    return this.make(Op.concat, this.widthOf(high) + this.widthOf(low), high, low);
  }
  zext(a: number, width: number): number {
    return width === this.widthOf(a) ? a : this.make(Op.zext, width, a);
  }
  sext(a: number, width: number): number {
    return width === this.widthOf(a) ? a : this.make(Op.sext, width, a);
  }
}
