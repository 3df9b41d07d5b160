/**
 * Sequencer of cluster tiles: decides in every cycle whether a token group meets the weights. Invariant: a round begins only
 * with its blocks and its activations there, a tile's last one only when the tile before has drained; then it runs to its end
 * without a bubble.
 */
import {
  array,
  bit,
  input,
  literal,
  memoize,
  module,
  mux,
  output,
  reg,
  type Uint,
  uint,
  when,
} from "../../../dsl/index.ts";
import { bitsFor } from "../../parameters.ts";
import { slotBits } from "../command.ts";
import { capped, Job, tileWalk } from "../job.ts";
import { BLOCK_WEIGHTS, type FineqConfiguration, K_BITS } from "../parameters.ts";
import { fitted, groupBits, roundType, tileCommandType } from "./command.ts";
import type { TileConfiguration } from "./parameters.ts";

export type TileSequencerShape = Pick<FineqConfiguration, "rows" | "columns" | "blockDepth"> & {
  readonly tile: Pick<TileConfiguration, "groups" | "kind" | "tokensAtOnce">;
};

/**
 * Token groups pass from the last with a token within M to the first, round after round, tile after tile, without a bubble of its
 * own. Two groups are the least, so that a sum is in memory before it is needed again, unless there is but one.
 *
 * - `jobStart` starts on `job`, which stays until the job's end.
 * - `round`: a round of blocks is in the stores; with planes `hasOutlier` orders a second load and pass.
 * - `freed`: the last load of a round is ordered.
 * - `isCollected`: the activations of a round are there; `released`: they are read for the last time.
 * - `step`, `group`: the activations to read in this cycle. `command`: the registered command for the first band.
 * - `drainIsFree`: finished sums may be overwritten; `finished`: of a tile's finished sums those that leave first come from this step.
 * - `weightStall`, `activationStall`, `resultStall`: why no step is made, the first that holds; at most one is 1.
 * - `isIdle`: all steps of the job are made.
 */
export const TileSequencer = memoize((shape: TileSequencerShape) =>
  module(
    `fineq_tile_sequencer_${shape.rows}x${shape.columns}_${shape.tile.kind}_${shape.tile.groups}_${shape.blockDepth}`,
    {
      jobStart: input(bit),
      job: input(Job),
      round: input(roundType),
      freed: output(bit),
      isCollected: input(bit),
      released: output(bit),
      step: output(bit),
      group: output(uint(groupBits(shape.tile))),
      drainIsFree: input(bit),
      finished: output(bit),
      command: output(tileCommandType(shape)),
      weightStall: output(bit),
      activationStall: output(bit),
      resultStall: output(bit),
      isIdle: output(bit),
    },
    (io) => {
      const { blockDepth, tile } = shape;
      const { jobStart, job } = io;
      const isActive = reg(bit, { init: 0 });
      const isRunning = reg(bit, { init: 0 });
      const isFirstRound = reg(bit);
      const loadedRounds = reg(uint(bitsFor(blockDepth)), { init: 0 });
      const slot = reg(uint(slotBits(shape)), { init: 0 });
      const weightsLeft = reg(uint(K_BITS));
      const group = reg(uint(groupBits(tile)));
      /** Of this tile, and of the one that follows it: the last token group within M. */
      const lastGroup = reg(uint(groupBits(tile)));
      const following = reg(uint(groupBits(tile)));

      const isLastRound = weightsLeft.le(BLOCK_WEIGHTS);
      const hasWeights = loadedRounds.any();
      const hasRoom = isLastRound.not().or(io.drainIsFree);
      const begins = isActive.and(isRunning.not()).and(hasWeights).and(io.isCollected).and(hasRoom);
      const makesStep = begins.or(isRunning);

      const isFirstGroup = group.eq(startOf(lastGroup));
      const passEnds = makesStep.and(group.any().not());
      const { isHighPlane, isLastPass } = passes();
      const roundEnds = passEnds.and(isLastPass);
      const tileEnds = roundEnds.and(isLastRound);
      const loads = makesStep.and(isFirstGroup);
      const frees = loads.and(isLastPass);
      const walk = tileWalk(job, jobStart, tileEnds, shape);

      /** The last token group of `rowsLeft` rows. */
      function groupOf(rowsLeft: Uint): Uint {
        const row = capped(rowsLeft, shape.rows).sub(1);
        return fitted(row.shr(Math.log2(tile.tokensAtOnce)), groupBits(tile));
      }

      /** Where a pass begins. */
      function startOf(last: Uint): Uint {
        return tile.groups === 1 ? last : mux(last.any(), last, 1);
      }

      /** With planes a round whose slot has outliers takes a second pass; its blocks stay until then. */
      function passes() {
        if (tile.kind !== "planes") return { isHighPlane: literal(bit, 0), isLastPass: literal(bit, 1) };
        const plane = reg(bit, { init: 0 });
        const outlierSlots = reg(array(bit, blockDepth));
        const filled = reg(uint(slotBits(shape)), { init: 0 });
        when(io.round.counted, () => {
          outlierSlots.at(filled).next = io.round.hasOutlier;
          filled.next = filled.add(1);
        });
        // The slot moves on with the second load, or with the first when it is the only one.
        const isTwice = reg(bit);
        const slotIsTwice = outlierSlots.at(slot);
        const needsTwo = mux(isRunning, isTwice, slotIsTwice);
        when(begins, () => {
          isTwice.next = slotIsTwice;
        });
        when(passEnds, () => {
          plane.next = plane.not().and(needsTwo);
        });
        return { isHighPlane: plane, isLastPass: plane.or(needsTwo.not()) };
      }

      following.next = groupOf(
        mux(walk.columnsLeft.le(shape.columns), walk.rowsLeft.sub(shape.rows), walk.rowsLeft),
      );
      when(makesStep, () => {
        isRunning.next = roundEnds.not();
        group.next = mux(passEnds, startOf(lastGroup), group.sub(1));
      });
      when(tileEnds, () => {
        lastGroup.next = following;
        group.next = startOf(following);
      });
      when(jobStart, () => {
        isActive.next = 1;
        lastGroup.next = groupOf(job.m);
        group.next = startOf(groupOf(job.m));
        isFirstRound.next = 1;
        weightsLeft.next = job.k;
      }).elseWhen(roundEnds, () => {
        isFirstRound.next = isLastRound;
        weightsLeft.next = mux(isLastRound, job.k, weightsLeft.sub(BLOCK_WEIGHTS));
        when(isLastRound.and(walk.isLast), () => {
          isActive.next = 0;
        });
      });
      when(frees, () => {
        slot.next = slot.add(1);
      });
      when(io.round.counted.and(frees.not()), () => {
        loadedRounds.next = loadedRounds.add(1);
      }).elseWhen(frees.and(io.round.counted.not()), () => {
        loadedRounds.next = loadedRounds.sub(1);
      });

      const isLast = isLastRound.and(isLastPass);
      const ordered = reg(tileCommandType(shape));
      ordered.step.next = makesStep;
      ordered.load.next = loads;
      ordered.slot.next = slot;
      ordered.plane.next = isHighPlane;
      ordered.group.next = group;
      ordered.isFirst.next = isFirstRound.and(isHighPlane.not());
      ordered.isLast.next = isLast;
      io.command.value = ordered;

      io.freed.value = frees;
      io.released.value = roundEnds;
      io.step.value = makesStep;
      io.group.value = group;
      io.finished.value = makesStep.and(isLast).and(group.eq(lastGroup));
      const waits = isActive.and(makesStep.not());
      io.weightStall.value = waits.and(hasWeights.not());
      io.activationStall.value = waits.and(hasWeights).and(io.isCollected.not());
      io.resultStall.value = waits.and(hasWeights).and(io.isCollected);
      io.isIdle.value = isActive.not();
    },
    { doc: `Sequencer of cluster tiles: ${shape.tile.groups} token groups a round.` },
  ),
);
