/**
 * Weight dispatcher: cuts the weight stream into words and hands them to the columns in turn. Invariant: a store's slot is written only
 * after the last command that reads it has passed, and a round counts as loaded only when every column that the tile uses has its
 * word.
 */
import {
  array,
  bit,
  connect,
  fromBits,
  input,
  instance,
  literal,
  memoize,
  module,
  mux,
  output,
  reg,
  sink,
  uint,
  when,
} from "../../dsl/index.ts";
import { bitsFor } from "../parameters.ts";
import { LieqByteGearbox } from "./byte-gearbox.ts";
import { ofLayout } from "./format.ts";
import { type LieqConfiguration, WEIGHT_BUS } from "./parameters.ts";
import { passType, slotBits, storeWriteType } from "./pass.ts";

export type LieqDispatchShape = Pick<LieqConfiguration, "rows" | "columns" | "wordDepth">;

/** Largest number of weights in a word, and bits that hold it. */
const WORD_WEIGHTS_BITS = 6;

/**
 * A round is one word for each column that the tile uses, column 0 first; a pass takes ceil(length / weights of a word) rounds.
 *
 * - `passes`: a pass is copied when it is taken: in any cycle in which none is held, and in the cycle in which the held one hands out
 *   its last word. Its own first word can be handed out in the next cycle, so passes follow each other without a bubble.
 * - `weights`: the stream, into a `LieqByteGearbox` of its own. After the last word of a tile's last pass the rest of its beat is
 *   dropped, in the same cycle: it costs nothing.
 * - `write`: to the column stores, a register after the word is handed out. `select` is one-hot or zero.
 * - `loaded`: the last word of a round is handed out in this cycle; commands that are decided in the next cycle may read it.
 * - `freed`: the array's last step of a round is decided in this cycle (at column 0).
 * - `isIdle`: no pass is held; all words of the passes taken are handed out (the last is on its way into its store for a cycle).
 *
 * A word is handed out in every cycle in which a pass is held, the gearbox holds all of its bytes, and, for column 0, a slot is free.
 * `wordDepth` slots are free at first; one is taken with a round's first word and given back by `freed`, which counts in the next
 * cycle: nothing is held back, because words and commands both pass one column a cycle, the words two cycles behind at least.
 *
 * Latency: with pass and slot there, a word whose last beat is taken in cycle x is handed out in x + 1 and in its store for commands
 * that reach its column from x + 3 (x + 2 is the cycle of `write`). Throughput: a word a cycle, across rounds, passes and tiles,
 * while beats keep coming.
 */
export const LieqDispatch = memoize((shape: LieqDispatchShape) =>
  module(
    `lieq_dispatch_${shape.rows}x${shape.columns}_${shape.wordDepth}`,
    {
      passes: sink(passType(shape)),
      weights: sink(uint(WEIGHT_BUS)),
      freed: input(bit),
      write: output(storeWriteType(shape)),
      loaded: output(bit),
      isIdle: output(bit),
    },
    ({ passes, weights, freed, write, loaded, isIdle }) => {
      const { columns, wordDepth } = shape;
      const isActive = reg(bit, { init: 0 });
      const pass = reg(passType(shape));
      const wordBytes = reg(uint(4));
      const wordWeights = reg(uint(WORD_WEIGHTS_BITS));
      const weightsLeft = reg(pass.length.type);
      const columnsLeft = reg(pass.columnsUsed.type);
      /** One-hot: the column whose turn it is. */
      const turn = reg(uint(columns), { init: 1 });
      const slot = reg(uint(slotBits(shape)), { init: 0 });
      const freeRounds = reg(uint(bitsFor(wordDepth)), { init: wordDepth });

      const gearbox = instance(LieqByteGearbox);
      connect(weights, gearbox.enq);
      gearbox.bytes.value = wordBytes;

      const isFirst = turn.at(0);
      const takes = isActive.and(isFirst.not().or(freeRounds.any()));
      const moved = takes.and(gearbox.valid);
      const roundEnds = moved.and(columnsLeft.eq(1));
      const isLastRound = weightsLeft.le(wordWeights.zext(weightsLeft.width));
      const passEnds = roundEnds.and(isLastRound);
      gearbox.take.value = moved;
      gearbox.align.value = passEnds.and(pass.isLast);

      passes.ready.value = isActive.not().or(passEnds);
      when(passes.ready, () => {
        isActive.next = passes.valid;
        pass.next = passes.data;
        wordBytes.next = ofLayout(passes.data.format, 4, ({ wordBytes: of }) => of);
        wordWeights.next = ofLayout(
          passes.data.format,
          WORD_WEIGHTS_BITS,
          (of) => of.clusters * of.clusterWeights,
        );
        weightsLeft.next = passes.data.length;
        columnsLeft.next = passes.data.columnsUsed;
      })
        .elseWhen(roundEnds, () => {
          weightsLeft.next = weightsLeft.sub(wordWeights.zext(weightsLeft.width));
          columnsLeft.next = pass.columnsUsed;
        })
        .elseWhen(moved, () => {
          columnsLeft.next = columnsLeft.sub(1);
        });

      when(roundEnds, () => {
        turn.next = 1;
        slot.next = slot.add(1);
      }).elseWhen(moved, () => {
        turn.next = turn.shlTrunc(1);
      });
      const spent = moved.and(isFirst);
      when(spent.and(freed.not()), () => {
        freeRounds.next = freeRounds.sub(1);
      }).elseWhen(freed.and(spent.not()), () => {
        freeRounds.next = freeRounds.add(1);
      });

      const written = reg(storeWriteType(shape));
      const select = mux(moved, turn, literal(uint(columns), 0));
      written.next = { select: fromBits(array(bit, columns), select), slot, word: gearbox.word };
      write.value = written;
      loaded.value = roundEnds;
      isIdle.value = isActive.not();
    },
    { doc: `Weight dispatcher: words of every format to ${shape.columns} columns in turn.` },
  ),
);
