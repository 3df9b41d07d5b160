/** A projection's diagnostics on spectra that are known, and on both kinds of collected inputs against Z written out. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compactness,
  gaussSource,
  randomWeights,
  squaredSingularValues,
  syntheticWeights,
} from "../../golden/index.ts";
import { diagnosticOf } from "../testing.ts";
import { factorTokens, type InputCollector, isFactorBetter, keepTokens } from "./layer-inputs.ts";
import { scoreProjection } from "./projection-score.ts";
import { explicitDiagnostics } from "./testing.ts";

const projectionOf = (weights: Float32Array, inputs: number) => ({
  name: "w",
  outputs: weights.length / inputs,
  inputs,
  weights,
});

/** One row for each input, so that Z = W. */
const unitInputs = (size: number) => ({
  rows: size,
  columns: size,
  values: Float32Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0)),
});

describe("the score of a projection", () => {
  it("is that of diag(3, 4) where the inputs are one input each", () => {
    const weights = new Float32Array(64);
    [weights[0], weights[9]] = [3, 4];
    const found = scoreProjection(projectionOf(weights, 8), [unitInputs(8)], { heads: 1, seed: 5, topK: 1 });
    const random = compactness(
      squaredSingularValues({ values: randomWeights(8, 8, 5), rows: 8, columns: 8 }),
    );
    expect(found.parts).toHaveLength(1);
    expect(found.parts[0]?.compactness).toBeCloseTo(1.9221, 5);
    expect(found.parts[0]?.topEnergy).toBeCloseTo(0.64, 6);
    expect(found.score).toBeCloseTo((random - 1.9221) / random, 5);
  });

  it("is zero on a single token: every output has one direction then", () => {
    const inputs = { rows: 1, columns: 5, values: Float32Array.from([1, -2, 0.5, 3, 1]) };
    const weights = syntheticWeights(gaussSource(1), 30);
    const found = scoreProjection(projectionOf(weights, 5), [inputs], { heads: 1, seed: 2, topK: 1 });
    expect(found.score).toBeCloseTo(0, 6);
    expect(found.topEnergyGain).toBeCloseTo(0, 6);
  });

  it("is that of its random weights' own output for weights that are those: zero, exactly", () => {
    const inputs = { rows: 40, columns: 12, values: syntheticWeights(gaussSource(3), 480) };
    const options = { heads: 2, seed: 77, topK: 2 };
    const found = scoreProjection(projectionOf(randomWeights(10, 12, 77), 12), [inputs], options);
    expect([found.score, found.topEnergyGain]).toEqual([0, 0]);
  });

  it("takes heads apart: their outputs are compared one by one", () => {
    // Two heads of two equal directions each, of very different sizes.
    const weights = Float32Array.from([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 900, 0, 0, 0, 0, 900]);
    const projection = projectionOf(weights, 4);
    const heads = scoreProjection(projection, [unitInputs(4)], { heads: 2, seed: 1, topK: 1 });
    expect(heads.parts.map((part) => part.compactness)).toEqual([2, 2]);
    expect(heads.score).toBeCloseTo(
      ((heads.parts[0]?.reduction ?? 0) + (heads.parts[1]?.reduction ?? 0)) / 2,
    );
    const whole = scoreProjection(projection, [unitInputs(4)], { heads: 1, seed: 1, topK: 1 });
    expect(whole.parts[0]?.compactness).toBeCloseTo(2, 4);
  });

  it("does not see scaling: not at all by powers of two, in the last digits of float32 by others", () => {
    const inputs = [{ rows: 33, columns: 9, values: syntheticWeights(gaussSource(4), 297) }];
    const weights = syntheticWeights(gaussSource(5), 9 * 14);
    const options = { heads: 1, seed: 3, topK: 3 };
    const expected = scoreProjection(projectionOf(weights, 9), inputs, options);
    fc.assert(
      fc.property(
        fc.integer({ min: -30, max: 30 }),
        fc.double({ min: 1, max: 2, noNaN: true }),
        (power, c) => {
          const scaled = (by: number) =>
            projectionOf(
              weights.map((weight) => -by * weight),
              9,
            );
          expect(scoreProjection(scaled(2 ** power), inputs, options)).toEqual(expected);
          const close = scoreProjection(scaled(c * 2 ** power), inputs, options);
          expect(close.score).toBeCloseTo(expected.score, 5);
          expect(close.topEnergyGain).toBeCloseTo(expected.topEnergyGain, 5);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("names the head that has no output", () => {
    const weights = new Float32Array(16).fill(1, 0, 8);
    const found = diagnosticOf(() =>
      scoreProjection(projectionOf(weights, 4), [unitInputs(4)], { heads: 2, seed: 1, topK: 1 }),
    );
    expect(found?.message).toBe("The spectrum of head 1 of w is undefined: it is all zero.");
  });
});

const shapes = fc.record({
  tokens: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 }),
  columns: fc.integer({ min: 1, max: 24 }),
  heads: fc.integer({ min: 1, max: 3 }),
  rows: fc.integer({ min: 1, max: 16 }),
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
});

describe("collected inputs", () => {
  const collectors: [string, (columns: number) => InputCollector][] = [
    ["tokens", () => keepTokens()],
    ["their factor", (columns) => factorTokens(columns, "w")],
  ];

  it.each(collectors)("as %s give the diagnostics of Z written out", (_, collect) => {
    fc.assert(
      fc.property(shapes, ({ tokens, columns, heads, rows, seed }) => {
        const gauss = gaussSource(seed);
        // Inputs of a few large directions, as a model's are.
        const sizes = Array.from({ length: columns }, (_, k) => 3 / (1 + k));
        const windows = tokens.map((count) => ({
          rows: count,
          columns,
          values: Float32Array.from(
            { length: count * columns },
            (_, at) => gauss() * (sizes[at % columns] ?? 0),
          ),
        }));
        const weights = syntheticWeights(gauss, heads * rows * columns);
        const collector = collect(columns);
        for (const window of windows) collector.add(window);
        const options = { heads, seed, topK: 2 };
        const found = scoreProjection(projectionOf(weights, columns), collector.rows(), options);
        const all = {
          rows: tokens.reduce((sum, count) => sum + count, 0),
          columns,
          values: Float32Array.from(windows.flatMap(({ values }) => [...values])),
        };
        const expected = explicitDiagnostics(weights, all, heads, seed, 2);
        expect(found.parts).toHaveLength(heads);
        expected.forEach((part, head) => {
          const ours = found.parts[head];
          expect(ours?.compactness).toBeCloseTo(part.compactness, 4);
          expect(ours?.randomCompactness).toBeCloseTo(part.randomCompactness, 4);
          expect(ours?.reduction).toBeCloseTo(part.reduction, 4);
          expect(ours?.topEnergyGain).toBeCloseTo(part.topEnergyGain, 5);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("would be found wrong by a window that is left out", () => {
    const values = syntheticWeights(gaussSource(6), 60);
    const windows = [0, 1].map((at) => ({
      rows: 5,
      columns: 6,
      values: values.slice(30 * at, 30 * at + 30),
    }));
    const weights = syntheticWeights(gaussSource(7), 48);
    const all = { rows: 10, columns: 6, values };
    const [expected] = explicitDiagnostics(weights, all, 1, 1, 2);
    const found = scoreProjection(projectionOf(weights, 6), windows.slice(1), { heads: 1, seed: 1, topK: 2 });
    expect(Math.abs(found.score - (expected?.reduction ?? 0))).toBeGreaterThan(1e-2);
  });

  it("are at most K rows as a factor, whatever the tokens", () => {
    const collector = factorTokens(6, "w");
    for (let window = 0; window < 9; window++) {
      collector.add({ rows: 50, columns: 6, values: syntheticWeights(gaussSource(window), 300) });
    }
    const [factor] = collector.rows();
    expect([factor?.rows, factor?.columns, collector.rows().length]).toEqual([6, 6, 1]);
  });

  it("that are not finite are refused with the projection's name", () => {
    const collector = factorTokens(2, "model.layers.1.mlp.down_proj.weight");
    const values = Float32Array.from([1, Number.NaN]);
    const found = diagnosticOf(() => collector.add({ rows: 1, columns: 2, values }));
    expect(found?.code).toBe("BL0553");
    expect(found?.message).toContain("model.layers.1.mlp.down_proj.weight");
  });

  it.each([
    // Fewer tokens than inputs have a smaller factor themselves.
    [{ tokens: 500, columns: 576, outputs: [1536, 1536] }, false],
    [{ tokens: 4096, columns: 576, outputs: [1536, 1536] }, true],
    [{ tokens: 2048, columns: 1536, outputs: [576] }, false],
    // The spectra would be found faster from the tokens, but these take 614 MB.
    [{ tokens: 100_000, columns: 1536, outputs: [576] }, true],
  ])("of %o are made to a factor: %s", (shape, isBetter) => {
    expect(isFactorBetter(shape)).toBe(isBetter);
  });
});
