/**
 * Drain controller: moves finished sums down the columns and out of the bottom row, in groups of `lanes` columns. Invariant:
 * every sum in the first rowsLeft rows and columnsLeft columns of a tile leaves exactly once, bottom row first, column 0
 * first; `isFree` means that no drain register holds or will get anything of the last tile.
 */
import {
  array,
  bit,
  cat,
  enumOf,
  fromBits,
  input,
  literal,
  match,
  memoize,
  module,
  output,
  reg,
  sint,
  source,
  struct,
  type Uint,
  uint,
  when,
  wire,
} from "../../dsl/index.ts";
import { bitsFor } from "../parameters.ts";
import { capped, Job, tileWalk } from "./job.ts";
import { type FineqConfiguration, SIZE_BITS } from "./parameters.ts";
import { drainRow } from "./row.ts";

export type DrainShape = Pick<
  FineqConfiguration,
  "rows" | "columns" | "accumulatorBits" | "lanes" | "groups"
>;

/** A group of sums without their scales. */
export const groupType = ({ accumulatorBits, lanes }: Pick<DrainShape, "accumulatorBits" | "lanes">) =>
  struct({ sums: array(sint(accumulatorBits), lanes), keep: array(bit, lanes), last: bit });

const State = enumOf("idle", "fall", "send");

/**
 * - `finished`: a boundary has been ordered (command.ts); the last element gets it rows + columns + 1 cycles later.
 * - `drained`: the bottom row's drain registers; `shift` for the array.
 * - `scalesLoaded`, `group`, `tileDone`: to and from the scale store.
 * - `sums`: groups of sums. `isOverflow`: a sum that was sent had left its range (pulse).
 *
 * A row takes a cycle a group, and two cycles at least, because a shift climbs one row a cycle and the next must not catch
 * up with it; rows past M take two cycles without sending.
 */
export const FineqDrain = memoize((shape: DrainShape) =>
  module(
    `fineq_drain_${shape.rows}x${shape.columns}by${shape.lanes}_w${shape.accumulatorBits}`,
    {
      jobStart: input(bit),
      job: input(Job),
      finished: input(bit),
      isFree: output(bit),
      drained: input(drainRow(shape)),
      shift: output(bit),
      scalesLoaded: input(bit),
      group: output(uint(bitsFor(shape.groups - 1))),
      tileDone: output(bit),
      sums: source(groupType(shape)),
      isOverflow: output(bit),
    },
    (io) => {
      const { rows, columns, lanes, groups, accumulatorBits } = shape;
      const state = reg(State, { init: "idle" });
      const fall = reg(uint(bitsFor(rows + columns)));
      /** Counts down while the last shift climbs to the first row. */
      const climb = reg(uint(bitsFor(rows)), { init: 0 });
      const hasShifted = reg(bit, { init: 0 });
      const row = reg(uint(bitsFor(rows - 1)));
      const groupIndex = reg(uint(bitsFor(groups - 1)), { init: 0 });
      const columnsLeft = reg(uint(bitsFor(columns)));

      const endsTile = wire(bit);
      const walk = tileWalk(io.job, io.jobStart, endsTile, shape);
      const isRowUsed = walk.rowsLeft.gt(row.zext(SIZE_BITS));
      const isLastGroup = columnsLeft.le(lanes);
      const isSending = state.eq("send");
      const mustWait = hasShifted.and(isRowUsed.not().or(isLastGroup));
      io.sums.valid.value = isSending.and(isRowUsed).and(mustWait.not());
      const moved = io.sums.fire;
      const isSkipped = isSending.and(isRowUsed.not()).and(mustWait.not());
      const rowDone = isSkipped.or(moved.and(isLastGroup));
      const isTop = row.eq(0);
      const shifts = rowDone.and(isTop.not());
      endsTile.value = rowDone.and(isTop);

      match(state, {
        idle: () => {
          fall.next = rows + columns;
          when(io.finished, () => {
            state.next = "fall";
          });
        },
        fall: () => {
          row.next = rows - 1;
          columnsLeft.next = capped(walk.columnsLeft, columns);
          when(fall.any(), () => {
            fall.next = fall.sub(1);
          }).elseWhen(io.scalesLoaded, () => {
            state.next = "send";
          });
        },
        send: () => {
          when(moved, () => {
            groupIndex.next = groupIndex.add(1);
            columnsLeft.next = columnsLeft.sub(Math.min(lanes, columns));
          });
          when(rowDone, () => {
            groupIndex.next = 0;
            columnsLeft.next = capped(walk.columnsLeft, columns);
            row.next = row.sub(1);
          });
          when(endsTile, () => {
            state.next = "idle";
          });
        },
      });
      hasShifted.next = shifts;
      when(shifts, () => {
        climb.next = rows - 1;
      }).elseWhen(climb.any(), () => {
        climb.next = climb.sub(1);
      });

      const keep = Array.from({ length: lanes }, (_, lane) => columnsLeft.gt(lane));
      const missing = groups * lanes - columns;
      const padded = (bits: Uint, width: number): Uint =>
        missing === 0 ? bits : literal(uint(missing * width), 0).cat(bits);
      const sums = fromBits(
        array(array(sint(accumulatorBits), lanes), groups),
        padded(io.drained.sums.asUint(), accumulatorBits),
      ).at(groupIndex);
      const overflow = fromBits(array(uint(lanes), groups), padded(io.drained.overflow.asUint(), 1)).at(
        groupIndex,
      );
      io.sums.data.value = { sums, keep, last: isTop.and(isLastGroup) };
      io.isOverflow.value = moved.and(overflow.and(cat(...[...keep].reverse())).any());

      io.isFree.value = state.eq("idle").and(climb.any().not());
      io.shift.value = shifts;
      io.group.value = groupIndex;
      io.tileDone.value = endsTile;
    },
  ),
);
