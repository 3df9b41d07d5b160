/**
 * Local rewriting of one operation on known operands. Invariant: the result has the asked width and the operation's value
 * for all values of the operands; -1 says that nothing simpler is known.
 */
import { operandCount } from "./graph.ts";
import { Op } from "./netlist.ts";
import type { NodeBuilder } from "./node-builder.ts";
import { operate } from "./operations.ts";

/** A node simpler than the operation asked for, or -1. Arguments as `Graph.add` takes them. */
export function simplify(
  g: NodeBuilder,
  op: number,
  width: number,
  a: number,
  b: number,
  c: number,
  imm: number,
): number {
  const operands = operandCount[op] as number;
  if (operands === 0 || op === Op.memory) return -1;
  if (g.isConstant(a) && (operands < 2 || g.isConstant(b)) && (operands < 3 || g.isConstant(c))) {
    return ofConstants(g, op, width, a, b, c, imm);
  }
  switch (op) {
    case Op.not:
      return ofNot(g, a);
    case Op.neg:
      return g.opOf(a) === Op.neg ? g.aOf(a) : -1;
    case Op.parity:
      return g.widthOf(a) === 1 ? a : -1;
    case Op.add:
    case Op.sub:
      return ofSum(g, op, width, a, b);
    case Op.mul:
      return ofProduct(g, width, a, b);
    case Op.and:
    case Op.or:
    case Op.xor:
      return ofBitwise(g, op, a, b);
    case Op.eq:
    case Op.ne:
      return ofEquality(g, op, a, b);
    case Op.ltu:
    case Op.leu:
    case Op.lts:
    case Op.les:
      return ofOrder(g, op, a, b);
    case Op.shl:
    case Op.shru:
    case Op.shrs:
      return ofShift(g, op, width, a, b);
    case Op.mux:
      return ofMux(g, width, a, b, c);
    case Op.extract:
      return ofExtract(g, width, a, imm);
    case Op.concat:
      return ofConcat(g, width, a, b);
    case Op.zext:
    case Op.sext:
      return ofExtension(g, op, width, a);
    default:
      return -1;
  }
}

function ofConstants(
  g: NodeBuilder,
  op: number,
  width: number,
  a: number,
  b: number,
  c: number,
  imm: number,
): number {
  if (op === Op.concat) return g.literal(width, (g.bitsOf(a) << BigInt(g.widthOf(b))) | g.bitsOf(b));
  const second = b < 0 ? 0n : g.bitsOf(b);
  const third = c < 0 ? 0n : g.bitsOf(c);
  return g.literal(width, operate(op, width, g.widthOf(a), imm, g.bitsOf(a), second, third));
}

const isNotOf = (g: NodeBuilder, a: number, b: number): boolean =>
  (g.opOf(a) === Op.not && g.aOf(a) === b) || (g.opOf(b) === Op.not && g.aOf(b) === a);

function ofNot(g: NodeBuilder, a: number): number {
  switch (g.opOf(a)) {
    case Op.not:
      return g.aOf(a);
    case Op.eq:
      return g.make(Op.ne, 1, g.aOf(a), g.bOf(a));
    case Op.ne:
      return g.make(Op.eq, 1, g.aOf(a), g.bOf(a));
    case Op.ltu:
      return g.make(Op.leu, 1, g.bOf(a), g.aOf(a));
    case Op.leu:
      return g.make(Op.ltu, 1, g.bOf(a), g.aOf(a));
    case Op.lts:
      return g.make(Op.les, 1, g.bOf(a), g.aOf(a));
    case Op.les:
      return g.make(Op.lts, 1, g.bOf(a), g.aOf(a));
    default:
      return -1;
  }
}

function ofSum(g: NodeBuilder, op: number, width: number, a: number, b: number): number {
  if (g.isNumber(b, 0)) return a;
  if (g.isNumber(a, 0)) return op === Op.add ? b : g.make(Op.neg, width, b);
  if (width === 1) return g.xor(a, b);
  if (op === Op.sub) {
    if (a === b) return g.constant(width, 0);
    if (g.isConstant(b)) return g.make(Op.add, width, a, g.make(Op.neg, width, b));
    return -1;
  }
  if (g.isConstant(a)) return g.make(Op.add, width, b, a);
  if (g.isConstant(b) && g.opOf(a) === Op.add && g.isConstant(g.bOf(a))) {
    return g.make(Op.add, width, g.aOf(a), g.make(Op.add, width, g.bOf(a), b));
  }
  return -1;
}

function ofProduct(g: NodeBuilder, width: number, a: number, b: number): number {
  if (g.isConstant(a)) return g.make(Op.mul, width, b, a);
  if (width === 1) return g.and(a, b);
  if (!g.isConstant(b)) return -1;
  if (g.isNumber(b, 0)) return b;
  if (g.isNumber(b, 1)) return a;
  const bits = g.bitsOf(b);
  if ((bits & (bits - 1n)) !== 0n) return -1;
  return g.make(Op.shl, width, a, g.constant(7, bits.toString(2).length - 1));
}

function ofBitwise(g: NodeBuilder, op: number, a: number, b: number): number {
  if (g.isConstant(a)) return g.make(op, g.widthOf(a), b, a);
  if (a === b) return op === Op.xor ? g.constant(g.widthOf(a), 0) : a;
  if (isNotOf(g, a, b)) return op === Op.and ? g.constant(g.widthOf(a), 0) : g.ones(g.widthOf(a));
  if (g.isConstant(b)) {
    if (g.isNumber(b, 0)) return op === Op.and ? b : a;
    if (g.isOnes(b)) return op === Op.and ? a : op === Op.or ? b : g.not(a);
    if (g.opOf(a) === op && g.isConstant(g.bOf(a))) {
      return g.make(op, g.widthOf(a), g.aOf(a), g.make(op, g.widthOf(a), g.bOf(a), b));
    }
    return -1;
  }
  if (op === Op.xor) return -1;
  // Absorption: a & (a | x) = a, a & (a & x) = a & x, and the same with the roles of & and | exchanged.
  if (uses(g, b, op, a)) return b;
  if (uses(g, a, op, b)) return a;
  const dual = op === Op.and ? Op.or : Op.and;
  if (uses(g, b, dual, a)) return a;
  if (uses(g, a, dual, b)) return b;
  return -1;
}

const uses = (g: NodeBuilder, node: number, op: number, operand: number): boolean =>
  g.opOf(node) === op && (g.aOf(node) === operand || g.bOf(node) === operand);

function ofEquality(g: NodeBuilder, op: number, a: number, b: number): number {
  if (a === b) return g.constant(1, op === Op.eq ? 1 : 0);
  if (g.isConstant(a)) return g.make(op, 1, b, a);
  if (g.widthOf(a) === 1) {
    if (g.isConstant(b)) return g.isNumber(b, op === Op.eq ? 1 : 0) ? a : g.not(a);
    return op === Op.ne ? g.xor(a, b) : g.not(g.xor(a, b));
  }
  if (g.opOf(a) === Op.mux && g.isConstant(b) && g.isConstant(g.bOf(a)) && g.isConstant(g.cOf(a))) {
    return g.mux(g.aOf(a), g.make(op, 1, g.bOf(a), b), g.make(op, 1, g.cOf(a), b));
  }
  if (g.opOf(a) === Op.zext) {
    const inner = g.aOf(a);
    const width = g.widthOf(inner);
    if (g.isConstant(b)) {
      const bits = g.bitsOf(b);
      if (bits >> BigInt(width) !== 0n) return g.constant(1, op === Op.eq ? 0 : 1);
      return g.make(op, 1, inner, g.literal(width, bits));
    }
    if (g.opOf(b) === Op.zext && g.widthOf(g.aOf(b)) === width) return g.make(op, 1, inner, g.aOf(b));
  }
  return -1;
}

function ofOrder(g: NodeBuilder, op: number, a: number, b: number): number {
  const isStrict = op === Op.ltu || op === Op.lts;
  if (a === b) return g.constant(1, isStrict ? 0 : 1);
  if (op === Op.lts || op === Op.les) {
    // The sign is a bit.
    const top = g.widthOf(a) - 1;
    if (op === Op.lts && g.isNumber(b, 0)) return g.extract(a, top, 1);
    if (op === Op.les && g.isNumber(a, 0)) return g.not(g.extract(b, top, 1));
    return -1;
  }
  if (g.isConstant(b)) {
    if (g.isNumber(b, 0)) return isStrict ? b1(g, 0) : g.make(Op.eq, 1, a, b);
    if (g.isNumber(b, 1) && isStrict) return g.make(Op.eq, 1, a, g.constant(g.widthOf(a), 0));
    if (g.isOnes(b)) return isStrict ? g.make(Op.ne, 1, a, b) : b1(g, 1);
    if (g.opOf(a) === Op.zext) {
      const width = g.widthOf(g.aOf(a));
      if (g.bitsOf(b) >> BigInt(width) !== 0n) return b1(g, 1);
      return g.make(op, 1, g.aOf(a), g.literal(width, g.bitsOf(b)));
    }
  }
  if (g.isConstant(a)) {
    if (g.isNumber(a, 0)) return isStrict ? g.make(Op.ne, 1, b, a) : b1(g, 1);
    if (g.isOnes(a)) return isStrict ? b1(g, 0) : g.make(Op.eq, 1, b, a);
    if (g.opOf(b) === Op.zext) {
      const width = g.widthOf(g.aOf(b));
      if (g.bitsOf(a) >> BigInt(width) !== 0n) return b1(g, 0);
      return g.make(op, 1, g.literal(width, g.bitsOf(a)), g.aOf(b));
    }
  }
  if (g.opOf(a) === Op.zext && g.opOf(b) === Op.zext && g.widthOf(g.aOf(a)) === g.widthOf(g.aOf(b))) {
    return g.make(op, 1, g.aOf(a), g.aOf(b));
  }
  return -1;
}

const b1 = (g: NodeBuilder, value: number): number => g.constant(1, value);

function ofShift(g: NodeBuilder, op: number, width: number, a: number, b: number): number {
  if (g.isNumber(a, 0)) return a;
  if (!g.isConstant(b)) return g.opOf(b) === Op.zext ? g.make(op, width, a, g.aOf(b)) : -1;
  const amount = g.bitsOf(b) >= BigInt(width) ? width : Number(g.bitsOf(b));
  if (amount === 0) return a;
  if (op === Op.shrs) {
    const kept = Math.max(1, width - amount);
    return g.sext(g.extract(a, width - kept, kept), width);
  }
  if (amount === width) return g.constant(width, 0);
  if (op === Op.shru) return g.zext(g.extract(a, amount, width - amount), width);
  return -1;
}

function ofMux(
  g: NodeBuilder,
  width: number,
  condition: number,
  whenTrue: number,
  whenFalse: number,
): number {
  if (g.isConstant(condition)) return g.isNumber(condition, 1) ? whenTrue : whenFalse;
  if (whenTrue === whenFalse) return whenTrue;
  if (g.opOf(condition) === Op.not) return g.mux(g.aOf(condition), whenFalse, whenTrue);
  if (width === 1) {
    if (g.isConstant(whenTrue))
      return g.isNumber(whenTrue, 1) ? g.or(condition, whenFalse) : g.and(g.not(condition), whenFalse);
    if (g.isConstant(whenFalse))
      return g.isNumber(whenFalse, 0) ? g.and(condition, whenTrue) : g.or(g.not(condition), whenTrue);
    if (whenTrue === condition) return g.or(condition, whenFalse);
    if (whenFalse === condition) return g.and(condition, whenTrue);
  } else if (g.isConstant(whenTrue) && g.isConstant(whenFalse)) {
    if (g.isNumber(whenFalse, 0)) {
      if (g.isNumber(whenTrue, 1)) return g.zext(condition, width);
      if (g.isOnes(whenTrue)) return g.sext(condition, width);
    }
    if (g.isNumber(whenTrue, 0)) {
      if (g.isNumber(whenFalse, 1)) return g.zext(g.not(condition), width);
      if (g.isOnes(whenFalse)) return g.sext(g.not(condition), width);
    }
  }
  if (g.opOf(whenTrue) === Op.mux) {
    if (g.aOf(whenTrue) === condition) return g.mux(condition, g.bOf(whenTrue), whenFalse);
    // c ? (d ? x : y) : y  =  (c & d) ? x : y
    if (g.cOf(whenTrue) === whenFalse)
      return g.mux(g.and(condition, g.aOf(whenTrue)), g.bOf(whenTrue), whenFalse);
    if (g.bOf(whenTrue) === whenFalse) {
      return g.mux(g.and(condition, g.not(g.aOf(whenTrue))), g.cOf(whenTrue), whenFalse);
    }
  }
  if (g.opOf(whenFalse) === Op.mux) {
    if (g.aOf(whenFalse) === condition) return g.mux(condition, whenTrue, g.cOf(whenFalse));
    // c ? x : (d ? x : y)  =  (c | d) ? x : y
    if (g.bOf(whenFalse) === whenTrue)
      return g.mux(g.or(condition, g.aOf(whenFalse)), whenTrue, g.cOf(whenFalse));
    if (g.cOf(whenFalse) === whenTrue) {
      return g.mux(g.or(condition, g.not(g.aOf(whenFalse))), whenTrue, g.bOf(whenFalse));
    }
  }
  return -1;
}

function ofExtract(g: NodeBuilder, width: number, a: number, low: number): number {
  const inner = g.aOf(a);
  switch (g.opOf(a)) {
    case Op.extract:
      return g.extract(inner, low + g.immOf(a), width);
    case Op.concat: {
      const lowWidth = g.widthOf(g.bOf(a));
      if (low >= lowWidth) return g.extract(inner, low - lowWidth, width);
      if (low + width <= lowWidth) return g.extract(g.bOf(a), low, width);
      return -1;
    }
    case Op.zext: {
      const from = g.widthOf(inner);
      if (low >= from) return g.constant(width, 0);
      if (low + width <= from) return g.extract(inner, low, width);
      return g.zext(g.extract(inner, low, from - low), width);
    }
    case Op.sext: {
      const from = g.widthOf(inner);
      if (low + width <= from) return g.extract(inner, low, width);
      const start = Math.min(low, from - 1);
      return g.sext(g.extract(inner, start, from - start), width);
    }
    case Op.mux: {
      // Only where taking bits of the arms costs nothing: the wide choice may be needed all the same.
      if (!isCut(g, g.bOf(a)) || !isCut(g, g.cOf(a))) return -1;
      return g.mux(inner, g.extract(g.bOf(a), low, width), g.extract(g.cOf(a), low, width));
    }
    case Op.shl: {
      if (!g.isConstant(g.bOf(a))) return -1;
      const amount = g.aOf(g.bOf(a));
      if (low >= amount) return g.extract(inner, low - amount, width);
      return low + width <= amount ? g.constant(width, 0) : -1;
    }
    default:
      return -1;
  }
}

/** Bits of it are had without an operation on the whole. */
function isCut(g: NodeBuilder, node: number): boolean {
  const op = g.opOf(node);
  return op === Op.constant || op === Op.zext || op === Op.sext || op === Op.concat || op === Op.extract;
}

function ofConcat(g: NodeBuilder, width: number, high: number, low: number): number {
  if (g.isNumber(high, 0)) return g.zext(low, width);
  const joined = adjacent(g, high, low);
  if (joined >= 0) return joined;
  if (g.opOf(low) === Op.concat) {
    const middle = adjacent(g, high, g.aOf(low));
    if (middle >= 0) return g.concat(middle, g.bOf(low));
  }
  // Copies of a bit: above itself, or above its own copies.
  if (g.widthOf(high) === 1) {
    const isCopy = high === low || (g.opOf(low) === Op.sext && g.aOf(low) === high);
    if (isCopy) return g.sext(high, width);
  }
  return -1;
}

/** Both as one run of bits of the same node, or as one constant; -1 when they are not neighbours. */
function adjacent(g: NodeBuilder, high: number, low: number): number {
  const width = g.widthOf(high) + g.widthOf(low);
  if (g.isConstant(high) && g.isConstant(low)) return g.concat(high, low);
  if (g.opOf(high) !== Op.extract) return -1;
  const source = g.aOf(high);
  const end = g.immOf(high);
  if (g.opOf(low) === Op.extract && g.aOf(low) === source && g.immOf(low) + g.widthOf(low) === end) {
    return g.extract(source, g.immOf(low), width);
  }
  return -1;
}

function ofExtension(g: NodeBuilder, op: number, width: number, a: number): number {
  if (g.opOf(a) === Op.zext) return g.zext(g.aOf(a), width);
  if (op === Op.sext && g.opOf(a) === Op.sext) return g.sext(g.aOf(a), width);
  return -1;
}
