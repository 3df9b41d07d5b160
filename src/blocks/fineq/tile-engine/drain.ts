/**
 * Drain controller of cluster tiles: reads finished sums row by row and sends them in groups of `lanes` columns. Invariant: every
 * sum in the first rowsLeft rows and columnsLeft columns of a tile leaves exactly once, last row first, column 0 first; after
 * `isFree` the memories of finished sums are not read any more.
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
  mux,
  output,
  reg,
  sint,
  source,
  type Uint,
  uint,
  when,
  wire,
} from "../../../dsl/index.ts";
import { bitsFor } from "../../parameters.ts";
import { type DrainShape, groupType } from "../drain.ts";
import { capped, Job, tileWalk } from "../job.ts";
import { rowType } from "./band.ts";
import { drainReadType, fitted, groupBits, tokenBits } from "./command.ts";
import type { TileConfiguration } from "./parameters.ts";

export type TileDrainShape = DrainShape & {
  readonly tile: Pick<TileConfiguration, "groups" | "tokensAtOnce" | "latency" | "bands">;
};

const State = enumOf("idle", "wait", "send");

/**
 * - `finished`: the step that was ordered in this cycle gives the finished sums of the tile's last token group within M; the others
 *   follow one a cycle, faster than they leave.
 * - `read`, `row`: to the bands and back; a row a cycle.
 * - `scalesLoaded`, `group`, `tileDone`: to and from the scale store.
 * - `sums`: groups of sums. `isOverflow`: a sum that was sent had left its range (pulse).
 *
 * Latency: a tile's first group is offered 4 + latency + bands - 1 cycles after `finished`. Throughput: a group a cycle.
 */
export const TileDrain = memoize((shape: TileDrainShape) =>
  module(
    `fineq_tile_drain_${shape.rows}x${shape.columns}by${shape.lanes}_w${shape.accumulatorBits}_t${shape.tile.tokensAtOnce}`,
    {
      jobStart: input(bit),
      job: input(Job),
      finished: input(bit),
      isFree: output(bit),
      read: output(drainReadType(shape)),
      row: input(rowType(shape.accumulatorBits, shape.columns)),
      scalesLoaded: input(bit),
      group: output(uint(bitsFor(shape.groups - 1))),
      tileDone: output(bit),
      sums: source(groupType(shape)),
      isOverflow: output(bit),
    },
    (io) => {
      const { rows, columns, lanes, groups, accumulatorBits, tile } = shape;
      const { tokensAtOnce, latency, bands } = tile;
      // From the step to the write of its sums: command, activations, the tile; the last band is bands - 1 later.
      const wait = 2 + latency + bands - 1;
      const state = reg(State, { init: "idle" });
      const waited = reg(uint(bitsFor(wait)));
      const groupIndex = reg(uint(bitsFor(groups - 1)), { init: 0 });
      const columnsLeft = reg(uint(bitsFor(columns)));
      const token = reg(uint(tokenBits(tile)));
      /** Of the token group that is sent. */
      const tokens = reg(uint(groupBits(tile)));

      const endsTile = wire(bit);
      const walk = tileWalk(io.job, io.jobStart, endsTile, shape);
      const lastRow = capped(walk.rowsLeft, rows).sub(1);
      const firstTokens = fitted(lastRow.shr(Math.log2(tokensAtOnce)), groupBits(tile));
      const firstToken = tokensAtOnce === 1 ? literal(uint(1), 0) : fitted(lastRow, tokenBits(tile));

      const isSending = state.eq("send");
      const isLastGroup = columnsLeft.le(lanes);
      io.sums.valid.value = isSending;
      const moved = io.sums.fire;
      const rowDone = moved.and(isLastGroup);
      const isGroupDone = rowDone.and(token.any().not());
      endsTile.value = isGroupDone.and(tokens.any().not());
      const isWaitOver = waited.any().not().and(state.eq("wait"));

      match(state, {
        idle: () => {
          waited.next = wait;
          when(io.finished, () => {
            state.next = "wait";
          });
        },
        wait: () => {
          columnsLeft.next = capped(walk.columnsLeft, columns);
          tokens.next = firstTokens;
          token.next = firstToken;
          when(waited.any(), () => {
            waited.next = waited.sub(1);
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
            token.next = token.sub(1);
          });
          when(isGroupDone, () => {
            tokens.next = tokens.sub(1);
            token.next = tokensAtOnce - 1;
          });
          when(endsTile, () => {
            state.next = "idle";
          });
        },
      });
      io.read.value = {
        read: isWaitOver.or(isGroupDone),
        group: mux(isSending, tokens.sub(1), firstTokens),
        token,
      };

      const keep = Array.from({ length: lanes }, (_, lane) => columnsLeft.gt(lane));
      const missing = groups * lanes - columns;
      const padded = (bits: Uint, width: number): Uint =>
        missing === 0 ? bits : literal(uint(missing * width), 0).cat(bits);
      const sums = fromBits(
        array(array(sint(accumulatorBits), lanes), groups),
        padded(io.row.sums.asUint(), accumulatorBits),
      ).at(groupIndex);
      const overflow = fromBits(array(uint(lanes), groups), padded(io.row.overflow.asUint(), 1)).at(
        groupIndex,
      );
      const isLastRow = tokens.any().or(token.any()).not();
      io.sums.data.value = { sums, keep, last: isLastRow.and(isLastGroup) };
      io.isOverflow.value = moved.and(overflow.and(cat(...[...keep].reverse())).any());

      io.isFree.value = state.eq("idle");
      io.group.value = groupIndex;
      io.tileDone.value = endsTile;
    },
    {
      doc: `Sends finished sums of ${shape.rows} tokens, ${shape.lanes} channels a cycle, the last token first.`,
    },
  ),
);
