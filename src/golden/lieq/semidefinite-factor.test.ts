/** A factor is checked by multiplying it out, and by the singular values that it must not change. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diagnosticOf } from "../calibration/testing.ts";
import { gaussSource, uniformSource } from "../synthetic.ts";
import { semidefiniteFactor } from "./semidefinite-factor.ts";
import { squaredSingularValues } from "./spectrum.ts";

/** X^T X of a row-major X [rows, size], the plain way. */
function products(x: Float64Array, rows: number, size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += (x[row * size + i] as number) * (x[row * size + j] as number);
    return sum;
  });
}

/** X [rows, size] of the given rank, with columns of very different sizes. */
function matrixOf(rows: number, size: number, rank: number, seed: number): Float64Array {
  const gauss = gaussSource(seed);
  const uniform = uniformSource(seed + 1);
  const draw = (count: number) => Float64Array.from({ length: count }, gauss);
  const [left, right] = [draw(rows * rank), draw(rank * size)];
  const sizes = Array.from({ length: size }, () => 10 ** (4 * uniform() - 2));
  return Float64Array.from({ length: rows * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    let sum = 0;
    for (let r = 0; r < rank; r++) {
      sum += (left[row * rank + r] as number) * (right[r * size + column] as number);
    }
    return sum * (sizes[column] as number);
  });
}

const shapes = fc.record({
  rows: fc.integer({ min: 1, max: 30 }),
  size: fc.integer({ min: 1, max: 20 }),
  rank: fc.integer({ min: 1, max: 20 }),
  seed: fc.nat(),
});

describe("a semidefinite factor", () => {
  it("has the products that it was made from, and no more rows than the rank", () => {
    fc.assert(
      fc.property(shapes, ({ rows, size, rank, seed }) => {
        const given = products(matrixOf(rows, size, rank, seed), rows, size);
        const factor = semidefiniteFactor(given, size, "X");
        expect(factor.columns).toBe(size);
        expect(factor.rows).toBeLessThanOrEqual(Math.min(rows, size, rank));
        const found = products(factor.values as Float64Array, factor.rows, size);
        const largest = Math.max(...given);
        given.forEach((value, at) => {
          expect(Math.abs(value - (found[at] as number))).toBeLessThan(size * size * 2 ** -50 * largest);
        });
      }),
      { numRuns: 200 },
    );
  });

  it("stands for all rows of X: W times either has the same singular values", () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 25 }), ({ rows, size, rank, seed }, outputs) => {
        const x = matrixOf(rows, size, rank, seed);
        const w = Float64Array.from({ length: outputs * size }, gaussSource(seed + 2));
        const factor = semidefiniteFactor(products(x, rows, size), size, "X");
        const expected = squaredSingularValues({ values: times(x, w, size), rows, columns: outputs });
        const found = squaredSingularValues({
          values: times(factor.values as Float64Array, w, size),
          rows: factor.rows,
          columns: outputs,
        });
        for (let k = 0; k < Math.max(found.length, expected.length); k++) {
          const difference = Math.abs((found[k] ?? 0) - (expected[k] ?? 0));
          expect(difference).toBeLessThan(1e-11 * (expected[0] as number));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("of a diagonal matrix are the roots, largest first", () => {
    const diagonal = Float64Array.from([4, 0, 0, 0, 9, 0, 0, 0, 0]);
    const factor = semidefiniteFactor(diagonal, 3, "X");
    expect([factor.rows, factor.columns]).toEqual([2, 3]);
    expect([...factor.values]).toEqual([0, 3, 0, 2, 0, 0]);
  });

  it("of zeros is a row of zeros", () => {
    const factor = semidefiniteFactor(new Float64Array(4), 2, "X");
    expect([factor.rows, ...factor.values]).toEqual([1, 0, 0]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1])("refuses a diagonal with %d", (value) => {
    const wrong = Float64Array.from([1, 0, 0, value]);
    const found = diagnosticOf(() => semidefiniteFactor(wrong, 2, "the inputs of up_proj"));
    expect(found?.code).toBe("BL0551");
    expect(found?.message).toContain("the inputs of up_proj is undefined: its energy is not finite or below");
  });
});

/** X W^T [rows, outputs]: the transpose of W X^T, with the same singular values. */
function times(x: Float64Array, w: Float64Array, size: number): Float64Array {
  const [rows, outputs] = [x.length / size, w.length / size];
  return Float64Array.from({ length: rows * outputs }, (_, at) => {
    const [row, output] = [Math.floor(at / outputs), at % outputs];
    let sum = 0;
    for (let k = 0; k < size; k++) sum += (x[row * size + k] as number) * (w[output * size + k] as number);
    return sum;
  });
}
