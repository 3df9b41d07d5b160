/** The Hessian of a layer's inputs and the factor of its inverse, against definitions, an outside program, and at the edges. */
import { describe, expect, it } from "vitest";
import { hessianOf, hessianSum, inverseFactor, outputError } from "./index.ts";
import { calibrationCases, correlatedInputs, diagnosticOf, heavyLayer, orthogonalInputs } from "./testing.ts";

const place = { tensor: "w" };
const cases = calibrationCases();

/** a b of two square row-major matrices. */
function product(a: ArrayLike<number>, b: ArrayLike<number>, size: number): number[] {
  return Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    let sum = 0;
    for (let k = 0; k < size; k++) sum += (a[i * size + k] as number) * (b[k * size + j] as number);
    return sum;
  });
}

describe("the Hessian", () => {
  it("is 2 X X^T, for every size around the tiles and the batches of the sum", () => {
    for (const columns of [1, 2, 3, 4, 5, 6, 7, 8, 9, 13]) {
      for (const tokens of [1, 127, 128, 129, 300]) {
        const inputs = correlatedInputs(tokens, columns, 0.5, columns);
        const { values } = hessianOf(inputs, place);
        for (let i = 0; i < columns; i++) {
          for (let j = 0; j < columns; j++) {
            let sum = 0;
            for (let token = 0; token < tokens; token++) {
              const row = token * columns;
              sum += (inputs.values[row + i] as number) * (inputs.values[row + j] as number);
            }
            // The same order, so the same bits.
            if (values[i * columns + j] !== 2 * sum)
              expect.fail(`${columns} inputs, ${tokens} tokens, [${i}, ${j}]`);
          }
        }
      }
    }
  });

  it("does not depend on how tokens are cut into batches", () => {
    const { values, columns } = correlatedInputs(300, 11, 0.5);
    const whole = hessianOf({ values, rows: 300, columns }, place);
    const sum = hessianSum(columns, place);
    for (const [first, end] of [
      [0, 1],
      [1, 140],
      [140, 140],
      [140, 300],
    ] as const) {
      const part = values.slice(first * columns, end * columns);
      sum.add({ values: part, rows: end - first, columns });
    }
    expect(sum.hessian()).toEqual(whole);
    expect(whole.tokens).toBe(300);
  });

  it.each([3, 4, 9])("gives the squared error of the outputs, of %i rows", (rows) => {
    const inputs = correlatedInputs(40, 9, 0.5);
    const weights = heavyLayer(rows, 9).values;
    const others = heavyLayer(rows, 9, 5).values;
    let expected = 0;
    for (let row = 0; row < rows; row++) {
      for (let token = 0; token < 40; token++) {
        let output = 0;
        for (let k = 0; k < 9; k++) {
          const difference = (weights[row * 9 + k] as number) - (others[row * 9 + k] as number);
          output += difference * (inputs.values[token * 9 + k] as number);
        }
        expected += output * output;
      }
    }
    const found = outputError(weights, others, hessianOf(inputs, place));
    expect(found / expected).toBeCloseTo(1, 12);
    expect(outputError(weights, weights, hessianOf(inputs, place))).toBe(0);
  });

  it("refuses an input that is not finite, with its token over all batches", () => {
    const sum = hessianSum(3, { tensor: "model.o_proj" });
    sum.add({ values: new Float32Array(6).fill(1), rows: 2, columns: 3 });
    const values = Float32Array.of(1, 1, 1, 1, 1, Number.NaN);
    const found = diagnosticOf(() => sum.add({ values, rows: 2, columns: 3 }));
    expect(found?.code).toBe("BL0553");
    expect(found?.message).toBe("Input 2 of model.o_proj is NaN at token 3; every input must be finite.");
    // Nothing of the refused batch stays.
    expect([...sum.hessian().values]).toEqual(new Array(9).fill(4));
    expect(sum.hessian().tokens).toBe(2);
  });

  it("refuses arrays of another shape", () => {
    const sum = hessianSum(3, place);
    expect(diagnosticOf(() => sum.add({ values: new Float32Array(8), rows: 2, columns: 4 }))?.code).toBe(
      "BL0515",
    );
    expect(diagnosticOf(() => sum.add({ values: new Float32Array(7), rows: 2, columns: 3 }))?.code).toBe(
      "BL0515",
    );
    expect(diagnosticOf(() => hessianSum(0, place))?.code).toBe("BL0516");
    const hessian = hessianOf(correlatedInputs(5, 3, 0), place);
    expect(diagnosticOf(() => outputError([1, 2, 3, 4], [1, 2, 3, 4], hessian))?.code).toBe("BL0515");
    expect(diagnosticOf(() => outputError([1, 2, 3], [1, 2], hessian))?.code).toBe("BL0515");
  });
});

describe("the factor of the inverse", () => {
  it("makes U^T U the inverse of the damped Hessian", () => {
    for (const columns of [1, 2, 5, 8, 37]) {
      const hessian = hessianOf(correlatedInputs(3 * columns, columns, 0.9), place);
      const { upper } = inverseFactor(hessian, place);
      const mean =
        hessian.values.reduce((sum, v, at) => (at % (columns + 1) === 0 ? sum + v : sum), 0) / columns;
      const damped = hessian.values.map((v, at) => (at % (columns + 1) === 0 ? v + 0.01 * mean : v));
      const transposed = upper.map(
        (_, at) => upper[(at % columns) * columns + Math.floor(at / columns)] as number,
      );
      const identity = product(product(transposed, upper, columns), damped, columns);
      const worst = Math.max(...identity.map((v, at) => Math.abs(v - (at % (columns + 1) === 0 ? 1 : 0))));
      expect(worst).toBeLessThan(1e-11);
      expect([...upper].every((v, at) => at % columns >= Math.floor(at / columns) || v === 0)).toBe(true);
    }
  });

  it.each(cases)("is the outside program's for $name", ({ inputs, upperDiagonal, upperFirstRow }) => {
    const { columns } = inputs;
    const { upper } = inverseFactor(hessianOf(inputs, place), place);
    upperDiagonal.forEach((expected, k) => {
      expect((upper[k * columns + k] as number) / expected).toBeCloseTo(1, 9);
      expect(Math.abs((upper[k] as number) - (upperFirstRow[k] as number))).toBeLessThan(1e-9);
    });
    expect(upperDiagonal).toHaveLength(columns);
  });

  it("is exact for orthogonal inputs", () => {
    const { upper } = inverseFactor(hessianOf(orthogonalInputs(5), place), place, 0);
    expect([...upper].map((value) => value + 0)).toEqual(
      Array.from({ length: 25 }, (_, at) => (at % 6 === 0 ? 0.5 : 0)),
    );
  });

  it("leaves dead inputs alone and out of the mean", () => {
    const live = correlatedInputs(50, 4, 0.7);
    const values = new Float32Array(50 * 6);
    for (let token = 0; token < 50; token++) {
      // Inputs 1 and 5 stay zero.
      [0, 2, 3, 4].forEach((to, from) => {
        values[token * 6 + to] = live.values[token * 4 + from] as number;
      });
    }
    const { upper, isDead } = inverseFactor(hessianOf({ values, rows: 50, columns: 6 }, place), place);
    const alone = inverseFactor(hessianOf(live, place), place);
    expect([...isDead]).toEqual([0, 1, 0, 0, 0, 1]);
    for (const [i, from] of [0, 2, 3, 4].entries()) {
      for (const [j, to] of [0, 2, 3, 4].entries()) {
        expect(upper[from * 6 + to]).toBe(alone.upper[i * 4 + j]);
      }
      for (const dead of [1, 5])
        expect([upper[from * 6 + dead] === 0, upper[dead * 6 + from] === 0]).toEqual([true, true]);
    }
  });

  it("refuses inputs that are all zero", () => {
    const hessian = hessianOf({ values: new Float32Array(12), rows: 4, columns: 3 }, place);
    expect(diagnosticOf(() => inverseFactor(hessian, place))?.message).toBe(
      "Every input of w is zero on all of its 4 tokens.",
    );
  });

  it("refuses a matrix that is not positive definite, and damping repairs it", () => {
    const twice = hessianOf({ values: Float32Array.of(1, 1, 1, 1), rows: 2, columns: 2 }, place);
    const found = diagnosticOf(() => inverseFactor(twice, place, 0));
    expect(found?.code).toBe("BL0555");
    expect(found?.message).toBe(
      "The Hessian of w, damped by 0 of its mean diagonal, has the pivot 0 at input 0; every pivot must be positive beyond rounding.",
    );
    expect(inverseFactor(twice, place).upper[0]).toBeGreaterThan(0);
    // 10 - sqrt(10)^2 is not zero in binary64, and not a pivot.
    const rounded = hessianOf({ values: Float32Array.of(1, 1, 2, 2), rows: 2, columns: 2 }, place);
    expect(diagnosticOf(() => inverseFactor(rounded, place, 0))?.code).toBe("BL0555");
    const indefinite = { columns: 2, tokens: 1, values: Float64Array.of(1, 2, 2, 1) };
    expect(diagnosticOf(() => inverseFactor(indefinite, place))?.code).toBe("BL0555");
    const notANumber = { columns: 1, tokens: 1, values: Float64Array.of(Number.NaN) };
    expect(diagnosticOf(() => inverseFactor(notANumber, place))?.code).toBe("BL0555");
  });

  it("refuses arrays and dampings that cannot be", () => {
    const hessian = { columns: 2, tokens: 1, values: Float64Array.of(1) };
    expect(diagnosticOf(() => inverseFactor(hessian, place))?.code).toBe("BL0515");
    const good = hessianOf(orthogonalInputs(2), place);
    for (const damping of [-0.1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(diagnosticOf(() => inverseFactor(good, place, damping))?.code).toBe("BL0516");
    }
  });
});
