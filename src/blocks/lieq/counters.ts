/**
 * Performance counters of a program and of each of its layers. Invariant: the layers' counts add up to those of the program, except for
 * the cycles in which its last sums leave.
 */
import {
  type Bit,
  bit,
  input,
  memoize,
  memory,
  module,
  mux,
  output,
  reg,
  struct,
  type Uint,
  uint,
  when,
} from "../../dsl/index.ts";
import { COUNTER_BITS } from "../counters.ts";
import { bitsFor } from "../parameters.ts";
import type { LieqConfiguration } from "./parameters.ts";
import { INDEX_BITS } from "./registers.ts";

/** Counts of a layer. */
export const LayerCounts = struct({
  cycles: uint(COUNTER_BITS),
  steps: uint(COUNTER_BITS),
  weightStalls: uint(COUNTER_BITS),
  activationStalls: uint(COUNTER_BITS),
  resultStalls: uint(COUNTER_BITS),
});

/** Counts of a program. */
export const ProgramCounts = struct({
  cycles: uint(COUNTER_BITS),
  steps: uint(COUNTER_BITS),
  weightStalls: uint(COUNTER_BITS),
  activationStalls: uint(COUNTER_BITS),
  resultStalls: uint(COUNTER_BITS),
  passes: uint(COUNTER_BITS),
});

const NO_LAYER_COUNTS = {
  cycles: 0,
  steps: 0,
  weightStalls: 0,
  activationStalls: 0,
  resultStalls: 0,
} as const;

/** What happens in a cycle. */
export const CountedEvents = struct({
  step: bit,
  weightStall: bit,
  activationStall: bit,
  resultStall: bit,
});

/**
 * - `start`: a program begins; every count starts from 0 with the next cycle.
 * - `isBusy`, `events`, `passDone`: what is counted. `layerEnds`: the last step of a layer is made in this cycle.
 * - `program`: the program's counts. `select`, `layer`: counts of one layer, a cycle later; 0 for a layer that the program has not ended.
 */
export const LieqCounters = memoize(({ layers }: Pick<LieqConfiguration, "layers">) =>
  module(
    `lieq_counters_${layers}`,
    {
      start: input(bit),
      isBusy: input(bit),
      events: input(CountedEvents),
      passDone: input(bit),
      layerEnds: input(bit),
      program: output(ProgramCounts),
      select: input(uint(INDEX_BITS)),
      layer: output(LayerCounts),
    },
    ({ start, isBusy, events, passDone, layerEnds, program, select, layer }) => {
      const indexBits: number = bitsFor(layers - 1);
      const all = reg(ProgramCounts, { init: { ...NO_LAYER_COUNTS, passes: 0 } });
      const current = reg(LayerCounts, { init: NO_LAYER_COUNTS });
      /** Layers that have ended. */
      const ended = reg(uint(INDEX_BITS + 1), { init: 0 });

      const counted = {
        cycles: isBusy,
        steps: events.step,
        weightStalls: events.weightStall,
        activationStalls: events.activationStall,
        resultStalls: events.resultStall,
      } as const;
      const after = {
        cycles: one(current.cycles, counted.cycles),
        steps: one(current.steps, counted.steps),
        weightStalls: one(current.weightStalls, counted.weightStalls),
        activationStalls: one(current.activationStalls, counted.activationStalls),
        resultStalls: one(current.resultStalls, counted.resultStalls),
      };
      const store = memory(LayerCounts, { depth: layers, latency: 1, readUnderWrite: "old" });
      store.write({ when: layerEnds, addr: ended.trunc(indexBits), data: after });
      const isKnown = reg(bit, { init: 0 });
      isKnown.next = select.zext(INDEX_BITS + 1).lt(ended);
      const found = store.read(select.trunc(indexBits));
      when(isKnown, () => {
        layer.value = found;
      }).otherwise(() => {
        layer.value = NO_LAYER_COUNTS;
      });

      when(start.or(layerEnds), () => {
        current.next = NO_LAYER_COUNTS;
      }).otherwise(() => {
        current.next = after;
      });
      when(start, () => {
        all.next = { ...NO_LAYER_COUNTS, passes: 0 };
        ended.next = 0;
      }).otherwise(() => {
        all.next = {
          cycles: one(all.cycles, counted.cycles),
          steps: one(all.steps, counted.steps),
          weightStalls: one(all.weightStalls, counted.weightStalls),
          activationStalls: one(all.activationStalls, counted.activationStalls),
          resultStalls: one(all.resultStalls, counted.resultStalls),
          passes: one(all.passes, passDone),
        };
        when(layerEnds, () => {
          ended.next = ended.add(1);
        });
      });
      program.value = all;
    },
    { doc: `Counters of a program and of each of up to ${layers} layers.` },
  ),
);

/** The count with this cycle's event. */
const one = (count: Uint, event: Bit): Uint => mux(event, count.add(1), count);
