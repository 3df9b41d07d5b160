/** Multipliers over all operands, and multiply-accumulate over random runs, against whole numbers. */
import { describe, expect, test } from "vitest";
import { input, module, output, sint, uint } from "../../dsl/index.ts";
import { simulate } from "../../harness/index.ts";
import { seededRandom } from "../../testing/index.ts";
import { Multiplier, MultiplyAccumulate, multiply, multiplyAdd } from "./multiplier.ts";
import type { WeightCoding } from "./weights.ts";

const METHODS = ["booth", "rows"] as const;
const ADDERS = ["ripple", "operator"] as const;

/** The number that `bits` raw bits stand for. */
function read(raw: number, bits: number, coding: WeightCoding): number {
  const top = 2 ** (bits - 1);
  if (coding === "unsigned" || raw < top) return raw;
  return coding === "signed" ? raw - 2 * top : top - raw;
}

interface Exhausted {
  readonly checked: number;
  readonly wrong: number;
}

/** Every pair of operands through a multiplier; `expected` of numbers. */
function exhaust(
  shape: Parameters<typeof Multiplier>[0],
  expected: (activation: number, weight: number) => number,
): Exhausted {
  using sim = simulate(Multiplier(shape));
  const { activation, weight, product } = sim.dut;
  let checked = 0;
  let wrong = 0;
  for (let a = -(2 ** (shape.activationBits - 1)); a < 2 ** (shape.activationBits - 1); a++) {
    activation.poke(a);
    for (let raw = 0; raw < 2 ** shape.weightBits; raw++) {
      weight.poke(raw);
      checked++;
      if (Number(product.peek()) !== expected(a, read(raw, shape.weightBits, shape.coding))) wrong++;
    }
  }
  return { checked, wrong };
}

const exact = (a: number, b: number): number => a * b;
const variants = METHODS.flatMap((method) => ADDERS.map((finalAdder) => ({ method, finalAdder })));

describe.each(variants)("Multiplier, $method, $finalAdder", (variant) => {
  test.each([
    { activationBits: 8, weightBits: 8, coding: "signed", pairs: 65_536 },
    { activationBits: 8, weightBits: 4, coding: "signed", pairs: 4096 },
    { activationBits: 8, weightBits: 4, coding: "unsigned", pairs: 4096 },
    { activationBits: 8, weightBits: 3, coding: "sign-magnitude", pairs: 2048 },
    { activationBits: 8, weightBits: 2, coding: "signed", pairs: 1024 },
    { activationBits: 5, weightBits: 7, coding: "unsigned", pairs: 4096 },
    { activationBits: 2, weightBits: 2, coding: "signed", pairs: 16 },
    { activationBits: 7, weightBits: 5, coding: "signed", pairs: 4096 },
  ] as const)("all $pairs pairs of $activationBits x $weightBits bits, $coding", ({ pairs, ...shape }) => {
    expect(exhaust({ ...shape, ...variant }, exact)).toEqual({ checked: pairs, wrong: 0 });
  });
});

test("the comparison notices a product that is wrong for one pair", () => {
  const shape = { activationBits: 8, weightBits: 8, coding: "signed", ...variants[0] } as const;
  const wrong = (a: number, b: number): number => (a === -128 && b === -128 ? -16_384 : a * b);
  expect(exhaust({ ...shape, method: "booth", finalAdder: "ripple" }, wrong)).toEqual({
    checked: 65_536,
    wrong: 1,
  });
});

describe("multiply and multiplyAdd", () => {
  test.each(METHODS)("take operands of either kind, %s", (method) => {
    const Mixed = module(
      `mixed_${method}`,
      {
        a: input(sint(4)),
        b: input(uint(3)),
        signedFirst: output(sint(7)),
        unsignedFirst: output(sint(7)),
        square: output(uint(6)),
        more: output(uint(6)),
      },
      ({ a, b, signedFirst, unsignedFirst, square, more }) => {
        signedFirst.value = multiply(a, b, { method }).asSint();
        unsignedFirst.value = multiply(b, a, { method }).asSint();
        square.value = multiply(b, b, { method }).asUint();
        more.value = multiplyAdd(b.zext(6), b, a, { method });
      },
    );
    using sim = simulate(Mixed);
    const { a, b, signedFirst, unsignedFirst, square, more } = sim.dut;
    for (let x = -8; x < 8; x++) {
      for (let y = 0; y < 8; y++) {
        a.poke(x);
        b.poke(y);
        expect([signedFirst, unsignedFirst, square, more].map((port) => Number(port.peek()))).toEqual([
          // Minus zero is no whole number.
          x * y + 0,
          x * y + 0,
          y * y,
          (y + x * y) & 63,
        ]);
      }
    }
  });
});

describe.each(METHODS)("MultiplyAccumulate, %s", (method) => {
  test("adds 5,000 products to sums that start now and then, modulo the width", () => {
    const shape = { activationBits: 8, weightBits: 8, coding: "signed", finalAdder: "ripple" } as const;
    using sim = simulate(MultiplyAccumulate({ ...shape, method, sumBits: 17 }));
    const { activation, weight, start, total } = sim.dut;
    const random = seededRandom(3);
    let expected = 0;
    for (let cycle = 0; cycle < 5000; cycle++) {
      const [a, w] = [random.between(-128, 127), random.between(-128, 127)];
      const isFirst = cycle === 0 || random.chance(0.02);
      activation.poke(a);
      weight.poke(w & 255);
      start.poke(isFirst);
      sim.step();
      expected = ((isFirst ? 0 : expected) + a * w) | 0;
      expect(Number(total.peek())).toBe((expected << 15) >> 15);
    }
  });
});

test.each([
  [{ weightBits: 1 }, "weightBits"],
  [{ activationBits: 65 }, "activationBits"],
  [{ coding: "ternary" as WeightCoding }, "coding"],
])("a parameter out of range is refused by name: %j", (changed, name) => {
  const usual = {
    activationBits: 8,
    weightBits: 8,
    coding: "signed",
    method: "booth",
    finalAdder: "ripple",
  } as const;
  expect(() => Multiplier({ ...usual, ...changed })).toThrow(name);
});
