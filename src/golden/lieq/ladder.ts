/**
 * Allocation over two or more formats: the first layers of an order get the first format, the next ones the second, and so on. Invariant:
 * with w4 and w2 it is LieQ's own allocation (arXiv 2508.03332); more formats, FineQ among them, are our design choice.
 */
import { fail } from "../../diagnostics/index.ts";
import { FINEQ_BLOCK_WEIGHTS } from "../fineq-block.ts";
import { storedBits, type WeightFormat } from "../weight-format.ts";
import { allocateBits, allocateInOrder, type ScoredLayer } from "./allocation.ts";

export interface LadderAllocation {
  /** Format of every layer, in the layers' order. */
  readonly formats: readonly WeightFormat[];
  /** Layers from the most to the least deserving. */
  readonly order: readonly number[];
  /** How many layers each format of the ladder has; they follow each other in `order`. */
  readonly counts: readonly number[];
  /** Mean bits of a weight, without scales, zero points and the padding of rows. */
  readonly averageBits: number;
}

/** Bits a weight of a format without scales and padding: 2, 3, 4 or 8, and 7/3 for FineQ. */
export const nominalBits = (format: WeightFormat): number => storedBits(format, FINEQ_BLOCK_WEIGHTS).codes;

/**
 * Allocates by score, ties to the lower layer. `ladder` falls in bits. The layers that do not get the first format are shared by the
 * others in equal parts by weight count, so the first format's share f follows from the budget: f * first + (1 - f) * mean(others) =
 * average. Below the mean of the others the first format gets nothing and the rule holds for the others alone. Every cut goes to the
 * nearest end of a layer, the longer prefix of equals, which keeps the average within half of a layer (the largest one, going from
 * the last format to the first) of the budget. BL0552 when the average is not between the last and the first format or as
 * {@link allocateBits}; BL0559 for a ladder that does not fall.
 */
export function allocateLadder(
  layers: readonly ScoredLayer[],
  average: number,
  ladder: readonly WeightFormat[],
): LadderAllocation {
  const { order } = allocateBits(layers, 2);
  return allocateLadderInOrder(layers, order, average, ladder);
}

/** {@link allocateLadder} in an order given from outside, for instance a random one or that of the perplexity drop. */
export function allocateLadderInOrder(
  layers: readonly Pick<ScoredLayer, "weights">[],
  order: readonly number[],
  average: number,
  ladder: readonly WeightFormat[],
): LadderAllocation {
  const bits = ladder.map(nominalBits);
  if (bits.length < 2 || bits.some((own, rung) => own >= (bits[rung - 1] ?? Number.POSITIVE_INFINITY))) {
    fail("BL0559", { ladder, bits });
  }
  const [first, last] = [bits[0] as number, bits.at(-1) as number];
  if (!(average >= last && average <= first)) {
    fail("BL0552", { what: "The average", found: average, allowed: `${last}..${first} bits a weight` });
  }
  // Checks weights and order.
  allocateInOrder(layers, order, 2);
  const all = layers.reduce((sum, { weights }) => sum + weights, 0);
  const ends = cuts(bits, average).map((share) => prefixLength(layers, order, share * all));
  const counts = ladder.map((_, rung) => (ends[rung] ?? order.length) - (ends[rung - 1] ?? 0));
  const inOrder = ladder.flatMap((format, rung) =>
    new Array<WeightFormat>(counts[rung] as number).fill(format),
  );
  const byLayer = new Map(order.map((layer, at) => [layer, inOrder[at] as WeightFormat]));
  const formats = layers.map((_, layer) => byLayer.get(layer) as WeightFormat);
  const stored = layers.reduce(
    (sum, { weights }, layer) => sum + weights * nominalBits(formats[layer] as WeightFormat),
    0,
  );
  return { formats, order, counts, averageBits: all === 0 ? last : stored / all };
}

/** Shares of all weights at which one format ends and the next begins, rising, one fewer than formats. */
function cuts(bits: readonly number[], average: number): number[] {
  const [first, ...others] = bits as [number, ...number[]];
  if (others.length === 0) return [];
  const mean = others.reduce((sum, own) => sum + own, 0) / others.length;
  if (average < mean) return [0, ...cuts(others, average)];
  const share = (average - mean) / (first - mean);
  return others.map((_, at) => share + ((1 - share) * at) / others.length);
}

/** Length of the prefix whose weight count is nearest to `wanted`, the longer one of equals. */
function prefixLength(
  layers: readonly Pick<ScoredLayer, "weights">[],
  order: readonly number[],
  wanted: number,
): number {
  let covered = 0;
  for (const [at, layer] of order.entries()) {
    const { weights } = layers[layer] as { weights: number };
    if (wanted - covered < weights / 2) return at;
    covered += weights;
  }
  return order.length;
}
