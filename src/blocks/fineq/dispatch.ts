/**
 * Weight dispatcher: hands blocks to the columns in turn. Invariant: a store's slot is written only after the last command
 * that reads it has passed, and a round counts as loaded only when every column has its block.
 */
import {
  array,
  type Bit,
  bit,
  fromBits,
  input,
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
import { slotBits, storeWriteType } from "./command.ts";
import { Job, tileWalk } from "./job.ts";
import { BLOCK_BITS, BLOCK_WEIGHTS, type FineqConfiguration, K_BITS } from "./parameters.ts";

export type DispatchShape = Pick<
  FineqConfiguration,
  "rows" | "columns" | "blockDepth" | "blocksPerBeat" | "beatsPerRound" | "beatsPerAlignment" | "holdBack"
>;

/**
 * A round is one block for every column; a tile takes ceil(K / 24) rounds.
 *
 * - `jobStart` starts on `job`, which stays until the job's end.
 * - `blocks`: `blocksPerBeat` blocks a beat, column 0 first; the last beat of a round is filled up with blocks that are
 *   dropped, and the job's end with whole beats up to a multiple of `beatsPerAlignment`, dropped too.
 * - `write`: to the column stores. `loaded`: a round has been handed out, visible to commands of the next cycle.
 * - `freed`: a round is not needed any more; its slot is written again after `holdBack` cycles at the earliest.
 * - `isIdle`: nothing of the job is left.
 *
 * Latency: a beat is in the stores two edges after it was taken. Throughput: a beat a cycle.
 */
export const FineqDispatch = memoize((shape: DispatchShape) =>
  module(
    `fineq_dispatch_${shape.columns}by${shape.blocksPerBeat}_${shape.blockDepth}_${shape.rows}_${shape.beatsPerAlignment}`,
    {
      jobStart: input(bit),
      job: input(Job),
      blocks: sink(uint(BLOCK_BITS * shape.blocksPerBeat)),
      freed: input(bit),
      write: output(storeWriteType(shape)),
      loaded: output(bit),
      isIdle: output(bit),
    },
    ({ jobStart, job, blocks, freed, write, loaded, isIdle }) => {
      const { beatsPerRound, blocksPerBeat, blockDepth } = shape;
      const isActive = reg(bit, { init: 0 });
      /** One-hot: the columns whose turn it is. */
      const turn = reg(uint(beatsPerRound), { init: 1 });
      const slot = reg(uint(slotBits(shape)), { init: 0 });
      const freeRounds = reg(uint(bitsFor(blockDepth)), { init: blockDepth });
      const weightsLeft = reg(uint(K_BITS));

      const isFirst = turn.at(0);
      const isLast = turn.at(beatsPerRound - 1);
      const takes = isActive.and(isFirst.not().or(freeRounds.any()));
      const moved = takes.and(blocks.valid);
      const roundEnds = moved.and(isLast);
      const isLastRound = weightsLeft.le(BLOCK_WEIGHTS);
      const walk = tileWalk(job, jobStart, roundEnds.and(isLastRound), shape);

      const written = reg(storeWriteType(shape));
      const select = mux(moved, turn, literal(uint(beatsPerRound), 0));
      written.next = {
        select: fromBits(array(bit, beatsPerRound), select),
        slot,
        blocks: fromBits(array(uint(BLOCK_BITS), blocksPerBeat), blocks.data),
      };
      write.value = written;
      loaded.value = roundEnds;

      when(moved, () => {
        turn.next =
          beatsPerRound === 1 ? turn : turn.slice(beatsPerRound - 2, 0).cat(turn.at(beatsPerRound - 1));
      });
      when(roundEnds, () => {
        slot.next = slot.add(1);
      });
      when(jobStart, () => {
        isActive.next = 1;
        weightsLeft.next = job.k;
      }).elseWhen(roundEnds, () => {
        weightsLeft.next = mux(isLastRound, job.k, weightsLeft.sub(BLOCK_WEIGHTS));
        when(isLastRound.and(walk.isLast), () => {
          isActive.next = 0;
        });
      });

      const returned = delayed(freed, shape.holdBack);
      const spent = moved.and(isFirst);
      when(spent.and(returned.not()), () => {
        freeRounds.next = freeRounds.sub(1);
      }).elseWhen(returned.and(spent.not()), () => {
        freeRounds.next = freeRounds.add(1);
      });

      const isUnaligned = alignment(moved, isActive, blocks.valid, shape.beatsPerAlignment);
      blocks.ready.value = takes.or(isActive.not().and(isUnaligned));
      isIdle.value = isActive.or(isUnaligned).not();
    },
    { doc: `Weight dispatcher: blocks to ${shape.columns} columns in turn, ${shape.blocksPerBeat} a cycle.` },
  ),
);

function delayed(value: Bit, cycles: number): Bit {
  let last = value;
  for (let i = 1; i <= cycles; i++) {
    const stage = reg(bit, { init: 0, name: `freed_${i}` });
    stage.next = last;
    last = stage;
  }
  return last;
}

/** Counts beats modulo `period`; 1 while the job's beats do not end on a beat of the bus. */
function alignment(moved: Bit, isActive: Bit, valid: Bit, period: number): Bit {
  if (period === 1) return literal(bit, 0);
  const beats = reg(uint(bitsFor(period - 1)), { init: 0 });
  const isUnaligned = beats.any();
  when(moved.or(isActive.not().and(isUnaligned).and(valid)), () => {
    beats.next = mux(beats.eq(period - 1), 0, beats.add(1));
  });
  return isUnaligned;
}
