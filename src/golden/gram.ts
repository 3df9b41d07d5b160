/**
 * Sums of products of vectors, in binary64: what Hessians and spectra are made of. Invariant: every sum is taken element by element in
 * order, so that it does not depend on how the elements were cut into batches; only i <= j is written.
 */

/** Elements of each vector that are multiplied at a time: 128 of 1,536 vectors take 1.5 MB in binary64. */
const ELEMENTS_AT_A_TIME = 128;

type Reals = Float32Array | Float64Array;

/** sums[i, j] += x_i . x_j for the columns x of a row-major matrix rows x columns; `sums` is columns x columns. */
export function addColumnProducts(sums: Float64Array, values: Reals, rows: number, columns: number): void {
  const block = new Float64Array(columns * Math.min(rows, ELEMENTS_AT_A_TIME));
  for (let first = 0; first < rows; first += ELEMENTS_AT_A_TIME) {
    const count = Math.min(ELEMENTS_AT_A_TIME, rows - first);
    for (let row = 0; row < count; row++) {
      const from = (first + row) * columns;
      for (let k = 0; k < columns; k++) block[k * count + row] = values[from + k] as number;
    }
    addProducts(sums, block, columns, count);
  }
}

/** The same for the rows; `sums` is rows x rows. */
export function addRowProducts(sums: Float64Array, values: Reals, rows: number, columns: number): void {
  const block = new Float64Array(rows * Math.min(columns, ELEMENTS_AT_A_TIME));
  for (let first = 0; first < columns; first += ELEMENTS_AT_A_TIME) {
    const count = Math.min(ELEMENTS_AT_A_TIME, columns - first);
    for (let row = 0; row < rows; row++) {
      const from = row * columns + first;
      for (let k = 0; k < count; k++) block[row * count + k] = values[from + k] as number;
    }
    addProducts(sums, block, rows, count);
  }
}

/**
 * sums[i, j] += x_i[t] x_j[t] of each t in turn, j >= i, for `vectors` vectors x of `count` elements. Eight sums at a time: one sum alone
 * would wait for each of its additions. Sums left of the diagonal in a tile that crosses it are not looked at again.
 */
function addProducts(sums: Float64Array, x: Float64Array, vectors: number, count: number): void {
  let i = 0;
  for (; i + 2 <= vectors; i += 2) {
    let j = i;
    for (; j + 4 <= vectors; j += 4) addTile(sums, x, vectors, count, i, j);
    for (; j < vectors; j++) {
      addOne(sums, x, vectors, count, i, j);
      addOne(sums, x, vectors, count, i + 1, j);
    }
  }
  for (; i < vectors; i++) for (let j = i; j < vectors; j++) addOne(sums, x, vectors, count, i, j);
}

function addOne(
  sums: Float64Array,
  x: Float64Array,
  vectors: number,
  count: number,
  i: number,
  j: number,
): void {
  let sum = sums[i * vectors + j] as number;
  for (let t = 0; t < count; t++) sum += (x[i * count + t] as number) * (x[j * count + t] as number);
  sums[i * vectors + j] = sum;
}

function addTile(
  sums: Float64Array,
  x: Float64Array,
  vectors: number,
  count: number,
  i: number,
  j: number,
): void {
  const upper = i * vectors + j;
  const lower = upper + vectors;
  let u0 = sums[upper] as number;
  let u1 = sums[upper + 1] as number;
  let u2 = sums[upper + 2] as number;
  let u3 = sums[upper + 3] as number;
  let l0 = sums[lower] as number;
  let l1 = sums[lower + 1] as number;
  let l2 = sums[lower + 2] as number;
  let l3 = sums[lower + 3] as number;
  const rowU = i * count;
  const rowL = rowU + count;
  const row0 = j * count;
  const row1 = row0 + count;
  const row2 = row1 + count;
  const row3 = row2 + count;
  for (let t = 0; t < count; t++) {
    const u = x[rowU + t] as number;
    const l = x[rowL + t] as number;
    const x0 = x[row0 + t] as number;
    const x1 = x[row1 + t] as number;
    const x2 = x[row2 + t] as number;
    const x3 = x[row3 + t] as number;
    u0 += u * x0;
    u1 += u * x1;
    u2 += u * x2;
    u3 += u * x3;
    l0 += l * x0;
    l1 += l * x1;
    l2 += l * x2;
    l3 += l * x3;
  }
  sums[upper] = u0;
  sums[upper + 1] = u1;
  sums[upper + 2] = u2;
  sums[upper + 3] = u3;
  sums[lower] = l0;
  sums[lower + 1] = l1;
  sums[lower + 2] = l2;
  sums[lower + 3] = l3;
}
