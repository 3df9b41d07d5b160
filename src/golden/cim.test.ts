/** FP-DAC, macro and FP-ADC against the figures of the formats' specification and a definition in big integers. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BitloomError } from "../diagnostics/index.ts";
import {
  cimConvert,
  codeToInteger,
  decodeSmallFloat,
  E2M5,
  E3M4,
  encodeSum,
  fpAdc,
  fpDac,
  INT8,
  macroSums,
  partialSums,
  signedMagnitude,
  smallFloatBits,
} from "./index.ts";

const FORMATS = { E2M5, E3M4, INT8 };
const cases = Object.entries(FORMATS).map(([name, format]) => ({ name, format }));

/** E2M5 as the specification writes it, in big integers and text of bits: nothing of the code under test. */
function specifiedCode(sum: bigint, shift: number): number {
  const u = sum < 0n ? -sum : sum;
  const threshold = 64n << BigInt(shift);
  const n = u < threshold ? 0 : u < 2n * threshold ? 1 : 2;
  const by = BigInt(shift + n);
  const half = by === 0n ? 0n : 1n << (by - 1n);
  const rounded = (u + half) >> by;
  const q = (rounded > 63n ? 63n : rounded).toString(2).padStart(6, "0");
  const code = n === 0 ? `0${q}` : `${(n + 1).toString(2)}${q.slice(1)}`;
  return Number.parseInt((sum < 0n ? "1" : "0") + code, 2);
}

const errorOf = (run: () => unknown): string | undefined => {
  try {
    run();
  } catch (error) {
    if (error instanceof BitloomError) return error.message;
    throw error;
  }
  return undefined;
};

describe("FP-DAC", () => {
  it.each(cases)("drives all codes of $name as their value in units of its step", ({ format }) => {
    for (let code = 0; code < 2 ** smallFloatBits(format); code++) {
      const { level, gain, isNegative, magnitude } = fpDac(code, format);
      const value = decodeSmallFloat(format, code) * 2 ** format.mantissaBits;
      expect(magnitude).toBe(Math.abs(value));
      expect(isNegative).toBe(Object.is(Math.sign(value), -0) || value < 0);
      expect(signedMagnitude(code, format)).toBe(value + 0);
      expect(level * gain).toBe(magnitude);
      expect(Number.isInteger(Math.log2(gain))).toBe(true);
      expect(level).toBeLessThan(2 ** (format.mantissaBits + 1));
    }
  });

  it("gives E2M5 six bits of level and gains 1, 1, 2, 4", () => {
    expect([0x05, 0x25, 0x45, 0x65].map((code) => fpDac(code))).toEqual([
      { level: 5, gain: 1, isNegative: false, magnitude: 5 },
      { level: 37, gain: 1, isNegative: false, magnitude: 37 },
      { level: 37, gain: 2, isNegative: false, magnitude: 74 },
      { level: 37, gain: 4, isNegative: false, magnitude: 148 },
    ]);
    expect(fpDac(0xff)).toEqual({ level: 63, gain: 4, isNegative: true, magnitude: 252 });
  });
});

describe("FP-ADC", () => {
  it("gives the eight figures of the specification at SH = 4", () => {
    const sums = [8, 500, 1023, 1024, 2047, 2048, 4031, 9999];
    expect(sums.map((sum) => fpAdc(sum, 4).code)).toEqual([0x01, 0x1f, 0x3f, 0x40, 0x5f, 0x60, 0x7f, 0x7f]);
    expect(sums.map((sum) => fpAdc(sum, 4).range)).toEqual([0, 0, 0, 1, 1, 2, 2, 2]);
  });

  it.each(cases)("gives every code of $name back at every shift", ({ format }) => {
    const sign = 2 ** (smallFloatBits(format) - 1);
    for (let shift = 0; shift <= 15; shift++) {
      for (let code = 0; code < sign; code++) {
        const sum = codeToInteger(code, shift, format);
        const result = fpAdc(sum, shift, format);
        expect(result).toMatchObject({ code, isClipped: false, isOverRange: false });
        if (sum !== 0) expect(fpAdc(-sum, shift, format).code).toBe(sign + code);
      }
    }
  });

  it.each([0, 1, 2, 3, 4, 5, 6])(
    "is what the specification says for every sum at SH = %i, and monotone",
    (shift) => {
      let last = 0;
      for (let u = 0; u <= 300 << shift; u++) {
        const { code } = fpAdc(u, shift);
        if (code !== specifiedCode(BigInt(u), shift)) expect.unreachable(`u = ${u}`);
        if (code < last) expect.unreachable(`falls at u = ${u}`);
        if (u > 0 && fpAdc(-u, shift).code !== code + 128) expect.unreachable(`u = -${u}`);
        last = code;
      }
      expect(last).toBe(0x7f);
    },
  );

  it.each([7, 8, 9, 10, 11, 12, 13, 14, 15])(
    "is right around every step of SH = %i, and monotone",
    (shift) => {
      let last = 0;
      for (let quarter = 0; quarter <= 4 * 260; quarter++) {
        for (const nudge of [-1, 0, 1]) {
          const u = quarter * 2 ** (shift - 2) + nudge;
          if (u < 0) continue;
          const { code } = fpAdc(u, shift);
          if (code !== specifiedCode(BigInt(u), shift)) expect.unreachable(`u = ${u}`);
          if (code < last) expect.unreachable(`falls at u = ${u}`);
          last = code;
        }
      }
      expect(last).toBe(0x7f);
    },
  );

  it("keeps the sign of a sum that rounds to zero", () => {
    expect(fpAdc(-7, 4)).toMatchObject({ code: 0x80, quotient: 0 });
    expect(codeToInteger(0x80, 4)).toBe(0);
    expect(fpAdc(0, 4).code).toBe(0);
  });

  it("clips at the top of each range and is over range at the top of the last", () => {
    // The last half step of a range rounds up to 64 steps, which the ramp does not have.
    expect(fpAdc(1015, 4)).toMatchObject({ quotient: 63, isClipped: false });
    expect(fpAdc(1016, 4)).toMatchObject({ quotient: 63, range: 0, isClipped: true, isOverRange: false });
    expect(fpAdc(2032, 4)).toMatchObject({ quotient: 63, range: 1, isClipped: true, isOverRange: false });
    expect(fpAdc(4063, 4)).toMatchObject({ range: 2, isClipped: false });
    expect(fpAdc(4064, 4)).toMatchObject({ range: 2, isClipped: true, isOverRange: true });
    expect(fpAdc(127, 0, INT8)).toMatchObject({ code: 127, isClipped: false });
    expect(fpAdc(128, 0, INT8)).toMatchObject({ code: 127, isClipped: true, isOverRange: true });
    expect(fpAdc(31 << 6, 0, E3M4)).toMatchObject({ code: 0x7f, range: 6, isClipped: false });
    expect(fpAdc(32 << 6, 0, E3M4)).toMatchObject({ code: 0x7f, range: 6, isOverRange: true });
  });
});

describe("the macro", () => {
  it("adds exactly what a sum in big integers gives", () => {
    const shape = fc.record({
      vectors: fc.integer({ min: 1, max: 3 }),
      rows: fc.integer({ min: 1, max: 20 }),
      columns: fc.integer({ min: 1, max: 5 }),
    });
    const run = shape.chain(({ vectors, rows, columns }) =>
      fc.record({
        shape: fc.constant({ vectors, rows, columns }),
        codes: fc.array(fc.integer({ min: 0, max: 255 }), {
          minLength: vectors * rows,
          maxLength: vectors * rows,
        }),
        weights: fc.array(fc.integer({ min: -15, max: 15 }), {
          minLength: rows * columns,
          maxLength: rows * columns,
        }),
        shift: fc.integer({ min: 0, max: 12 }),
      }),
    );
    fc.assert(
      fc.property(run, ({ shape: { vectors, rows, columns }, codes, weights, shift }) => {
        const sums: number[] = [];
        const expected: number[] = [];
        for (let v = 0; v < vectors; v++) {
          for (let c = 0; c < columns; c++) {
            let sum = 0n;
            for (let r = 0; r < rows; r++) {
              const code = codes[v * rows + r] as number;
              sum += BigInt(decodeSmallFloat(E2M5, code) * 32) * BigInt(weights[r * columns + c] as number);
            }
            sums.push(Number(sum));
            expected.push(specifiedCode(sum, shift));
          }
        }
        const size = { vectors, rows, columns };
        const held = Int8Array.from(weights);
        expect([...macroSums(codes, held, size)].map((sum) => sum + 0)).toEqual(sums);
        expect([...cimConvert(codes, held, size, shift).codes]).toEqual(expected);
      }),
    );
  });

  it("counts the columns that were clipped and over range", () => {
    const shape = { vectors: 1, rows: 1, columns: 4 };
    const result = cimConvert([0x7f], Int8Array.of(1, 2, -15, 0), shape, 0);
    expect(result).toMatchObject({ clipped: 2, overRange: 2 });
    expect([...result.codes]).toEqual([0x7f, 0x7f, 0xff, 0]);
    expect([...result.isOverRange]).toEqual([0, 1, 1, 0]);
  });

  it("refuses what does not fit", () => {
    const shape = { vectors: 1, rows: 2, columns: 2 };
    expect(errorOf(() => macroSums([1, 2], Int8Array.of(0, 0, 16, 0), shape))).toBe(
      "BL0523: Weight [1, 0] is 16; allowed is a whole number -15..15.",
    );
    expect(errorOf(() => macroSums([1], new Int8Array(4), shape))).toMatch(
      /^BL0515: The codes have length 1/,
    );
    expect(errorOf(() => macroSums([1, 256], new Int8Array(4), shape))).toMatch(/^BL0523: The code is 256/);
    expect(errorOf(() => fpAdc(1, 16))).toMatch(/^BL0523: The full-scale shift is 16/);
    expect(errorOf(() => fpAdc(0.5, 1))).toMatch(/^BL0523: The sum is 0.5/);
    expect(errorOf(() => partialSums([], 1))).toMatch(/^BL0516: accumulatorBits is 1/);
  });
});

describe("partial sums", () => {
  it("add row tiles exactly and flag what a narrower accumulator loses on the way", () => {
    const tiles = [
      { codes: [0x7f, 0xff, 0x01], shift: 4 },
      { codes: [0x7f, 0x7f, 0x80], shift: 4 },
      { codes: [0xff, 0x01, 0x20], shift: 0 },
    ];
    // 252 * 16 = 4032 twice; thirteen bits hold -4096..4095.
    const { sums, overflow } = partialSums(tiles, 13);
    expect([...sums]).toEqual([2 * 4032 - 252, 1, 16 + 32]);
    expect([...overflow]).toEqual([1, 0, 0]);
    expect([...partialSums(tiles, 14).overflow]).toEqual([0, 0, 0]);
  });

  it("are encoded as the nearest of all 128 magnitudes, ties to the even code, zero without a sign", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: -40000, max: 40000 }), fc.maxSafeInteger()),
        fc.integer({ min: 0, max: 63 }),
        (sum, outputShift) => {
          const magnitude = BigInt(Math.abs(sum));
          const unit = 1n << BigInt(outputShift);
          let best = 0;
          let least = magnitude;
          for (let code = 1; code < 128; code++) {
            const gap = magnitude - BigInt(decodeSmallFloat(E2M5, code) * 32) * unit;
            const distance = gap < 0n ? -gap : gap;
            if (distance < least || (distance === least && code % 2 === 0)) {
              best = code;
              least = distance;
            }
          }
          expect(encodeSum(sum, outputShift)).toBe(best === 0 || sum >= 0 ? best : best + 128);
        },
      ),
      { numRuns: 1000 },
    );
    expect(encodeSum(-1, 4)).toBe(0x00);
    expect(encodeSum(3, 1)).toBe(0x02);
    expect(encodeSum(-252, 0)).toBe(0xff);
  });
});
