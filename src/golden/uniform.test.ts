/** Uniform group formats against an outside program, against a search over all codes, and at the edges. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BitloomError } from "../diagnostics/index.ts";
import {
  decodeUniform,
  dequantizeUniform,
  gaussSource,
  halfToNumber,
  packUniform,
  quantizeUniform,
  sqnr,
  syntheticWeights,
  UNIFORM_BITS,
  type UniformBits,
  uniformBitsPerWeight,
  uniformCode,
  uniformGrid,
  uniformRowBytes,
} from "./index.ts";

interface RowCase {
  readonly name: string;
  readonly bits: UniformBits;
  readonly columns: number;
  readonly weightsBase64: string;
  readonly scales: readonly number[];
  readonly zeros: readonly number[];
  readonly packed: string;
}

/** Written by bench/peers/uniform_reference.py, a separate program made from the format's description. */
const vectors = JSON.parse(readFileSync(new URL("./vectors/uniform-rows.json", import.meta.url), "utf8")) as {
  cases: RowCase[];
};

const tensor = { tensor: "w" };
const group = { ...tensor, row: 0, column: 0 };

function weightsOf(vector: RowCase): Float32Array {
  const bytes = Buffer.from(vector.weightsBase64, "base64");
  return Float32Array.from({ length: vector.columns }, (_, k) => bytes.readFloatLE(4 * k));
}

function diagnosticOf(action: () => unknown) {
  try {
    action();
  } catch (error) {
    if (error instanceof BitloomError) return error.diagnostics[0];
    throw error;
  }
  return undefined;
}

describe("uniform quantizer", () => {
  it("has vectors of every width to be compared with", () => {
    expect(new Set(vectors.cases.map(({ bits }) => bits))).toEqual(new Set(UNIFORM_BITS));
    expect(vectors.cases.length).toBeGreaterThanOrEqual(36);
  });

  it.each(vectors.cases)("gives the outside program's bytes for $name", (vector) => {
    const matrix = quantizeUniform(weightsOf(vector), 1, vector.columns, vector.bits, tensor);
    expect([...matrix.scales]).toEqual(vector.scales);
    expect([...matrix.zeros]).toEqual(vector.zeros);
    expect(Buffer.from(matrix.packed).toString("hex")).toBe(vector.packed);
  });

  it("would notice one changed weight", () => {
    const vector = vectors.cases[0] as RowCase;
    const weights = weightsOf(vector);
    weights[0] = 9;
    const { packed } = quantizeUniform(weights, 1, vector.columns, vector.bits, tensor);
    expect(Buffer.from(packed).toString("hex")).not.toBe(vector.packed);
  });

  it.each(UNIFORM_BITS)(
    "takes the nearest of all values for every triple of seventeen weights, %i bits",
    (bits) => {
      const values = Array.from({ length: 17 }, (_, k) => (k - 8) / 3);
      let groups = 0;
      for (const a of values) {
        for (const b of values) {
          for (const c of values) {
            const weights = Float32Array.of(a, b, c);
            const { scale: pattern, zero } = uniformGrid(weights, bits, group);
            const scale = halfToNumber(pattern);
            for (const weight of weights) {
              const code = uniformCode(weight, scale, zero, bits);
              const nearest = Math.min(
                ...Array.from({ length: 2 ** bits }, (_, u) => Math.abs(weight - scale * (u - zero))),
              );
              if (Math.abs(weight - scale * (code - zero)) !== nearest) {
                expect.fail(`${bits} bits, [${weights}]: ${weight} became code ${code}`);
              }
            }
            groups++;
          }
        }
      }
      expect(groups).toBe(17 ** 3);
    },
  );

  it("rounds halves away from zero", () => {
    // 3 bits over -3..4: the scale is 1 and the zero point 3.
    const weights = Float32Array.of(-3, 4, 0.5, 1.5, -0.5, -1.5, 2.5);
    const matrix = quantizeUniform(weights, 1, 7, 3, tensor);
    expect([halfToNumber(matrix.scales[0] as number), matrix.zeros[0]]).toEqual([1, 3]);
    expect([...dequantizeUniform(matrix)]).toEqual([-3, 4, 1, 2, -1, -2, 3]);
    expect(uniformCode(0.49999999999999994, 1, 0, 2)).toBe(0);
  });

  it("keeps an all-zero group at zero with the grid of -1 to 1", () => {
    const matrix = quantizeUniform(new Float32Array(5), 1, 5, 2, tensor);
    // fp16(2 / 3), and 1 / that is 1.50037.
    expect([matrix.scales[0], matrix.zeros[0]]).toEqual([0x3955, 2]);
    expect([...dequantizeUniform(matrix)]).toEqual([0, 0, 0, 0, 0]);
  });

  it("makes a group all zero whose scale rounds to zero", () => {
    const matrix = quantizeUniform(Float32Array.of(1e-8, -1e-9), 1, 2, 4, tensor);
    expect([matrix.scales[0], matrix.zeros[0], ...matrix.packed]).toEqual([0, 0, 0]);
    expect([...dequantizeUniform(matrix)]).toEqual([0, 0]);
  });

  it("gives every group of 128 a grid of its own, and the short last one too", () => {
    const weights = Float32Array.from({ length: 2 * 300 }, (_, k) =>
      k % 300 < 128 ? 1 : k % 300 < 256 ? -8 : 64,
    );
    const matrix = quantizeUniform(weights, 2, 300, 8, tensor);
    expect([matrix.groups, matrix.scales.length]).toEqual([3, 6]);
    expect([...matrix.zeros]).toEqual([0, 255, 0, 0, 255, 0]);
    expect(sqnr(weights, dequantizeUniform(matrix))).toBeGreaterThan(60);
  });

  it("does not depend on the rows beside it", () => {
    const weights = syntheticWeights(gaussSource(3), 4 * 200);
    const whole = quantizeUniform(weights, 4, 200, 3, tensor);
    for (let row = 0; row < 4; row++) {
      const alone = quantizeUniform(weights.slice(200 * row, 200 * row + 200), 1, 200, 3, tensor);
      const { bytesPerRow } = whole;
      expect(whole.packed.slice(row * bytesPerRow, (row + 1) * bytesPerRow)).toEqual(alone.packed);
    }
  });

  it("loses less with every bit", () => {
    const weights = syntheticWeights(gaussSource(1), 64 * 256);
    const quality = UNIFORM_BITS.map((bits) =>
      sqnr(weights, dequantizeUniform(quantizeUniform(weights, 64, 256, bits, tensor))),
    );
    const [two, three, four, eight] = quality as [number, number, number, number];
    expect(three).toBeGreaterThan(two + 5);
    expect(four).toBeGreaterThan(three + 5);
    // Four bits more are 4 * 6.02 dB and the share of the two end steps.
    expect(eight - four).toBeCloseTo(24.6, 0);
  });

  it("reports finished rows", () => {
    const seen: number[] = [];
    quantizeUniform(new Float32Array(3 * 40000), 3, 40000, 2, tensor, (rows) => seen.push(rows));
    expect(seen).toEqual([1, 2, 3]);
  });
});

describe("packed rows", () => {
  it("start on a byte, lowest bits first", () => {
    const pack = (bits: UniformBits, ...codes: number[]) =>
      packUniform(Uint8Array.from(codes), {
        rows: 1,
        columns: codes.length,
        bits,
        scales: new Uint16Array(1),
        zeros: new Uint8Array(1),
      }).packed;
    expect([...pack(2, 1, 2, 3, 0, 2)]).toEqual([0b00_11_10_01, 0b10]);
    expect([...pack(3, 1, 2, 7, 5)]).toEqual([0b11_010_001, 0b101_1]);
    expect([...pack(4, 0xa, 0x5, 0xc)]).toEqual([0x5a, 0x0c]);
    expect([...pack(8, 0xfe, 0x01)]).toEqual([0xfe, 0x01]);
  });

  it("give the codes back, whatever they are", () => {
    const shape = fc.record({
      bits: fc.constantFrom(...UNIFORM_BITS),
      rows: fc.integer({ min: 1, max: 4 }),
      columns: fc.integer({ min: 1, max: 270 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(shape, ({ bits, rows, columns, seed }) => {
        const gauss = gaussSource(seed);
        const codes = Uint8Array.from({ length: rows * columns }, () => Math.abs(gauss() * 99) % 2 ** bits);
        const groups = Math.ceil(columns / 128);
        const scales = new Uint16Array(rows * groups);
        const zeros = new Uint8Array(rows * groups);
        const matrix = packUniform(codes, { rows, columns, bits, scales, zeros });
        expect(matrix.packed.length).toBe(rows * uniformRowBytes(columns, bits));
        expect(decodeUniform(matrix)).toEqual(codes);
        // What a reader without knowledge of bytes sees: one long number.
        let word = 0n;
        for (let k = columns - 1; k >= 0; k--) word = (word << BigInt(bits)) | BigInt(codes[k] as number);
        const row = matrix.packed.subarray(0, matrix.bytesPerRow);
        expect(row.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)).toBe(word);
      }),
      { numRuns: 200 },
    );
  });

  it("cost what they store", () => {
    expect(uniformBitsPerWeight(128, 2)).toEqual({ codes: 2, total: 2 + 18 / 128 });
    expect(uniformBitsPerWeight(512, 4)).toEqual({ codes: 4, total: 4 + 20 / 128 });
    // Three codes of 3 bits take two bytes.
    expect(uniformBitsPerWeight(3, 3)).toEqual({ codes: 16 / 3, total: (16 + 19) / 3 });
  });
});

describe("errors of uniform formats", () => {
  it("name the weight that is not finite", () => {
    const weights = new Float32Array(2 * 200).fill(1);
    weights[200 + 131] = Number.NaN;
    expect(diagnosticOf(() => quantizeUniform(weights, 2, 200, 4, tensor))?.message).toBe(
      'Weight [1, 131] of tensor "w" is NaN; every weight must be finite.',
    );
  });

  it("name the row whose scale leaves binary16", () => {
    const weights = Float32Array.of(0, 3 * 65504, 0, 3 * 65520);
    expect(quantizeUniform(weights.subarray(0, 2), 1, 2, 2, tensor).scales[0]).toBe(0x7bff);
    expect(diagnosticOf(() => quantizeUniform(weights, 2, 2, 2, tensor))?.message).toBe(
      'Row 1 of tensor "w" needs the scale 65520; binary16 ends at 65504.',
    );
  });

  it("refuse widths, lengths and codes that do not fit", () => {
    const weights = new Float32Array(6);
    const packing = {
      rows: 1,
      columns: 2,
      bits: 2,
      scales: new Uint16Array(1),
      zeros: new Uint8Array(1),
    } as const;
    expect(diagnosticOf(() => quantizeUniform(weights, 2, 3, 5 as 4, tensor))?.message).toBe(
      "The width of a uniform format is 5; allowed is 2, 3, 4 or 8 bits.",
    );
    expect(diagnosticOf(() => quantizeUniform(weights, 2, 4, 4, tensor))?.code).toBe("BL0515");
    expect(diagnosticOf(() => quantizeUniform(weights, 2, 0, 4, tensor))?.code).toBe("BL0515");
    expect(diagnosticOf(() => packUniform(Uint8Array.of(3, 4), packing))?.message).toBe(
      "A code is 4; allowed is 0..3 in 2 bits.",
    );
    expect(diagnosticOf(() => packUniform(Uint8Array.of(3), packing))?.code).toBe("BL0515");
    expect(
      diagnosticOf(() => packUniform(Uint8Array.of(3, 3), { ...packing, zeros: Uint8Array.of(4) }))?.message,
    ).toBe("A zero point is 4; allowed is 0..3 in 2 bits.");
  });
});
