/**
 * Tile columns for cell libraries, kinds any and sparse: the rows of all weights in one bit heap. Invariant: a sum counts the
 * weights that were loaded before its activations came.
 */
import { array, bit, input, module, output, reg, uint, when } from "../../dsl/index.ts";
import { bitHeap, heapSum } from "../arithmetic/index.ts";
import { PAIR_BITS, PAIR_WEIGHTS, type TileShape, tileSumBits } from "./parameters.ts";
import { addPair } from "./rows.ts";

/** Ports and latency as `TileColumn`. */
export function gatesColumn(shape: TileShape) {
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
}
