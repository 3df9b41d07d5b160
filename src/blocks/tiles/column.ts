/**
 * A column of cluster tiles: the weights of one output channel, and the sums of the activation vectors that pass. Invariant:
 * a sum counts the weights that were loaded before its activations came.
 */
import { array, bit, input, memoize, module, output, reg, uint, when } from "../../dsl/index.ts";
import { bitHeap, heapSum } from "../arithmetic/index.ts";
import { bitsFor } from "../parameters.ts";
import { PAIR_BITS, PAIR_WEIGHTS, requireTile, type TileShape } from "./parameters.ts";
import { addPair } from "./rows.ts";

/** The largest sum: magnitudes 3 in four of a pair's six weights. */
export const tileSumBits = ({ pairs, activationBits }: TileShape): number =>
  bitsFor(pairs * 12 * (2 ** activationBits - 1));

/** Clock edges from activations to their sums. */
export const tileLatency = (_shape: TileShape): number => 1;

/**
 * One channel of a tile.
 *
 * - `load`: the column takes `weights`, raw FineQ pairs {index, odd cluster, even cluster}; they count for the activations of
 *   later cycles.
 * - `activations`: tokens * 6 * pairs numbers as a + 2^(activationBits - 1); the first token's first.
 * - `sums`: for each token the dot product plus the excess that depends on the weights alone (docs/formats.md).
 *
 * Latency `tileLatency`, a vector a token in every cycle. Parameters out of range: BL0610.
 */
export const TileColumn = memoize((shape: TileShape) => {
  requireTile("TileColumn", shape);
  const { kind, style, pairs, tokens, activationBits } = shape;
  const sumBits = tileSumBits(shape);
  const inputs = PAIR_WEIGHTS * pairs;
  return module(
    `tile_column_${kind}_${style}_${pairs}x${tokens}_a${activationBits}`,
    {
      load: input(bit),
      weights: input(array(uint(PAIR_BITS), pairs)),
      activations: input(array(uint(activationBits), inputs * tokens)),
      sums: output(array(uint(sumBits), tokens)),
    },
    ({ load, weights, activations, sums }) => {
      const held = reg(array(uint(PAIR_BITS), pairs));
      when(load, () => {
        held.next = weights;
      });
      const totals = reg(array(uint(sumBits), tokens));
      for (let token = 0; token < tokens; token++) {
        const heap = bitHeap(sumBits);
        for (let pair = 0; pair < pairs; pair++) {
          const from = token * inputs + pair * PAIR_WEIGHTS;
          const six = Array.from({ length: PAIR_WEIGHTS }, (_, i) => activations.at(from + i));
          addPair(heap, held.at(pair), six);
        }
        totals.at(token).next = heapSum(heap);
      }
      sums.value = totals;
    },
    { doc: `Column of a cluster tile (${kind}): ${inputs} inputs, ${tokens} tokens at a time.` },
  );
});
