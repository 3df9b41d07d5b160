/**
 * Tiles of ternary planes: of every magnitude one bit is held, chosen while loading, so that a weight is -1, 0 or 1 and has one
 * row. Invariant: a sum counts the plane that was loaded before its activations came.
 */
import {
  array,
  type Bit,
  bit,
  cat,
  input,
  memoize,
  module,
  mux,
  named,
  output,
  reg,
  type Uint,
  uint,
  when,
} from "../../dsl/index.ts";
import { bitHeap, heapSum } from "../arithmetic/index.ts";
import { bitsFor } from "../parameters.ts";
import { PAIR_BITS, PAIR_CLUSTERS, PAIR_WEIGHTS, requireTile, type TileShape } from "./parameters.ts";
import { row, tokensOf } from "./pipelined.ts";
import { treeLevels, treeSum } from "./pipelined-adders.ts";

/** A tile of the kind planes; it has no `clustersPerOutlier`. */
export type PlaneShape = Pick<TileShape, "style" | "pairs" | "tokens" | "activationBits">;

/** Bits of a sum: every weight counts once at most. */
export const planeSumBits = ({
  pairs,
  activationBits,
}: Pick<PlaneShape, "pairs" | "activationBits">): number =>
  bitsFor(PAIR_WEIGHTS * pairs * (2 ** activationBits - 1));

/** Clock edges from activations to their sums. */
export const planeLatency = ({ style, pairs }: Pick<PlaneShape, "style" | "pairs">): number =>
  style === "gates" ? 1 : 1 + treeLevels(PAIR_WEIGHTS * pairs);

/**
 * One channel of a tile of ternary planes.
 *
 * - `load`: the column takes one plane of `weights`, raw FineQ pairs; it counts for the activations of later cycles.
 * - `plane`, with `load`: 0 the low bits of the magnitudes, 1 the high bits, of ternary pairs none. The sum of a whole product is
 *   that of the low plane plus twice that of the high one; pairs without outliers need the low one alone.
 * - `activations`: tokens * 6 * pairs numbers as a + 2^(activationBits - 1); the first token's first.
 * - `sums`: for each token the activations of positive weights of the plane plus the complements of those of negative ones, so
 *   `fineqTileSum` of the plane as weights of -1, 0 and 1.
 *
 * Latency `planeLatency`, a vector a token in every cycle, a plane loaded in one. Parameters out of range: BL0610.
 */
export const PlanesColumn = memoize((shape: PlaneShape) => {
  requireTile("PlanesColumn", { ...shape, kind: "planes", clustersPerOutlier: 2 });
  const { style, pairs, tokens, activationBits } = shape;
  const sumBits = planeSumBits(shape);
  const inputs = PAIR_WEIGHTS * pairs;
  return module(
    `tile_column_planes_${style}_${pairs}x${tokens}_a${activationBits}`,
    {
      load: input(bit),
      plane: input(bit),
      weights: input(array(uint(PAIR_BITS), pairs)),
      activations: input(array(uint(activationBits), inputs * tokens)),
      sums: output(array(uint(sumBits), tokens)),
    },
    ({ load, plane, weights, activations, sums }) => {
      const vectors = tokensOf(activations.elements(), tokens);
      const pairsOf = weights.elements();
      if (style === "gates") {
        const decoded = pairsOf.flatMap((pair) => planeOfPair(pair, plane));
        sums.value = planeSums(decoded, { load, sumBits }, vectors);
        return;
      }
      const held = reg(array(uint(2), inputs));
      when(load, () => {
        held.next = pairsOf.flatMap((pair) => planeControls(pair, plane));
      });
      sums.value = vectors.map((vector) => pipelinedPlaneSum(held.elements(), vector, sumBits));
    },
    { doc: `Column of a tile of ternary planes, ${style}: ${inputs} inputs, ${tokens} tokens at a time.` },
  );
});

/** Registers of a plane, and the sums of all rows a cycle later; for cell libraries. */
export function planeSums(
  weights: readonly PlaneWeight[],
  { load, sumBits }: { readonly load: Bit; readonly sumBits: number },
  vectors: readonly (readonly Uint[])[],
): Uint[] {
  const positive = reg(array(bit, weights.length));
  const negative = reg(array(bit, weights.length));
  when(load, () => {
    weights.forEach((weight, i) => {
      positive.at(i).next = weight.counts.and(weight.isNegative.not());
      negative.at(i).next = weight.counts.and(weight.isNegative);
    });
  });
  return vectors.map((vector) => {
    const heap = bitHeap(sumBits);
    vector.forEach((activation, i) => {
      const kept = activation.and(positive.at(i).repeat(activation.width));
      const complement = activation.not().and(negative.at(i).repeat(activation.width));
      heap.add(named(`row_${i}`, kept.or(complement)));
    });
    const total = reg(uint(sumBits));
    total.next = heapSum(heap);
    return total;
  });
}

export interface PlaneWeight {
  readonly counts: Bit;
  /** Means nothing where the weight does not count. */
  readonly isNegative: Bit;
}

/** The six weights of a raw pair in one plane (layout: docs/formats.md). */
export function planeOfPair(pair: Uint, plane: Bit): PlaneWeight[] {
  const index = pair.slice(13, 12);
  const isTernary = named("is_ternary", index.eq(0));
  const isLowTernary = named("is_low_ternary", isTernary.and(plane.not()));
  const [firstIsPruned, secondIsPruned, thirdIsPruned] = [1, 2, 3].map((lane) => index.eq(lane)) as [
    Bit,
    Bit,
    Bit,
  ];
  return Array.from({ length: PAIR_CLUSTERS }, (_, cluster) => {
    const data = pair.slice(6 * cluster + 5, 6 * cluster);
    const low = named(`low_${cluster}`, mux(plane, data.at(1), data.at(0)));
    const high = named(`high_${cluster}`, mux(plane, data.at(4), data.at(3)));
    return [
      {
        counts: isLowTernary.and(data.at(0)).or(secondIsPruned.or(thirdIsPruned).and(low)),
        isNegative: mux(isTernary, data.at(1), data.at(2)),
      },
      {
        counts: isLowTernary.and(data.at(2)).or(firstIsPruned.and(low)).or(thirdIsPruned.and(high)),
        isNegative: mux(isTernary, data.at(3), mux(firstIsPruned, data.at(2), data.at(5))),
      },
      {
        counts: isLowTernary.and(data.at(4)).or(firstIsPruned.or(secondIsPruned).and(high)),
        isNegative: data.at(5),
      },
    ];
  }).flat();
}

/** A plane of a raw pair as {negative, counts} for each of its six weights. */
export const planeControls = (pair: Uint, plane: Bit): Uint[] =>
  planeOfPair(pair, plane).map(({ counts, isNegative }) => cat(isNegative, counts));

/** The sum over all weights, given as {negative, counts}: a table of three inputs and a flip-flop for each bit of a row, and a tree. */
export function pipelinedPlaneSum(weights: readonly Uint[], vector: readonly Uint[], sumBits: number): Uint {
  const rows = weights.map((weight, i) => {
    const activation = vector[i] as Uint;
    const all = (one: Bit): Uint => one.repeat(activation.width);
    return row(activation.xor(all(weight.at(1))).and(all(weight.at(0))), "weight");
  });
  return treeSum(rows).value.zext(sumBits);
}
