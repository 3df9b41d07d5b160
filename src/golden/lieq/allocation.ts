/**
 * LieQ's allocation (arXiv 2508.03332): one width for each layer, the precise one for the first layers in the order of their scores.
 * Invariant: the same layers, budget and seed give the same widths. Rounding and ties are our design choice.
 */
import { fail } from "../../diagnostics/index.ts";
import { uniformSource } from "../synthetic.ts";
import type { UniformBits } from "../uniform.ts";

/** A layer to be given a width. */
export interface ScoredLayer {
  /** Higher: keep precise. */
  readonly score: number;
  /** How many weights the width applies to. */
  readonly weights: number;
}

/** The two widths that layers get, in bits. */
export interface WidthPair {
  readonly coarse: UniformBits;
  readonly precise: UniformBits;
}

/** LieQ's own pair. */
export const LIEQ_WIDTHS: WidthPair = { coarse: 2, precise: 4 };

export interface Allocation {
  /** Bits of every layer, in the layers' order. */
  readonly bits: readonly UniformBits[];
  /** Layers from the most to the least deserving; the first `preciseLayers` of them are precise. */
  readonly order: readonly number[];
  readonly preciseLayers: number;
  /** Mean bits of a weight, without scales and zero points. */
  readonly averageBits: number;
}

/**
 * Allocates by score, ties to the lower layer. With f = (average - coarse) / (precise - coarse) and N weights, the precise layers are
 * the prefix whose weight count is nearest to f * N, the longer one of equals; m = floor(f L + 0.5) of L equal layers. The average
 * is thus at most half a layer away from the budget, on either side. BL0552 when the average is not between the widths or a layer
 * has no weights or no finite score.
 */
export function allocateBits(
  layers: readonly ScoredLayer[],
  average: number,
  widths: WidthPair = LIEQ_WIDTHS,
): Allocation {
  for (const { score } of layers) {
    if (!Number.isFinite(score))
      fail("BL0552", { what: "A layer's score", found: score, allowed: "a finite number" });
  }
  const order = layers
    .map((_, layer) => layer)
    .sort((a, b) => scoreOf(layers, b) - scoreOf(layers, a) || a - b);
  return allocateInOrder(layers, order, average, widths);
}

/** The same number of bits, within half a layer, for layers in an order drawn from a seed: what scores are compared with. */
export function randomAllocation(
  layers: readonly Pick<ScoredLayer, "weights">[],
  average: number,
  seed: number,
  widths: WidthPair = LIEQ_WIDTHS,
): Allocation {
  const uniform = uniformSource(seed);
  const order = layers.map((_, layer) => layer);
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(uniform() * (last + 1));
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
  return allocateInOrder(layers, order, average, widths);
}

/** Allocates in an order given from outside, for instance by perplexity drop. Errors as {@link allocateBits}. */
export function allocateInOrder(
  layers: readonly Pick<ScoredLayer, "weights">[],
  order: readonly number[],
  average: number,
  { coarse, precise }: WidthPair = LIEQ_WIDTHS,
): Allocation {
  if (!(average >= coarse && average <= precise)) {
    fail("BL0552", { what: "The average", found: average, allowed: `${coarse}..${precise} bits a weight` });
  }
  for (const { weights } of layers) {
    if (!(weights >= 1))
      fail("BL0552", { what: "A layer's weight count", found: weights, allowed: "1 or more" });
  }
  if (order.length !== layers.length || new Set(order).size !== layers.length) {
    fail("BL0552", {
      what: "The number of layers in the order",
      found: new Set(order).size,
      allowed: `each of ${layers.length} once`,
    });
  }
  const all = layers.reduce((sum, { weights }) => sum + weights, 0);
  const share = (average - coarse) / (precise - coarse);
  let preciseLayers = 0;
  let covered = 0;
  for (const layer of order) {
    const { weights } = layers[layer] as { weights: number };
    if (share * all - covered < weights / 2) break;
    covered += weights;
    preciseLayers++;
  }
  const kept = new Set(order.slice(0, preciseLayers));
  const bits = layers.map((_, layer) => (kept.has(layer) ? precise : coarse));
  const averageBits = all === 0 ? coarse : (precise * covered + coarse * (all - covered)) / all;
  return { bits, order, preciseLayers, averageBits };
}

/**
 * Spearman's rank correlation of two lists of equal length (2 and up), -1..1; equal values share the mean of their ranks. NaN when one
 * of the lists is constant, as the correlation is undefined then. BL0515 for lists of different lengths.
 */
export function rankCorrelation(left: readonly number[], right: readonly number[]): number {
  if (left.length !== right.length) {
    fail("BL0515", { what: "values to be correlated", expected: String(left.length), found: right.length });
  }
  const [a, b] = [ranks(left), ranks(right)];
  const centre = (left.length + 1) / 2;
  const product = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, rank, k) => sum + (rank - centre) * ((y[k] as number) - centre), 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const smaller = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return smaller + (equal + 1) / 2;
  });
}

const scoreOf = (layers: readonly ScoredLayer[], layer: number): number => layers[layer]?.score ?? 0;
