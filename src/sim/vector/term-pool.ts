/**
 * Builds terms and simplifies them for vectors. Invariant: equal terms of a pool are one object, so that terms are
 * compared by identity; every constructor returns the simplest equal term it knows.
 */

import { rangeOf } from "./range.ts";
import { operand, type Term, type TermOp } from "./term.ts";

const onesOf = (width: number): bigint => (1n << BigInt(width)) - 1n;
const isZero = (term: Term): boolean => term.op === "constant" && term.bits === 0n;
const isOnes = (term: Term): boolean => term.op === "constant" && term.bits === onesOf(term.width);
const signed = (term: Term): bigint => BigInt.asIntN(term.width, term.bits);

const mostEffort = 400;

export class TermPool {
  private readonly known = new Map<string, Term>();
  /** Terms that `given` may still visit before it stops to look at the conditions of selections. */
  private effort = 0;

  constant(width: number, bits: bigint): Term {
    return this.make("constant", width, [], 0, BigInt.asUintN(width, bits));
  }

  view(width: number, index: number): Term {
    return this.make("view", width, [], index, 0n);
  }

  not(a: Term): Term {
    if (a.op === "constant") return this.constant(a.width, ~a.bits);
    return a.op === "not" ? operand(a, 0) : this.make("not", a.width, [a]);
  }

  neg(a: Term): Term {
    return this.sub(this.constant(a.width, 0n), a);
  }

  add(a: Term, b: Term): Term {
    if (a.width === 1) return this.xor(a, b);
    if (a.op === "constant" && b.op === "constant") return this.constant(a.width, a.bits + b.bits);
    if (isZero(a)) return b;
    if (isZero(b)) return a;
    return this.make("add", a.width, a.id > b.id ? [b, a] : [a, b]);
  }

  sub(a: Term, b: Term): Term {
    if (a.width === 1) return this.xor(a, b);
    if (a.op === "constant" && b.op === "constant") return this.constant(a.width, a.bits - b.bits);
    if (isZero(b)) return a;
    return a === b ? this.constant(a.width, 0n) : this.make("sub", a.width, [a, b]);
  }

  mul(a: Term, b: Term): Term {
    if (a.width === 1) return this.and(a, b);
    if (a.op === "constant" && b.op === "constant") return this.constant(a.width, a.bits * b.bits);
    if (isZero(a) || isZero(b)) return this.constant(a.width, 0n);
    if (a.op === "constant" && a.bits === 1n) return b;
    if (b.op === "constant" && b.bits === 1n) return a;
    return this.make("mul", a.width, a.id > b.id ? [b, a] : [a, b]);
  }

  and(a: Term, b: Term): Term {
    if (a.op === "constant" && b.op === "constant") return this.constant(a.width, a.bits & b.bits);
    if (isZero(a) || isOnes(b) || a === b) return a;
    if (isZero(b) || isOnes(a)) return b;
    if (a.op === "not" && operand(a, 0) === b) return this.constant(a.width, 0n);
    if (b.op === "not" && operand(b, 0) === a) return this.constant(a.width, 0n);
    if (absorbs(b, "or", a)) return a;
    if (absorbs(a, "or", b)) return b;
    if (absorbs(b, "and", a)) return b;
    if (absorbs(a, "and", b)) return a;
    return this.make("and", a.width, a.id > b.id ? [b, a] : [a, b]);
  }

  or(a: Term, b: Term): Term {
    if (a.op === "constant" && b.op === "constant") return this.constant(a.width, a.bits | b.bits);
    if (isZero(a) || isOnes(b) || a === b) return b;
    if (isZero(b) || isOnes(a)) return a;
    if (absorbs(b, "and", a)) return a;
    if (absorbs(a, "and", b)) return b;
    if (absorbs(b, "or", a)) return b;
    if (absorbs(a, "or", b)) return a;
    return this.make("or", a.width, a.id > b.id ? [b, a] : [a, b]);
  }

  xor(a: Term, b: Term): Term {
    if (a.op === "constant" && b.op === "constant") return this.constant(a.width, a.bits ^ b.bits);
    if (isZero(a)) return b;
    if (isZero(b)) return a;
    if (a === b) return this.constant(a.width, 0n);
    if (isOnes(a)) return this.not(b);
    if (isOnes(b)) return this.not(a);
    const [upper, lower] = a.imm > b.imm ? [a, b] : [b, a];
    if (isBitAbove(upper, lower)) {
      // Neighbouring bits differ (a sum that left its range) when adding 2^k carries into the upper one.
      const source = operand(upper, 0);
      const step = this.constant(source.width, 1n << BigInt(lower.imm));
      return this.extract(this.add(source, step), upper.imm, 1);
    }
    return this.make("xor", a.width, a.id > b.id ? [b, a] : [a, b]);
  }

  eq(a: Term, b: Term): Term {
    if (a === b) return this.constant(1, 1n);
    if (a.op === "constant" && b.op === "constant") return this.constant(1, a.bits === b.bits ? 1n : 0n);
    if (a.width === 1) return this.not(this.xor(a, b));
    return this.make("eq", 1, a.id > b.id ? [b, a] : [a, b]);
  }

  ltu(a: Term, b: Term): Term {
    if (a === b || isZero(b)) return this.constant(1, 0n);
    if (a.op === "constant" && b.op === "constant") return this.constant(1, a.bits < b.bits ? 1n : 0n);
    return a.width === 1 ? this.and(this.not(a), b) : this.make("ltu", 1, [a, b]);
  }

  lts(a: Term, b: Term): Term {
    if (a === b) return this.constant(1, 0n);
    if (a.op === "constant" && b.op === "constant") return this.constant(1, signed(a) < signed(b) ? 1n : 0n);
    return a.width === 1 ? this.and(a, this.not(b)) : this.make("lts", 1, [a, b]);
  }

  /** By a constant of any size. */
  shl(a: Term, by: number): Term {
    if (by >= a.width) return this.constant(a.width, 0n);
    if (a.op === "constant") return this.constant(a.width, a.bits << BigInt(by));
    return by === 0 ? a : this.make("shl", a.width, [a], by);
  }

  shru(a: Term, by: number): Term {
    if (by >= a.unsignedBits) return this.constant(a.width, 0n);
    if (a.op === "constant") return this.constant(a.width, a.bits >> BigInt(by));
    return by === 0 ? a : this.make("shru", a.width, [a], by);
  }

  shrs(a: Term, by: number): Term {
    const amount = Math.min(by, a.signedBits - 1);
    if (a.op === "constant") return this.constant(a.width, signed(a) >> BigInt(amount));
    return amount === 0 ? a : this.make("shrs", a.width, [a], amount);
  }

  mux(condition: Term, a: Term, b: Term): Term {
    if (condition.op === "constant") return condition.bits === 1n ? a : b;
    if (a === b) return a;
    if (condition.op === "not") return this.mux(operand(condition, 0), b, a);
    if (a.width === 1) {
      if (isOnes(a)) return this.or(condition, b);
      if (isZero(a)) return this.and(this.not(condition), b);
      if (isZero(b)) return this.and(condition, a);
      if (isOnes(b)) return this.or(this.not(condition), a);
    }
    if (isZero(b)) return this.gate(a, condition);
    const negated = this.conditionalNegation(condition, a, b);
    if (negated !== undefined) return negated;
    const held = this.conditionalStep(condition, a, b);
    if (held !== undefined) return held;
    return this.make("mux", a.width, [condition, a, b]);
  }

  extract(a: Term, low: number, width: number): Term {
    if (low === 0 && width === a.width) return a;
    if (low >= a.unsignedBits) return this.constant(width, 0n);
    if (a.op === "constant") return this.constant(width, a.bits >> BigInt(low));
    if (a.op === "extract") return this.extract(operand(a, 0), a.imm + low, width);
    if (a.op === "zext" || a.op === "sext") {
      const source = operand(a, 0);
      if (low + width <= source.width) return this.extract(source, low, width);
      if (a.op === "zext" && low >= source.width) return this.constant(width, 0n);
      if (low === 0) return a.op === "zext" ? this.zext(source, width) : this.sext(source, width);
    }
    return this.make("extract", width, [a], low);
  }

  zext(a: Term, width: number): Term {
    if (width === a.width) return a;
    if (a.op === "constant") return this.constant(width, a.bits);
    return a.op === "zext" ? this.zext(operand(a, 0), width) : this.make("zext", width, [a]);
  }

  sext(a: Term, width: number): Term {
    if (width === a.width) return a;
    if (a.op === "constant") return this.constant(width, signed(a));
    if (a.op === "sext" || a.op === "zext") {
      const source = operand(a, 0);
      return a.op === "sext" ? this.sext(source, width) : this.zext(source, width);
    }
    return this.make("sext", width, [a]);
  }

  /** a above b. */
  concat(a: Term, b: Term): Term {
    const width = a.width + b.width;
    return this.or(this.shl(this.zext(a, width), b.width), this.zext(b, width));
  }

  /** A term of the kind of `like` over other operands. */
  rebuild(like: Term, operands: readonly Term[]): Term {
    const [a, b, c] = operands as readonly [Term, Term, Term];
    switch (like.op) {
      case "constant":
      case "view":
        return like;
      case "not":
        return this.not(a);
      case "shl":
      case "shru":
      case "shrs":
        return this[like.op](a, like.imm);
      case "mux":
        return this.mux(a, b, c);
      case "extract":
        return this.extract(a, like.imm, like.width);
      case "zext":
      case "sext":
        return this[like.op](a, like.width);
      default:
        return this[like.op](a, b);
    }
  }

  /** `term` where `facts` hold: terms of one bit known to be 0 or 1. Arms of a mux know its condition. */
  given(term: Term, facts: ReadonlyMap<Term, bigint>): Term {
    this.effort = mostEffort;
    return this.under(term, facts, new Map());
  }

  private under(term: Term, facts: ReadonlyMap<Term, bigint>, done: Map<Term, Term>): Term {
    this.effort--;
    const fact = facts.get(term);
    if (fact !== undefined) return this.constant(term.width, fact);
    if (term.operands.length === 0) return term;
    const before = done.get(term);
    if (before !== undefined) return before;
    let result: Term;
    if (term.op === "mux") {
      const condition = this.under(operand(term, 0), facts, done);
      // Facts differ from arm to arm, so nothing is shared between them: nested selections could take for ever.
      const arm = (index: number, value: bigint): Term =>
        condition.op === "constant" || this.effort < 0
          ? this.under(operand(term, index), facts, done)
          : this.under(operand(term, index), withFact(facts, condition, value), new Map());
      if (condition.op === "constant") result = arm(condition.bits === 1n ? 1 : 2, 0n);
      else result = this.mux(condition, arm(1, 1n), arm(2, 0n));
    } else {
      result = this.rebuild(
        term,
        term.operands.map((each) => this.under(each, facts, done)),
      );
    }
    done.set(term, result);
    return result;
  }

  /** condition ? a : 0. Pushed down to where lanes are narrow. */
  private gate(a: Term, condition: Term): Term {
    if (a.op === "zext")
      return this.zext(this.mux(condition, operand(a, 0), this.zero(operand(a, 0))), a.width);
    if (a.op === "sext")
      return this.sext(this.mux(condition, operand(a, 0), this.zero(operand(a, 0))), a.width);
    if (a.op === "mux" && isZero(operand(a, 2))) {
      return this.gate(operand(a, 1), this.and(condition, operand(a, 0)));
    }
    const negation = asConditionalNegation(a);
    if (negation !== undefined) {
      const { value, mask } = negation;
      return this.sub(this.xor(this.mux(condition, value, this.zero(value)), mask), mask);
    }
    return this.make("mux", a.width, [condition, a, this.zero(a)]);
  }

  /** c ? -x : x is (x ^ m) - m with m = -c: no selection in wide lanes, and it can be gated at x. */
  private conditionalNegation(condition: Term, a: Term, b: Term): Term | undefined {
    const [inverted, value, when] = isNegationOf(a, b)
      ? [true, b, condition]
      : isNegationOf(b, a)
        ? [true, a, this.not(condition)]
        : [];
    if (inverted === undefined || value === undefined || when === undefined) return undefined;
    const mask = this.sext(when, a.width);
    return this.sub(this.xor(value, mask), mask);
  }

  /** c ? x + y : x is x + (c ? y : 0): a register that holds costs no selection in wide lanes. */
  private conditionalStep(condition: Term, a: Term, b: Term): Term | undefined {
    if (a.op !== "add" && a.op !== "sub" && a.op !== "or" && a.op !== "xor") return undefined;
    const left = operand(a, 0);
    const right = operand(a, 1);
    if (left === b) return this[a.op](b, this.mux(condition, right, this.zero(right)));
    if (right === b && a.op !== "sub") return this[a.op](b, this.mux(condition, left, this.zero(left)));
    return undefined;
  }

  private zero(like: Term): Term {
    return this.constant(like.width, 0n);
  }

  private make(op: TermOp, width: number, operands: readonly Term[], imm = 0, bits = 0n): Term {
    let key = `${op} ${width} ${imm} ${bits}`;
    for (const each of operands) key += ` ${each.id}`;
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const range = rangeOf(op, width, operands, imm, bits);
    const term: Term = { id: this.known.size, op, width, operands, imm, bits, ...range };
    this.known.set(key, term);
    return term;
  }
}

/** outer is `op` with `inner` as one operand. */
const absorbs = (outer: Term, op: TermOp, inner: Term): boolean =>
  outer.op === op && (outer.operands[0] === inner || outer.operands[1] === inner);

const isBitAbove = (upper: Term, lower: Term): boolean =>
  upper.op === "extract" &&
  lower.op === "extract" &&
  upper.width === 1 &&
  lower.width === 1 &&
  upper.imm === lower.imm + 1 &&
  upper.operands[0] === lower.operands[0];

const isNegationOf = (negated: Term, value: Term): boolean =>
  negated.op === "sub" && isZero(operand(negated, 0)) && operand(negated, 1) === value;

/** (value ^ mask) - mask with mask = the sign extension of one bit. */
function asConditionalNegation(term: Term): { readonly value: Term; readonly mask: Term } | undefined {
  if (term.op !== "sub") return undefined;
  const mask = operand(term, 1);
  const inner = operand(term, 0);
  if (mask.op !== "sext" || operand(mask, 0).width !== 1 || inner.op !== "xor") return undefined;
  const [left, right] = [operand(inner, 0), operand(inner, 1)];
  if (left === mask) return { value: right, mask };
  return right === mask ? { value: left, mask } : undefined;
}

function withFact(facts: ReadonlyMap<Term, bigint>, condition: Term, value: bigint): Map<Term, bigint> {
  const more = new Map(facts);
  addFact(more, condition, value);
  return more;
}

/** A conjunction that is 1 tells about its parts, and so does a disjunction that is 0. */
export function addFact(facts: Map<Term, bigint>, condition: Term, value: bigint): void {
  facts.set(condition, value);
  if (condition.op === "not") addFact(facts, operand(condition, 0), 1n - value);
  if ((condition.op === "and" && value === 1n) || (condition.op === "or" && value === 0n)) {
    for (const part of condition.operands) addFact(facts, part, value);
  }
}
