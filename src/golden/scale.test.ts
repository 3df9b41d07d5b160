/** Scaling of sums against exact arithmetic over BigInt. */
import { describe, expect, it } from "vitest";
import {
  dequantizeFineq,
  gaussSource,
  gemmFineq,
  halfToNumber,
  quantizeFineq,
  scaledBits,
  scaledToNumber,
  scaleSum,
  scaleSums,
  syntheticWeights,
} from "./index.ts";

describe("scale", () => {
  it("is sum * significand << shift in units of 2^-24", () => {
    expect(scaleSum(-5, 0x3c00)).toBe(-5n << 24n);
    expect(scaleSum(7, 0x0001)).toBe(7n);
    expect(scaleSum(-(2 ** 23), 0x7bff)).toBe(-(2n ** 23n) * 2047n * 2n ** 29n);
    expect(BigInt.asIntN(scaledBits(24), scaleSum(-(2 ** 23), 0x7bff))).toBe(scaleSum(-(2 ** 23), 0x7bff));
    expect(scaledToNumber(scaleSum(3, 0x3555))).toBe(3 * 0.333251953125);
  });

  it("is exact for every binary16 scale", () => {
    const wrong: number[] = [];
    for (let bits = 0; bits < 0x7c00; bits++) {
      if (scaledToNumber(scaleSum(-12345, bits)) !== -12345 * halfToNumber(bits)) wrong.push(bits);
    }
    expect(wrong).toEqual([]);
  });

  it("refuses a result over 64 bits and sums that are not whole rows", () => {
    expect(() => scaleSums(Int32Array.of(2 ** 24), Uint16Array.of(0x7bff))).toThrow("BL0518");
    expect(() => scaleSums(new Int32Array(5), new Uint16Array(2))).toThrow("BL0515");
    expect(() => scaleSums(new Int32Array(5), new Uint16Array(0))).toThrow("BL0515");
  });

  it("turns the product of a quantized matrix into that of its real weights, exactly", () => {
    const [m, n, k] = [3, 5, 50];
    const matrix = quantizeFineq(syntheticWeights(gaussSource(8), n * k, 0.1), n, k, { tensor: "w" });
    const gauss = gaussSource(9);
    const activations = Int8Array.from({ length: m * k }, () => 40 * gauss());
    const results = scaleSums(gemmFineq(activations, m, matrix).sums, matrix.scales);
    const weights = dequantizeFineq(matrix);
    for (let row = 0; row < m; row++) {
      for (let channel = 0; channel < n; channel++) {
        let expected = 0;
        for (let i = 0; i < k; i++) {
          expected += (activations[row * k + i] as number) * (weights[channel * k + i] as number);
        }
        expect(scaledToNumber(results[row * n + channel] as bigint)).toBe(expected);
      }
    }
  });
});
