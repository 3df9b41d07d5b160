/**
 * How much of each image a layer takes, and in which order its weights lie there. Invariant: everything follows from format, M, N, K and
 * the array; nothing is read from an image here.
 */
import type { ImageName, ProgramArray, ProgramFormat, ProgramLayer } from "./program.ts";

/** A word of the weight stream: whole weights of one column. */
export interface WordLayout {
  readonly bytes: number;
  readonly weights: number;
  /** Bits of a uniform code; undefined for FineQ blocks. */
  readonly bits: number | undefined;
}

export const WORD_LAYOUTS: Readonly<Record<ProgramFormat, WordLayout>> = {
  fineq: { bytes: 7, weights: 24, bits: undefined },
  w2: { bytes: 8, weights: 32, bits: 2 },
  w3: { bytes: 6, weights: 16, bits: 3 },
  w4: { bytes: 8, weights: 16, bits: 4 },
  w8: { bytes: 8, weights: 8, bits: 8 },
};

/** Weights along K that share a scale in the uniform formats. */
const GROUP_WEIGHTS = 128;
/** Bytes of a beat of weights, of a scale, and of a result. */
const BEAT_BYTES = 8;
export const SCALE_BYTES = 4;
export const RESULT_BYTES = 10;

/** Addresses are multiples of this. */
export const ALIGNMENT = 8;

/** A piece of one dimension. */
export interface Span {
  readonly first: number;
  readonly length: number;
}

type LayerSize = Pick<ProgramLayer, "format" | "m" | "n" | "k">;

/** `total` in pieces of `size`, the last one perhaps shorter. */
export function spans(total: number, size: number): Span[] {
  return Array.from({ length: Math.ceil(total / size) }, (_, index) => ({
    first: index * size,
    length: Math.min(size, total - index * size),
  }));
}

/** Groups of K with a scale of their own; all of K in FineQ. */
export const groupsOf = ({ format, k }: LayerSize): Span[] =>
  spans(k, format === "fineq" ? k : GROUP_WEIGHTS);

/** Bytes of a tile of `columns` columns in the weight image: it ends on a whole beat. */
function tileBytes({ format, k }: LayerSize, columns: number): number {
  const { bytes, weights } = WORD_LAYOUTS[format];
  // A group holds whole words, so that only the last one may leave a part of a word.
  const words = Math.ceil(k / weights);
  return BEAT_BYTES * Math.ceil((words * columns * bytes) / BEAT_BYTES);
}

/** Where the tiles of columns of a layer begin in its weights, with the columns of each. */
export function weightTiles(layer: LayerSize, { columns }: ProgramArray): (Span & { readonly at: number })[] {
  const whole = tileBytes(layer, columns);
  return spans(layer.n, columns).map((tile, index) => ({ ...tile, at: index * whole }));
}

/** Bytes that a layer takes of each image. */
export function layerBytes(layer: LayerSize, array: ProgramArray): Readonly<Record<ImageName, number>> {
  const { format, m, n, k } = layer;
  const { rows, columns } = array;
  const rest = n % columns;
  const groups = format === "fineq" ? 1 : Math.ceil(k / GROUP_WEIGHTS);
  return {
    weights: Math.floor(n / columns) * tileBytes(layer, columns) + (rest === 0 ? 0 : tileBytes(layer, rest)),
    scales: n * groups * SCALE_BYTES,
    activations: Math.ceil(m / rows) * rows * k,
    results: m * n * RESULT_BYTES,
  };
}
