/** The exponential against Math.exp over everything that float32 can ask of it. */
import { describe, expect, it } from "vitest";
import { exponential } from "./exponential.ts";

describe("exponential", () => {
  it("is within 2^-27 of Math.exp, relatively, from -104 to 709", () => {
    let worst = 0;
    let points = 0;
    // A step that is no fraction of ln 2, so that every part of the reduced range is met.
    for (let x = -104; x <= 709; x += 0.000937) {
      const exact = Math.exp(x);
      worst = Math.max(worst, Math.abs(exponential(x) - exact) / exact);
      points++;
    }
    expect(points).toBeGreaterThan(800_000);
    expect(worst).toBeLessThan(2 ** -27);
  });

  it("gives powers of e around 0 and half-way between powers of two", () => {
    for (const x of [0, -0, 1e-30, -1e-30, Math.LN2 / 2, -Math.LN2 / 2, 1.5 * Math.LN2, Math.LN2]) {
      expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(2 ** -27);
    }
    expect(exponential(0)).toBe(1);
  });

  it("is 0 below float32, infinite above float64, and never hides what is not a number", () => {
    expect(exponential(-104.1)).toBe(0);
    expect(Math.fround(Math.exp(-104.1))).toBe(0);
    expect(exponential(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(exponential(709.5)).toBe(Number.POSITIVE_INFINITY);
    expect(exponential(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(exponential(Number.NaN)).toBeNaN();
  });
});
