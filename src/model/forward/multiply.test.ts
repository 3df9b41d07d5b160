/** The product kernel against sums in float64, on ragged sizes and views into larger arrays. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MatrixView, multiplyTransposed } from "./multiply.ts";

/** Reproducible numbers in [-1, 1). */
function noise(count: number, seed: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

const at = ({ values, columns, stride = columns, offset = 0 }: MatrixView, row: number, column: number) =>
  values[offset + row * stride + column] as number;

/** The largest error of a product, in units of float32's rounding of the sum of magnitudes. */
function worstError(left: MatrixView, right: MatrixView, result: MatrixView): number {
  let worst = 0;
  for (let row = 0; row < left.rows; row++) {
    for (let output = 0; output < right.rows; output++) {
      let sum = 0;
      let magnitudes = 0;
      for (let k = 0; k < left.columns; k++) {
        const product = at(left, row, k) * at(right, output, k);
        sum += product;
        magnitudes += Math.abs(product);
      }
      const error = Math.abs(at(result, row, output) - sum);
      worst = Math.max(worst, magnitudes === 0 ? error : error / (magnitudes * 2 ** -24));
    }
  }
  return worst;
}

function multiplied(rows: number, depth: number, outputs: number, seed: number) {
  const left = { values: noise(rows * depth, seed), rows, columns: depth };
  const right = { values: noise(outputs * depth, seed + 1), rows: outputs, columns: depth };
  const result = {
    values: new Float32Array(rows * outputs).fill(Number.NaN),
    rows,
    columns: outputs,
  };
  multiplyTransposed(left, right, result);
  return { left, right, result };
}

/** A sum of K products in four partial sums rounds at most K / 4 + 4 times. */
const bound = (depth: number): number => depth / 4 + 4;

describe("multiplyTransposed", () => {
  it("gives small whole numbers exactly", () => {
    const result = { values: new Float32Array(4), rows: 2, columns: 2 };
    multiplyTransposed(
      { values: Float32Array.of(1, 2, 3, 4, 5, 6), rows: 2, columns: 3 },
      { values: Float32Array.of(1, 0, 2, -1, 7, 0), rows: 2, columns: 3 },
      result,
    );
    expect([...result.values]).toEqual([7, 13, 16, 31]);
  });

  it("agrees with float64 on every size up to 9 x 9 x 9", () => {
    let products = 0;
    for (let rows = 1; rows <= 9; rows++) {
      for (let depth = 1; depth <= 9; depth++) {
        for (let outputs = 1; outputs <= 9; outputs++) {
          const { left, right, result } = multiplied(rows, depth, outputs, ++products);
          expect(worstError(left, right, result)).toBeLessThan(bound(depth));
        }
      }
    }
    expect(products).toBe(729);
  });

  it.each([
    ["one row", 1, 577, 1031],
    ["more rows than fit at once", 517, 31, 67],
    ["more outputs than fit at once", 5, 513, 1111],
    ["rows longer than either piece", 6, 300_001, 3],
  ] as const)("agrees with float64 on %s", (_, rows, depth, outputs) => {
    const { left, right, result } = multiplied(rows, depth, outputs, 99);
    expect(worstError(left, right, result)).toBeLessThan(bound(depth));
  });

  it("reads and writes inside larger arrays and touches nothing else", () => {
    const size = fc.integer({ min: 1, max: 70 });
    const gap = fc.nat(5);
    fc.assert(
      fc.property(size, size, size, gap, gap, (rows, depth, outputs, offset, extra) => {
        const view = (height: number, columns: number, seed: number): MatrixView => ({
          values: noise(offset + height * (columns + extra), seed),
          rows: height,
          columns,
          stride: columns + extra,
          offset,
        });
        const [left, right] = [view(rows, depth, 1), view(outputs, depth, 2)];
        const result = view(rows, outputs, 3);
        const before = result.values.slice();
        multiplyTransposed(left, right, result);
        expect(worstError(left, right, result)).toBeLessThan(bound(depth));
        for (let row = 0; row < rows; row++) {
          const end = offset + row * (outputs + extra) + outputs;
          expect(result.values.slice(end, end + extra)).toEqual(before.slice(end, end + extra));
        }
        expect(result.values.slice(0, offset)).toEqual(before.slice(0, offset));
      }),
      { numRuns: 200 },
    );
  });

  it("gives a row the same bits alone and among others", () => {
    const { left, right, result } = multiplied(11, 143, 29, 5);
    for (let row = 0; row < 11; row++) {
      const alone = { values: new Float32Array(29), rows: 1, columns: 29 };
      multiplyTransposed({ ...left, rows: 1, offset: row * 143 }, right, alone);
      expect(alone.values).toEqual(result.values.slice(row * 29, row * 29 + 29));
    }
  });

  it("would be caught: a sum without one product is beyond the bound", () => {
    const { left, right, result } = multiplied(3, 12, 3, 8);
    const without = { ...left, values: left.values.with(4, 0) };
    multiplyTransposed(without, right, result);
    expect(worstError(left, right, result)).toBeGreaterThan(1000);
  });
});
