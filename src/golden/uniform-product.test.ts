/** Digit planes and the zero-point correction: every way to the sums is the same as BigInt arithmetic on real products. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BitloomError } from "../diagnostics/index.ts";
import {
  activationSums,
  decodeUniform,
  gaussSource,
  quantizeUniform,
  syntheticWeights,
  UNIFORM_BITS,
  uniformDigits,
  uniformPlaneSums,
  uniformPlanes,
  uniformSums,
} from "./index.ts";

describe("radix-4 digits", () => {
  it("are 0..3 and add up to the code, for all 256 codes", () => {
    const codes = Uint8Array.from({ length: 256 }, (_, u) => u);
    const planes = [0, 1, 2, 3].map((plane) => uniformDigits(codes, plane));
    for (const u of codes) {
      const digits = planes.map((digit) => digit[u] as number);
      expect(digits).toEqual([...u.toString(4).padStart(4, "0")].reverse().map(Number));
    }
  });

  it("take one plane for 2 bits, two for 3 and 4, four for 8", () => {
    expect(UNIFORM_BITS.map(uniformPlanes)).toEqual([1, 2, 2, 4]);
  });
});

describe("products of uniform formats", () => {
  const shape = fc.record({
    bits: fc.constantFrom(...UNIFORM_BITS),
    vectors: fc.integer({ min: 1, max: 3 }),
    rows: fc.integer({ min: 1, max: 4 }),
    columns: fc.integer({ min: 1, max: 300 }),
    seed: fc.nat(),
  });

  it("are the digit planes shifted and added, less the zero point times the sum of activations", () => {
    fc.assert(
      fc.property(shape, ({ bits, vectors, rows, columns, seed }) => {
        const gauss = gaussSource(seed);
        const weights = syntheticWeights(gauss, rows * columns);
        const matrix = quantizeUniform(weights, rows, columns, bits, { tensor: "w" });
        const activations = Int8Array.from({ length: vectors * columns }, () => 50 * gauss());
        const sums = uniformSums(activations, vectors, matrix);
        const planes = Array.from({ length: uniformPlanes(bits) }, (_, plane) =>
          uniformPlaneSums(activations, vectors, matrix, plane),
        );
        const corrections = activationSums(activations, vectors, columns);
        const { groups, zeros } = matrix;
        const codes = decodeUniform(matrix);
        for (let at = 0; at < sums.length; at++) {
          const vector = Math.floor(at / (rows * groups));
          const place = at % (rows * groups);
          const planeSum = planes.reduce((sum, plane, p) => sum + 4 ** p * (plane[at] as number), 0);
          const correction = corrections[vector * groups + (place % groups)] as number;
          expect(planeSum - (zeros[place] as number) * correction).toBe(sums[at]);
          let exact = 0n;
          const row = Math.floor(place / groups);
          for (let k = 128 * (place % groups); k < Math.min(columns, 128 * (place % groups) + 128); k++) {
            const centred = (codes[row * columns + k] as number) - (zeros[place] as number);
            exact += BigInt(centred) * BigInt(activations[vector * columns + k] as number);
          }
          expect(Number(exact)).toBe(sums[at]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("reach 255 * 128 * 128 and no further", () => {
    const weights = new Float32Array(128).fill(255);
    const matrix = quantizeUniform(weights, 1, 128, 8, { tensor: "w" });
    expect([...uniformSums(new Int8Array(128).fill(-128), 1, matrix)]).toEqual([-255 * 128 * 128]);
  });

  it("refuse activations of another length", () => {
    const matrix = quantizeUniform(new Float32Array(4), 2, 2, 2, { tensor: "w" });
    expect(() => uniformSums(new Int8Array(3), 1, matrix)).toThrow(BitloomError);
    expect(() => uniformPlaneSums(new Int8Array(3), 1, matrix, 0)).toThrow(BitloomError);
    expect(() => activationSums(new Int8Array(3), 2, 2)).toThrow(BitloomError);
  });
});
