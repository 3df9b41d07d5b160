/**
 * What the engine sends, exactly: sums of integer products group by group, times the binary16 scale of the group, added up in units of
 * 2^-24. Invariant: no rounding anywhere; every result fits 80 bits.
 */
import { gemmFineq } from "../../gemm.ts";
import { scaleSum } from "../../scale.ts";
import { uniformSums } from "../../uniform-product.ts";
import { layerSize } from "./images.ts";
import type { LieqEngineShape, LieqLayer, LieqResultBeat } from "./program.ts";
import { columnTiles, rowTiles, type Span, spans } from "./tiles.ts";

/** Bytes of a result: two's complement, in units of 2^-24. */
export const RESULT_BYTES = 10;

export interface LieqOutputs {
  /** Row-major M x N, in units of 2^-24. */
  readonly values: readonly bigint[];
  /** Some sum left an accumulator of the given width; the values are then those of one that wraps. */
  readonly isOverflow: boolean;
}

/** The layer's outputs. BL0515 when the activations are not M x K. */
export function lieqOutputs({ activations, m, weights }: LieqLayer, accumulatorBits: number): LieqOutputs {
  const n = weights.matrix.rows;
  if (weights.format === "fineq") {
    const { sums, overflow } = gemmFineq(activations, m, weights.matrix, Math.min(32, accumulatorBits));
    const values = Array.from(sums, (sum, at) => {
      const wrapped = BigInt.asIntN(accumulatorBits, BigInt(sum));
      return scaleSum(wrapped, weights.matrix.scales[at % n] as number);
    });
    return { values, isOverflow: overflow.includes(1) };
  }
  const { groups, scales } = weights.matrix;
  const sums = uniformSums(activations, m, weights.matrix);
  const values = Array.from({ length: m * n }, (_, at) => {
    let value = 0n;
    for (let group = 0; group < groups; group++) {
      const scale = scales[(at % n) * groups + group] as number;
      value += scaleSum(sums[at * groups + group] as number, scale);
    }
    return value;
  });
  return { values, isOverflow: false };
}

/** The beats of a layer's results: the array drains downwards, so a tile's last row leaves first. */
export function resultBeats(
  shape: LieqEngineShape,
  layer: LieqLayer,
  values: readonly bigint[],
): LieqResultBeat[] {
  const size = layerSize(layer);
  const bits = BigInt(8 * RESULT_BYTES);
  return rowTiles(size, shape).flatMap((rows) =>
    columnTiles(size, shape).flatMap((columns) =>
      beatsOfTile(rows, columns, shape.lanes).map(({ row, first, length, isLast }): LieqResultBeat => {
        let data = 0n;
        for (let lane = length - 1; lane >= 0; lane--) {
          const value = values[row * size.n + first + lane] as bigint;
          data = (data << bits) | BigInt.asUintN(8 * RESULT_BYTES, value);
        }
        const keep = (1n << BigInt(length * RESULT_BYTES)) - 1n;
        return { data, keep, last: isLast ? 1n : 0n };
      }),
    ),
  );
}

function beatsOfTile(rows: Span, columns: Span, lanes: number) {
  const groups = spans(columns.length, lanes);
  return Array.from({ length: rows.length }, (_, fromBottom) =>
    groups.map(({ first, length }, group) => ({
      row: rows.first + rows.length - 1 - fromBottom,
      first: columns.first + first,
      length,
      isLast: fromBottom + 1 === rows.length && group + 1 === groups.length,
    })),
  ).flat();
}

/** The bytes that the beats leave in memory: those that are kept, in order. */
export function resultsImage(beats: readonly LieqResultBeat[]): Uint8Array {
  const pieces = beats.map(({ data, keep }) => {
    const bytes = keep.toString(2).length;
    const hex = data.toString(16).padStart(2 * bytes, "0");
    return Uint8Array.from(Buffer.from(hex, "hex")).reverse();
  });
  const image = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    image.set(piece, at);
    at += piece.length;
  }
  return image;
}
