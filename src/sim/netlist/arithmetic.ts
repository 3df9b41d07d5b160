/**
 * Arithmetic, comparison and shifts of any width, on lists of parts. Invariant: operands are as wide as the IR demands,
 * results as wide as it promises; up to 64 bits each is one operation of the netlist.
 */
import { Op } from "./netlist.ts";
import { PartLists, type Parts, WORD } from "./parts.ts";

export class Arithmetic extends PartLists {
  /** Modulo 2^width. */
  sum(left: Parts, right: Parts): Parts {
    return this.carried(Op.add, left, right);
  }

  difference(left: Parts, right: Parts): Parts {
    return this.carried(Op.sub, left, right);
  }

  /** A carry comes out of a sum that is below an operand; a borrow out of a difference of a smaller and a larger number. */
  private carried(op: number, left: Parts, right: Parts): Parts {
    const { g } = this;
    const a = this.words(left);
    const b = this.words(right);
    let carry = -1;
    return a.map((word, i) => {
      const other = b[i] as number;
      const width = g.widthOf(word);
      const first = g.make(op, width, word, other);
      const isLast = i === a.length - 1;
      const carried = (before: number, result: number, added: number): number =>
        op === Op.add ? g.make(Op.ltu, 1, result, added) : g.make(Op.ltu, 1, before, added);
      if (carry < 0) {
        if (!isLast) carry = carried(word, first, other);
        return first;
      }
      const step = g.zext(carry, width);
      const second = g.make(op, width, first, step);
      if (!isLast) carry = g.or(carried(word, first, other), carried(first, second, step));
      return second;
    });
  }

  negation(operand: Parts): Parts {
    const { g } = this;
    if (operand.length === 1) {
      const only = operand[0] as number;
      return [g.make(Op.neg, g.widthOf(only), only)];
    }
    return this.difference(this.literal(this.width(operand), 0n), operand);
  }

  product(left: Parts, right: Parts): Parts {
    const { g } = this;
    const width = this.width(left);
    if (width <= WORD) return [g.make(Op.mul, width, this.pack(left), this.pack(right))];
    const total = Math.ceil(width / WORD);
    const full = (words: readonly number[]): number[] => words.map((word) => g.zext(word, WORD));
    const a = full(this.words(left));
    const b = full(this.words(right));
    const zero = g.constant(WORD, 0);
    // Row i holds a[i] * b as low halves and, one word up, high halves.
    let sum: Parts = Array.from({ length: total }, () => zero);
    for (let i = 0; i < total; i++) {
      const shifted = (op: number, by: number): number[] =>
        Array.from({ length: total }, (_, at) =>
          at < by ? zero : g.make(op, WORD, a[i] as number, b[at - by] as number),
        );
      sum = this.sum(sum, shifted(Op.mul, i));
      if (i + 1 < total) sum = this.sum(sum, shifted(Op.mulhigh, i + 1));
    }
    return this.range(sum, 0, width);
  }

  equal(left: Parts, right: Parts): number {
    const widths = this.common(left, right);
    const a = this.cut(left, widths);
    const b = this.cut(right, widths);
    return this.tree(
      a.map((part, i) => this.g.eq(part, b[i] as number)),
      Op.and,
    );
  }

  /** left < right, or left <= right when `orEqual`. */
  less(left: Parts, right: Parts, isSigned: boolean, orEqual: boolean): number {
    const { g } = this;
    const a = this.words(left);
    const b = this.words(right);
    const last = a.length - 1;
    let result = -1;
    a.forEach((word, i) => {
      const other = b[i] as number;
      const signed = isSigned && i === last;
      const strict = signed ? Op.lts : Op.ltu;
      if (result < 0) {
        result = g.make(orEqual ? (signed ? Op.les : Op.leu) : strict, 1, word, other);
      } else {
        result = g.or(g.make(strict, 1, word, other), g.and(g.eq(word, other), result));
      }
    });
    return result;
  }

  /** Left (`shl`) or right (`shru`, `shrs`) by a number of any width. */
  shift(op: number, value: Parts, amount: Parts): Parts {
    const { g } = this;
    const width = this.width(value);
    if (amount.length === 1 && g.isConstant(amount[0] as number)) {
      return this.shiftByNumber(op, value, g.bitsOf(amount[0] as number));
    }
    const by = this.saturated(amount);
    if (width <= WORD) return [g.make(op, width, this.pack(value), by)];
    const total = Math.ceil(width / WORD);
    let words: readonly number[] = this.words(this.resize(value, total * WORD, op === Op.shrs));
    const fill =
      op === Op.shrs ? g.sext(g.extract(words[total - 1] as number, WORD - 1, 1), WORD) : g.constant(WORD, 0);
    const towards = op === Op.shl ? -1 : 1;
    // Whole words first, one bit of the amount a stage, then the low six bits of it.
    const bits = g.widthOf(by);
    let distance = 1;
    for (let bit = 6; bit < bits && distance < total; bit++, distance *= 2) {
      const isMoved = g.extract(by, bit, 1);
      const from = words;
      const step = towards * distance;
      words = from.map((word, i) => g.mux(isMoved, from[i + step] ?? fill, word));
    }
    const high = 6 + Math.ceil(Math.log2(total));
    const within = g.zext(g.extract(by, 0, Math.min(6, bits)), 7);
    const rest = g.make(Op.sub, 7, g.constant(7, WORD), within);
    const shifted = words.map((word, i) => {
      const neighbour = words[i + towards] ?? fill;
      const own = g.make(op === Op.shl ? Op.shl : Op.shru, WORD, word, within);
      return g.or(own, g.make(op === Op.shl ? Op.shru : Op.shl, WORD, neighbour, rest));
    });
    const beyond = bits > high ? this.any([g.extract(by, high, bits - high)]) : g.constant(1, 0);
    return this.range(
      shifted.map((word) => g.mux(beyond, fill, word)),
      0,
      width,
    );
  }

  /** The amount in one word: all ones when it needs more. */
  private saturated(amount: Parts): number {
    if (this.width(amount) <= WORD) return this.pack(amount);
    const [low, ...high] = this.words(amount);
    return this.g.mux(this.any(high), this.g.ones(WORD), low as number);
  }

  private shiftByNumber(op: number, value: Parts, amount: bigint): Parts {
    const { g } = this;
    const width = this.width(value);
    if (width <= WORD) return [g.make(op, width, this.pack(value), g.literal(WORD, amount))];
    const by = amount >= BigInt(width) ? width : Number(amount);
    const isSigned = op === Op.shrs;
    if (by === width) {
      return isSigned ? this.resize(this.range(value, width - 1, 1), width, true) : this.literal(width, 0n);
    }
    if (op !== Op.shl) return this.resize(this.range(value, by, width - by), width, isSigned);
    return by === 0 ? value : [...this.literal(by, 0n), ...this.range(value, 0, width - by)];
  }
}
