/**
 * Integer products of INT8 activations and uniform formats, group by group, as the temporal array forms them: planes of
 * radix-4 digits, and a correction for the zero point. Integers only; every sum is exact.
 */
import { fail } from "../diagnostics/index.ts";
import {
  decodeUniform,
  UNIFORM_GROUP,
  type UniformBits,
  type UniformMatrix,
  uniformGroupSpan,
  uniformGroups,
} from "./uniform.ts";

/** Passes of the array over a format's weights: one for 2 bits, two for 3 and 4, four for 8. */
export const uniformPlanes = (bits: UniformBits): number => Math.ceil(bits / 2);

/** Digit p = 0, 1, .. of every code: (u >> 2p) & 3, so that u = sum over p of 4^p * digit_p. */
export function uniformDigits(codes: Uint8Array, plane: number): Uint8Array {
  return codes.map((code) => (code >>> (2 * plane)) & 3);
}

/**
 * What a group contributes before its scale: sum over its k of (u - z) * a, for activations `vectors` x columns (INT8,
 * row-major). Returns vectors x rows x groups, |sum| <= 255 * 128 * 128. BL0515 when the activations do not fit.
 */
export function uniformSums(activations: Int8Array, vectors: number, matrix: UniformMatrix): Int32Array {
  const { rows, columns, groups, zeros } = matrix;
  const centred = Int16Array.from(decodeUniform(matrix));
  zeros.forEach((zero, at) => {
    const { from, end } = uniformGroupSpan(at, columns, groups);
    for (let k = from; k < end; k++) centred[k] = (centred[k] as number) - zero;
  });
  return groupSums(activations, vectors, centred, rows, columns);
}

/** One pass of the array: sum over a group's k of digit_plane * a; vectors x rows x groups. BL0515 as above. */
export function uniformPlaneSums(
  activations: Int8Array,
  vectors: number,
  matrix: UniformMatrix,
  plane: number,
): Int32Array {
  const digits = uniformDigits(decodeUniform(matrix), plane);
  return groupSums(activations, vectors, digits, matrix.rows, matrix.columns);
}

/** Sum over a group's k of a: what the zero point is multiplied by; vectors x groups. BL0515 as above. */
export function activationSums(activations: Int8Array, vectors: number, columns: number): Int32Array {
  return groupSums(activations, vectors, new Uint8Array(columns).fill(1), 1, columns);
}

function groupSums(
  activations: Int8Array,
  vectors: number,
  weights: Int16Array | Uint8Array,
  rows: number,
  columns: number,
): Int32Array {
  if (activations.length !== vectors * columns) {
    const found = activations.length;
    fail("BL0515", { what: "activations", expected: `${vectors} x ${columns}`, found });
  }
  const groups = uniformGroups(columns);
  const sums = new Int32Array(vectors * rows * groups);
  for (let vector = 0, at = 0; vector < vectors; vector++) {
    for (let row = 0; row < rows; row++) {
      for (let group = 0; group < groups; group++, at++) {
        const end = Math.min(columns, (group + 1) * UNIFORM_GROUP);
        let sum = 0;
        for (let k = group * UNIFORM_GROUP; k < end; k++) {
          sum += (activations[vector * columns + k] as number) * (weights[row * columns + k] as number);
        }
        sums[at] = sum;
      }
    }
  }
  return sums;
}
