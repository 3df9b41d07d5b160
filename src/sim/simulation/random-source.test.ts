/** Random choices: in range, as frequent as asked for, repeatable, and no repetition of the start values. */
import { describe, expect, test } from "vitest";
import { xorshift32 } from "../random.ts";
import { RandomSource } from "./random-source.ts";

describe("RandomSource", () => {
  test("the same seed draws the same, another one differently, also seed 0", () => {
    const draw = (seed: number) => {
      const random = new RandomSource(seed);
      return Array.from({ length: 20 }, () => random.word());
    };
    expect(draw(5)).toEqual(draw(5));
    expect(new Set([0, 1, 2, 3].map((seed) => draw(seed).join())).size).toBe(4);
    const startValues = xorshift32(5);
    expect(draw(5)).not.toContain(startValues());
  });

  test("goes on from a saved state", () => {
    const random = new RandomSource(9);
    random.word();
    const { state } = random;
    const first = [random.bits(70), random.below(10), random.chance(0.5)];
    random.state = state;
    expect([random.bits(70), random.below(10), random.chance(0.5)]).toEqual(first);
  });

  test("draws every value of a range, about equally often, and none outside", () => {
    const random = new RandomSource(3);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 7000; i++) {
      const drawn = random.below(7);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    expect(counts).toHaveLength(7);
    // Five standard deviations around 1000.
    for (const count of counts)
      expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(7000 * (1 / 7) * (6 / 7)));
    expect(new Set(Array.from({ length: 100 }, () => random.pick(["a", "b", "c"]))).size).toBe(3);
  });

  test("chances are met as often as they say; 0 never and 1 always", () => {
    const random = new RandomSource(4);
    const share = (probability: number) =>
      Array.from({ length: 4000 }, () => random.chance(probability)).filter((hit) => hit).length;
    expect([share(0), share(1)]).toEqual([0, 4000]);
    for (const probability of [0.1, 0.5, 0.9]) {
      const deviation = Math.sqrt(4000 * probability * (1 - probability));
      expect(Math.abs(share(probability) - 4000 * probability)).toBeLessThan(5 * deviation);
    }
  });

  test.each([1, 8, 31, 32, 33, 53])(
    "numbers and bits of %i bits stay inside and reach the top bit",
    (width) => {
      const random = new RandomSource(width);
      const numbers = Array.from({ length: 200 }, () => random.number(width));
      const bits = Array.from({ length: 200 }, () => random.bits(width));
      for (const number of numbers)
        expect(number >= 0 && number < 2 ** width && Number.isInteger(number)).toBe(true);
      for (const each of bits) expect(each >= 0n && each >> BigInt(width) === 0n).toBe(true);
      expect(numbers.some((number) => number >= 2 ** (width - 1))).toBe(true);
      expect(bits.some((each) => each >> BigInt(width - 1) === 1n)).toBe(true);
    },
  );
});
