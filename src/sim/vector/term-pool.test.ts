/** Terms keep their meaning through every simplification, and their ranges hold. */
import { describe, expect, test } from "vitest";
import { randomBits } from "../random.ts";
import { operand, type Term } from "./term.ts";
import { TermPool } from "./term-pool.ts";
import { bitsOf } from "./testing.ts";

const binary = ["add", "sub", "mul", "and", "or", "xor", "eq", "ltu", "lts"] as const;

/** Random terms, built next to plain values of the same operations, from views of which some are equal or related. */
class Maker {
  readonly pool = new TermPool();
  readonly views: bigint[] = [];
  private readonly random: (width: number) => bigint;
  private readonly made = new Map<number, { readonly term: Term; readonly value: bigint }[]>();

  constructor(seed: number) {
    this.random = randomBits(seed);
  }

  below(limit: number): number {
    return Number(this.random(16)) % limit;
  }

  /** A term of this width with its value, computed from the operands' values alone. */
  of(width: number, depth: number): { readonly term: Term; readonly value: bigint } {
    const before = this.made.get(width) ?? [];
    this.made.set(width, before);
    const known = before[this.below(before.length + 1)];
    if (known !== undefined && this.below(3) === 0) return known;
    const { term, value } = depth === 0 ? this.leaf(width) : this.operation(width, depth);
    const made = { term, value: BigInt.asUintN(width, value) };
    before.push(made);
    return made;
  }

  private leaf(width: number): { readonly term: Term; readonly value: bigint } {
    const bits =
      this.below(3) === 0 ? BigInt.asUintN(width, [0n, 1n, -1n][this.below(3)] ?? 0n) : this.random(width);
    if (this.below(4) === 0) return { term: this.pool.constant(width, bits), value: bits };
    this.views.push(bits);
    return { term: this.pool.view(width, this.views.length - 1), value: bits };
  }

  private operation(width: number, depth: number): { readonly term: Term; readonly value: bigint } {
    const { pool } = this;
    const kind = this.below(12);
    if (kind < 4) {
      const op = binary[this.below(width === 1 ? 9 : 6)] ?? "add";
      const inner = op === "eq" || op === "ltu" || op === "lts" ? 1 + this.below(64) : width;
      const [a, b] = [this.of(inner, depth - 1), this.of(inner, depth - 1)];
      const signed = (x: bigint): bigint => BigInt.asIntN(inner, x);
      const values = {
        add: a.value + b.value,
        sub: a.value - b.value,
        mul: a.value * b.value,
        and: a.value & b.value,
        or: a.value | b.value,
        xor: a.value ^ b.value,
        eq: a.value === b.value ? 1n : 0n,
        ltu: a.value < b.value ? 1n : 0n,
        lts: signed(a.value) < signed(b.value) ? 1n : 0n,
      };
      return { term: pool[op](a.term, b.term), value: values[op] };
    }
    if (kind < 7) {
      const [c, a, b] = [this.of(1, depth - 1), this.of(width, depth - 1), this.of(width, depth - 1)];
      const other = [
        b,
        { term: pool.neg(a.term), value: -a.value },
        { term: pool.constant(width, 0n), value: 0n },
      ];
      const second = other[this.below(3)] ?? b;
      return { term: pool.mux(c.term, a.term, second.term), value: c.value === 1n ? a.value : second.value };
    }
    if (kind === 7) {
      const a = this.of(width, depth - 1);
      return { term: pool.not(a.term), value: ~a.value };
    }
    if (kind === 8) {
      const a = this.of(width, depth - 1);
      const by = this.below(66);
      const op = (["shl", "shru", "shrs"] as const)[this.below(3)] ?? "shl";
      const amount = BigInt(by);
      const values = {
        shl: a.value << amount,
        shru: a.value >> amount,
        shrs: BigInt.asIntN(width, a.value) >> amount,
      };
      return { term: pool[op](a.term, by), value: values[op] };
    }
    if (kind === 9 || width === 1) {
      const inner = width + this.below(65 - width);
      const low = this.below(inner - width + 1);
      const a = this.of(inner, depth - 1);
      return { term: pool.extract(a.term, low, width), value: a.value >> BigInt(low) };
    }
    const inner = 1 + this.below(width - 1);
    const a = this.of(inner, depth - 1);
    if (kind === 10) {
      const b = this.of(width - inner, depth - 1);
      return { term: pool.concat(a.term, b.term), value: (a.value << BigInt(width - inner)) | b.value };
    }
    return this.below(2) === 0
      ? { term: pool.zext(a.term, width), value: a.value }
      : { term: pool.sext(a.term, width), value: BigInt.asIntN(inner, a.value) };
  }
}

function check(term: Term, views: readonly bigint[], value: bigint): void {
  const got = bitsOf(term, views);
  if (got !== value) throw new Error(`${term.op} of ${term.width} bits is ${got}, expected ${value}`);
  if (BigInt.asUintN(term.unsignedBits, got) !== got)
    throw new Error(`${got} has over ${term.unsignedBits} bits`);
  const extended = BigInt.asUintN(term.width, BigInt.asIntN(term.signedBits, got));
  if (extended !== got) throw new Error(`${got} has over ${term.signedBits} signed bits`);
  for (const each of term.operands) check(each, views, bitsOf(each, views));
}

describe("terms", () => {
  test("have the value of the operations they were built by, and lie in their range", () => {
    const used = new Set<string>();
    for (let seed = 1; seed <= 3000; seed++) {
      const maker = new Maker(seed);
      const { term, value } = maker.of(1 + (seed % 64), 1 + (seed % 4));
      check(term, maker.views, value);
      used.add(term.op);
    }
    expect(used.size).toBeGreaterThanOrEqual(18);
  });

  test("keep their value where a fact holds", () => {
    let simpler = 0;
    for (let seed = 1; seed <= 1500; seed++) {
      const maker = new Maker(seed);
      const { value } = maker.of(1 + (seed % 40), 4);
      const { term } = maker.of(1 + (seed % 40), 4);
      const condition = maker.of(1, 2);
      const given = maker.pool.given(term, new Map([[condition.term, condition.value]]));
      expect([seed, bitsOf(given, maker.views)]).toEqual([seed, bitsOf(term, maker.views)]);
      expect(value).toBeGreaterThanOrEqual(0n);
      if (given !== term) simpler++;
    }
    expect(simpler).toBeGreaterThan(50);
  });

  test("neighbouring bits that differ are found by one addition", () => {
    let compared = 0;
    for (let width = 2; width <= 8; width++) {
      for (let low = 0; low + 1 < width; low++) {
        const pool = new TermPool();
        const source = pool.view(width, 0);
        const differ = pool.xor(pool.extract(source, low, 1), pool.extract(source, low + 1, 1));
        expect(differ.op).toBe("extract");
        for (let value = 0; value < 2 ** width; value++) {
          const expected = BigInt(((value >> low) ^ (value >> (low + 1))) & 1);
          expect([width, low, value, bitsOf(differ, [BigInt(value)])]).toEqual([width, low, value, expected]);
          compared++;
        }
      }
    }
    expect(compared).toBe(4 + 16 + 48 + 128 + 320 + 768 + 1792);
  });

  test("a register that holds and negates needs no selection in wide lanes", () => {
    const pool = new TermPool();
    const [enable, negative] = [pool.view(1, 0), pool.view(1, 1)];
    const [small, sum] = [pool.view(8, 2), pool.view(24, 3)];
    const wide = pool.sext(small, 24);
    const step = pool.mux(negative, pool.neg(wide), wide);
    const next = pool.mux(enable, pool.add(sum, step), sum);
    const opsOf = (term: Term): string[] => [
      `${term.op} ${Math.min(term.unsignedBits, term.signedBits)}`,
      ...term.operands.flatMap(opsOf),
    ];
    expect(opsOf(next).filter((op) => op.startsWith("mux"))).toEqual(["mux 8"]);
    expect(operand(next, 1).op === "sub" || operand(next, 0).op === "sub").toBe(true);
  });
});
