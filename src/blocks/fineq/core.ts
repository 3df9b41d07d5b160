/**
 * The engine without its registers: streams, array and the units around it. Invariant: a job takes from each stream exactly
 * what its sizes say, and leaves nothing behind but what the gearboxes hold of the next job.
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
  output,
  reg,
  sink,
  source,
  struct,
  uint,
  when,
} from "../../dsl/index.ts";
import { COUNTER_BITS, countEvents } from "../counters.ts";
import { Gearbox } from "../stream/index.ts";
import { FineqArray } from "./array.ts";
import { FineqColumn } from "./column.ts";
import { FineqDispatch } from "./dispatch.ts";
import { FineqDrain } from "./drain.ts";
import { Job } from "./job.ts";
import { BLOCK_BITS, type FineqConfiguration } from "./parameters.ts";
import { FineqScale, resultsType } from "./scale.ts";
import { FineqScaleStore, HALF_BITS } from "./scale-store.ts";
import { FineqSequencer } from "./sequencer.ts";
import { FineqSkew } from "./skew.ts";
import { TileEngine, type TileEngineShape } from "./tile-engine/index.ts";

/** What is counted in a job; the next job starts from 0. */
export const Counters = struct({
  cycles: uint(COUNTER_BITS),
  steps: uint(COUNTER_BITS),
  weightStalls: uint(COUNTER_BITS),
  activationStalls: uint(COUNTER_BITS),
  resultStalls: uint(COUNTER_BITS),
  tiles: uint(COUNTER_BITS),
});

const NO_COUNTS = {
  cycles: 0,
  steps: 0,
  weightStalls: 0,
  activationStalls: 0,
  resultStalls: 0,
  tiles: 0,
} as const;

/** Errors as pulses. */
export const ErrorPulses = struct({ overflow: bit, badScale: bit, badJob: bit, badWeights: bit });

/**
 * The computing engine. With family "output-stationary":
 *
 *     weights --> gearbox --> dispatch ==> column stores, decoders, encoders (one a column)
 *                                |  loaded       ^ commands, one column a cycle
 *                                v               |
 *     activations --> gearbox --> sequencer -----+          pulses
 *                        |                                    v
 *                        +--> row skew ----------------->  R x C array
 *                                                             v  sums, bottom row first
 *     scales --> scale store (two tiles) ------------>  drain --> scale lanes --> results
 *
 * With the other families cluster tiles stand between gearboxes and scale lanes: `TileEngine`.
 *
 * - `start`: begins a job of sizes `job`, which count only in that cycle; ignored while busy; `badJob` if a size is 0.
 * - `weights`, `activations`, `scales`, `results`: see docs/adr/0010-fineq-engine.md for the order of what they carry.
 * - `isBusy`: from the cycle after `start` until the cycle after the last result was taken.
 *
 * Throughput: a step in every cycle, tile after tile, as long as the streams keep up and a tile's K * T steps cover its
 * drain. Cycles of a job: `predictFineqCycles` of src/golden.
 */
export const FineqCore = memoize((shape: FineqConfiguration) =>
  module(
    `fineq_core_${shape.name}`,
    {
      start: input(bit),
      job: input(Job),
      isBusy: output(bit),
      weights: sink(uint(shape.bus)),
      activations: sink(uint(shape.activationBus)),
      scales: sink(uint(HALF_BITS)),
      results: source(resultsType(shape)),
      errors: output(ErrorPulses),
      counters: output(Counters),
    },
    (io) => {
      const { rows, columns, activationBits, blocksPerBeat, tile } = shape;
      const isBusy = reg(bit, { init: 0 });
      const jobStart = reg(bit, { init: 0 });
      const job = reg(Job);

      const weightGearbox = instance(Gearbox(shape.bus, BLOCK_BITS * blocksPerBeat));
      const activationGearbox = instance(
        Gearbox(shape.activationBus, rows * activationBits * (tile?.weightsPerWord ?? 1)),
      );
      const scaleStore = instance(FineqScaleStore(shape));
      const scaling = instance(FineqScale(shape));
      connect(io.weights, weightGearbox.enq);
      connect(io.activations, activationGearbox.enq);
      connect(io.scales, scaleStore.stream);
      const multiplier = tile ? clusterTiles({ ...shape, tile }) : outputStationary();

      for (const unit of [...multiplier.units, scaleStore]) {
        unit.jobStart.value = jobStart;
        unit.job.value = job;
      }
      const { drain, steps } = multiplier;
      scaleStore.group.value = drain.group;
      scaleStore.tileDone.value = drain.tileDone;
      drain.scalesLoaded.value = scaleStore.isLoaded;
      scaling.sums.valid.value = drain.sums.valid;
      drain.sums.ready.value = scaling.sums.ready;
      scaling.sums.data.sums.value = drain.sums.data.sums;
      scaling.sums.data.keep.value = drain.sums.data.keep;
      scaling.sums.data.last.value = drain.sums.data.last;
      scaling.sums.data.scales.value = scaleStore.scales;
      connect(scaling.results, io.results);

      /** The array of accumulators, and what feeds and empties it. */
      function outputStationary() {
        const dispatch = instance(FineqDispatch(shape));
        const sequencer = instance(FineqSequencer(shape));
        const skew = instance(FineqSkew(shape));
        const grid = instance(FineqArray(shape));
        const drain = instance(FineqDrain(shape));
        connect(weightGearbox.deq, dispatch.blocks);
        dispatch.freed.value = sequencer.freed;
        sequencer.loaded.value = dispatch.loaded;
        sequencer.activationValid.value = activationGearbox.deq.valid;
        activationGearbox.deq.ready.value = sequencer.activationReady;
        skew.step.value = sequencer.step;
        skew.activations.value = fromBits(array(uint(activationBits), rows), activationGearbox.deq.data);
        grid.activations.value = skew.edges;

        let command = sequencer.command;
        for (let column = 0; column < columns; column++) {
          const top = instance(FineqColumn(shape), { name: `column_${column}` });
          top.command.value = command;
          command = top.passed;
          top.write.value = dispatch.write.select.at(Math.floor(column / blocksPerBeat));
          top.slot.value = dispatch.write.slot;
          top.block.value = dispatch.write.blocks.at(column % blocksPerBeat);
          grid.code.pulse.at(column).value = top.pulse;
          grid.code.negative.at(column).value = top.negative;
          grid.code.boundary.at(column).value = top.boundary;
        }
        drain.finished.value = sequencer.finished;
        sequencer.drainIsFree.value = drain.isFree;
        drain.drained.value = grid.drained;
        grid.shift.value = drain.shift;
        return {
          units: [dispatch, sequencer, drain],
          drain,
          steps: sequencer,
          isIdle: dispatch.isIdle.and(sequencer.isIdle).and(drain.isFree),
          badWeights: literal(bit, 0),
        };
      }

      /** Columns of cluster tiles. */
      function clusterTiles(tiles: TileEngineShape) {
        const engine = instance(TileEngine(tiles), { name: "tiles" });
        connect(weightGearbox.deq, engine.blocks);
        connect(activationGearbox.deq, engine.words);
        return {
          units: [engine],
          drain: engine,
          steps: engine,
          isIdle: engine.isIdle,
          badWeights: engine.isBad,
        };
      }

      const isIdle = multiplier.isIdle.and(scaleStore.isIdle).and(scaling.isEmpty);
      const isWhole = io.job.m.any().and(io.job.n.any()).and(io.job.k.any());
      const starts = io.start.and(isBusy.not());
      jobStart.next = starts.and(isWhole);
      when(starts.and(isWhole), () => {
        isBusy.next = 1;
        job.next = io.job;
      }).elseWhen(isIdle.and(jobStart.not()), () => {
        isBusy.next = 0;
      });
      io.isBusy.value = isBusy;

      io.errors.value = {
        overflow: drain.isOverflow,
        badScale: scaleStore.isBad,
        badJob: starts.and(isWhole.not()),
        badWeights: multiplier.badWeights,
      };
      const counters = reg(Counters, { init: NO_COUNTS });
      const clear = starts.and(isWhole);
      countEvents(counters.cycles, isBusy, clear);
      countEvents(counters.steps, steps.step, clear);
      countEvents(counters.weightStalls, steps.weightStall, clear);
      countEvents(counters.activationStalls, steps.activationStall, clear);
      countEvents(counters.resultStalls, steps.resultStall, clear);
      countEvents(counters.tiles, drain.tileDone, clear);
      io.counters.value = counters;
    },
    {
      doc: `FineQ engine, ${shape.rows} x ${shape.columns} ${shape.tile ? shape.family : `array, ${shape.coding} coding`}, ${shape.bus}-bit weight bus.`,
    },
  ),
);
