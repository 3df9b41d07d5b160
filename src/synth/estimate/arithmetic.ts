/** Sums, comparisons, shifts and selections as bits, made as the flow makes them: carries ripple. Bit 0 stands first in every list. */
import { type BitGraph, FALSE, type Literal, not, TRUE } from "./graph.ts";

export type Bits = readonly Literal[];

/** logic: carries are gates. chains: carries are the target's own, one a bit. */
export type CarryStyle = "logic" | "chains";

interface Sum {
  readonly sum: Literal[];
  readonly carry: Literal;
}

export class BitArithmetic {
  readonly graph: BitGraph;
  private readonly carries: CarryStyle;
  private readonly adders = new Map<string, Sum>();

  constructor(graph: BitGraph, carries: CarryStyle) {
    this.graph = graph;
    this.carries = carries;
  }

  /** a + b + carry modulo 2^width of `a`, and the carry out. */
  add(a: Bits, b: Bits, carryIn: Literal): Sum {
    const key = `${a.join()} ${b.join()} ${carryIn}`;
    const known = this.adders.get(key) ?? this.newAdder(a, b, carryIn);
    this.adders.set(key, known);
    return known;
  }

  private newAdder(a: Bits, b: Bits, carryIn: Literal): Sum {
    const { graph } = this;
    let carry = carryIn;
    const sum = a.map((x, i) => {
      const y = b[i] as Literal;
      const before = carry;
      if (this.carries === "chains") {
        carry = graph.carry(x, y, before);
        return graph.sum(x, y, before);
      }
      const half = graph.xor(x, y);
      carry = graph.or(graph.and(x, y), graph.and(before, half));
      return graph.xor(half, before);
    });
    return { sum, carry };
  }

  subtract(a: Bits, b: Bits): Literal[] {
    return this.add(a, b.map(not), TRUE).sum;
  }

  /** a < b. */
  less(a: Bits, b: Bits, isSigned: boolean): Literal {
    const limit = isSigned ? undefined : powerOf(b);
    if (limit !== undefined) return not(this.any(a.slice(limit)));
    const flipped = (bits: Bits): Bits =>
      isSigned ? bits.map((bit, i) => (i === bits.length - 1 ? not(bit) : bit)) : bits;
    return not(this.add(flipped(a), flipped(b).map(not), TRUE).carry);
  }

  /**
   * A comparison as Yosys' alumacc makes it where carries are hardware: a carry tells one order, and the others take an equality of their own beside it, which nothing can know to be of the same
   * bits. Constants come first there, so that a < 5 takes one and a > 5 none; which of two signals comes first is by chance, and taken as it is best for < and >.
   */
  compare(a: Bits, b: Bits, isSigned: boolean, operator: "lt" | "le" | "gt" | "ge"): Literal {
    if (operator === "gt") return this.compare(b, a, isSigned, "lt");
    if (operator === "ge") return this.compare(b, a, isSigned, "le");
    const isLess = operator === "lt";
    const plain = isLess ? this.less(a, b, isSigned) : not(this.less(b, a, isSigned));
    // With a power of two, or with 0, opt_expr takes a bit or some.
    const limit = isLess ? b : a;
    const isSimple = isSigned ? limit.every((bit) => bit === FALSE) : powerOf(limit) !== undefined;
    if (this.carries === "logic" || isSimple || plain <= TRUE) return plain;
    if (!isLess) return this.graph.or(this.less(a, b, isSigned), this.equal(a, b));
    return b.some((bit) => bit > TRUE)
      ? plain
      : not(this.graph.or(this.less(b, a, isSigned), this.equal(a, b)));
  }

  equal(a: Bits, b: Bits): Literal {
    return this.all(a.map((x, i) => not(this.graph.xor(x, b[i] as Literal))));
  }

  equalTo(a: Bits, value: bigint): Literal {
    if (value >> BigInt(a.length) !== 0n) return FALSE;
    return this.all(a.map((bit, i) => (((value >> BigInt(i)) & 1n) === 1n ? bit : not(bit))));
  }

  all(bits: Bits): Literal {
    return this.tree(bits, TRUE, (a, b) => this.graph.and(a, b));
  }

  any(bits: Bits): Literal {
    return not(this.all(bits.map(not)));
  }

  parity(bits: Bits): Literal {
    return this.tree(bits, FALSE, (a, b) => this.graph.xor(a, b));
  }

  /** Rows of a product in columns, carry-save, then one sum that ripples. */
  multiply(a: Bits, b: Bits, isSigned: boolean): Literal[] {
    const width = a.length;
    const columns = Array.from({ length: width }, () => new Set<Literal>());
    // A bit that stands in a column already counts twice there, so once in the next.
    const put = (bit: Literal, at: number): void => {
      const column = columns[at];
      if (column === undefined || bit === FALSE) return;
      if (column.delete(bit)) put(bit, at + 1);
      else column.add(bit);
    };
    const [rows, row] = significant(a, isSigned) <= significant(b, isSigned) ? [a, b] : [b, a];
    const used = significant(rows, isSigned);
    for (let i = 0; i < used; i++) {
      const select = rows[i] as Literal;
      const isNegative = isSigned && i === used - 1 && used < width;
      for (let j = 0; i + j < width; j++) {
        const bit = this.graph.and(select, row[j] as Literal);
        put(isNegative ? not(bit) : bit, i + j);
      }
      if (isNegative) put(TRUE, i);
    }
    return this.compress(columns, put);
  }

  /** Elements of `stride` bits: the one that `index` picks, 0 beyond the last. */
  select(elements: readonly Bits[], index: Bits, width: number): Literal[] {
    const zero: Literal[] = new Array<Literal>(width).fill(FALSE);
    const pick = (low: number, bit: number): Bits => {
      if (low >= elements.length) return zero;
      if (bit < 0) return elements[low] as Bits;
      const whenFalse = pick(low, bit - 1);
      const whenTrue = bit < 30 ? pick(low + 2 ** bit, bit - 1) : zero;
      return this.choose(index[bit] as Literal, whenTrue, whenFalse);
    };
    return [...pick(0, index.length - 1)];
  }

  choose(condition: Literal, whenTrue: Bits, whenFalse: Bits): Literal[] {
    return whenTrue.map((bit, i) => this.graph.mux(condition, bit, whenFalse[i] as Literal));
  }

  shift(value: Bits, amount: Bits, direction: "left" | "right", fill: Literal): Literal[] {
    let result = [...value];
    amount.forEach((bit, stage) => {
      const by = stage < 30 ? 2 ** stage : value.length;
      const moved = result.map((_, i) => result[direction === "left" ? i - by : i + by] ?? fill);
      result = this.choose(bit, moved, result);
    });
    return result;
  }

  private compress(columns: Set<Literal>[], put: (bit: Literal, at: number) => void): Literal[] {
    const { graph } = this;
    for (let at = 0; at < columns.length; at++) {
      const column = columns[at] as Set<Literal>;
      while (column.size > 2) {
        const [a, b, c] = [...column] as [Literal, Literal, Literal];
        for (const bit of [a, b, c]) column.delete(bit);
        const half = graph.xor(a, b);
        put(graph.xor(half, c), at);
        put(graph.or(graph.and(a, b), graph.and(c, half)), at + 1);
      }
    }
    const row = (which: 0 | 1): Bits => columns.map((column) => [...column][which] ?? FALSE);
    return this.add(row(0), row(1), FALSE).sum;
  }

  private tree(bits: Bits, empty: Literal, join: (a: Literal, b: Literal) => Literal): Literal {
    if (bits.length <= 1) return bits[0] ?? empty;
    const half = bits.length >> 1;
    return join(this.tree(bits.slice(0, half), empty, join), this.tree(bits.slice(half), empty, join));
  }
}

/** Bits up to which a number goes, its sign once. */
function significant(bits: Bits, isSigned: boolean): number {
  const top = isSigned ? bits.at(-1) : FALSE;
  let used = bits.length;
  while (used > 0 && bits[used - 1] === top) used--;
  return isSigned ? Math.min(bits.length, used + 1) : used;
}

/** k where the bits are the constant 2^k. */
function powerOf(bits: Bits): number | undefined {
  if (bits.some((bit) => bit > TRUE)) return undefined;
  const at = bits.indexOf(TRUE);
  return at >= 0 && bits.lastIndexOf(TRUE) === at ? at : undefined;
}
