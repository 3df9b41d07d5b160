/**
 * A whole matrix product through the converters: activations to codes, every tile's conversions, partial sums, real outputs.
 * Invariant: two formats given the same mapped weights differ in their converters and in nothing else. Our design choice
 * after AFPR-CIM (arXiv 2402.13798), which publishes the comparison with INT8 and not its numerics.
 */
import { fail } from "../../diagnostics/index.ts";
import {
  type ConverterFormat,
  codeToInteger,
  convertSums,
  LARGEST_SHIFT,
  macroSums,
  partialSums,
} from "../cim.ts";
import { E2M5 } from "../fp8.ts";
import { halfToNumber } from "../half.ts";
import { sqnr } from "../sqnr.ts";
import { encodeActivations } from "./activation-scale.ts";
import { type MappedWeights, macroTile } from "./mapping.ts";

/** A product and what is left to choice in it. */
export interface CimMatmul {
  /** Real, row-major vectors x inputs. */
  readonly activations: ArrayLike<number>;
  readonly vectors: number;
  readonly mapped: MappedWeights;
  /** E2M5 unless stated. */
  readonly format?: ConverterFormat | undefined;
  /** Exponent of the activations' scale; `chooseActivationScale` unless stated. */
  readonly exponent?: number | undefined;
  /** Full-scale shift SH of every conversion, 0..15; the one with the least squared error of outputs unless stated. */
  readonly shift?: number | undefined;
  /** Two's complement bits that overflow is judged by; 32 unless stated. */
  readonly accumulatorBits?: number | undefined;
  /** Float outputs to compare with, vectors x outputs: `floatMatmul`'s. */
  readonly reference?: ArrayLike<number> | undefined;
}

export interface CimMatmulResult {
  readonly exponent: number;
  readonly shift: number;
  /** Row-major vectors x inputs, what the engine's activation stream carries. */
  readonly activationCodes: Uint16Array;
  /** ADC codes of each row tile, row-major vectors x outputs, columns of all column tiles side by side. */
  readonly codes: readonly Uint16Array[];
  /** Exact partial sums over row tiles, row-major vectors x outputs, in units of one level times one cell level. */
  readonly sums: Float64Array;
  /** Real, row-major vectors x outputs: scale[n] * 2^(exponent - mantissaBits) * sum. */
  readonly outputs: Float64Array;
  /** Column conversions in all, clipped ones, over-range ones, and sums that left the accumulator. */
  readonly conversions: number;
  readonly clipped: number;
  readonly overRange: number;
  readonly overflows: number;
  /** In dB against the reference; undefined without one. */
  readonly sqnr: number | undefined;
}

/** Runs a product. BL0515 and BL0523 for arrays and numbers that do not fit, as the functions that it is made of. */
export function cimMatmul(product: CimMatmul): CimMatmulResult {
  const { activations, vectors, mapped, format = E2M5, reference } = product;
  const { inputs, outputs, scales } = mapped;
  requireVectors(activations, vectors, inputs);
  const encoded = encodeActivations(activations, format, product.exponent);
  const exact = tileSums(encoded.codes, vectors, mapped, format);
  const shift = product.shift ?? chooseShift(exact, scales, format);
  const tiles = exact.map((sums) => ({ ...convertSums(sums, shift, format), shift }));
  const { sums, overflow } = partialSums(tiles, product.accumulatorBits, format);
  const unit = 2 ** (encoded.exponent - format.mantissaBits);
  const real = sums.map((sum, at) => halfToNumber(scales[at % outputs] as number) * unit * sum);
  return {
    exponent: encoded.exponent,
    shift,
    activationCodes: encoded.codes,
    codes: tiles.map(({ codes }) => codes),
    sums,
    outputs: real,
    conversions: exact.length * vectors * outputs,
    clipped: tiles.reduce((total, { clipped }) => total + clipped, 0),
    overRange: tiles.reduce((total, { overRange }) => total + overRange, 0),
    overflows: overflow.reduce((total, isOut) => total + isOut, 0),
    sqnr: reference === undefined ? undefined : sqnr(reference, real),
  };
}

/**
 * The full-scale shift 0..15 with the least squared error of outputs: sum over all conversions of (scale * (D - converted
 * D))^2, in binary64 and index order, the smaller of equals. `sums` are exact sums of each row tile, row-major with one
 * column a scale (binary16 bit patterns).
 */
export function chooseShift(
  sums: readonly Float64Array[],
  scales: Uint16Array,
  format: ConverterFormat = E2M5,
): number {
  const weights = Float64Array.from(scales, (bits) => halfToNumber(bits) ** 2);
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let shift = 0; shift <= LARGEST_SHIFT; shift++) {
    let error = 0;
    for (const tile of sums) {
      const { codes } = convertSums(tile, shift, format);
      for (let at = 0; at < tile.length && error < least; at++) {
        const difference = (tile[at] as number) - codeToInteger(codes[at] as number, shift, format);
        error += (weights[at % scales.length] as number) * difference * difference;
      }
    }
    if (error < least) {
      least = error;
      best = shift;
    }
  }
  return best;
}

/** vectors x outputs of real activations (vectors x inputs) and weights (outputs x inputs), all row-major, summed in binary64. */
export function floatMatmul(
  activations: ArrayLike<number>,
  weights: ArrayLike<number>,
  shape: { readonly vectors: number; readonly inputs: number; readonly outputs: number },
): Float64Array {
  const { vectors, inputs, outputs } = shape;
  requireVectors(activations, vectors, inputs);
  if (weights.length !== outputs * inputs) {
    fail("BL0515", { what: "weights", expected: `${outputs} x ${inputs}`, found: weights.length });
  }
  const product = new Float64Array(vectors * outputs);
  for (let vector = 0; vector < vectors; vector++) {
    for (let output = 0; output < outputs; output++) {
      let sum = 0;
      for (let k = 0; k < inputs; k++) {
        sum += (activations[vector * inputs + k] as number) * (weights[output * inputs + k] as number);
      }
      product[vector * outputs + output] = sum;
    }
  }
  return product;
}

/** Exact sums of each row tile, row-major vectors x outputs. */
function tileSums(
  codes: Uint16Array,
  vectors: number,
  mapped: MappedWeights,
  format: ConverterFormat,
): Float64Array[] {
  const { inputs, outputs, rowTiles, columnTiles } = mapped;
  return Array.from({ length: rowTiles }, (_, rowTile) => {
    const sums = new Float64Array(vectors * outputs);
    for (let columnTile = 0; columnTile < columnTiles; columnTile++) {
      const { depth, width, firstInput, firstOutput, weights } = macroTile(mapped, rowTile, columnTile);
      const drives = new Uint16Array(vectors * depth);
      for (let v = 0; v < vectors; v++) {
        drives.set(codes.subarray(v * inputs + firstInput, v * inputs + firstInput + depth), v * depth);
      }
      const tile = macroSums(drives, weights, { vectors, rows: depth, columns: width }, format);
      for (let v = 0; v < vectors; v++) {
        sums.set(tile.subarray(v * width, (v + 1) * width), v * outputs + firstOutput);
      }
    }
    return sums;
  });
}

function requireVectors(activations: ArrayLike<number>, vectors: number, inputs: number): void {
  if (vectors >= 1 && activations.length === vectors * inputs) return;
  fail("BL0515", { what: "activations", expected: `${vectors} x ${inputs}`, found: activations.length });
}
