/**
 * The LieQ engine without its registers: streams, the array and the units around it. Invariant: a program takes from each stream exactly
 * what its transfers ask for, and leaves nothing behind.
 */
import {
  array,
  type Bit,
  bit,
  connect,
  fromBits,
  input,
  instance,
  memoize,
  module,
  output,
  reg,
  sink,
  source,
  struct,
  uint,
  when,
} from "../../dsl/index.ts";
import { FineqArray, FineqSkew } from "../fineq/index.ts";
import { bitsFor } from "../parameters.ts";
import { RegisterSlice, SkidBuffer } from "../stream/index.ts";
import { LieqAccumulate, lieqResultsType } from "./accumulate.ts";
import { LieqColumn } from "./column.ts";
import { LayerCounts, LieqCounters, ProgramCounts } from "./counters.ts";
import { LieqDigitShift } from "./digit-shift.ts";
import { LieqDispatch } from "./dispatch.ts";
import { LieqDrain } from "./drain.ts";
import {
  ACTIVATION_BITS,
  CARRIED_ACTIVATION_BITS,
  type LieqConfiguration,
  SCALE_BUS,
  WEIGHT_BUS,
} from "./parameters.ts";
import { INDEX_BITS } from "./registers.ts";
import { LieqRowSums } from "./row-sums.ts";
import { LieqScaleStore } from "./scale-store.ts";
import { LieqSequencer } from "./sequencer.ts";
import { LayerEntry } from "./table.ts";
import { LieqWalker, Transfer } from "./walker.ts";

/** Bits of a number of layers, whatever the table's size. */
export const COUNT_BITS = INDEX_BITS + 1;

/** Errors as pulses. */
export const LieqErrors = struct({ overflow: bit, badScale: bit, badLayer: bit });

/**
 * The computing engine.
 *
 *     layer table --> walker --> transfers to the memories
 *                       | passes, in queues
 *          +------------+-------------+---------------------------+
 *          v            v             v                           v
 *     weights --> dispatch ==> column stores, decoders, encoders  |
 *                                ^ commands        | pulses       |
 *     activations --> sequencer -+                 v              |
 *             |  +--> digit shift --> skew --> R x C array        |
 *             +-----> row sums ---+                | sums         |
 *     scales --> scale store ---> accumulate <-- drain <----------+
 *                                    +--> results
 *
 * - `start`: begins a program of the table's first `count` entries, which counts only in that cycle; ignored while busy; `badLayer` if
 *   `count` is 0 or more than the table holds, and `isRefused` in the same cycle.
 * - `index`, `entry`: the layer table, an entry a cycle after its index.
 * - `weights`, `scales`, `activations`: what the transfers of the same names ask for, in order, each from a new beat. A beat of
 *   activations has a byte for each row, row 0 lowest.
 * - `results`: tile after tile, rows from the last to the first, groups of `lanes` columns; `last` ends a tile.
 * - `isBusy`: from the cycle after `start` until the cycle after the last result was taken.
 *
 * Throughput: a step in every cycle, pass after pass and layer after layer, as long as the streams keep up and a pass's steps cover its
 * drain. Cycles of a program: `predictLieqProgram` of src/golden.
 */
export const LieqCore = memoize((shape: LieqConfiguration) =>
  module(
    `lieq_core_${shape.name}`,
    {
      start: input(bit),
      count: input(uint(COUNT_BITS)),
      isRefused: output(bit),
      isBusy: output(bit),
      index: output(uint(bitsFor(shape.layers - 1))),
      entry: input(LayerEntry),
      weights: sink(uint(WEIGHT_BUS)),
      scales: sink(uint(SCALE_BUS)),
      activations: sink(uint(shape.rows * ACTIVATION_BITS)),
      results: source(lieqResultsType(shape)),
      weightTransfers: source(Transfer),
      scaleTransfers: source(Transfer),
      activationTransfers: source(Transfer),
      resultTransfers: source(Transfer),
      errors: output(LieqErrors),
      counts: output(ProgramCounts),
      select: input(uint(INDEX_BITS)),
      layerCounts: output(LayerCounts),
    },
    (io) => {
      const { rows, columns, coding, accumulatorBits } = shape;
      const isBusy = reg(bit, { init: 0 });
      const starts = io.start.and(isBusy.not());
      const isCount = io.count.any().and(io.count.le(shape.layers));
      const begins = starts.and(isCount);

      const walker = instance(LieqWalker(shape));
      walker.start.value = begins;
      walker.count.value = io.count.trunc(bitsFor(shape.layers));
      walker.entry.value = io.entry;
      io.index.value = walker.index;
      connect(walker.weights, io.weightTransfers);
      connect(walker.scales, io.scaleTransfers);
      connect(walker.activations, io.activationTransfers);
      connect(walker.results, io.resultTransfers);

      const dispatch = instance(LieqDispatch(shape));
      connect(walker.dispatch, dispatch.passes);
      connect(io.weights, dispatch.weights);

      // Both ways in registers: what the array waits for reaches no other port within a cycle.
      const slice = instance(RegisterSlice(uint(rows * ACTIVATION_BITS)));
      const skid = instance(SkidBuffer(uint(rows * ACTIVATION_BITS)));
      connect(io.activations, skid.enq);
      connect(skid.deq, slice.enq);
      const activations = fromBits(array(uint(ACTIVATION_BITS), rows), slice.deq.data);

      const sequencer = instance(LieqSequencer(shape));
      connect(walker.stepping, sequencer.passes);
      sequencer.start.value = begins;
      sequencer.loaded.value = dispatch.loaded;
      dispatch.freed.value = sequencer.freed;
      sequencer.activationValid.value = slice.deq.valid;
      slice.deq.ready.value = sequencer.activationReady;

      const shift = instance(LieqDigitShift(rows));
      shift.plane.value = sequencer.plane;
      shift.activations.value = activations;
      const carried = { rows, coding, activationBits: CARRIED_ACTIVATION_BITS };
      const skew = instance(FineqSkew(carried));
      skew.step.value = sequencer.step;
      skew.activations.value = shift.shifted;
      const grid = instance(FineqArray({ ...carried, columns, accumulatorBits }));
      grid.activations.value = skew.edges;

      let command = sequencer.command;
      for (let column = 0; column < columns; column++) {
        const top = instance(LieqColumn(shape), { name: `column_${column}` });
        top.command.value = command;
        command = top.passed;
        top.write.value = dispatch.write.select.at(column);
        top.slot.value = dispatch.write.slot;
        top.word.value = dispatch.write.word;
        grid.code.pulse.at(column).value = top.pulse;
        grid.code.negative.at(column).value = top.negative;
        grid.code.boundary.at(column).value = top.boundary;
      }

      const drain = instance(LieqDrain(shape));
      const scaleStore = instance(LieqScaleStore(shape));
      const rowSums = instance(LieqRowSums(rows));
      const accumulate = instance(LieqAccumulate(shape));
      connect(walker.draining, drain.passes);
      connect(walker.scaling, scaleStore.passes);
      connect(io.scales, scaleStore.stream);
      drain.finished.value = sequencer.finished;
      sequencer.drainIsFree.value = drain.isFree;
      drain.drained.value = grid.drained;
      grid.shift.value = drain.shift;
      drain.scalesLoaded.value = scaleStore.isLoaded;
      scaleStore.group.value = drain.group;
      scaleStore.passDone.value = drain.passDone;
      rowSums.start.value = begins;
      rowSums.take.value = sequencer.weightEnds;
      rowSums.activations.value = activations;
      rowSums.finished.value = sequencer.finished;
      rowSums.shift.value = drain.rowDone;

      accumulate.sums.valid.value = drain.sums.valid;
      drain.sums.ready.value = accumulate.sums.ready;
      const { data } = drain.sums;
      accumulate.sums.data.value = {
        sums: data.sums,
        scales: scaleStore.scales,
        zeros: scaleStore.zeros,
        rowSum: rowSums.sum,
        keep: data.keep,
        address: data.address,
        isFirst: data.isFirst,
        isLast: data.isLast,
        last: data.last,
      };
      connect(accumulate.results, io.results);

      const isIdle = [
        walker.isIdle,
        dispatch.isIdle,
        sequencer.isIdle,
        scaleStore.isIdle,
        drain.isFree,
        accumulate.isEmpty,
      ].reduce((all: Bit, unit) => all.and(unit));
      when(begins, () => {
        isBusy.next = 1;
      }).elseWhen(isIdle, () => {
        isBusy.next = 0;
      });
      io.isBusy.value = isBusy;
      io.isRefused.value = starts.and(isCount.not());

      io.errors.value = {
        overflow: drain.isOverflow,
        badScale: scaleStore.isBad,
        badLayer: io.isRefused.or(walker.isBad),
      };
      const counters = instance(LieqCounters(shape));
      counters.start.value = begins;
      counters.isBusy.value = isBusy;
      counters.events.value = {
        step: sequencer.step,
        weightStall: sequencer.weightStall,
        activationStall: sequencer.activationStall,
        resultStall: sequencer.resultStall,
      };
      counters.passDone.value = drain.passDone;
      counters.layerEnds.value = sequencer.layerEnds;
      counters.select.value = io.select;
      io.counts.value = counters.program;
      io.layerCounts.value = counters.layer;
    },
    {
      doc: `LieQ engine, ${shape.rows} x ${shape.columns} array, ${shape.coding} coding, ${shape.layers} layers in the table.`,
    },
  ),
);
