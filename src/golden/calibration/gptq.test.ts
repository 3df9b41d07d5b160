/** GPTQ on the uniform formats against an outside program, against plain rounding, and what it must not depend on. */
import { describe, expect, it } from "vitest";
import {
  decodeUniform,
  dequantizeUniform,
  quantizeUniform,
  UNIFORM_BITS,
  type UniformMatrix,
} from "../uniform.ts";
import { feedErrors, feedSpan } from "./error-feedback.ts";
import { hessianOf, inverseFactor, outputError, quantizeGptq } from "./index.ts";
import { calibrationCases, correlatedInputs, diagnosticOf, heavyLayer, orthogonalInputs } from "./testing.ts";

const place = { tensor: "w" };
const cases = calibrationCases();

const factorOf = (inputs: Parameters<typeof hessianOf>[0]) => inverseFactor(hessianOf(inputs, place), place);

const rowOf = ({ packed, bytesPerRow, scales, zeros, groups }: UniformMatrix, row: number) => ({
  packed: packed.slice(row * bytesPerRow, (row + 1) * bytesPerRow),
  scales: scales.slice(row * groups, (row + 1) * groups),
  zeros: zeros.slice(row * groups, (row + 1) * groups),
});

describe("GPTQ", () => {
  it("has cases of every width to be compared with", () => {
    expect(cases.length).toBeGreaterThanOrEqual(6);
    for (const { uniform } of cases) expect(uniform.map(({ bits }) => bits)).toEqual([...UNIFORM_BITS]);
  });

  it.each(cases)("gives the outside program's codes for $name", ({ layer, inputs, uniform }) => {
    const factor = factorOf(inputs);
    for (const { bits, scales, zeros, codes } of uniform) {
      const matrix = quantizeGptq(layer, bits, factor, place);
      expect([...matrix.scales]).toEqual(scales);
      expect([...matrix.zeros]).toEqual(zeros);
      expect([...decodeUniform(matrix)]).toEqual(codes);
    }
  });

  it("would be caught with another damping, or without feedback", () => {
    const { layer, inputs, uniform } = cases[2] as (typeof cases)[number];
    const { rows, columns, values } = layer;
    const codes = uniform[2]?.codes;
    const damped = inverseFactor(hessianOf(inputs, place), place, 0.02);
    expect([...decodeUniform(quantizeGptq(layer, 4, damped, place))]).not.toEqual(codes);
    expect([...decodeUniform(quantizeUniform(values, rows, columns, 4, place))]).not.toEqual(codes);
  });

  it.each(UNIFORM_BITS)("is plain rounding, bit for bit, when inputs are orthogonal: %i bits", (bits) => {
    for (const columns of [1, 24, 128, 131]) {
      const layer = heavyLayer(5, columns, columns);
      const plain = quantizeUniform(layer.values, 5, columns, bits, place);
      expect(quantizeGptq(layer, bits, factorOf(orthogonalInputs(columns)), place)).toEqual(plain);
    }
  });

  it.each([
    [2, 3],
    [3, 3],
    [4, 3],
    [8, 3],
  ] as const)(
    "loses much less of the outputs than plain rounding on correlated inputs: %i bits",
    (bits, decibels) => {
      const [rows, columns] = [24, 160];
      const layer = heavyLayer(rows, columns);
      const hessian = hessianOf(correlatedInputs(800, columns, 0.9), place);
      const calibrated = quantizeGptq(layer, bits, inverseFactor(hessian, place), place);
      const plain = quantizeUniform(layer.values, rows, columns, bits, place);
      const gain =
        outputError(layer.values, dequantizeUniform(plain), hessian) /
        outputError(layer.values, dequantizeUniform(calibrated), hessian);
      expect(10 * Math.log10(gain)).toBeGreaterThan(decibels);
      // The gain is in the outputs alone: the weights themselves come out farther away.
      const ones = hessianOf(orthogonalInputs(columns), place);
      expect(outputError(layer.values, dequantizeUniform(calibrated), ones)).toBeGreaterThan(
        outputError(layer.values, dequantizeUniform(plain), ones),
      );
    },
  );

  it("also gains on tokens that it did not see", () => {
    const [rows, columns] = [24, 96];
    const layer = heavyLayer(rows, columns);
    const seen = hessianOf(correlatedInputs(1000, columns, 0.9, 1), place);
    const unseen = hessianOf(correlatedInputs(1000, columns, 0.9, 9), place);
    const calibrated = quantizeGptq(layer, 3, inverseFactor(seen, place), place);
    const plain = quantizeUniform(layer.values, rows, columns, 3, place);
    expect(outputError(layer.values, dequantizeUniform(calibrated), unseen)).toBeLessThan(
      outputError(layer.values, dequantizeUniform(plain), unseen) / 2,
    );
  });

  it("quantizes a row without a look at the others", () => {
    const [rows, columns] = [67, 40];
    const layer = heavyLayer(rows, columns);
    const factor = factorOf(correlatedInputs(90, columns, 0.7));
    const whole = quantizeGptq(layer, 3, factor, place);
    for (const row of [0, 1, 63, 64, 66]) {
      const values = layer.values.slice(row * columns, (row + 1) * columns);
      const alone = quantizeGptq({ values, rows: 1, columns }, 3, factor, place);
      expect(rowOf(whole, row)).toEqual(rowOf(alone, 0));
    }
  });

  it("does not depend on the unit of the inputs", () => {
    const inputs = correlatedInputs(60, 30, 0.7);
    inputs.values.forEach((_, at) => {
      if (at % 30 === 4) inputs.values[at] = 0;
    });
    const louder = { ...inputs, values: inputs.values.map((value) => 8 * value) };
    const layer = heavyLayer(6, 30);
    expect(quantizeGptq(layer, 2, factorOf(louder), place)).toEqual(
      quantizeGptq(layer, 2, factorOf(inputs), place),
    );
  });

  it("makes the weights of dead inputs zero", () => {
    const { layer, inputs } = cases[4] as (typeof cases)[number];
    const weights = dequantizeUniform(quantizeGptq(layer, 8, factorOf(inputs), place));
    const dead = [0, 7, 29];
    expect(weights.filter((_, at) => dead.includes(at % 30)).every((weight) => weight === 0)).toBe(true);
    expect(weights.filter((weight) => weight === 0).length).toBeLessThan(4 * 30 - 60);
  });

  it("reports finished rows", () => {
    const seen: number[] = [];
    const factor = factorOf(orthogonalInputs(2));
    quantizeGptq({ values: new Float32Array(260), rows: 130, columns: 2 }, 2, factor, place, (rows) =>
      seen.push(rows),
    );
    expect(seen).toEqual([64, 128, 130]);
  });

  it("refuses what does not fit, by name", () => {
    const factor = factorOf(orthogonalInputs(4));
    const values = new Float32Array(8).fill(1);
    const quantize = (layer: Parameters<typeof quantizeGptq>[0]) =>
      diagnosticOf(() => quantizeGptq(layer, 4, factor, place));
    expect(quantize({ values, rows: 3, columns: 4 })?.message).toBe(
      "The weights of w have length 8; expected 3 x 4.",
    );
    expect(quantize({ values, rows: 4, columns: 2 })?.code).toBe("BL0515");
    const broken = values.with(6, Number.POSITIVE_INFINITY);
    expect(quantize({ values: broken, rows: 2, columns: 4 })?.message).toBe(
      'Weight [1, 2] of tensor "w" is Infinity; every weight must be finite.',
    );
    const huge = values.with(6, 3e38);
    expect(quantize({ values: huge, rows: 2, columns: 4 })?.code).toBe("BL0509");
    const layer = { values, rows: 2, columns: 4 };
    expect(diagnosticOf(() => quantizeGptq(layer, 5 as 4, factor, place))?.code).toBe("BL0550");
  });
});

describe("the frame of error feedback", () => {
  /** Rounds to whole numbers, spans of any length. */
  function rounded(span: number, columns: number): number[] {
    const factor = factorOf(correlatedInputs(2 * columns, columns, 0.8));
    const weights = Float64Array.from(heavyLayer(3, columns).values, (value) => 100 * value);
    feedErrors({ count: 3, weights }, factor, span, (line, from, end, errors) => {
      for (let k = from; k < end; k++) {
        const at = line * columns + k;
        const weight = weights[at] as number;
        const error = (weight - Math.round(weight)) / (factor.upper[k * columns + k] as number);
        errors[k - from] = error;
        feedSpan(weights, line * columns, factor, errors, k - from, k, k + 1, k + 1, end);
      }
      return true;
    });
    return [...weights];
  }

  it("gives the same bits for every span, over the borders of its tiles", () => {
    const expected = rounded(1, 300);
    for (const span of [3, 24, 128, 299, 300, 1000]) expect(rounded(span, 300)).toEqual(expected);
  });

  it("looks no more at a line that was given up", () => {
    const seen: string[] = [];
    const factor = factorOf(correlatedInputs(20, 6, 0.8));
    feedErrors({ count: 2, weights: new Float64Array(12) }, factor, 2, (line, from) => {
      seen.push(`${line}:${from}`);
      return line === 1 || from < 2;
    });
    expect(seen).toEqual(["0:0", "1:0", "0:2", "1:2", "1:4"]);
  });
});
