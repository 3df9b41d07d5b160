/**
 * Integer matrix product of INT8 activations and FineQ weights: what the systolic array computes before the scale.
 * Integers only; every sum is exact.
 */
import { fail } from "../diagnostics/index.ts";
import { decodeFineq, type FineqMatrix } from "./fineq-matrix.ts";

/** The largest K whose sums fit a signed 32-bit integer: 128 * 3 * K <= 2^31 - 1. */
export const GEMM_MAX_K = 5_592_405;

/** Sizes of a product: activations M x K times weights N x K, transposed, gives M x N. */
export interface GemmShape {
  /** Rows of activations (tokens). */
  readonly m: number;
  /** Output channels. */
  readonly n: number;
  /** Input dimension, 0..GEMM_MAX_K. */
  readonly k: number;
}

/** Exact sums and which of them a narrower accumulator would have got wrong on the way. */
export interface GemmResult {
  /** Row-major M x N. */
  readonly sums: Int32Array;
  /**
   * Row-major M x N, 1 where some partial sum left the accumulator's range. Partial sums are taken after each weight in
   * order of k; the pulses of one weight all have its sign, so nothing in between goes further out.
   */
  readonly overflow: Uint8Array;
}

/**
 * sums[m, n] = sum over k of activations[m, k] * weights[n, k], row-major, weights -3..3 (any int8 works while the sum
 * fits 32 bits). `accumulatorBits` (2..32, two's complement) is what overflow is judged by; 32 when left out. BL0515
 * when an array's length does not fit the shape, BL0516 when K or the width is out of range.
 */
export function gemm(
  activations: Int8Array,
  weights: Int8Array,
  shape: GemmShape,
  accumulatorBits = 32,
): GemmResult {
  const { m, n, k } = shape;
  check(activations.length, m, k, "activations");
  check(weights.length, n, k, "weights");
  if (k > GEMM_MAX_K) fail("BL0516", { what: "K", found: k, allowed: `0..${GEMM_MAX_K}` });
  if (!(accumulatorBits >= 2 && accumulatorBits <= 32)) {
    fail("BL0516", { what: "accumulatorBits", found: accumulatorBits, allowed: "2..32" });
  }
  const top = 2 ** (accumulatorBits - 1) - 1;
  const bottom = -top - 1;
  const sums = new Int32Array(m * n);
  const overflow = new Uint8Array(m * n);
  for (let row = 0; row < m; row++) {
    for (let channel = 0; channel < n; channel++) {
      let sum = 0;
      let lowest = 0;
      let highest = 0;
      for (let at = 0; at < k; at++) {
        sum += (activations[row * k + at] as number) * (weights[channel * k + at] as number);
        if (sum < lowest) lowest = sum;
        if (sum > highest) highest = sum;
      }
      sums[row * n + channel] = sum;
      if (highest > top || lowest < bottom) overflow[row * n + channel] = 1;
    }
  }
  return { sums, overflow };
}

/** {@link gemm} with weights as they are stored: activations M x columns times the matrix, M x rows. */
export function gemmFineq(
  activations: Int8Array,
  m: number,
  matrix: FineqMatrix,
  accumulatorBits = 32,
): GemmResult {
  return gemm(activations, decodeFineq(matrix), { m, n: matrix.rows, k: matrix.columns }, accumulatorBits);
}

/**
 * The least two's-complement width that holds every sum of K products of an activation (-2^(b-1) .. 2^(b-1) - 1) and a
 * weight -3..3: both ends reach 3 * 2^(b-1) * K, so 24 bits serve INT8 to K = 21845.
 */
export function accumulatorBitsFor(k: number, activationBits = 8): number {
  const largest = 3 * 2 ** (activationBits - 1) * k;
  let bits = 2;
  while (2 ** (bits - 1) - 1 < largest) bits++;
  return bits;
}

function check(length: number, rows: number, columns: number, what: string): void {
  if (length !== rows * columns) fail("BL0515", { what, expected: `${rows} x ${columns}`, found: length });
}
