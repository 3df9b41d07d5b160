import { describe, expect, it } from "vitest";
import { randomBits, xorshift32 } from "./random.ts";

/** One step with unbounded integers, straight from the paper's three lines. */
function step(state: bigint): bigint {
  let y = state;
  y ^= (y << 13n) & 0xffff_ffffn;
  y ^= y >> 17n;
  y ^= (y << 5n) & 0xffff_ffffn;
  return y;
}

describe("xorshift32", () => {
  it("starts with the published sequence for the paper's seed 2463534242", () => {
    const next = xorshift32(2463534242);
    expect([next(), next(), next()]).toEqual([723471715, 2497366906, 2064144800]);
  });

  it("follows the recurrence for a thousand words", () => {
    const next = xorshift32(7);
    let state = 7n;
    for (let word = 0; word < 1000; word++) {
      state = step(state);
      expect(BigInt(next())).toBe(state);
    }
  });

  it("leaves the state of zeros, where it would stay", () => {
    expect(xorshift32(0)()).not.toBe(0);
  });
});

describe("random bits", () => {
  it("fit the width, and every bit of it is 0 once and 1 once in a hundred draws", () => {
    for (const width of [1, 31, 32, 33, 100]) {
      const random = randomBits(5);
      let ones = 0n;
      let zeros = 0n;
      const all = (1n << BigInt(width)) - 1n;
      for (let draw = 0; draw < 100; draw++) {
        const bits = random(width);
        expect(bits >> BigInt(width)).toBe(0n);
        ones |= bits;
        zeros |= bits ^ all;
      }
      expect([ones, zeros]).toEqual([all, all]);
    }
  });

  it("of two words have the first word on top", () => {
    const next = xorshift32(9);
    const expected = (BigInt(next()) << 32n) | BigInt(next());
    expect(randomBits(9)(64)).toBe(expected);
  });
});
