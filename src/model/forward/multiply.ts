/**
 * Matrix products in float32 of ordinary arrays. Invariant: matrices stay where the caller has them; pieces of them are copied
 * through the machine's memory, padded with zeros to whole vectors.
 */
import { CallList, type Machine, padded, sharedMachine } from "./machine/index.ts";

/** A matrix inside a row-major array. */
export interface MatrixView {
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** Elements from one row's start to the next; `columns` when left out. */
  readonly stride?: number;
  /** Index of the first element; 0 when left out. */
  readonly offset?: number;
}

/**
 * result[m][n] = sum over k of left[m][k] * right[n][k], for left [M, K], right [N, K] and result [M, N]: a layer's output from its
 * inputs and its weights [out, in]. The sum is made of four float32 sums over k modulo 4. The caller keeps the sizes
 * consistent; K = 0 gives zeros.
 */
export function multiplyTransposed(left: MatrixView, right: MatrixView, result: MatrixView): void {
  const depth = Math.max(4, padded(left.columns));
  const rowsAtOnce = rowsThatFit(LEFT_FLOATS, depth);
  const outputsAtOnce = rowsThatFit(RIGHT_FLOATS, depth);
  const machine = sharedMachine();
  machine.begin();
  const leftAt = machine.allocate(rowsAtOnce * depth);
  const rightAt = machine.allocate(outputsAtOnce * depth);
  const resultAt = machine.allocate(rowsAtOnce * outputsAtOnce);
  for (let row = 0; row < left.rows; row += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, left.rows - row);
    copyIn(machine, leftAt, depth, left, row, rows);
    for (let output = 0; output < right.rows; output += outputsAtOnce) {
      const outputs = Math.min(outputsAtOnce, right.rows - output);
      copyIn(machine, rightAt, depth, right, output, outputs);
      // Beyond the last output the kernel multiplies what an earlier product left there, and nobody reads it.
      const width = padded(outputs);
      const calls = new CallList();
      calls.call(
        "product",
        resultAt,
        leftAt,
        rightAt,
        rows,
        width,
        4 * depth,
        4 * width,
        4 * depth,
        4 * depth,
      );
      machine.run([calls], 0, 2 * rows * width * depth);
      copyOut(machine, resultAt, width, result, row, rows, output, outputs);
    }
  }
}

/** Pieces of the factors in the kernel's memory: together they stay in a second-level cache of 2 MB. */
const LEFT_FLOATS = 2 ** 18;
const RIGHT_FLOATS = 2 ** 16;
const MOST_ROWS = 256;

/** Rows of `depth` floats that fit, a multiple of four. */
const rowsThatFit = (floats: number, depth: number): number =>
  Math.max(1, Math.floor(Math.min(MOST_ROWS, floats / depth) / 4)) * 4;

function copyIn(
  { floats }: Machine,
  address: number,
  depth: number,
  source: MatrixView,
  first: number,
  rows: number,
): void {
  const { values, columns, stride = columns, offset = 0 } = source;
  for (let row = 0; row < rows; row++) {
    const from = offset + (first + row) * stride;
    const to = address / 4 + row * depth;
    floats.set(values.subarray(from, from + columns), to);
    floats.fill(0, to + columns, to + depth);
  }
}

function copyOut(
  { floats }: Machine,
  address: number,
  width: number,
  result: MatrixView,
  firstRow: number,
  rows: number,
  firstColumn: number,
  columns: number,
): void {
  const { values, stride = result.columns, offset = 0 } = result;
  for (let row = 0; row < rows; row++) {
    const from = address / 4 + row * width;
    values.set(floats.subarray(from, from + columns), offset + (firstRow + row) * stride + firstColumn);
  }
}
