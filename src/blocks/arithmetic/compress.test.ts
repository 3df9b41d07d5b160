/** Compression on plain numbers: the sum is kept, the rows asked for are left, and no adder is wasted. */
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../testing/index.ts";
import { type Adders, type Column, compress, type RowsLeft } from "./compress.ts";

interface Count {
  full: number;
  half: number;
}

/** Adders of numbers 0 and 1. */
function arithmetic(count: Count, fault = 0): Adders<number> {
  const split = (total: number) => ({ sum: total & 1, carry: total >> 1 });
  return {
    full(a, b, c) {
      count.full++;
      return split(a + b + c === 3 ? 3 - fault : a + b + c);
    },
    half(a, b) {
      count.half++;
      return split(a + b);
    },
    halfPlusOne(a, b) {
      count.half++;
      return split(a + b + 1);
    },
    exclusiveOr: (a, b) => a ^ b,
    not: (a) => 1 - a,
  };
}

const total = (columns: readonly { readonly bits: readonly { bit: number }[]; hasOne: boolean }[]): bigint =>
  columns.reduce(
    (sum, { bits, hasOne }, weight) =>
      sum + (BigInt(bits.reduce((n, { bit }) => n + bit, 0) + Number(hasOne)) << BigInt(weight)),
    0n,
  );

const random = seededRandom(17);
const randomColumns = (): Column<number>[] =>
  Array.from({ length: random.between(1, 12) }, () => ({
    bits: Array.from({ length: random.between(0, 9) }, () => ({
      bit: random.between(0, 1),
      arrival: random.between(0, 5),
    })),
    hasOne: random.between(0, 1) === 1,
  }));

describe.each([1, 2] as const)("compress to %i rows", (rows: RowsLeft) => {
  test("keeps the sum of 2,000 random heaps and leaves no more rows", () => {
    for (let run = 0; run < 2000; run++) {
      const columns = randomColumns();
      const left = compress(columns, arithmetic({ full: 0, half: 0 }), rows);
      expect(BigInt.asUintN(columns.length, total(left))).toBe(
        BigInt.asUintN(columns.length, total(columns)),
      );
      for (const { bits, hasOne } of left) expect(bits.length + Number(hasOne)).toBeLessThanOrEqual(rows);
    }
  });

  test("the comparison notices a full adder that forgets the sum of three ones", () => {
    const columns = [{ bits: [1, 1, 1].map((bit) => ({ bit, arrival: 0 })), hasOne: false }, none, none];
    const left = compress(columns, arithmetic({ full: 0, half: 0 }, 1), rows);
    expect(total(left)).not.toBe(total(columns));
  });
});

const none: Column<number> = { bits: [], hasOne: false };

test("a heap of 8 rows of 8 bits takes 56 adders, Dadda's number for a multiplier with its final adder", () => {
  const count = { full: 0, half: 0 };
  const columns = Array.from({ length: 16 }, (_, weight) => ({
    bits: Array.from({ length: Math.max(0, 8 - Math.abs(weight - 7)) }, () => ({ bit: 1, arrival: 0 })),
    hasOne: false,
  }));
  compress(columns, arithmetic(count), 1);
  expect(count).toEqual({ full: 48, half: 8 });
});

test("the earliest bits of a column meet first, and the latest waits for their sum", () => {
  const met: string[][] = [];
  const adders: Adders<string> = {
    full(a, b, c) {
      met.push([a, b, c]);
      return { sum: `(${a}${b}${c})`, carry: "-" };
    },
    half(a, b) {
      met.push([a, b]);
      return { sum: `(${a}${b})`, carry: "-" };
    },
    halfPlusOne: (a, b) => ({ sum: `(${a}${b}1)`, carry: "-" }),
    exclusiveOr: (a, b) => `(${a}${b})`,
    not: (a) => a,
  };
  const arrivals = { late: 9, a: 0, b: 1, c: 1, d: 2 };
  const bits = Object.entries(arrivals).map(([bit, arrival]) => ({ bit, arrival }));
  compress(
    [
      { bits, hasOne: false },
      { bits: [], hasOne: false },
    ],
    adders,
    1,
  );
  expect(met).toEqual([
    ["a", "b", "c"],
    ["d", "(abc)", "late"],
  ]);
});
