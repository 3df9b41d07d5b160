/**
 * How a layer is cut into passes of the array: for each tile of rows, for each tile of columns, for each group of K. Invariant: every
 * weight and every activation of the layer is in exactly one pass of each tile that needs it.
 */
import { FINEQ_BLOCK_BYTES, FINEQ_BLOCK_WEIGHTS } from "../../fineq-block.ts";
import { UNIFORM_GROUP } from "../../uniform.ts";
import type { WeightFormat } from "../../weight-format.ts";
import type { LieqEngineShape } from "./program.ts";

/** A word: what a column stores in one place and the weight stream carries in one piece. It holds whole weights only. */
export interface WordLayout {
  readonly bytes: number;
  readonly weights: number;
  /** Radix-4 digits of a weight. */
  readonly planes: number;
}

export const WORD_LAYOUTS: Readonly<Record<WeightFormat, WordLayout>> = {
  fineq: { bytes: FINEQ_BLOCK_BYTES, weights: FINEQ_BLOCK_WEIGHTS, planes: 1 },
  w2: { bytes: 8, weights: 32, planes: 1 },
  w3: { bytes: 6, weights: 16, planes: 2 },
  w4: { bytes: 8, weights: 16, planes: 2 },
  w8: { bytes: 8, weights: 8, planes: 4 },
};

/** Steps of the array for one digit. */
export const PHASES = { unary: 3, binary: 2, direct: 1 } as const;

/** A piece of one dimension. */
export interface Span {
  readonly first: number;
  readonly length: number;
}

export interface LayerSize {
  readonly format: WeightFormat;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** `total` in pieces of `size`, the last one perhaps shorter. */
export function spans(total: number, size: number): Span[] {
  return Array.from({ length: Math.ceil(total / size) }, (_, index) => ({
    first: index * size,
    length: Math.min(size, total - index * size),
  }));
}

export const rowTiles = ({ m }: LayerSize, { rows }: LieqEngineShape): Span[] => spans(m, rows);

export const columnTiles = ({ n }: LayerSize, { columns }: LieqEngineShape): Span[] => spans(n, columns);

/** The groups of K that are summed by themselves: 128 weights in uniform formats, all of them in FineQ. */
export const depthGroups = ({ format, k }: LayerSize): Span[] =>
  spans(k, format === "fineq" ? k : UNIFORM_GROUP);

/** Words that hold `length` weights of a column. */
export const wordsOf = (format: WeightFormat, length: number): number =>
  Math.ceil(length / WORD_LAYOUTS[format].weights);

/** Bytes that a tile of so many columns takes in the weight stream: a tile ends on a whole beat. */
export function tileBytes(size: LayerSize, columns: number): number {
  const words = depthGroups(size).reduce((sum, { length }) => sum + wordsOf(size.format, length), 0);
  return 8 * Math.ceil((words * columns * WORD_LAYOUTS[size.format].bytes) / 8);
}
