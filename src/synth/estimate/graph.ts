/**
 * Logic as bits: and, exclusive-or, multiplexer, with leaves at registers, ports and adders. Invariant: nodes are in topological order, two gates
 * never have the same kind and operands, and no node is a constant or one of its own operands.
 */

/** A node's index times two, plus one for its complement. */
export type Literal = number;

export const FALSE: Literal = 0;
export const TRUE: Literal = 1;

export const not = (literal: Literal): Literal => literal ^ 1;
export const nodeOf = (literal: Literal): number => literal >> 1;

export const KIND = {
  constant: 0,
  /** A port, a black box's output, a word of a block RAM. */
  leaf: 1,
  flipFlop: 2,
  and: 3,
  xor: 4,
  /** Operands: condition, when true, when false. */
  mux: 5,
  /** Of a carry chain that the target has in hardware: majority of the operands. */
  carry: 6,
  /** The look-up table that goes with such a carry: parity of the operands. */
  sum: 7,
} as const;
export type Kind = (typeof KIND)[keyof typeof KIND];

/** Above any literal; products of two stay below 2^53. */
const SPAN = 2 ** 26;

/** Looked for in one and; wider ones are not told apart. */
const MOST_CONJUNCTS = 128;

export class BitGraph {
  /** Whether a choice between x and (x and y) becomes gates, as ABC makes it; for look-up tables, which need one input less then. */
  readonly isSharing: boolean;
  readonly kinds: Kind[] = [KIND.constant];
  readonly first: Literal[] = [0];
  readonly second: Literal[] = [0];
  readonly third: Literal[] = [0];
  private readonly known = [0, 1, 2, 3, 4, 5, 6, 7].map(() => new Map<number, Literal>());
  private readonly pairs = new Map<number, number>();
  private readonly implied = new Map<Literal, ReadonlySet<Literal>>();

  constructor(isSharing = false) {
    this.isSharing = isSharing;
  }

  get size(): number {
    return this.kinds.length;
  }

  leaf(): Literal {
    return this.append(KIND.leaf, 0, 0, 0);
  }

  flipFlop(): Literal {
    return this.append(KIND.flipFlop, 0, 0, 0);
  }

  and(a: Literal, b: Literal): Literal {
    if (a > b) return this.and(b, a);
    if (a === FALSE || a === not(b)) return FALSE;
    if (a === TRUE || a === b) return b;
    return this.absorbed(a, b) ?? this.absorbed(b, a) ?? this.node(KIND.and, a, b);
  }

  or(a: Literal, b: Literal): Literal {
    return not(this.and(not(a), not(b)));
  }

  xor(a: Literal, b: Literal): Literal {
    const flip = (a ^ b) & 1;
    const x = Math.min(a & ~1, b & ~1);
    const y = Math.max(a & ~1, b & ~1);
    if (x === y) return flip;
    if (x === FALSE) return y ^ flip;
    for (const [one, other] of [
      [x, y],
      [y, x],
    ] as const) {
      const at = nodeOf(other);
      if (this.kinds[at] !== KIND.xor) continue;
      if (this.first[at] === one) return (this.second[at] as Literal) ^ flip;
      if (this.second[at] === one) return (this.first[at] as Literal) ^ flip;
    }
    return this.node(KIND.xor, x, y) ^ flip;
  }

  mux(condition: Literal, whenTrue: Literal, whenFalse: Literal): Literal {
    if (condition & 1) return this.mux(not(condition), whenFalse, whenTrue);
    if (condition === FALSE || whenTrue === whenFalse) return whenFalse;
    const chosen = this.under(condition, whenTrue, true);
    const other = this.under(condition, whenFalse, false);
    if (chosen !== whenTrue || other !== whenFalse) return this.mux(condition, chosen, other);
    if (chosen === other) return chosen;
    if (chosen === not(other)) return this.xor(condition, other);
    if (chosen === FALSE) return this.and(not(condition), other);
    if (chosen === TRUE) return this.or(condition, other);
    if (other === FALSE) return this.and(condition, chosen);
    if (other === TRUE) return this.or(not(condition), chosen);
    const without = this.without(condition, chosen, other) ?? this.without(not(condition), other, chosen);
    if (without !== undefined) return without;
    const merged = this.merged(condition, chosen, other) ?? this.merged(not(condition), other, chosen);
    if (merged !== undefined) return merged;
    const shared = this.sharing(condition, chosen, other) ?? this.sharing(not(condition), other, chosen);
    if (shared !== undefined) return shared;
    const flip = other & 1;
    return this.node(KIND.mux, condition, chosen ^ flip, other ^ flip) ^ flip;
  }

  /** A carry in hardware, one more each time: synthesis shares whole adders, not their bits. Constants fold as Yosys folds them. */
  carry(a: Literal, b: Literal, c: Literal): Literal {
    const [x = 0, y = 0, z = 0] = [a, b, c].sort((one, other) => one - other);
    if (x === y || y === z) return y;
    if (x === not(y)) return z;
    if (y === not(z)) return x;
    return this.append(KIND.carry, a, b, c);
  }

  /** The parity beside `carry`. */
  sum(a: Literal, b: Literal, c: Literal): Literal {
    if ([a, b, c].filter((literal) => nodeOf(literal) === 0).length > 1) return this.xor(this.xor(a, b), c);
    return this.append(KIND.sum, a, b, c);
  }

  /** A choice that stays one: what a register takes under an enable. `held` is a flip-flop. */
  hold(takes: Literal, data: Literal, held: Literal): Literal {
    if (takes === FALSE || data === held) return held;
    if (takes === TRUE) return data;
    if ((takes & 1) === 0) return this.node(KIND.mux, takes, data, held);
    const flip = data & 1;
    return this.node(KIND.mux, not(takes), held ^ flip, data ^ flip) ^ flip;
  }

  /** One of four by two conditions as two tables of four inputs make it: `first` goes through both, or the pair that `low` chose. */
  choice(high: Literal, low: Literal, [a, b, c, d]: readonly [Literal, Literal, Literal, Literal]): Literal {
    const first = this.node(KIND.mux, high, low, this.mux(low, b, a));
    return this.node(KIND.mux, high, this.mux(first, d, c), first);
  }

  /** The operands of a node, as literals. */
  operands(node: number): readonly Literal[] {
    const a = this.first[node] as Literal;
    const b = this.second[node] as Literal;
    switch (this.kinds[node]) {
      case KIND.and:
      case KIND.xor:
        return [a, b];
      case KIND.mux:
      case KIND.carry:
      case KIND.sum:
        return [a, b, this.third[node] as Literal];
      default:
        return [];
    }
  }

  /** One multiplexer for two where the inner one, in `whenFalse`, has `whenTrue` too: a register that holds in two cases. */
  private merged(condition: Literal, whenTrue: Literal, whenFalse: Literal): Literal | undefined {
    const at = nodeOf(whenFalse);
    if (this.kinds[at] !== KIND.mux) return undefined;
    const flip = whenFalse & 1;
    const inner = this.first[at] as Literal;
    const chosen = (this.second[at] as Literal) ^ flip;
    const other = (this.third[at] as Literal) ^ flip;
    if (other === whenTrue) return this.mux(this.and(not(condition), inner), chosen, other);
    return chosen === whenTrue ? this.mux(this.or(condition, inner), chosen, other) : undefined;
  }

  /** An or, or an and, for a choice whose condition holds whenever `whenTrue` does, or does not: one bit of a word that is not 0, or another word. For gates. */
  private without(condition: Literal, whenTrue: Literal, whenFalse: Literal): Literal | undefined {
    if (this.isSharing) return undefined;
    if (this.excludes(not(condition), whenTrue))
      return this.or(whenTrue, this.and(not(condition), whenFalse));
    return this.excludes(not(condition), not(whenTrue))
      ? this.and(whenTrue, this.or(condition, whenFalse))
      : undefined;
  }

  /** Whether both cannot hold, as far as ands tell. */
  private excludes(a: Literal, b: Literal): boolean {
    const all = this.conjuncts(a);
    return all.size > 1 && [...this.conjuncts(b)].some((literal) => all.has(not(literal)));
  }

  /** What holds when `literal` does: itself, and what ands in it take. */
  private conjuncts(literal: Literal): ReadonlySet<Literal> {
    const known = this.implied.get(literal);
    if (known !== undefined) return known;
    const isAnd = (literal & 1) === 0 && this.kinds[nodeOf(literal)] === KIND.and;
    const inside = isAnd ? this.operands(nodeOf(literal)).flatMap((one) => [...this.conjuncts(one)]) : [];
    const all = new Set([literal, ...inside.slice(0, MOST_CONJUNCTS)]);
    this.implied.set(literal, all);
    return all;
  }

  /** Gates for a choice where `whenTrue` is an and, or an or, of something with `whenFalse`, or with a choice of `whenFalse`. */
  private sharing(condition: Literal, whenTrue: Literal, whenFalse: Literal): Literal | undefined {
    const at = nodeOf(whenTrue);
    if (!this.isSharing || this.kinds[at] !== KIND.and) return undefined;
    const flip = whenTrue & 1;
    const [a, b] = [this.first[at] as Literal, this.second[at] as Literal];
    const same = whenFalse ^ flip;
    for (const [inner, other] of [
      [a, b],
      [b, a],
    ] as const) {
      if (inner !== same && !this.chooses(inner, same)) continue;
      return this.and(this.mux(condition, inner, same), this.or(not(condition), other)) ^ flip;
    }
    return undefined;
  }

  private chooses(choice: Literal, value: Literal): boolean {
    const at = nodeOf(choice);
    const inside = value ^ (choice & 1);
    return this.kinds[at] === KIND.mux && (this.second[at] === inside || this.third[at] === inside);
  }

  /** What `value` is where `condition`, or its complement, is known to hold. */
  private under(condition: Literal, value: Literal, holds: boolean): Literal {
    if (value === condition) return holds ? TRUE : FALSE;
    if (value === not(condition)) return holds ? FALSE : TRUE;
    const at = nodeOf(value);
    const flip = value & 1;
    if (this.kinds[at] === KIND.mux && this.first[at] === condition) {
      return ((holds ? this.second[at] : this.third[at]) as Literal) ^ flip;
    }
    if (this.kinds[at] === KIND.and) {
      const [a, b] = [this.first[at] as Literal, this.second[at] as Literal];
      const known = holds ? condition : not(condition);
      if (a === known) return b ^ flip;
      if (b === known) return a ^ flip;
      if (a === not(known) || b === not(known)) return flip;
    }
    return value;
  }

  /** a and b, where b is a gate that has a or its complement. */
  private absorbed(a: Literal, b: Literal): Literal | undefined {
    const at = nodeOf(b);
    const kind = this.kinds[at];
    if (kind === KIND.xor || kind === KIND.mux) return this.chosenUnder(a, b);
    if (kind !== KIND.and) return undefined;
    const [x, y] = [this.first[at] as Literal, this.second[at] as Literal];
    if ((b & 1) === 0) {
      if (a === x || a === y) return b;
      return a === not(x) || a === not(y) ? FALSE : undefined;
    }
    if (a === not(x) || a === not(y)) return a;
    if (a === x) return this.and(a, not(y));
    return a === y ? this.and(a, not(x)) : undefined;
  }

  /** a and b, where b is a parity with a, or a choice by a. */
  private chosenUnder(a: Literal, b: Literal): Literal | undefined {
    const at = nodeOf(b);
    const flip = b & 1;
    const [x, y, z] = [this.first[at], this.second[at], this.third[at]] as [Literal, Literal, Literal];
    const isTrue = (a & 1) ^ 1;
    if (this.kinds[at] === KIND.mux) {
      if (nodeOf(x) !== nodeOf(a)) return undefined;
      return this.and(a, (a === x ? y : z) ^ flip);
    }
    if (nodeOf(x) === nodeOf(a)) return this.and(a, y ^ isTrue ^ flip);
    return nodeOf(y) === nodeOf(a) ? this.and(a, x ^ isTrue ^ flip) : undefined;
  }

  private node(kind: Kind, a: Literal, b: Literal, c = 0): Literal {
    let low = a * SPAN + b;
    if (kind >= KIND.mux) {
      const pair = this.pairs.get(low) ?? this.pairs.size;
      this.pairs.set(low, pair);
      low = pair * SPAN + c;
    }
    const known = this.known[kind] as Map<number, Literal>;
    const found = known.get(low);
    if (found !== undefined) return found;
    const made = this.append(kind, a, b, c);
    known.set(low, made);
    return made;
  }

  private append(kind: Kind, a: Literal, b: Literal, c: Literal): Literal {
    this.kinds.push(kind);
    this.first.push(a);
    this.second.push(b);
    this.third.push(c);
    return (this.kinds.length - 1) * 2;
  }
}
