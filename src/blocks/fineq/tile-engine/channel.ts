/**
 * An output channel of a tile engine: stores of blocks, a column of cluster tiles, and the memories of its sums. Invariant: a
 * finished sum is the exact dot product of its token modulo 2^sumBits, with a flag that a sum has left sumBits after some load.
 */
import {
  array,
  bit,
  cat,
  fromBits,
  input,
  instance,
  memoize,
  memory,
  module,
  mux,
  output,
  reg,
  type Sint,
  sint,
  type Uint,
  uint,
  when,
} from "../../../dsl/index.ts";
import { PlanesColumn, TileColumn } from "../../tiles/index.ts";
import { slotBits } from "../command.ts";
import { BLOCK_BITS, type FineqConfiguration } from "../parameters.ts";
import { addType, drainReadType, loadType } from "./command.ts";
import { BLOCK_INPUTS, type TileConfiguration } from "./parameters.ts";
import { excessType } from "./survey.ts";

export type ChannelShape = Pick<FineqConfiguration, "activationBits" | "accumulatorBits" | "blockDepth"> & {
  readonly tile: TileConfiguration;
};

/**
 * - `write`, `slot`, `block`, `excess`: puts a block into the stores.
 * - `loading`: the tile takes a block, for activations from the next cycle on; `late` is the same `latency` cycles later, when the
 *   block's excess is needed.
 * - `activations`: as `TileCollector` gives them.
 * - `adding`: `fetch`, `fetchGroup` in the cycle before a group's sums leave the tile; `add` and its companions with them: they are
 *   added to what `group` has, from 0 if `isFirst`, and finished if `isLast`.
 * - `drain`: finished sums of a token group, from the next cycle until the next `read`; `token` chooses of them.
 * - `sum`, `overflow`: that token's.
 */
export const TileChannel = memoize((shape: ChannelShape) => {
  const { tile, activationBits, accumulatorBits, blockDepth } = shape;
  const { kind, groups, tokensAtOnce, sumBits, canOverflow, latency } = tile;
  return module(
    `fineq_tile_channel_${tile.name}_${groups}_a${activationBits}_w${accumulatorBits}_${blockDepth}`,
    {
      write: input(bit),
      slot: input(uint(slotBits({ blockDepth }))),
      block: input(uint(BLOCK_BITS)),
      excess: input(excessType(tile)),
      loading: input(loadType(shape)),
      late: input(loadType(shape)),
      activations: input(array(uint(activationBits), BLOCK_INPUTS * tokensAtOnce)),
      adding: input(addType(shape)),
      drain: input(drainReadType(shape)),
      sum: output(sint(accumulatorBits)),
      overflow: output(bit),
    },
    (io) => {
      const blocks = memory(uint(BLOCK_BITS), { depth: blockDepth, latency: 0, readUnderWrite: "old" });
      blocks.write({ when: io.write, addr: io.slot, data: io.block });
      const excesses = memory(excessType(tile), { depth: blockDepth, latency: 0, readUnderWrite: "old" });
      excesses.write({ when: io.write, addr: io.slot, data: io.excess });

      const weights = pairsOf(blocks.read(io.loading.slot));

      const late = excesses.read(io.late.slot);
      const excess = reg(uint(tile.excessBits));
      const countsTwice = kind === "planes" ? reg(bit) : undefined;
      when(io.late.load, () => {
        excess.next = countsTwice ? mux(io.late.plane, high(late), late.trunc(tile.excessBits)) : late;
        if (countsTwice) countsTwice.next = io.late.plane;
      });

      /** Dot products plus excess; what a tile has of the high bits of magnitudes counts twice. */
      function tileSums(): readonly Uint[] {
        if (kind === "planes") {
          const planes = instance(PlanesColumn(tile.shape), { name: "column" });
          planes.load.value = io.loading.load;
          planes.plane.value = io.loading.plane;
          planes.weights.value = weights;
          planes.activations.value = io.activations;
          return planes.sums.elements();
        }
        const column = instance(TileColumn(tile.shape));
        column.load.value = io.loading.load;
        column.weights.value = weights;
        column.activations.value = io.activations;
        return column.sums.elements();
      }

      const wordBits = tokensAtOnce * (sumBits + (canOverflow ? 1 : 0));
      const earlier = sumsSoFar();
      const totals = tileSums().map((tileSum, token) => {
        // Sum and excess are 0 or more, their difference is the load's dot product.
        const width = Math.max(tileSum.width, excess.width) + 1;
        const once = tileSum.zext(width).sub(excess.zext(width)).asSint();
        const product = countsTwice ? mux(countsTwice, once.shl(1), once.sext(width + 1)) : once;
        return added(wordOf(earlier.word, token, wordBits / tokensAtOnce), product);
      });
      const word = cat(...totals.toReversed());
      earlier.store(word);

      const finished = memory(uint(wordBits), { depth: groups, latency: 1, readUnderWrite: "undefined" });
      finished.write({ when: io.adding.add.and(io.adding.isLast), addr: io.adding.group, data: word });
      const shown = finished.read(io.drain.group, { enable: io.drain.read });
      const drained =
        tokensAtOnce === 1
          ? shown
          : fromBits(array(uint(wordBits / tokensAtOnce), tokensAtOnce), shown).at(io.drain.token);
      const drainedSum = drained.trunc(sumBits).asSint();
      io.sum.value = sumBits === accumulatorBits ? drainedSum : drainedSum.sext(accumulatorBits);
      io.overflow.value = canOverflow ? drained.at(sumBits) : 0;

      /** The sums of the rounds before; of a single token group in a register, because its next sums come in the next cycle. */
      function sumsSoFar(): { readonly word: Uint; readonly store: (word: Uint) => void } {
        const isKept = io.adding.add.and(io.adding.isLast.not());
        if (groups === 1) {
          const kept = reg(uint(wordBits));
          const store = (next: Uint): void => {
            when(isKept, () => {
              kept.next = next;
            });
          };
          return { word: kept, store };
        }
        const partial = memory(uint(wordBits), { depth: groups, latency: 1, readUnderWrite: "undefined" });
        const store = (next: Uint): void =>
          partial.write({ when: isKept, addr: io.adding.group, data: next });
        return { word: partial.read(io.adding.fetchGroup, { enable: io.adding.fetch }), store };
      }

      /** {overflow, sum} of a token after a load. */
      function added(before: Uint, product: Sint): Uint {
        const sum = before.trunc(sumBits).asSint();
        const width = Math.max(sumBits, product.width) + 1;
        const total = mux(io.adding.isFirst, 0, sum).sext(width).add(product.sext(width));
        const kept = total.asUint().trunc(sumBits);
        if (!canOverflow) return kept;
        const above = total.asUint().slice(width - 1, sumBits - 1);
        const leaves = above.any().and(above.all().not());
        return leaves.or(before.at(sumBits).and(io.adding.isFirst.not())).cat(kept);
      }
    },
    {
      doc: `Output channel of cluster tiles (${kind}): ${tokensAtOnce} tokens at once, ${groups} groups, latency ${latency}.`,
    },
  );
});

/** Raw pairs {index, cluster 2p + 1, cluster 2p} of a block; layout: docs/formats.md. */
function pairsOf(block: Uint): Uint[] {
  return [0, 1, 2, 3].map((pair) =>
    cat(block.slice(2 * pair + 1, 2 * pair), block.slice(8 + 12 * pair + 11, 8 + 12 * pair)),
  );
}

const high = (pair: Uint): Uint => pair.slice(pair.width - 1, pair.width / 2);

const wordOf = (words: Uint, index: number, width: number): Uint =>
  words.slice((index + 1) * width - 1, index * width);
