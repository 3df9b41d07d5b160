/**
 * A band of neighbouring channels that share one register of commands and activations. Invariant: what a command orders happens
 * in all of them at the same time, and in the next band a cycle later.
 */
import {
  array,
  bit,
  input,
  instance,
  memoize,
  module,
  output,
  reg,
  sint,
  struct,
  uint,
  type ValueOf,
  when,
} from "../../../dsl/index.ts";
import { slotBits } from "../command.ts";
import { BLOCK_BITS } from "../parameters.ts";
import { type ChannelShape, TileChannel } from "./channel.ts";
import { drainReadType, tileCommandType } from "./command.ts";
import { BLOCK_INPUTS } from "./parameters.ts";
import { excessType } from "./survey.ts";

/** Finished sums of one token, and whether one has left its range, for each channel. */
export const rowType = (accumulatorBits: number, channels: number) =>
  struct({ sums: array(sint(accumulatorBits), channels), overflow: array(bit, channels) });

/**
 * - `command`: acts here now; `passed`: a register later, for the next band. `activations` belong to the step of the command a cycle before
 *   and are passed on likewise.
 * - `select`, `slot`, `blocks`, `excess`: from the survey, a block for each channel that is selected.
 * - `drain`, `row`: to and from the drain, at once in all bands.
 *
 * A command in cycle x: weights are loaded at its end, activations meet them in x + 1, sums are added in x + 1 + latency.
 */
export const TileBand = memoize((shape: ChannelShape & { readonly channels: number }) => {
  const { channels, tile, activationBits, accumulatorBits, blockDepth } = shape;
  const { latency, tokensAtOnce } = tile;
  const commands = tileCommandType(shape);
  return module(
    `fineq_tile_band_${channels}_${tile.name}_${tile.groups}_a${activationBits}_w${accumulatorBits}_${blockDepth}`,
    {
      command: input(commands),
      passed: output(commands),
      activations: input(array(uint(activationBits), BLOCK_INPUTS * tokensAtOnce)),
      passedActivations: output(array(uint(activationBits), BLOCK_INPUTS * tokensAtOnce)),
      select: input(array(bit, channels)),
      slot: input(uint(slotBits({ blockDepth }))),
      blocks: input(array(uint(BLOCK_BITS), channels)),
      excess: input(array(excessType(tile), channels)),
      drain: input(drainReadType(shape)),
      row: output(rowType(accumulatorBits, channels)),
    },
    ({ command, passed, activations, passedActivations, select, slot, blocks, excess, drain, row }) => {
      const meets = reg(bit, { init: 0 });
      meets.next = command.step;
      const nextActivations = reg(array(uint(activationBits), BLOCK_INPUTS * tokensAtOnce));
      when(meets, () => {
        nextActivations.next = activations;
      });
      passedActivations.value = nextActivations;

      const stages: ValueOf<typeof commands>[] = [command];
      for (let age = 1; age <= latency + 1; age++) {
        const older = reg(commands, { name: `command_${age}` });
        older.next = stages[age - 1] as ValueOf<typeof commands>;
        stages.push(older);
      }
      const [, next] = stages;
      passed.value = next as ValueOf<typeof commands>;
      const late = stages[latency] as ValueOf<typeof commands>;
      const sum = stages[latency + 1] as ValueOf<typeof commands>;

      for (let index = 0; index < channels; index++) {
        const channel = instance(TileChannel(shape), { name: `channel_${index}` });
        channel.write.value = select.at(index);
        channel.slot.value = slot;
        channel.block.value = blocks.at(index);
        channel.excess.value = excess.at(index);
        channel.loading.value = { load: command.load, slot: command.slot, plane: command.plane };
        channel.late.value = { load: late.load, slot: late.slot, plane: late.plane };
        channel.activations.value = activations;
        channel.adding.value = {
          fetch: late.step.and(late.isFirst.not()),
          fetchGroup: late.group,
          add: sum.step,
          group: sum.group,
          isFirst: sum.isFirst,
          isLast: sum.isLast,
        };
        channel.drain.value = drain;
        row.sums.at(index).value = channel.sum;
        row.overflow.at(index).value = channel.overflow;
      }
    },
    { doc: `${channels} channels of cluster tiles on one register of commands and activations.` },
  );
});
