/**
 * What multiplies in an engine of cluster tiles: survey, collector, sequencer, bands, drain. Invariant: streams in and groups of sums out are
 * those of the output-stationary array.
 */
import {
  bit,
  connect,
  input,
  instance,
  memoize,
  module,
  output,
  sink,
  source,
  uint,
} from "../../../dsl/index.ts";
import { bitsFor } from "../../parameters.ts";
import { FineqDispatch } from "../dispatch.ts";
import { groupType } from "../drain.ts";
import { Job } from "../job.ts";
import { BLOCK_BITS, type FineqConfiguration } from "../parameters.ts";
import { TileBand } from "./band.ts";
import { TileCollector } from "./collector.ts";
import { TileDrain } from "./drain.ts";
import type { TileConfiguration } from "./parameters.ts";
import { TileSequencer } from "./sequencer.ts";
import { TileSurvey } from "./survey.ts";

export type TileEngineShape = FineqConfiguration & { readonly tile: TileConfiguration };

/**
 *     blocks --> dispatch --> survey ==> stores of the channels
 *                   ^ freed     | counted     ^ commands, one band a cycle
 *                   |           v             |
 *                   +------ sequencer --------+--> tiles --> sums so far <-> memory --> finished sums
 *                           |      ^          ^                                            |
 *     words --> collector <-+  drain free     | activations, one band a cycle              v
 *                   +-------------------------+                                          drain --> groups of sums
 *
 * - `jobStart`, `job`, `scalesLoaded`, `group`, `tileDone`, `sums`: as everywhere.
 * - `words`: activations of `weightsPerWord` k. `step` and the stalls: as `TileSequencer`; `isIdle`: nothing of the job is left inside.
 * - `isOverflow`, `isBad`: pulses; see `TileDrain` and `TileSurvey`.
 *
 * Throughput: a token group in every cycle, as long as the streams keep up.
 */
export const TileEngine = memoize((shape: TileEngineShape) => {
  const { rows, columns, activationBits, blocksPerBeat, groups, tile } = shape;
  return module(
    `fineq_tile_engine_${shape.name}`,
    {
      jobStart: input(bit),
      job: input(Job),
      blocks: sink(uint(BLOCK_BITS * blocksPerBeat)),
      words: sink(uint(tile.weightsPerWord * rows * activationBits)),
      scalesLoaded: input(bit),
      group: output(uint(bitsFor(groups - 1))),
      tileDone: output(bit),
      sums: source(groupType(shape)),
      step: output(bit),
      weightStall: output(bit),
      activationStall: output(bit),
      resultStall: output(bit),
      isOverflow: output(bit),
      isBad: output(bit),
      isIdle: output(bit),
    },
    (io) => {
      const dispatch = instance(FineqDispatch(shape));
      const survey = instance(TileSurvey(shape));
      const collector = instance(TileCollector(shape));
      const sequencer = instance(TileSequencer(shape));
      const drain = instance(TileDrain(shape));
      for (const unit of [dispatch, collector, sequencer, drain]) {
        unit.jobStart.value = io.jobStart;
        unit.job.value = io.job;
      }

      connect(io.blocks, dispatch.blocks);
      dispatch.freed.value = sequencer.freed;
      survey.write.value = dispatch.write;
      survey.loaded.value = dispatch.loaded;
      sequencer.round.value = { counted: survey.counted, hasOutlier: survey.hasOutlier };

      connect(io.words, collector.words);
      sequencer.isCollected.value = collector.isCollected;
      collector.step.value = sequencer.step;
      collector.group.value = sequencer.group;
      collector.released.value = sequencer.released;

      let command = sequencer.command;
      let activations = collector.activations;
      for (let first = 0; first < columns; first += tile.bandColumns) {
        const channels = Math.min(tile.bandColumns, columns - first);
        const band = instance(TileBand({ ...shape, channels }), { name: `band_${first / tile.bandColumns}` });
        band.command.value = command;
        band.activations.value = activations;
        command = band.passed;
        activations = band.passedActivations;
        band.slot.value = survey.surveyed.slot;
        band.drain.value = drain.read;
        for (let index = 0; index < channels; index++) {
          const column = first + index;
          band.select.at(index).value = survey.surveyed.select.at(Math.floor(column / blocksPerBeat));
          band.blocks.at(index).value = survey.surveyed.blocks.at(column % blocksPerBeat);
          band.excess.at(index).value = survey.surveyed.excess.at(column % blocksPerBeat);
          drain.row.sums.at(column).value = band.row.sums.at(index);
          drain.row.overflow.at(column).value = band.row.overflow.at(index);
        }
      }

      sequencer.drainIsFree.value = drain.isFree;
      drain.finished.value = sequencer.finished;
      drain.scalesLoaded.value = io.scalesLoaded;
      io.group.value = drain.group;
      io.tileDone.value = drain.tileDone;
      connect(drain.sums, io.sums);
      io.step.value = sequencer.step;
      io.weightStall.value = sequencer.weightStall;
      io.activationStall.value = sequencer.activationStall;
      io.resultStall.value = sequencer.resultStall;
      io.isOverflow.value = drain.isOverflow;
      io.isBad.value = survey.isBad;
      io.isIdle.value = dispatch.isIdle.and(sequencer.isIdle).and(drain.isFree);
    },
    {
      doc: `Cluster tiles (${tile.kind}) for ${columns} channels, ${tile.tokensAtOnce} of ${rows} tokens a cycle.`,
    },
  );
});
