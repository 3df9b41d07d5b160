import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accumulatorBitsFor,
  dequantizeFineq,
  gaussSource,
  gemm,
  gemmFineq,
  halfToNumber,
  pulseWeights,
  quantizeFineq,
  scaledBits,
  scaledToNumber,
  scaleSum,
  scaleSums,
  syntheticWeights,
  temporalPulses,
} from "./index.ts";

describe("integer product", () => {
  it("is the sum of products, row by row and channel by channel", () => {
    const activations = Int8Array.of(1, 2, 3, -128, 0, 127);
    const weights = Int8Array.of(1, 0, -1, 3, 3, 3, -3, 2, 1, 0, 0, 0);
    const { sums, overflow } = gemm(activations, weights, { m: 2, n: 4, k: 3 });
    expect([...sums]).toEqual([-2, 18, 4, 0, -255, -3, 511, 0]);
    expect([...overflow]).toEqual(new Array<number>(8).fill(0));
  });

  it("agrees with BigInt sums on random operands", () => {
    fc.assert(
      fc.property(fc.nat(5), fc.nat(5), fc.nat(40), fc.nat(1e6), (m, n, k, seed) => {
        const gauss = gaussSource(seed);
        const activations = Int8Array.from({ length: m * k }, () => 60 * gauss());
        const weights = Int8Array.from({ length: n * k }, () => Math.max(-3, Math.min(3, gauss() * 2)));
        const expected = Array.from({ length: m * n }, (_, at) => {
          let sum = 0n;
          for (let i = 0; i < k; i++) {
            const a = activations[Math.floor(at / n) * k + i] as number;
            sum += BigInt(a) * BigInt(weights[(at % n) * k + i] as number);
          }
          return Number(sum);
        });
        expect([...gemm(activations, weights, { m, n, k }).sums]).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  it("keeps 24 bits exact to K = 21845 and flags K = 21846", () => {
    const worst = (k: number) =>
      gemm(new Int8Array(k).fill(-128), new Int8Array(k).fill(-3), { m: 1, n: 1, k }, 24);
    expect(worst(21845)).toEqual({ sums: Int32Array.of(8388480), overflow: Uint8Array.of(0) });
    expect(worst(21846)).toEqual({ sums: Int32Array.of(8388864), overflow: Uint8Array.of(1) });
    expect(accumulatorBitsFor(21845)).toBe(24);
    expect(accumulatorBitsFor(21846)).toBe(25);
  });

  it("flags a partial sum that leaves the range although the total comes back", () => {
    const { sums, overflow } = gemm(Int8Array.of(7, -7), Int8Array.of(2, 2), { m: 1, n: 1, k: 2 }, 4);
    expect([sums[0], overflow[0]]).toEqual([0, 1]);
    expect(gemm(Int8Array.of(7, -7), Int8Array.of(1, 2), { m: 1, n: 1, k: 2 }, 4).overflow[0]).toBe(0);
    expect(gemm(Int8Array.of(-4), Int8Array.of(2), { m: 1, n: 1, k: 1 }, 4).overflow[0]).toBe(0);
    expect(gemm(Int8Array.of(-3), Int8Array.of(3), { m: 1, n: 1, k: 1 }, 4).overflow[0]).toBe(1);
  });

  it("refuses arrays and sizes that do not fit", () => {
    expect(() => gemm(new Int8Array(5), new Int8Array(6), { m: 2, n: 2, k: 3 })).toThrow("BL0515");
    expect(() => gemm(new Int8Array(6), new Int8Array(5), { m: 2, n: 2, k: 3 })).toThrow("BL0515");
    expect(() => gemm(new Int8Array(0), new Int8Array(0), { m: 0, n: 0, k: 6e6 })).toThrow("BL0516");
    expect(() => gemm(new Int8Array(1), new Int8Array(1), { m: 1, n: 1, k: 1 }, 33)).toThrow("BL0516");
  });
});

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

describe("temporal code", () => {
  it.each([
    ["unary", 0, [0, 0, 0]],
    ["unary", 1, [1, 0, 0]],
    ["unary", 2, [1, 1, 0]],
    ["unary", 3, [1, 1, 1]],
    ["binary", 0, [0, 0]],
    ["binary", 1, [0, 1]],
    ["binary", 2, [1, 0]],
    ["binary", 3, [1, 1]],
  ] as const)("%s of %d is %j", (code, magnitude, pulses) => {
    expect(temporalPulses(code, magnitude)).toEqual(pulses);
    const worth = pulseWeights(code).reduce((sum, weight, t) => sum + weight * (pulses[t] as number), 0);
    expect(worth).toBe(magnitude);
  });
});
