/**
 * Whole weight matrices in FineQ: packed rows and their scales, there and back. Invariant: row r starts at byte
 * r * bytesPerRow on a block, and its weights are worth scale[r] * q exactly.
 */
import { fail } from "../diagnostics/index.ts";
import { decodeBlockInto, FINEQ_BLOCK_BYTES, FINEQ_BLOCK_WEIGHTS, fineqRowBytes } from "./fineq-block.ts";
import type { OutlierRule } from "./fineq-outliers.ts";
import { fineqRowQuantizer, type TensorPlace } from "./fineq-quantizer.ts";
import { halfToNumber } from "./half.ts";

/** A quantized `W[rows, columns]` = `W[out, in]`. */
export interface FineqMatrix {
  /** Output channels. */
  readonly rows: number;
  /** Input dimension K, without padding. */
  readonly columns: number;
  /** 7 * ceil(columns / 24). */
  readonly bytesPerRow: number;
  /** rows * bytesPerRow bytes of blocks. */
  readonly packed: Uint8Array;
  /** One binary16 bit pattern a row, 0..0x7bff. */
  readonly scales: Uint16Array;
}

/** How a matrix is quantized. */
export interface FineqOptions extends OutlierRule {
  /** Hears of finished rows, about once in 64 Ki weights. */
  readonly onRows?: ((rows: number) => void) | undefined;
}

/**
 * Quantizes a row-major matrix with the search of fineq-quantizer.ts. Weights are binary32 (binary16 and bfloat16 fit
 * in it exactly). `place` names the matrix in errors: BL0507 for a non-finite weight, BL0509 for a scale over 65504, BL0515
 * when the array does not hold rows * columns weights.
 */
export function quantizeFineq(
  weights: Float32Array,
  rows: number,
  columns: number,
  place: TensorPlace,
  { onRows, clustersPerOutlier }: FineqOptions = {},
): FineqMatrix {
  if (columns < 1 || rows * columns !== weights.length) {
    fail("BL0515", {
      what: `weights of ${place.tensor}`,
      expected: `${rows} x ${columns}`,
      found: weights.length,
    });
  }
  const bytesPerRow = fineqRowBytes(columns);
  const packed = new Uint8Array(rows * bytesPerRow);
  const scales = new Uint16Array(rows);
  const quantizer = fineqRowQuantizer(columns, { clustersPerOutlier });
  const reportEvery = Math.max(1, Math.floor(65536 / columns));
  for (let row = 0; row < rows; row++) {
    scales[row] = quantizer.quantize(weights, row * columns, packed, row * bytesPerRow, {
      ...place,
      row,
    }).scale;
    if ((row + 1) % reportEvery === 0 || row + 1 === rows) onRows?.(row + 1);
  }
  return { rows, columns, bytesPerRow, packed, scales };
}

/** The integers q, row-major rows x columns, -3..3 each; the padding is left out. */
export function decodeFineq(matrix: FineqMatrix): Int8Array {
  const { rows, columns, bytesPerRow, packed } = matrix;
  const weights = new Int8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column += FINEQ_BLOCK_WEIGHTS) {
      const offset = row * bytesPerRow + (column / FINEQ_BLOCK_WEIGHTS) * FINEQ_BLOCK_BYTES;
      const count = Math.min(FINEQ_BLOCK_WEIGHTS, columns - column);
      decodeBlockInto(packed, offset, weights, row * columns + column, count);
    }
  }
  return weights;
}

/** The real weights s * q, row-major rows x columns; exact, because 11 + 2 bits fit in a binary32. */
export function dequantizeFineq(matrix: FineqMatrix): Float32Array {
  const integers = decodeFineq(matrix);
  const weights = new Float32Array(integers.length);
  for (let row = 0; row < matrix.rows; row++) {
    const scale = halfToNumber(matrix.scales[row] as number);
    const end = (row + 1) * matrix.columns;
    for (let k = row * matrix.columns; k < end; k++) {
      weights[k] = scale * (integers[k] as number);
    }
  }
  return weights;
}

/** Stored bits a weight, padding and the 16 bits of each row's scale included. */
export function fineqBitsPerWeight(rows: number, columns: number): number {
  return (rows * (8 * fineqRowBytes(columns) + 16)) / (rows * columns);
}
