/**
 * Tiles that take activations bit by bit, the highest first: every cycle doubles the sum and adds what one bit of each activation
 * contributes. Invariant: after an activation's lowest bit the sum is that of a tile of any clusters.
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
  struct,
  type Uint,
  uint,
  when,
} from "../../dsl/index.ts";
import { type BitHeap, bitHeap, heapSum } from "../arithmetic/index.ts";
import { delayed } from "../systolic/index.ts";
import {
  PAIR_BITS,
  PAIR_CLUSTERS,
  PAIR_WEIGHTS,
  requireTile,
  type TileShape,
  tileSumBits,
} from "./parameters.ts";
import { tokensOf } from "./pipelined.ts";
import { type Term, treeLevels, treeSum } from "./pipelined-adders.ts";

/** A tile of the kind serial; it has no `clustersPerOutlier`. */
export type SerialShape = Pick<TileShape, "style" | "pairs" | "tokens" | "activationBits">;

/** Clock edges from the lowest bits of activations to their sums. */
export const serialLatency = ({ style, pairs }: Pick<SerialShape, "style" | "pairs">): number =>
  style === "gates" ? 1 : 2 + treeLevels(PAIR_WEIGHTS * pairs);

/**
 * One channel of a bit-serial tile; any FineQ cluster.
 *
 * - `load`: the column takes `weights`, raw FineQ pairs; they count for the activation bits of later cycles, so they come with
 *   the lowest bits of a vector or in a pause.
 * - `activations`: a bit of each of tokens * 6 * pairs numbers a + 2^(activationBits - 1), the first token's first. The highest bits
 *   come first, the others in the cycles after.
 * - `restart`: these are the highest bits; a new sum begins.
 * - `sums`: for each token `fineqTileSum`, for one cycle, `serialLatency` after the lowest bits.
 *
 * A vector a token every activationBits cycles, back to back; pauses between vectors are free. Parameters out of range: BL0610.
 */
export const SerialColumn = memoize((shape: SerialShape) => {
  const tile: TileShape = { ...shape, kind: "serial", clustersPerOutlier: 2 };
  requireTile("SerialColumn", tile);
  const { style, pairs, tokens, activationBits } = shape;
  const sumBits = tileSumBits(tile);
  const inputs = PAIR_WEIGHTS * pairs;
  return module(
    `tile_column_serial_${style}_${pairs}x${tokens}_a${activationBits}`,
    {
      load: input(bit),
      restart: input(bit),
      weights: input(array(uint(PAIR_BITS), pairs)),
      activations: input(array(bit, inputs * tokens)),
      sums: output(array(uint(sumBits), tokens)),
    },
    ({ load, restart, weights, activations, sums }) => {
      const vectors = tokensOf(activations.elements(), tokens);
      if (style === "gates") {
        sums.value = gateSums(weights.elements(), { load, restart, sumBits }, vectors);
        return;
      }
      const held = reg(array(LaneControl, inputs));
      when(load, () => {
        held.next = weights.elements().flatMap(laneControls);
      });
      sums.value = pipelinedSerialSums(held.elements(), restart, vectors, sumBits);
    },
    { doc: `Column of a bit-serial tile, ${style}: ${inputs} inputs, ${tokens} tokens at a time.` },
  );
});

interface Loading {
  readonly load: Bit;
  readonly restart: Bit;
  readonly sumBits: number;
}

/** Rows of one bit and the doubled sum in one heap. */
function gateSums(
  pairs: readonly Uint[],
  { load, restart, sumBits }: Loading,
  vectors: readonly (readonly Bit[])[],
): Uint[] {
  const kept = reg(array(uint(PAIR_BITS), pairs.length), { name: "held" });
  when(load, () => {
    pairs.forEach((pair, i) => {
      kept.at(i).next = pair;
    });
  });
  return vectors.map((vector) => {
    const total = reg(uint(sumBits));
    const heap = bitHeap(sumBits);
    pairs.forEach((_, i) => {
      addPair(heap, kept.at(i), vector.slice(PAIR_WEIGHTS * i, PAIR_WEIGHTS * (i + 1)));
    });
    heap.add(total.trunc(sumBits - 1).and(restart.not().repeat(sumBits - 1)), { shift: 1 });
    total.next = heapSum(heap);
    return total;
  });
}

/**
 * Adds, over the pair's weights w, |w| times the activation bit, or its complement for a negative weight. Layout of a cluster:
 * docs/formats.md. `activations`: a bit of each of the pair's six.
 */
function addPair(heap: BitHeap, pair: Uint, activations: readonly Bit[]): void {
  const index = pair.slice(13, 12);
  const isTernary = named("is_ternary", index.eq(0));
  for (let cluster = 0; cluster < PAIR_CLUSTERS; cluster++) {
    const data = pair.slice(6 * cluster + 5, 6 * cluster);
    const [first, second, third] = activations.slice(3 * cluster, 3 * cluster + 3) as [Bit, Bit, Bit];
    // With an outlier two lanes count; which ones depends on the index alone.
    const low = mux(index.eq(1), second, first);
    const high = mux(index.eq(3), second, third);
    addRow(heap, low, data.at(0), mux(isTernary, data.at(1), data.at(2)), 0);
    addRow(heap, high, mux(isTernary, data.at(4), data.at(3)), data.at(5), 0);
    addRow(heap, second, isTernary.and(data.at(2)), data.at(3), 0);
    addRow(heap, low, isTernary.not().and(data.at(1)), data.at(2), 1);
    addRow(heap, high, isTernary.not().and(data.at(4)), data.at(5), 1);
  }
}

function addRow(heap: BitHeap, activation: Bit, counts: Bit, negative: Bit, shift: number): void {
  const chosen = activation.xor(negative).and(counts);
  heap.add(named(`row_${heap.rows.length}`, chosen), { shift });
}

/** A weight: whether it counts once, twice, negatively. */
export const LaneControl = struct({ one: bit, two: bit, isNegative: bit });
type LaneBits = Record<keyof typeof LaneControl.fields, Bit>;

/** 0 to 3 for each lane, a tree, and an accumulator whose tables have an input left to begin anew. */
export function pipelinedSerialSums(
  weights: readonly LaneBits[],
  restart: Bit,
  vectors: readonly (readonly Bit[])[],
  sumBits: number,
): Uint[] {
  const restarts = delayed(restart, 1 + treeLevels(weights.length), "restart").at(0);
  return vectors.map((vector) => {
    const lanes = weights.map(({ one, two, isNegative }, i): Term => {
      const lane = reg(uint(2));
      const counts = (vector[i] as Bit).xor(isNegative);
      lane.next = cat(counts.and(two), counts.and(one));
      return { value: lane, most: 3 };
    });
    const partial = treeSum(lanes).value.zext(sumBits);
    const total = reg(uint(sumBits));
    // Written as a choice, the upper bits would get a reset input, which chains of carries do not bear in some of their cells.
    const all = restarts.repeat(sumBits);
    total.next = total.shlTrunc(1).add(partial).and(all.not()).or(partial.and(all));
    return total;
  });
}

/** The six weights of a raw pair (layout: docs/formats.md). */
export function laneControls(pair: Uint): LaneBits[] {
  const index = pair.slice(13, 12);
  const isTernary = named("is_ternary", index.eq(0));
  const firstIsPruned = named("prunes_first", index.eq(1));
  const thirdIsPruned = named("prunes_third", index.eq(3));
  return Array.from({ length: PAIR_CLUSTERS }, (_, cluster) => {
    const data = pair.slice(6 * cluster + 5, 6 * cluster);
    const weight = (one: Bit, two: Bit, isNegative: Bit): LaneBits => ({ one, two, isNegative });
    return [
      weight(
        firstIsPruned.not().and(data.at(0)),
        index.at(1).and(data.at(1)),
        mux(isTernary, data.at(1), data.at(2)),
      ),
      weight(
        mux(isTernary, data.at(2), mux(firstIsPruned, data.at(0), thirdIsPruned.and(data.at(3)))),
        mux(firstIsPruned, data.at(1), thirdIsPruned.and(data.at(4))),
        mux(isTernary, data.at(3), mux(firstIsPruned, data.at(2), data.at(5))),
      ),
      weight(
        mux(isTernary, data.at(4), thirdIsPruned.not().and(data.at(3))),
        isTernary.or(thirdIsPruned).not().and(data.at(4)),
        data.at(5),
      ),
    ];
  }).flat();
}
