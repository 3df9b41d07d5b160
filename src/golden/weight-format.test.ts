/** Bits of the formats by hand, and that a matrix gives back what its quantizer stood for. */
import { describe, expect, it } from "vitest";
import { quantizeFineq } from "./fineq-matrix.ts";
import { quantizeUniform } from "./uniform.ts";
import { dequantize, storedBits, uniformBitsOf, uniformFormat, uniformQuantized } from "./weight-format.ts";

describe("weight formats", () => {
  it.each([
    ["fineq", 144, 56 / 24, 56 / 24 + 16 / 144],
    ["fineq", 64, (3 * 56) / 64, (3 * 56 + 16) / 64],
    ["w2", 144, 2, 2 + 36 / 144],
    ["w3", 172, (65 * 8) / 172, (65 * 8 + 38) / 172],
    ["w8", 128, 8, 8 + 24 / 128],
  ] as const)("%s with %d inputs stores %d and %d bits a weight", (format, columns, codes, total) => {
    const found = storedBits(format, columns);
    expect(found.codes).toBeCloseTo(codes, 12);
    expect(found.total).toBeCloseTo(total, 12);
  });

  it("name their widths", () => {
    for (const bits of [2, 3, 4, 8] as const) expect(uniformBitsOf(uniformFormat(bits))).toBe(bits);
  });

  it("give whole steps back exactly", () => {
    const place = { tensor: "t" };
    const steps = Float32Array.of(-1, 0, 1, 0, 1, -1);
    const uniform = uniformQuantized(quantizeUniform(steps, 2, 3, 2, place));
    expect(uniform.format).toBe("w2");
    const exact = Float32Array.of(-1, 0, 2, 0, 3, 0);
    expect([...dequantize(uniformQuantized(quantizeUniform(exact, 2, 3, 2, place)))]).toEqual([...exact]);
    expect([
      ...dequantize({ format: "fineq", matrix: quantizeFineq(exact.map(Math.abs), 2, 3, place) }),
    ]).toHaveLength(6);
  });
});
