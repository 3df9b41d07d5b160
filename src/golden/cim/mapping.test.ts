/** Matrices on macros, activation scales and whole products against plain definitions. */
import { describe, expect, it } from "vitest";
import {
  chooseActivationScale,
  cimMatmul,
  codeToInteger,
  decodeSmallFloat,
  dequantizeMapped,
  E2M5,
  E3M4,
  encodeActivations,
  encodeSmallFloat,
  floatMatmul,
  fpAdc,
  gaussSource,
  halfFromNumber,
  halfToNumber,
  INT8,
  macroTile,
  mapWeights,
  signedMagnitude,
  sqnr,
  studentSource,
  syntheticWeights,
} from "../index.ts";

const PLACE = { tensor: "w" };
const SHAPE = { outputs: 7, inputs: 23, rows: 10, columns: 3 };
const VECTORS = 4;
const matrix = syntheticWeights(gaussSource(1), SHAPE.outputs * SHAPE.inputs, 0.02);
const activations = syntheticWeights(studentSource(2, 5), VECTORS * SHAPE.inputs, 3);
const mapped = mapWeights(matrix, SHAPE, PLACE);

describe("weights on macros", () => {
  it("have the best of eighteen scales a channel", () => {
    for (let n = 0; n < SHAPE.outputs; n++) {
      const channel = [...matrix.subarray(n * SHAPE.inputs, (n + 1) * SHAPE.inputs)];
      const most = Math.max(...channel.map(Math.abs));
      const tried = Array.from({ length: 18 }, (_, i) => {
        const scale = halfToNumber(halfFromNumber((((100 - 5 * i) / 100) * most) / 15));
        const q = channel.map((w) => Math.sign(w) * Math.min(15, Math.round(Math.abs(w) / scale)));
        return {
          scale,
          q,
          error: channel.reduce((sum, w, k) => sum + (w - scale * (q[k] as number)) ** 2, 0),
        };
      });
      const best = tried.reduce((a, b) => (b.error < a.error ? b : a));
      expect(halfToNumber(mapped.scales[n] as number)).toBe(best.scale);
      const found = [...mapped.weights.subarray(n * SHAPE.inputs, (n + 1) * SHAPE.inputs)];
      expect(found).toEqual(best.q.map((q) => q + 0));
      const real = [...dequantizeMapped(mapped).subarray(n * SHAPE.inputs, (n + 1) * SHAPE.inputs)];
      expect(real).toEqual(best.q.map((q) => q * best.scale + 0));
    }
  });

  it("are all zero with scale zero where the channel is, or is too small for binary16", () => {
    const shape = { outputs: 2, inputs: 3, rows: 4, columns: 4 };
    const { weights, scales } = mapWeights(Float32Array.of(0, -0, 0, 1e-8, -1e-8, 0), shape, PLACE);
    expect([...scales]).toEqual([0, 0]);
    expect([...weights].every((q) => q === 0)).toBe(true);
  });

  it("are cut into tiles that hold every weight once", () => {
    expect([mapped.rowTiles, mapped.columnTiles]).toEqual([3, 3]);
    const seen = new Map<string, number>();
    for (let rowTile = 0; rowTile < 3; rowTile++) {
      for (let columnTile = 0; columnTile < 3; columnTile++) {
        const tile = macroTile(mapped, rowTile, columnTile);
        expect([tile.depth, tile.width]).toEqual([rowTile < 2 ? 10 : 3, columnTile < 2 ? 3 : 1]);
        tile.weights.forEach((q, at) => {
          const k = tile.firstInput + Math.floor(at / tile.width);
          seen.set(`${tile.firstOutput + (at % tile.width)}, ${k}`, q);
        });
      }
    }
    expect(seen.size).toBe(matrix.length);
    mapped.weights.forEach((q, at) => {
      expect(seen.get(`${Math.floor(at / SHAPE.inputs)}, ${at % SHAPE.inputs}`)).toBe(q);
    });
  });

  it("are refused when they cannot be mapped, with the place", () => {
    const one = { outputs: 1, inputs: 2, rows: 1, columns: 1 };
    expect(() => mapWeights(Float32Array.of(1, Number.NaN), one, PLACE)).toThrow("BL0507: Weight [0, 1]");
    expect(() => mapWeights(Float32Array.of(1, 2e6), one, PLACE)).toThrow("BL0509: Row 0");
    expect(() => mapWeights(Float32Array.of(1), one, PLACE)).toThrow(
      "BL0515: The weights of w have length 1",
    );
    expect(() => mapWeights(Float32Array.of(1), { ...one, rows: 0 }, PLACE)).toThrow("BL0516: rows is 0");
    expect(() => macroTile(mapped, 3, 0)).toThrow("BL0516: The row tile is 3");
  });
});

describe("the activations' scale", () => {
  it.each([
    ["Gauss", gaussSource(3)],
    ["Student t3", studentSource(4, 3)],
  ])("of %s has the least squared error of all powers of two", (_, source) => {
    for (const format of [E2M5, E3M4, INT8]) {
      const data = syntheticWeights(source, 500, 1000);
      const errors = Array.from({ length: 61 }, (_, at) => {
        const step = 2 ** (30 - at);
        return data.reduce(
          (sum, x) => sum + (x - step * decodeSmallFloat(format, encodeSmallFloat(format, x / step))) ** 2,
          0,
        );
      });
      expect(30 - chooseActivationScale(data, format)).toBe(errors.indexOf(Math.min(...errors)));
    }
  });

  it("is one for zeros, and is refused to what is not finite", () => {
    expect(encodeActivations([0, -0])).toEqual({ codes: Uint16Array.of(0, 0x80), exponent: 0 });
    expect(() => chooseActivationScale([1, Number.POSITIVE_INFINITY])).toThrow("BL0523: Activation 1");
    expect(() => chooseActivationScale([])).toThrow("BL0515");
  });
});

describe("a product through the converters", () => {
  it.each([
    ["E2M5", E2M5],
    ["E3M4", E3M4],
    ["INT8", INT8],
  ])("in %s is what one conversion after the other gives, with the best shift", (_, format) => {
    const reference = floatMatmul(activations, matrix, { vectors: VECTORS, ...SHAPE });
    const product = { activations, vectors: VECTORS, mapped, format, reference };
    const result = cimMatmul(product);
    for (let v = 0; v < VECTORS; v++) {
      for (let n = 0; n < SHAPE.outputs; n++) {
        let total = 0;
        for (let tile = 0; tile < 3; tile++) {
          let sum = 0;
          for (let k = tile * 10; k < Math.min(SHAPE.inputs, tile * 10 + 10); k++) {
            const code = result.activationCodes[v * SHAPE.inputs + k] as number;
            sum += signedMagnitude(code, format) * (mapped.weights[n * SHAPE.inputs + k] as number);
          }
          const { code } = fpAdc(sum, result.shift, format);
          expect(result.codes[tile]?.[v * SHAPE.outputs + n]).toBe(code);
          total += codeToInteger(code, result.shift, format);
        }
        const at = v * SHAPE.outputs + n;
        expect(result.sums[at]).toBe(total);
        const unit = 2 ** result.exponent / 2 ** format.mantissaBits;
        expect(result.outputs[at]).toBeCloseTo(halfToNumber(mapped.scales[n] as number) * unit * total, 12);
      }
    }
    expect(result.conversions).toBe(3 * VECTORS * SHAPE.outputs);
    expect(result.sqnr).toBe(sqnr(reference, result.outputs));
    expect(result.sqnr).toBeGreaterThan(20);
    // Too large a shift rounds everything away, too small a one clips: either must cost, or the choice chose nothing.
    expect(cimMatmul({ ...product, shift: 15 }).sqnr).toBeLessThan(10);
    const clipped = cimMatmul({ ...product, shift: 0, accumulatorBits: 6 });
    if (format === INT8) expect(clipped.overRange).toBeGreaterThan(10);
    expect(clipped.overflows).toBeGreaterThan(0);
  });
});
