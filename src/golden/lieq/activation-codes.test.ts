/** INT8 activations against their definition in exact integers, and at the edges. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import { quantizeActivations } from "./index.ts";

describe("quantized activations", () => {
  it("put the largest magnitude at 127, whatever its sign", () => {
    expect([...quantizeActivations(Float32Array.of(-254, 2, 127, 254)).codes]).toEqual([-127, 1, 64, 127]);
    expect(quantizeActivations(Float32Array.of(-254, 2)).scale).toBe(2);
  });

  it("round halves away from zero: all 509 half steps", () => {
    const halves = Float32Array.from({ length: 509 }, (_, at) => at - 254);
    const { codes, scale } = quantizeActivations(halves);
    expect(scale).toBe(2);
    halves.forEach((value, at) => {
      const magnitude = Math.floor((Math.abs(value) + 1) / 2);
      expect(codes[at], String(value)).toBe(value < 0 ? -magnitude || 0 : magnitude);
    });
  });

  it("are the nearest codes: no other is nearer, in exact arithmetic", () => {
    const value = fc.integer({ min: -(2 ** 20), max: 2 ** 20 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), (integers) => {
        const { codes } = quantizeActivations(Float32Array.from(integers));
        const largest = Math.max(...integers.map(Math.abs));
        integers.forEach((x, at) => {
          // |x - code * largest / 127| <= largest / 254, multiplied by 254.
          const distance = Math.abs(254 * x - 2 * (codes[at] as number) * largest);
          expect(distance).toBeLessThanOrEqual(largest);
        });
      }),
    );
  });

  it("are all zero with scale 0 when every activation is", () => {
    expect(quantizeActivations(new Float32Array(3))).toEqual({ codes: new Int8Array(3), scale: 0 });
    expect(quantizeActivations(new Float32Array(0)).codes).toHaveLength(0);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("refuse %d", (value) => {
    const values = Float32Array.of(1, 2, value);
    expect(() => quantizeActivations(values, "q_proj")).toThrow(BitloomError);
    expect(() => quantizeActivations(values, "q_proj")).toThrow(`Activation 2 of q_proj is ${value}`);
  });

  it("reach 127 at the smallest and the largest binary32", () => {
    expect([...quantizeActivations(Float32Array.of(2 ** -149, 0)).codes]).toEqual([127, 0]);
    expect([...quantizeActivations(Float32Array.of(-3.4028234663852886e38, 1)).codes]).toEqual([-127, 0]);
  });
});
