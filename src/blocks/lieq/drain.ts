/**
 * Drain controller of the LieQ engine: FineQ's, with every pass as a job of one tile, so all of its dates are kept.
 * Invariant: every sum in the used rows and columns of a pass leaves exactly once, with the address of what earlier
 * groups of the tile left.
 */
import {
  array,
  bit,
  input,
  instance,
  literal,
  memoize,
  module,
  mux,
  output,
  reg,
  sink,
  sint,
  source,
  struct,
  uint,
  when,
} from "../../dsl/index.ts";
import { drainRow, FineqDrain } from "../fineq/index.ts";
import { bitsFor } from "../parameters.ts";
import { type LieqConfiguration, SIZE_BITS } from "./parameters.ts";
import { passType } from "./pass.ts";

export type LieqDrainShape = Pick<
  LieqConfiguration,
  "rows" | "columns" | "accumulatorBits" | "lanes" | "groups"
>;

/** Bits of the number of a group of lanes in a tile: row * groups + group. */
export const addressBits = ({ rows, groups }: Pick<LieqDrainShape, "rows" | "groups">): number =>
  bitsFor(rows * groups - 1);

/**
 * What every group of sums carries on its way to the results: `keep` marks the lanes that count, `address` is row *
 * groups + group, `isFirst` and `isLast` tell the tile's first and last group of K, `last` the tile's last beat.
 */
export const groupFields = (shape: Pick<LieqDrainShape, "rows" | "lanes" | "groups">) => ({
  keep: array(bit, shape.lanes),
  address: uint(addressBits(shape)),
  isFirst: bit,
  isLast: bit,
  last: bit,
});

/** A group of sums without their scales. */
export const drainedType = (shape: Pick<LieqDrainShape, "rows" | "accumulatorBits" | "lanes" | "groups">) =>
  struct({ sums: array(sint(shape.accumulatorBits), shape.lanes), ...groupFields(shape) });

/**
 * - `passes`: a pass is taken in the cycle of `passDone`; it may come at any time, and no sums are sent before it is there.
 * - `finished`: a boundary has been ordered; the array's last element gets it rows + columns + 1 cycles later. Only
 *   while `isFree`.
 * - `isFree`: no drain register of the array holds or will get anything of the last pass.
 * - `drained`: the bottom row's drain registers; `shift` for the array.
 * - `scalesLoaded`, `group`, `passDone`: to and from the scale store. `group` is that of `sums`.
 * - `rowDone`: the bottom row's sums have left or are not used (pulse); the row above follows.
 * - `sums`: groups of sums, bottom row first, column 0 first. `isOverflow`: a sum that was sent had left its range (pulse).
 *
 * Dates without stalls, `finished` being 0: sending begins at rows + columns + 2, in the cycle after `scalesLoaded` first
 * holds, or two cycles after the pass is first offered, whichever is last. A group leaves in a cycle. A row takes as many
 * cycles as it has groups and a row that is not used takes one, but two cycles at least lie between the ends of
 * neighbouring rows. `passDone` comes with the end of row 0. `isFree` comes back in the cycle after it, and not before
 * `rows` cycles after the last shift, which comes with the end of row 1.
 */
export const LieqDrain = memoize((shape: LieqDrainShape) =>
  module(
    `lieq_drain_${shape.rows}x${shape.columns}by${shape.lanes}_w${shape.accumulatorBits}`,
    {
      passes: sink(passType(shape)),
      finished: input(bit),
      isFree: output(bit),
      drained: input(drainRow(shape)),
      shift: output(bit),
      scalesLoaded: input(bit),
      group: output(uint(bitsFor(shape.groups - 1))),
      passDone: output(bit),
      rowDone: output(bit),
      sums: source(drainedType(shape)),
      isOverflow: output(bit),
    },
    (io) => {
      const { rows, groups } = shape;
      const rowDrain = instance(FineqDrain(shape));
      const { rowsUsed, columnsUsed, isFirst, isLast } = io.passes.data;
      // The job follows the offered pass a cycle behind.
      const isKnown = reg(bit, { init: 0 });
      isKnown.next = io.passes.valid;
      rowDrain.jobStart.value = io.passes.valid;
      rowDrain.job.value = { m: rowsUsed.zext(SIZE_BITS), n: columnsUsed.zext(SIZE_BITS), k: 0 };

      rowDrain.finished.value = io.finished;
      rowDrain.drained.value = io.drained;
      rowDrain.scalesLoaded.value = io.scalesLoaded.and(isKnown);
      io.isFree.value = rowDrain.isFree;
      io.shift.value = rowDrain.shift;
      io.group.value = rowDrain.group;
      io.isOverflow.value = rowDrain.isOverflow;
      const passDone = rowDrain.tileDone;
      io.passes.ready.value = passDone;
      io.passDone.value = passDone;
      const rowDone = rowDrain.shift.or(passDone);
      io.rowDone.value = rowDone;

      const width = addressBits(shape);
      const bottom = literal(uint(width), (rows - 1) * groups);
      /** Address of the row's first group. */
      const rowAddress = reg(uint(width), { init: (rows - 1) * groups });
      when(rowDone, () => {
        rowAddress.next = rows === 1 ? bottom : mux(passDone, bottom, rowAddress.sub(groups));
      });
      io.sums.valid.value = rowDrain.sums.valid;
      rowDrain.sums.ready.value = io.sums.ready;
      const { sums, keep, last } = rowDrain.sums.data;
      const address = rowAddress.add(rowDrain.group.zext(width));
      io.sums.data.value = { sums, keep, address, isFirst, isLast, last };
    },
    { doc: "Drain controller: finished sums of a pass leave the array from the bottom row up." },
  ),
);
