/**
 * Sequencer: decides in every cycle whether the array makes a step, and of what. Invariant: a step is made only with its
 * weights loaded and its activation there; whatever is missing costs bubbles, which change nothing in the array.
 */
import { bit, input, literal, memoize, module, mux, output, reg, uint, when } from "../../dsl/index.ts";
import { bitsFor } from "../parameters.ts";
import { commandType, slotBits } from "./command.ts";
import { Job, tileWalk } from "./job.ts";
import { type FineqConfiguration, K_BITS } from "./parameters.ts";

export type SequencerShape = Pick<FineqConfiguration, "rows" | "columns" | "phases" | "blockDepth">;

/**
 * Makes exactly K * T steps a tile, tile after tile without a bubble of its own.
 *
 * - `jobStart` starts on `job`, which stays until the job's end.
 * - `loaded`: a round of blocks is in the stores; `freed`: the last step of a round is made.
 * - `activation` is a beat of the activation stream without its data: valid in, ready out (in the last step of a weight).
 * - `command`: the registered command for column 0. `step`: a step is made in this cycle.
 * - `drainIsFree`: the drain registers may be overwritten; `finished`: the sums of a tile leave with this cycle's boundary.
 *   The boundary goes out as soon as the sums are complete and the drain is free, with the next step or without one.
 * - `weightStall`, `activationStall`, `resultStall`: why no step is made, the first that holds; at most one is 1.
 * - `isIdle`: all sums of the job have left.
 */
export const FineqSequencer = memoize((shape: SequencerShape) =>
  module(
    `fineq_sequencer_${shape.rows}x${shape.columns}_${shape.phases}_${shape.blockDepth}`,
    {
      jobStart: input(bit),
      job: input(Job),
      loaded: input(bit),
      freed: output(bit),
      activationValid: input(bit),
      activationReady: output(bit),
      drainIsFree: input(bit),
      finished: output(bit),
      command: output(commandType(shape)),
      step: output(bit),
      weightStall: output(bit),
      activationStall: output(bit),
      resultStall: output(bit),
      isIdle: output(bit),
    },
    (io) => {
      const { phases, blockDepth } = shape;
      const { jobStart, job, loaded } = io;
      const isActive = reg(bit, { init: 0 });
      /** The accumulators hold finished sums. */
      const isPending = reg(bit, { init: 0 });
      const loadedRounds = reg(uint(bitsFor(blockDepth)), { init: 0 });
      const slot = reg(uint(slotBits(shape)), { init: 0 });
      const weightsLeft = reg(uint(K_BITS));
      const cluster = reg(uint(3), { init: 0 });
      const position = reg(uint(2), { init: 0 });
      const phase = phases === 1 ? undefined : reg(uint(bitsFor(phases - 1)), { init: 0 });

      const releases = isPending.and(io.drainIsFree);
      const hasWeights = loadedRounds.any();
      const hasRoom = isPending.not().or(releases);
      const makesStep = isActive.and(hasWeights).and(io.activationValid).and(hasRoom);

      const isLastPhase = phase ? phase.eq(phases - 1) : literal(bit, 1);
      const isLastWeight = weightsLeft.eq(1);
      const weightEnds = makesStep.and(isLastPhase);
      const tileEnds = weightEnds.and(isLastWeight);
      const clusterEnds = position.eq(2);
      const blockEnds = weightEnds.and(isLastWeight.or(clusterEnds.and(cluster.eq(7))));
      const walk = tileWalk(job, jobStart, tileEnds, shape);

      when(jobStart, () => {
        isActive.next = 1;
        weightsLeft.next = job.k;
      }).elseWhen(weightEnds, () => {
        weightsLeft.next = mux(isLastWeight, job.k, weightsLeft.sub(1));
        when(isLastWeight.and(walk.isLast), () => {
          isActive.next = 0;
        });
      });
      when(tileEnds, () => {
        isPending.next = 1;
      }).elseWhen(releases, () => {
        isPending.next = 0;
      });
      if (phase) {
        when(makesStep, () => {
          phase.next = mux(isLastPhase, 0, phase.add(1));
        });
      }
      when(weightEnds, () => {
        position.next = mux(clusterEnds.or(isLastWeight), 0, position.add(1));
        when(clusterEnds, () => {
          cluster.next = cluster.add(1);
        });
        when(isLastWeight, () => {
          cluster.next = 0;
        });
      });
      when(blockEnds, () => {
        slot.next = slot.add(1);
      });
      when(loaded.and(blockEnds.not()), () => {
        loadedRounds.next = loadedRounds.add(1);
      }).elseWhen(blockEnds.and(loaded.not()), () => {
        loadedRounds.next = loadedRounds.sub(1);
      });

      const ordered = reg(commandType(shape));
      // The first boundary of a job clears what the accumulators may hold.
      ordered.step.next = makesStep;
      ordered.boundary.next = releases.or(jobStart);
      ordered.slot.next = slot;
      ordered.cluster.next = cluster;
      ordered.position.next = position;
      if (phase) ordered.phase.next = phase;
      io.command.value = ordered;

      io.freed.value = blockEnds;
      io.activationReady.value = weightEnds;
      io.finished.value = releases;
      io.step.value = makesStep;
      const waits = isActive.and(makesStep.not());
      io.weightStall.value = waits.and(hasWeights.not());
      io.activationStall.value = waits.and(hasWeights).and(io.activationValid.not());
      io.resultStall.value = waits.and(hasWeights).and(io.activationValid);
      io.isIdle.value = isActive.or(isPending).not();
    },
    {
      doc: `Sequencer: K * ${shape.phases} steps a tile, bubbles where weights, activations or room are missing.`,
    },
  ),
);
