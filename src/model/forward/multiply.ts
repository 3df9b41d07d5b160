/**
 * Matrix products in float32. Invariant: matrices stay where the caller has them; pieces of them are copied through the
 * kernel's small memory, padded with zeros to whole vectors.
 */
import { compileProductKernel, NARROW, PAGE_BYTES, type ProductKernel, WIDE } from "./product-kernel.ts";

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
  const depth = Math.max(4, Math.ceil(left.columns / 4) * 4);
  const rowsAtOnce = chunkRows(LEFT_FLOATS, depth, WIDE.rows);
  const outputsAtOnce = chunkRows(RIGHT_FLOATS, depth, WIDE.outputs);
  const leftAt = 0;
  const rightAt = leftAt + 4 * rowsAtOnce * depth;
  const resultAt = rightAt + 4 * outputsAtOnce * depth;
  kernel ??= compileProductKernel();
  const memory = memoryOf(kernel, resultAt + 4 * rowsAtOnce * outputsAtOnce);
  for (let row = 0; row < left.rows; row += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, left.rows - row);
    copyIn(memory, leftAt / 4, depth, left, row, rows);
    for (let output = 0; output < right.rows; output += outputsAtOnce) {
      const outputs = Math.min(outputsAtOnce, right.rows - output);
      copyIn(memory, rightAt / 4, depth, right, output, outputs);
      // Beyond the last output the kernel multiplies what an earlier product left there, and nobody reads it.
      const padded = Math.ceil(outputs / WIDE.outputs) * WIDE.outputs;
      const wideRows = rows - (rows % WIDE.rows);
      if (wideRows > 0) {
        kernel.wide(leftAt, rightAt, resultAt, wideRows / WIDE.rows, 4 * padded, 4 * depth, 4 * padded);
      }
      if (wideRows < rows) {
        kernel.narrow(
          leftAt + 4 * wideRows * depth,
          rightAt,
          resultAt + 4 * wideRows * padded,
          (rows - wideRows) / NARROW.rows,
          4 * padded,
          4 * depth,
          4 * padded,
        );
      }
      copyOut(memory, resultAt / 4, padded, result, row, rows, output, outputs);
    }
  }
}

/** Pieces of the factors in the kernel's memory: together they stay in a second-level cache of 2 MB. */
const LEFT_FLOATS = 2 ** 18;
const RIGHT_FLOATS = 2 ** 16;
const MOST_ROWS = 256;

/** Below this length a loop copies faster than TypedArray.set with its views. */
const SHORT_ROW = 32;

let kernel: ProductKernel | undefined;

/** Rows of `depth` floats that fit, a multiple of the tile's. */
const chunkRows = (floats: number, depth: number, tile: number): number =>
  Math.max(1, Math.floor(Math.min(MOST_ROWS, floats / depth) / tile)) * tile;

function memoryOf({ memory }: ProductKernel, bytes: number): Float32Array {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  return new Float32Array(memory.buffer);
}

function copyIn(
  memory: Float32Array,
  at: number,
  depth: number,
  source: MatrixView,
  first: number,
  rows: number,
): void {
  const { values, columns, stride = columns, offset = 0 } = source;
  for (let row = 0; row < rows; row++) {
    const from = offset + (first + row) * stride;
    const to = at + row * depth;
    if (columns < SHORT_ROW) {
      for (let column = 0; column < columns; column++) memory[to + column] = values[from + column] as number;
    } else memory.set(values.subarray(from, from + columns), to);
    for (let column = columns; column < depth; column++) memory[to + column] = 0;
  }
}

function copyOut(
  memory: Float32Array,
  at: number,
  memoryStride: number,
  result: MatrixView,
  firstRow: number,
  rows: number,
  firstColumn: number,
  columns: number,
): void {
  const { values, stride = result.columns, offset = 0 } = result;
  for (let row = 0; row < rows; row++) {
    const from = at + row * memoryStride;
    const to = offset + (firstRow + row) * stride + firstColumn;
    if (columns < SHORT_ROW) {
      for (let column = 0; column < columns; column++) values[to + column] = memory[from + column] as number;
    } else values.set(memory.subarray(from, from + columns), to);
  }
}
