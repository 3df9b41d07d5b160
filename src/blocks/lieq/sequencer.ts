/**
 * Sequencer: decides in every cycle whether the array makes a step, and of which digit of which weight. Invariant: a step is made only
 * with its weights loaded and its activation there; whatever is missing costs bubbles, which change nothing in the array.
 */
import { bit, input, literal, memoize, module, mux, output, reg, sink, uint, when } from "../../dsl/index.ts";
import { bitsFor } from "../parameters.ts";
import { ofLayout } from "./format.ts";
import type { LieqConfiguration } from "./parameters.ts";
import { commandType, passType, slotBits } from "./pass.ts";

export type LieqSequencerShape = Pick<LieqConfiguration, "rows" | "columns" | "phases" | "wordDepth">;

/**
 * Makes exactly length * planes * T steps a pass: for each weight, for each plane, for each phase.
 *
 * - `passes`: a pass is copied when it is taken: in any cycle in which none is held, and in the cycle of the held one's last step. Its
 *   own first step can be made in the next cycle, so passes follow each other without a bubble, whatever their formats.
 * - `start`: orders a boundary that clears the accumulators; only while idle.
 * - `loaded`: a round of words is handed out; counts for steps from the next cycle. `freed`: the last step of a round is made: of its
 *   last weight, or of the pass's. Slots go round in order, across passes.
 * - `activationValid`, `activationReady`: the activation stream without its data; ready in the last step of a weight, which is
 *   `weightEnds` too.
 * - `command`: the registered command for column 0, a cycle after the step. `step`: a step is made in this cycle; `plane`: of which digit.
 * - `drainIsFree`: the drain registers may be overwritten. `finished`: the sums of a pass leave with this cycle's boundary, which goes
 *   out in the first cycle after the pass's last step in which the drain is free, with the next pass's first step or without one;
 *   that step waits for it.
 * - `passEnds`, `layerEnds`: the last step of a pass, of a pass with `endsLayer`, is made.
 * - `weightStall`, `activationStall`, `resultStall`: why a pass that is held makes no step, the first that holds; at most one is 1.
 *   Without a pass all are 0.
 * - `isIdle`: no pass is held, and all sums have left for the drain registers.
 *
 * A step is made in every cycle in which a pass is held, a loaded round is left, `activationValid` is 1, and no finished sums wait (or
 * they leave in this cycle). Latency: one register from step to `command`; all other outputs are of this cycle.
 */
export const LieqSequencer = memoize((shape: LieqSequencerShape) =>
  module(
    `lieq_sequencer_${shape.rows}x${shape.columns}_${shape.phases}_${shape.wordDepth}`,
    {
      passes: sink(passType(shape)),
      start: input(bit),
      loaded: input(bit),
      freed: output(bit),
      activationValid: input(bit),
      activationReady: output(bit),
      drainIsFree: input(bit),
      finished: output(bit),
      command: output(commandType(shape)),
      step: output(bit),
      plane: output(uint(2)),
      weightEnds: output(bit),
      passEnds: output(bit),
      layerEnds: output(bit),
      weightStall: output(bit),
      activationStall: output(bit),
      resultStall: output(bit),
      isIdle: output(bit),
    },
    (io) => {
      const { phases, wordDepth } = shape;
      const { passes, loaded } = io;
      const isActive = reg(bit, { init: 0 });
      /** The accumulators hold finished sums. */
      const isPending = reg(bit, { init: 0 });
      const pass = reg(passType(shape));
      const lastPlane = reg(uint(2));
      const lastPosition = reg(uint(2));
      const lastCluster = reg(uint(3));
      const weightsLeft = reg(pass.length.type);
      const loadedRounds = reg(uint(bitsFor(wordDepth)), { init: 0 });
      const slot = reg(uint(slotBits(shape)), { init: 0 });
      const cluster = reg(uint(3), { init: 0 });
      const position = reg(uint(2), { init: 0 });
      const plane = reg(uint(2), { init: 0 });
      const phase = phases === 1 ? undefined : reg(uint(bitsFor(phases - 1)), { init: 0 });

      const releases = isPending.and(io.drainIsFree);
      const hasWeights = loadedRounds.any();
      const hasRoom = isPending.not().or(releases);
      const makesStep = isActive.and(hasWeights).and(io.activationValid).and(hasRoom);

      const isLastPhase = phase ? phase.eq(phases - 1) : literal(bit, 1);
      const digitEnds = makesStep.and(isLastPhase);
      const isLastPlane = plane.eq(lastPlane);
      const ends = digitEnds.and(isLastPlane);
      const isLastWeight = weightsLeft.eq(1);
      const clusterEnds = position.eq(lastPosition);
      const wordEnds = clusterEnds.and(cluster.eq(lastCluster));
      const roundEnds = ends.and(isLastWeight.or(wordEnds));
      const endsPass = ends.and(isLastWeight);

      passes.ready.value = isActive.not().or(endsPass);
      when(passes.ready, () => {
        isActive.next = passes.valid;
        pass.next = passes.data;
        lastPlane.next = ofLayout(passes.data.format, 2, ({ planes }) => planes - 1);
        lastPosition.next = ofLayout(passes.data.format, 2, ({ clusterWeights }) => clusterWeights - 1);
        lastCluster.next = ofLayout(passes.data.format, 3, ({ clusters }) => clusters - 1);
        weightsLeft.next = passes.data.length;
      }).elseWhen(ends, () => {
        weightsLeft.next = weightsLeft.sub(1);
      });
      when(endsPass, () => {
        isPending.next = 1;
      }).elseWhen(releases, () => {
        isPending.next = 0;
      });
      if (phase) {
        when(makesStep, () => {
          phase.next = mux(isLastPhase, 0, phase.add(1));
        });
      }
      when(digitEnds, () => {
        plane.next = mux(isLastPlane, 0, plane.add(1));
      });
      when(roundEnds, () => {
        position.next = 0;
        cluster.next = 0;
        slot.next = slot.add(1);
      }).elseWhen(ends, () => {
        position.next = mux(clusterEnds, 0, position.add(1));
        when(clusterEnds, () => {
          cluster.next = cluster.add(1);
        });
      });
      when(loaded.and(roundEnds.not()), () => {
        loadedRounds.next = loadedRounds.add(1);
      }).elseWhen(roundEnds.and(loaded.not()), () => {
        loadedRounds.next = loadedRounds.sub(1);
      });

      const ordered = reg(commandType(shape));
      ordered.step.next = makesStep;
      ordered.boundary.next = releases.or(io.start);
      ordered.format.next = pass.format;
      ordered.slot.next = slot;
      ordered.cluster.next = cluster;
      ordered.position.next = position;
      ordered.plane.next = plane;
      if (phase) ordered.phase.next = phase;
      io.command.value = ordered;

      io.freed.value = roundEnds;
      io.activationReady.value = ends;
      io.weightEnds.value = ends;
      io.finished.value = releases;
      io.step.value = makesStep;
      io.plane.value = plane;
      io.passEnds.value = endsPass;
      io.layerEnds.value = endsPass.and(pass.endsLayer);
      const waits = isActive.and(makesStep.not());
      io.weightStall.value = waits.and(hasWeights.not());
      io.activationStall.value = waits.and(hasWeights).and(io.activationValid.not());
      io.resultStall.value = waits.and(hasWeights).and(io.activationValid);
      io.isIdle.value = isActive.or(isPending).not();
    },
    {
      doc: `Sequencer: length * planes * ${shape.phases} steps a pass, bubbles where weights, activations or room are missing.`,
    },
  ),
);
