/**
 * Real weight matrices on compute-in-memory macros: integers -15..15 with one scale an output channel, cut into tiles of
 * a macro's size. Invariant: a weight is worth scale[n] * q[n, k], with scales rounded to binary16 before they are used.
 *
 * The search is our design choice, after the FineQ quantizer's: with m = max|w| of the channel, candidate i = 0..17 has
 * alpha = (100 - 5i) / 100 and s = fp16((alpha * m) / 15), q = clamp(round(w / s), -15, 15) with halves away from zero; the
 * candidate with the least sum of (w - s * q)^2, in binary64 and index order, wins, the first one of equals. A channel
 * with m = 0, or whose first s rounds to zero, is all zero with s = 0.
 */
import { fail } from "../../diagnostics/index.ts";
import { LARGEST_CELL_LEVEL } from "../cim.ts";
import { FINEQ_CANDIDATES, fineqAlpha, type TensorPlace } from "../fineq-quantizer.ts";
import { HALF_INFINITY, halfFromNumber, halfToNumber } from "../half.ts";

/** Sizes of a matrix and of the macro that it is cut for. */
export interface MappingShape {
  /** N, output channels: columns of the macros. */
  readonly outputs: number;
  /** K, inputs: rows of the macros. */
  readonly inputs: number;
  /** Of one macro; 576 x 256 in AFPR-CIM (arXiv 2402.13798). */
  readonly rows: number;
  readonly columns: number;
}

/** A matrix `W[outputs, inputs]` as macros hold it. */
export interface MappedWeights extends MappingShape {
  /** q, row-major outputs x inputs, -15..15. */
  readonly weights: Int8Array;
  /** One binary16 bit pattern an output, 0..0x7bff. */
  readonly scales: Uint16Array;
  /** ceil(inputs / rows) and ceil(outputs / columns). */
  readonly rowTiles: number;
  readonly columnTiles: number;
}

/** What one macro is programmed with. */
export interface MacroTile {
  /** Rows and columns in use: 1 to the macro's. */
  readonly depth: number;
  readonly width: number;
  /** The first input and the first output of the tile. */
  readonly firstInput: number;
  readonly firstOutput: number;
  /** Row-major depth x width: row r holds input firstInput + r, column c output firstOutput + c. */
  readonly weights: Int8Array;
}

/**
 * Quantizes a row-major binary32 matrix outputs x inputs. `place` names it in errors: BL0507 for a weight that is not
 * finite, BL0509 for a scale over 65504, BL0515 when the array does not fit the shape, BL0516 for a size below 1.
 */
export function mapWeights(matrix: Float32Array, shape: MappingShape, place: TensorPlace): MappedWeights {
  const { outputs, inputs, rows, columns } = shape;
  for (const [what, found] of Object.entries({ outputs, inputs, rows, columns })) {
    if (!Number.isInteger(found) || found < 1) fail("BL0516", { what, found, allowed: "1 and up" });
  }
  if (matrix.length !== outputs * inputs) {
    const what = `weights of ${place.tensor}`;
    fail("BL0515", { what, expected: `${outputs} x ${inputs}`, found: matrix.length });
  }
  const weights = new Int8Array(matrix.length);
  const scales = new Uint16Array(outputs);
  for (let output = 0; output < outputs; output++) {
    const from = output * inputs;
    const channel = matrix.subarray(from, from + inputs);
    const bits = channelScale(channel, output, place);
    scales[output] = bits;
    const scale = halfToNumber(bits);
    if (scale === 0) continue;
    for (let k = 0; k < inputs; k++) weights[from + k] = nearestLevel(channel[k] as number, scale);
  }
  const rowTiles = Math.ceil(inputs / rows);
  const columnTiles = Math.ceil(outputs / columns);
  return { outputs, inputs, rows, columns, weights, scales, rowTiles, columnTiles };
}

/** The tile of a row tile and a column tile, both from 0; the last ones may use a part of their macro. BL0516 for others. */
export function macroTile(mapped: MappedWeights, rowTile: number, columnTile: number): MacroTile {
  const { outputs, inputs, rows, columns, rowTiles, columnTiles } = mapped;
  requireTile("The row tile", rowTile, rowTiles);
  requireTile("The column tile", columnTile, columnTiles);
  const firstInput = rowTile * rows;
  const firstOutput = columnTile * columns;
  const depth = Math.min(rows, inputs - firstInput);
  const width = Math.min(columns, outputs - firstOutput);
  const weights = new Int8Array(depth * width);
  for (let c = 0; c < width; c++) {
    const from = (firstOutput + c) * inputs + firstInput;
    for (let r = 0; r < depth; r++) weights[r * width + c] = mapped.weights[from + r] as number;
  }
  return { depth, width, firstInput, firstOutput, weights };
}

/**
 * The real weights s * q, row-major outputs x inputs; exact, because 11 + 4 bits fit in a binary32. A product of these in
 * floats is what outputs are compared with to see the converters' error without the weights'.
 */
export function dequantizeMapped({ weights, scales, inputs }: MappedWeights): Float32Array {
  return Float32Array.from(weights, (q, at) => q * halfToNumber(scales[Math.floor(at / inputs)] as number));
}

function channelScale(channel: Float32Array, row: number, place: TensorPlace): number {
  let largest = 0;
  channel.forEach((value, column) => {
    if (!Number.isFinite(value)) fail("BL0507", { ...place, row, column, value });
    largest = Math.max(largest, Math.abs(value));
  });
  const widest = candidateScale(0, largest);
  if (widest === HALF_INFINITY) {
    fail("BL0509", { ...place, row, scale: largest / LARGEST_CELL_LEVEL });
  }
  let best = widest;
  let least = Number.POSITIVE_INFINITY;
  for (let candidate = 0; candidate < FINEQ_CANDIDATES && widest !== 0; candidate++) {
    const bits = candidateScale(candidate, largest);
    if (bits === 0) continue;
    const scale = halfToNumber(bits);
    let error = 0;
    for (let k = 0; k < channel.length && error < least; k++) {
      const difference = (channel[k] as number) - scale * nearestLevel(channel[k] as number, scale);
      error += difference * difference;
    }
    if (error < least) {
      least = error;
      best = bits;
    }
  }
  return best;
}

const candidateScale = (candidate: number, largest: number): number =>
  halfFromNumber((fineqAlpha(candidate) * largest) / LARGEST_CELL_LEVEL);

function nearestLevel(weight: number, scale: number): number {
  const level = Math.min(LARGEST_CELL_LEVEL, Math.floor(Math.abs(weight) / scale + 0.5));
  return weight < 0 ? -level : level;
}

function requireTile(what: string, found: number, count: number): void {
  if (Number.isInteger(found) && found >= 0 && found < count) return;
  fail("BL0516", { what, found, allowed: `0..${count - 1}` });
}
