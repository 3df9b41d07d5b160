/** Small floats against gfloat's vectors and against a definition by search over all values. */
import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BitloomError } from "../diagnostics/index.ts";
import {
  decodeSmallFloat,
  E2M5,
  encodeSmallFloat,
  largestCode,
  type SmallFloatFormat,
  type SmallFloatRounding,
  smallFloat,
  smallFloatBits,
} from "./index.ts";

const ROUNDINGS = ["nearest-even", "half-away", "toward-zero", "up", "down"] as const;

interface Vectors {
  readonly library: string;
  readonly formats: readonly {
    readonly name: string;
    readonly format: SmallFloatFormat;
    readonly decodeStep: number;
    readonly decode: readonly string[];
    readonly values: readonly string[];
    readonly encode: Record<SmallFloatRounding, readonly number[]>;
  }[];
}

const vectors: Vectors = JSON.parse(
  readFileSync(new URL("./vectors/small-floats.json", import.meta.url), "utf8"),
);

const fromBits = (hex: string): number =>
  hex === "NaN" ? Number.NaN : Buffer.from(hex.padEnd(16, "0"), "hex").readDoubleBE();

/** Every split of up to `most` bits, with and without subnormals, at several biases. */
function formatsUpTo(most: number): SmallFloatFormat[] {
  const formats: SmallFloatFormat[] = [];
  for (let bits = 1; bits < most; bits++) {
    for (let exponentBits = 0; exponentBits <= bits; exponentBits++) {
      for (const hasSubnormals of [true, false]) {
        for (const bias of [undefined, -3, 0, 1, 100]) {
          const split = { exponentBits, mantissaBits: bits - exponentBits, hasSubnormals };
          formats.push(smallFloat(bias === undefined ? split : { ...split, bias }));
        }
      }
    }
  }
  return formats;
}

/** All finite values of one sign in order of their codes: 2^-bias times what the table in fp8.ts says, spelt out. */
function magnitudes({ exponentBits, mantissaBits, bias, hasSubnormals }: SmallFloatFormat): number[] {
  const values: number[] = [];
  for (let exponent = 0; exponent < 2 ** exponentBits; exponent++) {
    for (let mantissa = 0; mantissa < 2 ** mantissaBits; mantissa++) {
      const fraction = mantissa / 2 ** mantissaBits;
      const isZero = values.length === 0 && (hasSubnormals || mantissaBits > 0);
      const isSubnormal = exponent === 0 && hasSubnormals;
      const value = isSubnormal ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias);
      values.push(isZero ? 0 : value);
    }
  }
  return values;
}

/** Rounding by search: the candidates on either side of the value, and the mode's rule. */
function slowEncode(values: readonly number[], value: number, rounding: SmallFloatRounding): number {
  const isNegative = value < 0 || Object.is(value, -0);
  const magnitude = Math.abs(value);
  const sign = isNegative ? values.length : 0;
  const above = values.findIndex((candidate) => candidate >= magnitude);
  if (above < 0) return sign + values.length - 1;
  if (above === 0 || values[above] === magnitude) return sign + above;
  const low = values[above - 1] as number;
  const high = values[above] as number;
  const isAway = (rounding === "up" && !isNegative) || (rounding === "down" && isNegative);
  if (rounding === "toward-zero" || rounding === "up" || rounding === "down") {
    return sign + (isAway ? above : above - 1);
  }
  // Doubled and halved by powers of two, so that the comparison is exact.
  const middle = low / 2 + high / 2;
  if (magnitude !== middle) return sign + (magnitude < middle ? above - 1 : above);
  return sign + (rounding === "half-away" || above % 2 === 0 ? above : above - 1);
}

const float64 = new DataView(new ArrayBuffer(8));
/** The binary64 that many places further from zero (or nearer, if negative). */
function neighbour(value: number, places: bigint): number {
  float64.setFloat64(0, value);
  float64.setBigInt64(0, float64.getBigInt64(0) + places);
  return float64.getFloat64(0);
}

/** Counts encodes of all values, all midpoints and both neighbours of each that differ from the definition. */
function differences(
  format: SmallFloatFormat,
  encode: typeof encodeSmallFloat = encodeSmallFloat,
): { readonly tried: number; readonly wrong: number } {
  const values = magnitudes(format);
  const points = new Set<number>();
  values.forEach((value, code) => {
    for (const point of [value, (value + (values[code + 1] ?? 2 * value)) / 2]) {
      points.add(point).add(neighbour(point, 1n));
      if (point > 0) points.add(neighbour(point, -1n));
    }
  });
  let tried = 0;
  let wrong = 0;
  for (const rounding of ROUNDINGS) {
    for (const point of points) {
      for (const value of [point, -point]) {
        tried++;
        if (encode(format, value, rounding) !== slowEncode(values, value, rounding)) wrong++;
      }
    }
  }
  return { tried, wrong };
}

const codeOfError = (run: () => unknown): string | undefined => {
  try {
    run();
  } catch (error) {
    if (error instanceof BitloomError) return error.diagnostics[0]?.code;
    throw error;
  }
  return undefined;
};

describe("E2M5", () => {
  it("is what smallFloat makes of two exponent and five mantissa bits", () => {
    expect(smallFloat({ exponentBits: 2, mantissaBits: 5 })).toEqual(E2M5);
    expect(decodeSmallFloat(E2M5, 0x7f)).toBe(7.875);
    expect(decodeSmallFloat(E2M5, 0x01)).toBe(2 ** -5);
  });

  it("matches every decode and every encode of the outside library's file", (context) => {
    const path = `${process.env.BITLOOM_DATA ?? "../shared/data"}/vectors/e2m5_bias1_gfloat.json`;
    if (!existsSync(path)) context.skip(`${path} is not there; set BITLOOM_DATA`);
    const file: { decode: number[]; encode: Record<string, [number, number][]> } = JSON.parse(
      readFileSync(path, "utf8"),
    );
    expect(file.decode).toHaveLength(256);
    expect(file.decode.map((_, code) => decodeSmallFloat(E2M5, code))).toEqual(file.decode);
    const modes = {
      "nearest-even": "TiesToEven",
      "half-away": "TiesToAway",
      "toward-zero": "TowardZero",
      up: "TowardPositive",
      down: "TowardNegative",
    } as const;
    for (const rounding of ROUNDINGS) {
      const encodes = file.encode[modes[rounding]] ?? [];
      expect(encodes).toHaveLength(1021);
      expect(encodes.map(([value]) => encodeSmallFloat(E2M5, value, rounding))).toEqual(
        encodes.map(([, code]) => code),
      );
    }
  });

  it("keeps the sign of zero and saturates at infinities", () => {
    for (const rounding of ROUNDINGS) {
      expect(encodeSmallFloat(E2M5, 0, rounding)).toBe(0x00);
      expect(encodeSmallFloat(E2M5, -0, rounding)).toBe(0x80);
      expect(encodeSmallFloat(E2M5, Number.POSITIVE_INFINITY, rounding)).toBe(0x7f);
      expect(encodeSmallFloat(E2M5, Number.NEGATIVE_INFINITY, rounding)).toBe(0xff);
    }
    expect(encodeSmallFloat(E2M5, -Number.MIN_VALUE)).toBe(0x80);
    expect(encodeSmallFloat(E2M5, Number.MIN_VALUE, "up")).toBe(0x01);
    expect(decodeSmallFloat(E2M5, 0x80)).toBe(-0);
  });

  it("trips the comparison when ties go the wrong way", () => {
    expect(differences(E2M5).tried).toBeGreaterThan(5000);
    expect(differences(E2M5).wrong).toBe(0);
    const faulty: typeof encodeSmallFloat = (format, value, rounding) =>
      encodeSmallFloat(format, value, rounding === "nearest-even" ? "half-away" : rounding);
    expect(differences(E2M5, faulty).wrong).toBeGreaterThan(100);
  });
});

describe("small floats", () => {
  it.each(vectors.formats)("decode and encode $name as gfloat does", (of) => {
    const codes = of.decode.map((_, at) => at * of.decodeStep);
    expect(codes.length).toBeGreaterThan(15);
    expect(codes.map((code) => decodeSmallFloat(of.format, code))).toEqual(of.decode.map(fromBits));
    expect(of.values.length).toBeGreaterThan(40);
    for (const rounding of ROUNDINGS) {
      const found = of.values.map((value) => encodeSmallFloat(of.format, fromBits(value), rounding));
      expect(found, rounding).toEqual(of.encode[rounding]);
    }
  });

  it("decode and encode every code of every format up to 8 bits to itself", () => {
    let codes = 0;
    for (const format of formatsUpTo(8)) {
      for (let code = 0; code < 2 ** smallFloatBits(format); code++) {
        const value = decodeSmallFloat(format, code);
        for (const rounding of ROUNDINGS) {
          if (encodeSmallFloat(format, value, rounding) !== code) expect.unreachable(`${code} ${rounding}`);
        }
        codes++;
      }
    }
    // Each split of 1..7 bits below the sign: (bits + 1) * 2^(bits + 1) codes, twice, at five biases.
    expect(codes).toBe(
      10 * [1, 2, 3, 4, 5, 6, 7].reduce((sum, bits) => sum + (bits + 1) * 2 ** (bits + 1), 0),
    );
  });

  it("round every value, midpoint and neighbour of either as the search over all values does", () => {
    let tried = 0;
    const eight = formatsUpTo(8).filter((format) => smallFloatBits(format) < 8 || format.bias <= 1);
    for (const format of eight) {
      const found = differences(format);
      if (found.wrong > 0) expect.unreachable(`${found.wrong} of ${JSON.stringify(format)}`);
      tried += found.tried;
    }
    expect(tried).toBeGreaterThan(500_000);
  });

  it("round any binary64 as the search does", () => {
    const formats = [...formatsUpTo(6), E2M5, smallFloat({ exponentBits: 5, mantissaBits: 10 })];
    const cases = formats.map((format) => ({ format, values: magnitudes(format) }));
    fc.assert(
      fc.property(
        fc.constantFrom(...cases),
        fc.constantFrom(...ROUNDINGS),
        fc.oneof(fc.double({ noNaN: true }), fc.double({ min: -10, max: 10, noNaN: true })),
        ({ format, values }, rounding, value) => {
          expect(encodeSmallFloat(format, value, rounding)).toBe(slowEncode(values, value, rounding));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("say what cannot be a format, a code or a value", () => {
    for (const options of [
      { exponentBits: 0, mantissaBits: 0 },
      { exponentBits: 8, mantissaBits: 8 },
      { exponentBits: -1, mantissaBits: 5 },
      { exponentBits: 2, mantissaBits: 1.5 },
      { exponentBits: 2, mantissaBits: 5, bias: 1030 },
      { exponentBits: 12, mantissaBits: 1 },
      { exponentBits: 2, mantissaBits: 1, nanCodes: 7 },
    ]) {
      expect(
        codeOfError(() => smallFloat(options)),
        JSON.stringify(options),
      ).toBe("BL0522");
    }
    for (const code of [-1, 256, 0.5, Number.NaN]) {
      expect(codeOfError(() => decodeSmallFloat(E2M5, code))).toBe("BL0523");
    }
    expect(codeOfError(() => encodeSmallFloat(E2M5, Number.NaN))).toBe("BL0523");
  });

  it("saturate below infinity and NaN, and encode NaN where there is one", () => {
    const ocp = smallFloat({ exponentBits: 4, mantissaBits: 3, nanCodes: 1 });
    expect(decodeSmallFloat(ocp, largestCode(ocp))).toBe(448);
    expect(encodeSmallFloat(ocp, Number.POSITIVE_INFINITY, "up")).toBe(0x7e);
    expect(encodeSmallFloat(ocp, Number.NaN)).toBe(0xff);
  });
});
