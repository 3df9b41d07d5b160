/** Every operator against a formula over JavaScript numbers, on all operands of up to 4 bits. */
import { describe, expect, test } from "vitest";
import type { BinaryOperator, DataType, Expr, UnaryOperator } from "../../ir/index.ts";
import {
  arrayOf,
  binary,
  cast,
  cat,
  index,
  lit,
  mux,
  resize,
  sint,
  slice,
  uint,
  unary,
} from "../../testing/index.ts";
import { Evaluator } from "./evaluate.ts";

const noLeaves = {
  signal: () => {
    throw new RangeError("no signal here");
  },
  read: () => {
    throw new RangeError("no memory here");
  },
};
const numberFrom = (expr: Expr): number => Number(new Evaluator(noLeaves).value(expr));

const widths = [1, 2, 3, 4];
const range = (width: number): number[] => Array.from({ length: 2 ** width }, (_, i) => i);
const wrap = (value: number, width: number): number => ((value % 2 ** width) + 2 ** width) % 2 ** width;
const signed = (bits: number, width: number): number => (bits >= 2 ** (width - 1) ? bits - 2 ** width : bits);

type Formula = (a: number, b: number, width: number) => number;

const bitwise =
  (combine: (a: number, b: number) => boolean): Formula =>
  (a, b, width) => {
    let result = 0;
    for (let i = 0; i < width; i++) {
      if (combine(Math.floor(a / 2 ** i) % 2, Math.floor(b / 2 ** i) % 2)) result += 2 ** i;
    }
    return result;
  };

const formulas: Readonly<Record<Exclude<BinaryOperator, "shl" | "shr">, Formula>> = {
  add: (a, b, width) => wrap(a + b, width),
  sub: (a, b, width) => wrap(a - b, width),
  mul: (a, b, width) => wrap(a * b, width),
  and: (a, b, width) => bitwise((x, y) => x + y === 2)(wrap(a, width), wrap(b, width), width),
  or: (a, b, width) => bitwise((x, y) => x + y > 0)(wrap(a, width), wrap(b, width), width),
  xor: (a, b, width) => bitwise((x, y) => x + y === 1)(wrap(a, width), wrap(b, width), width),
  eq: (a, b) => (a === b ? 1 : 0),
  ne: (a, b) => (a === b ? 0 : 1),
  lt: (a, b) => (a < b ? 1 : 0),
  le: (a, b) => (a <= b ? 1 : 0),
  gt: (a, b) => (a > b ? 1 : 0),
  ge: (a, b) => (a >= b ? 1 : 0),
};

describe.each(Object.entries(formulas))("%s", (operator, formula) => {
  test.each(widths)("agrees with its formula on all pairs of %i bits, unsigned and signed", (width) => {
    for (const a of range(width)) {
      for (const b of range(width)) {
        const both = (type: DataType) => binary(operator as BinaryOperator, lit(a, type), lit(b, type));
        expect([a, b, numberFrom(both(uint(width)))]).toEqual([a, b, formula(a, b, width)]);
        const expected = formula(signed(a, width), signed(b, width), width);
        expect([a, b, numberFrom(both(sint(width)))]).toEqual([a, b, expected]);
      }
    }
  });
});

test.each(widths)(
  "shifts of %i bits divide and multiply by powers of two, for all amounts to 15",
  (width) => {
    for (const a of range(width)) {
      for (const amount of range(4)) {
        const shifted = (operator: "shl" | "shr", type: DataType) =>
          numberFrom(binary(operator, lit(a, type), lit(amount, 4)));
        expect(shifted("shl", uint(width))).toBe(wrap(a * 2 ** amount, width));
        expect(shifted("shr", uint(width))).toBe(Math.floor(a / 2 ** amount));
        const floor = Math.floor(signed(a, width) / 2 ** amount);
        expect(shifted("shr", sint(width))).toBe(wrap(floor, width));
      }
    }
  },
);

test("a shift amount wider than a machine word counts in full", () => {
  const amount = lit(1n << 100n, 101);
  expect(numberFrom(binary("shl", lit(3, 4), amount))).toBe(0);
  expect(numberFrom(binary("shr", lit(8, sint(4)), amount))).toBe(15);
});

const unaryFormulas: Readonly<Record<UnaryOperator, (a: number, width: number) => number>> = {
  not: (a, width) => 2 ** width - 1 - a,
  neg: (a, width) => (2 ** width - a) % 2 ** width,
  all: (a, width) => (a === 2 ** width - 1 ? 1 : 0),
  any: (a) => (a > 0 ? 1 : 0),
  parity: (a) => a.toString(2).replaceAll("0", "").length % 2,
};

test.each(Object.entries(unaryFormulas))("%s agrees with its formula up to 4 bits", (operator, formula) => {
  for (const width of widths) {
    for (const a of range(width)) {
      const result = numberFrom(unary(operator as UnaryOperator, lit(a, width)));
      expect([width, a, result]).toEqual([width, a, formula(a, width)]);
    }
  }
});

test("resize extends by the source's sign, and drops high bits", () => {
  for (const from of widths) {
    for (const to of widths) {
      for (const a of range(from)) {
        expect(numberFrom(resize(lit(a, uint(from)), to))).toBe(a % 2 ** to);
        expect(numberFrom(resize(lit(a, sint(from)), to))).toBe(wrap(signed(a, from), to));
      }
    }
  }
});

test("the first part of a cat is the most significant", () => {
  for (const a of range(2)) {
    for (const b of range(3)) expect(numberFrom(cat(lit(a, 2), lit(b, 3)))).toBe(a * 8 + b);
  }
});

test("a slice takes bits high to low, a cast changes none", () => {
  for (const a of range(4)) {
    expect(numberFrom(slice(lit(a, 4), 2, 1))).toBe(Math.floor(a / 2) % 4);
    expect(numberFrom(cast(lit(a, 4), sint(4)))).toBe(a);
  }
});

test("a run-time index picks an element, and gives 0 past the end", () => {
  const packed = lit(0b11_10_01, arrayOf(uint(2), 3));
  expect(range(2).map((at) => numberFrom(index(packed, lit(at, 2))))).toEqual([1, 2, 3, 0]);
});

test("a mux takes its first side when the condition is 1", () => {
  expect(numberFrom(mux(lit(1, 1), lit(5, 4), lit(9, 4)))).toBe(5);
  expect(numberFrom(mux(lit(0, 1), lit(5, 4), lit(9, 4)))).toBe(9);
});

test("130 bits wrap as 8 bits do", () => {
  const ones = (1n << 130n) - 1n;
  const sum = new Evaluator(noLeaves).value(binary("add", lit(ones, 130), lit(2, 130)));
  expect(sum).toBe(1n);
  const product = new Evaluator(noLeaves).value(binary("mul", lit(-3n, sint(130)), lit(7, sint(130))));
  expect(product).toBe((1n << 130n) - 21n);
});
