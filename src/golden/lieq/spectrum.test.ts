/** Singular values, compactness and energies against LAPACK, against known matrices, and by their laws. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import { gaussSource } from "../index.ts";
import {
  compactness,
  layerMean,
  randomWeights,
  spectralDiagnostics,
  squaredSingularValues,
  topEnergy,
} from "./index.ts";

interface SpectrumCase {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly number[];
  readonly singular: readonly number[];
  readonly compactness: number;
  /** E_1, E_2 and E_5. */
  readonly topEnergy: readonly [number, number, number];
}

/** Written by bench/peers/spectrum_reference.py with numpy. */
const vectors = JSON.parse(readFileSync(new URL("../vectors/spectra.json", import.meta.url), "utf8")) as {
  cases: SpectrumCase[];
};

const matrix = (rows: number, columns: number, values: ArrayLike<number>) => ({
  rows,
  columns,
  values: Float64Array.from(values),
});
const diagonal = (...values: number[]) =>
  matrix(
    values.length,
    values.length,
    values.flatMap((value, row) => values.map((_, column) => (row === column ? value : 0))),
  );
const gaussian = (rows: number, columns: number, seed: number) =>
  matrix(rows, columns, Float64Array.from({ length: rows * columns }, gaussSource(seed)));
const compact = (z: ReturnType<typeof matrix>) => compactness(squaredSingularValues(z));

function messageOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof BitloomError) return error.diagnostics[0]?.message;
    throw error;
  }
  return undefined;
}

describe("singular values", () => {
  it("has matrices to be compared with", () => {
    expect(vectors.cases.length).toBeGreaterThanOrEqual(10);
  });

  it.each(vectors.cases)("are LAPACK's for $name", (vector) => {
    const energies = squaredSingularValues(matrix(vector.rows, vector.columns, vector.values));
    const largest = (vector.singular[0] as number) ** 2;
    expect(energies.length).toBe(vector.singular.length);
    vector.singular.forEach((value, k) => {
      const error = Math.abs((energies[k] as number) - value ** 2) / largest;
      expect(error, `singular value ${k}`).toBeLessThan(1e-13);
    });
    expect(compactness(energies)).toBeCloseTo(vector.compactness, 9);
    [1, 2, 5].forEach((k, at) => {
      expect(topEnergy(energies, k)).toBeCloseTo(vector.topEnergy[at] as number, 12);
    });
  });

  it("would notice one changed element", () => {
    const vector = vectors.cases[0] as SpectrumCase;
    const energies = squaredSingularValues(
      matrix(vector.rows, vector.columns, [...vector.values.slice(1), vector.values[0] as number]),
    );
    expect(Math.abs(Math.sqrt(energies[0] as number) - (vector.singular[0] as number))).toBeGreaterThan(1e-3);
  });

  const sizes = fc.record({
    rows: fc.integer({ min: 1, max: 24 }),
    columns: fc.integer({ min: 1, max: 24 }),
  });

  it("fall, are not negative, and hold the energy of the elements", () => {
    fc.assert(
      fc.property(sizes, fc.nat(), ({ rows, columns }, seed) => {
        const z = gaussian(rows, columns, seed);
        const energies = squaredSingularValues(z);
        expect([...energies]).toEqual([...energies].sort((a, b) => b - a));
        expect(energies.at(-1)).toBeGreaterThanOrEqual(0);
        const energy = z.values.reduce((sum, value) => sum + value * value, 0);
        expect(energies.reduce((sum, value) => sum + value, 0) / energy).toBeCloseTo(1, 11);
      }),
      { numRuns: 100 },
    );
  });

  it("are the same for the transposed matrix", () => {
    fc.assert(
      fc.property(sizes, fc.nat(), ({ rows, columns }, seed) => {
        const z = gaussian(rows, columns, seed);
        const turned = Float64Array.from(
          z.values,
          (_, at) => z.values[(at % rows) * columns + Math.floor(at / rows)] as number,
        );
        const energies = squaredSingularValues(z);
        squaredSingularValues(matrix(columns, rows, turned)).forEach((value, k) => {
          expect(Math.abs(value - (energies[k] as number))).toBeLessThan(1e-12 * (energies[0] as number));
        });
      }),
      { numRuns: 60 },
    );
  });

  it("give the same bits every time", () => {
    expect(squaredSingularValues(gaussian(30, 50, 1))).toEqual(squaredSingularValues(gaussian(30, 50, 1)));
  });
});

describe("compactness", () => {
  it.each([1, 2, 7, 64])("of the identity of %i is its size", (n) => {
    expect(compact(diagonal(...new Array<number>(n).fill(1)))).toBeCloseTo(n, 10);
  });

  it("of rank one is 1", () => {
    const outer = [1, -2, 3].flatMap((a) => [4, 5, -6, 7].map((b) => a * b));
    expect(compact(matrix(3, 4, outer))).toBeCloseTo(1, 10);
  });

  it("of diag(3, 4) is 1.92210, with 0.64 of the energy on top", () => {
    const energies = squaredSingularValues(diagonal(3, 4));
    expect(compactness(energies)).toBeCloseTo(1.9221, 5);
    expect(topEnergy(energies, 1)).toBeCloseTo(0.64, 14);
    expect([topEnergy(energies, 0), topEnergy(energies, 2), topEnergy(energies, 9)]).toEqual([0, 1, 1]);
  });

  it("does not see scaling, over sixty powers of ten", () => {
    const z = gaussian(12, 20, 4);
    const expected = compact(z);
    for (let power = -30; power <= 30; power++) {
      const scaled = matrix(
        12,
        20,
        z.values.map((value) => -value * 10 ** power),
      );
      expect(compact(scaled)).toBeCloseTo(expected, 10);
    }
  });

  it("lies between one and the number of singular values", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), (energies) => {
        fc.pre(energies.some((value) => value > 1e-200));
        const directions = compactness(energies);
        expect(directions).toBeGreaterThanOrEqual(1 - 1e-12);
        expect(directions).toBeLessThanOrEqual(energies.length + 1e-9);
      }),
    );
  });

  it("is undefined without energy, and says of what", () => {
    expect(messageOf(() => compactness(squaredSingularValues(diagonal(0, 0)), "head 3"))).toBe(
      "The spectrum of head 3 is undefined: it is all zero.",
    );
    expect(messageOf(() => topEnergy([Number.POSITIVE_INFINITY], 1))).toContain("its energy is not finite");
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1e200]) {
      expect(messageOf(() => squaredSingularValues(matrix(2, 2, [1, bad, 2, 3]), "q_proj"))).toContain(
        "The spectrum of q_proj is undefined: it has elements that are not finite",
      );
    }
    expect(messageOf(() => squaredSingularValues(matrix(2, 2, [1])))).toContain("expected 2 x 2");
    expect(messageOf(() => squaredSingularValues(matrix(0, 2, [])))).toContain("expected 0 x 2");
  });
});

describe("diagnostics of a projection", () => {
  it("measure how much fewer directions than random weights there are", () => {
    // Eight equal directions against two of energies 9 and 16.
    const found = spectralDiagnostics(
      diagonal(3, 4, 0, 0, 0, 0, 0, 0),
      diagonal(...new Array<number>(8).fill(5)),
      1,
      "v_proj",
    );
    expect(found.compactness).toBeCloseTo(1.9221, 5);
    expect(found.randomCompactness).toBeCloseTo(8, 10);
    expect(found.reduction).toBeCloseTo((8 - 1.9221) / 8, 6);
    expect(found.topEnergy).toBeCloseTo(0.64, 12);
    expect(found.topEnergyGain).toBeCloseTo(0.64 - 1 / 8, 12);
  });

  it("are zero for an output that is random itself, whatever its scale", () => {
    const z = gaussian(6, 9, 2);
    const scaled = matrix(
      6,
      9,
      z.values.map((value) => 0.02 * value),
    );
    const { reduction, topEnergyGain } = spectralDiagnostics(z, scaled, 2, "q_proj");
    expect(reduction).toBeCloseTo(0, 10);
    expect(topEnergyGain).toBeCloseTo(0, 10);
  });

  it("take random weights from a seed, of deviation 0.02", () => {
    const weights = randomWeights(100, 200, 7);
    const deviation = Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0) / weights.length);
    expect(deviation).toBeCloseTo(0.02, 3);
    expect(randomWeights(100, 200, 7)).toEqual(weights);
    expect(randomWeights(100, 200, 8)).not.toEqual(weights);
  });

  it("are averaged over heads first, then over projections", () => {
    expect(layerMean([[0, 1], [0.75], [0.5, 0.5, 0.5, 1.5]])).toBeCloseTo((0.5 + 0.75 + 0.75) / 3, 14);
    expect(messageOf(() => layerMean([[1], []]))).toBe(
      "The number of heads of a projection is 0; allowed is 1 or more.",
    );
    expect(messageOf(() => layerMean([]))).toContain("projections of a layer is 0");
  });
});
