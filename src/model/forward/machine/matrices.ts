/**
 * Matrices between ordinary arrays and a machine's memory. Invariant: in the memory rows and groups of columns are whole vectors, groups of
 * rows are whole tiles, and what this adds is 0, so that products of added elements change no sum.
 */
import type { Machine } from "./machine.ts";

/** A length in whole vectors of four. */
export const padded = (length: number): number => Math.ceil(length / 4) * 4;

export interface Grouping {
  /** Rows of a group, which are followed by rows of zeros up to a multiple of 4; all of them when left out. */
  readonly rowGroup?: number;
  /** The same for columns: the elements of a head. */
  readonly columnGroup?: number;
}

/** Number of elements in the memory along a dimension. */
export const paddedSize = (size: number, group: number): number => (size / group) * padded(group);

/** Copies a row-major matrix into the memory at `address`. */
export function placeMatrix(
  { floats }: Machine,
  address: number,
  values: Float32Array,
  columns: number,
  { rowGroup = values.length / columns, columnGroup = columns }: Grouping = {},
): void {
  const rows = values.length / columns;
  const width = paddedSize(columns, columnGroup);
  const start = address / 4;
  if (width === columns && padded(rowGroup) === rowGroup) {
    floats.set(values, start);
    return;
  }
  floats.fill(0, start, start + paddedSize(rows, rowGroup) * width);
  for (let row = 0; row < rows; row++) {
    const placed = Math.floor(row / rowGroup) * padded(rowGroup) + (row % rowGroup);
    for (let group = 0; group < columns / columnGroup; group++) {
      const from = row * columns + group * columnGroup;
      floats.set(
        values.subarray(from, from + columnGroup),
        start + placed * width + group * padded(columnGroup),
      );
    }
  }
}

/** The first `rows` rows of a matrix in the memory, whose rows follow each other, as an array of its own. */
export function readMatrix(
  { floats }: Machine,
  address: number,
  rows: number,
  columns: number,
  columnGroup = columns,
): Float32Array {
  const width = paddedSize(columns, columnGroup);
  const start = address / 4;
  const values = new Float32Array(rows * columns);
  if (width === columns) {
    values.set(floats.subarray(start, start + rows * columns));
    return values;
  }
  for (let group = 0; group < (rows * columns) / columnGroup; group++) {
    const from = start + group * padded(columnGroup);
    values.set(floats.subarray(from, from + columnGroup), group * columnGroup);
  }
  return values;
}
