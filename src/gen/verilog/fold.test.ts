/** Constant folding agrees with the operator definitions of src/ir/design.ts on every value of small types. */
import { describe, expect, test } from "vitest";
import type { BinaryOperator, DataType } from "../../ir/index.ts";
import {
  add,
  binary,
  cat,
  index,
  lit,
  moduleBuilder,
  mux,
  resize,
  sint,
  slice,
  uint,
} from "../../testing/index.ts";
import { constantOf, foldBinary, foldComparison, foldUnary } from "./fold.ts";

const width = 3;
const raw = Array.from({ length: 8 }, (_, i) => i);

/** The number that three raw bits stand for, by a table. */
const numberOf = (type: DataType, bits: number): number =>
  type.kind === "sint" ? ([0, 1, 2, 3, -4, -3, -2, -1][bits] as number) : bits;

/** Each operator as arithmetic on numbers, before the result is cut to three bits. */
const meaning: Record<BinaryOperator, (a: number, b: number, rawB: number) => number | boolean> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  shl: (a, _, places) => a * 2 ** places,
  shr: (a, _, places) => Math.floor(a / 2 ** places),
};

const cut = (value: number | boolean): bigint =>
  typeof value === "boolean" ? BigInt(value) : BigInt(((value % 8) + 8) % 8);

describe.each([uint(width), sint(width)])("over %o", (type) => {
  test.each(Object.keys(meaning) as BinaryOperator[])("%s is exact for every pair", (operator) => {
    for (const a of raw) {
      for (const b of raw) {
        const wanted = cut(meaning[operator](numberOf(type, a), numberOf(type, b), b));
        expect([a, b, foldBinary(operator, type, BigInt(a), BigInt(b))]).toEqual([a, b, wanted]);
      }
    }
  });

  test("a comparison is called constant exactly when it is", () => {
    for (const operator of ["lt", "le", "gt", "ge"] as const) {
      for (const bound of raw) {
        for (const boundIsLeft of [false, true]) {
          const results = new Set(
            raw.map((other) => {
              const [a, b] = boundIsLeft ? [bound, other] : [other, bound];
              return cut(meaning[operator](numberOf(type, a), numberOf(type, b), b));
            }),
          );
          const constant = results.size === 1 ? [...results][0] : undefined;
          expect(foldComparison(operator, type, BigInt(bound), boundIsLeft)).toBe(constant);
        }
      }
    }
  });
});

test("unary operators are exact for every value", () => {
  for (const bits of raw) {
    const ones = [...bits.toString(2)].filter((digit) => digit === "1").length;
    const results = (["not", "neg", "all", "any", "parity"] as const).map((operator) =>
      Number(foldUnary(operator, BigInt(bits), width)),
    );
    expect(results).toEqual([7 - bits, (8 - bits) % 8, Number(bits === 7), Number(bits > 0), ones % 2]);
  }
});

describe("an expression is constant", () => {
  const m = moduleBuilder("any");
  const a = m.input("a", uint(4));

  test("where only its constant part is looked at", () => {
    expect(constantOf(slice(cat(a, lit(5, 3)), 2, 1))).toBe(2n);
    expect(constantOf(slice(resize(a, 9), 8, 4))).toBe(0n);
    expect(constantOf(resize(lit(-2, sint(3)), 6))).toBe(0b111110n);
    expect(constantOf(index(cat(a, lit(0b1010, 4)), lit(1, 3)))).toBe(1n);
    expect(constantOf(mux(lit(1, 1), lit(3, 4), a))).toBe(3n);
  });

  test("where the other operand decides", () => {
    expect(constantOf(binary("shr", a, lit(4, 3)))).toBe(0n);
    expect(constantOf(binary("ge", a, lit(0, 4)))).toBe(1n);
  });

  test("and not where a signal may change it", () => {
    expect(constantOf(add(a, lit(0, 4)))).toBeUndefined();
    expect(constantOf(slice(cat(a, lit(5, 3)), 3, 1))).toBeUndefined();
  });
});
