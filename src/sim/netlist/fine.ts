/**
 * Arithmetic on single bits, for the rare module whose logic is free of loops only when every bit stands for itself.
 * Invariant: every part of a result is one bit, and depends on no bit of an operand that the operator does not need.
 */
import { Arithmetic } from "./arithmetic.ts";
import { Op } from "./netlist.ts";
import type { Parts } from "./parts.ts";

export class FineArithmetic extends Arithmetic {
  bits(parts: Parts): number[] {
    return this.cut(
      parts,
      Array.from({ length: this.width(parts) }, () => 1),
    );
  }

  override joined(parts: Parts): Parts {
    return this.bits(parts);
  }

  override withoutCopies(parts: Parts): Parts {
    return parts;
  }

  override common(left: Parts): number[] {
    return Array.from({ length: this.width(left) }, () => 1);
  }

  override resize(parts: Parts, width: number, isSigned: boolean): Parts {
    const from = this.bits(parts);
    const fill = isSigned ? (from.at(-1) as number) : this.g.constant(1, 0);
    return Array.from({ length: width }, (_, i) => from[i] ?? fill);
  }

  override sum(left: Parts, right: Parts): Parts {
    return this.ripple(this.bits(left), this.bits(right), this.g.constant(1, 0));
  }

  override difference(left: Parts, right: Parts): Parts {
    const inverted = this.bits(right).map((bit) => this.g.not(bit));
    return this.ripple(this.bits(left), inverted, this.g.constant(1, 1));
  }

  override negation(operand: Parts): Parts {
    return this.difference(this.literal(this.width(operand), 0n), operand);
  }

  override product(left: Parts, right: Parts): Parts {
    const { g } = this;
    const a = this.bits(left);
    const b = this.bits(right);
    const zero = g.constant(1, 0);
    let sum: Parts = a.map(() => zero);
    for (let i = 0; i < b.length; i++) {
      const row = a.map((_, at) => (at < i ? zero : g.and(a[at - i] as number, b[i] as number)));
      sum = this.sum(sum, row);
    }
    return sum;
  }

  override shift(op: number, value: Parts, amount: Parts): Parts {
    const { g } = this;
    let bits: readonly number[] = this.bits(value);
    const fill = op === Op.shrs ? (bits.at(-1) as number) : g.constant(1, 0);
    const by = this.bits(amount);
    const towards = op === Op.shl ? -1 : 1;
    by.forEach((isMoved, k) => {
      const from = bits;
      const distance = k < 31 ? towards * 2 ** k : towards * 2 ** 31;
      bits = from.map((bit, i) => g.mux(isMoved, from[i + distance] ?? fill, bit));
    });
    return bits;
  }

  private ripple(a: Parts, b: Parts, carryIn: number): Parts {
    const { g } = this;
    let carry = carryIn;
    return a.map((bit, i) => {
      const other = b[i] as number;
      const half = g.xor(bit, other);
      const sum = g.xor(half, carry);
      carry = g.or(g.and(bit, other), g.and(half, carry));
      return sum;
    });
  }
}
