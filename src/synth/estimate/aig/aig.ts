/**
 * Logic as two-input ands with complements, the form in which ABC optimises and maps. Invariant: operands of a node are older than the node, no two nodes have the same operands, and no
 * operand is a constant.
 */

/** A node's index times two, plus one for its complement. Node 0 is FALSE. */
export type Literal = number;

/** Operand of an input. */
const NONE = -1;

export class Aig {
  size = 1;
  first: Int32Array;
  second: Int32Array;
  /** Ands on the longest way from an input. */
  level: Int32Array;
  /** What is asked for. */
  outputs: Literal[] = [];
  private slots: Int32Array;

  constructor(capacity = 64) {
    const room = Math.max(64, capacity);
    this.first = new Int32Array(room).fill(NONE);
    this.second = new Int32Array(room).fill(NONE);
    this.level = new Int32Array(room);
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(room * 2)));
  }

  isAnd(node: number): boolean {
    return (this.first[node] as number) >= 0;
  }

  input(): Literal {
    return this.append(NONE, NONE, 0);
  }

  and(a: Literal, b: Literal): Literal {
    const known = this.find(a, b);
    if (known >= 0) return known;
    const [low, high] = a < b ? [a, b] : [b, a];
    const level = Math.max(this.level[low >> 1] as number, this.level[high >> 1] as number) + 1;
    const made = this.append(low, high, level);
    this.remember(made >> 1);
    return made;
  }

  or(a: Literal, b: Literal): Literal {
    return this.and(a ^ 1, b ^ 1) ^ 1;
  }

  xor(a: Literal, b: Literal): Literal {
    return this.or(this.and(a, b ^ 1), this.and(a ^ 1, b));
  }

  mux(condition: Literal, whenTrue: Literal, whenFalse: Literal): Literal {
    return this.or(this.and(condition, whenTrue), this.and(condition ^ 1, whenFalse));
  }

  /** The literal of a and b where no node has to be made for it, else -1. */
  find(a: Literal, b: Literal): Literal | -1 {
    if (a > b) return this.find(b, a);
    if (a === 0 || a === (b ^ 1)) return 0;
    if (a === 1 || a === b) return b;
    const { slots, first, second } = this;
    const mask = slots.length - 1;
    for (let at = slotOf(a, b) & mask; ; at = (at + 1) & mask) {
      const node = slots[at] as number;
      if (node === 0) return -1;
      if (first[node] === a && second[node] === b) return node * 2;
    }
  }

  /** Gives an and other operands, the lesser first, which no other node has. */
  reconnect(node: number, a: Literal, b: Literal): void {
    this.first[node] = a;
    this.second[node] = b;
    this.remember(node);
  }

  private append(a: number, b: number, level: number): Literal {
    const node = this.size++;
    if (node === this.first.length) {
      this.first = doubled(this.first);
      this.second = doubled(this.second);
      this.level = doubled(this.level);
    }
    this.first[node] = a;
    this.second[node] = b;
    this.level[node] = level;
    return node * 2;
  }

  private remembered = 0;

  private remember(node: number): void {
    if (++this.remembered * 2 > this.slots.length) {
      const old = this.slots;
      this.slots = new Int32Array(old.length * 2);
      for (const one of old) if (one !== 0) this.put(one);
    }
    this.put(node);
  }

  private put(node: number): void {
    const { slots } = this;
    const mask = slots.length - 1;
    let at = slotOf(this.first[node] as number, this.second[node] as number) & mask;
    while (slots[at] !== 0) at = (at + 1) & mask;
    slots[at] = node;
  }
}

const slotOf = (a: Literal, b: Literal): number =>
  Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ (a >>> 7);

function doubled(from: Int32Array): Int32Array {
  const to = new Int32Array(from.length * 2);
  to.set(from);
  return to;
}

/** Times that ands and outputs take each node. */
export function readersOf(aig: Aig): Int32Array {
  const readers = new Int32Array(aig.size);
  const add = (literal: Literal): void => {
    readers[literal >> 1] = (readers[literal >> 1] as number) + 1;
  };
  for (let node = 1; node < aig.size; node++) {
    if (!aig.isAnd(node)) continue;
    add(aig.first[node] as number);
    add(aig.second[node] as number);
  }
  for (const literal of aig.outputs) add(literal);
  return readers;
}
