/** The integer product against sums over BigInt, and its overflow flag at the bound. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accumulatorBitsFor,
  decodeFineq,
  gaussSource,
  gemm,
  gemmFineq,
  quantizeFineq,
  syntheticWeights,
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

  it("of stored blocks is that of their integers", () => {
    const matrix = quantizeFineq(syntheticWeights(gaussSource(4), 3 * 31), 3, 31, { tensor: "w" });
    const activations = Int8Array.from({ length: 2 * 31 }, (_, at) => 7 * at - 100);
    const shape = { m: 2, n: 3, k: 31 };
    expect(gemmFineq(activations, 2, matrix)).toEqual(gemm(activations, decodeFineq(matrix), shape));
    expect(gemmFineq(activations, 2, matrix, 8).overflow).toContain(1);
  });
});
