/**
 * Scale store: the binary16 scales of two tiles, one in use and one being loaded. Invariant: a bank is written only while
 * it is not in use.
 */
import {
  array,
  bit,
  input,
  memoize,
  memory,
  module,
  mux,
  output,
  reg,
  sink,
  uint,
  when,
} from "../../dsl/index.ts";
import { bitsFor } from "../parameters.ts";
import { Job, tileWalk } from "./job.ts";
import type { FineqConfiguration } from "./parameters.ts";

export type ScaleStoreShape = Pick<FineqConfiguration, "rows" | "columns" | "lanes" | "groups">;

/** Bits of a scale, IEEE 754 binary16. */
export const HALF_BITS = 16;

/**
 * - `jobStart`, `job`: as everywhere.
 * - `stream`: for each tile one scale a column, column 0 first, columns past N included.
 * - `group`: which `lanes` columns `scales` shows, combinationally, of the oldest loaded tile.
 * - `isLoaded`: the oldest tile's scales are complete; `tileDone`: it is drained.
 * - `isBad`: a scale that is negative, infinite or no number was taken (pulse).
 * - `isIdle`: no scale of the job is missing.
 *
 * Throughput: a scale a cycle. A tile is loaded one cycle after its last scale was taken.
 */
export const FineqScaleStore = memoize((shape: ScaleStoreShape) => {
  const { columns, lanes, groups } = shape;
  return module(
    `fineq_scale_store_${columns}by${lanes}_${shape.rows}`,
    {
      jobStart: input(bit),
      job: input(Job),
      stream: sink(uint(HALF_BITS)),
      group: input(uint(bitsFor(groups - 1))),
      scales: output(array(uint(HALF_BITS), lanes)),
      tileDone: input(bit),
      isLoaded: output(bit),
      isBad: output(bit),
      isIdle: output(bit),
    },
    ({ jobStart, job, stream, group, scales, tileDone, isLoaded, isBad, isIdle }) => {
      const groupBits = bitsFor(groups - 1);
      const isActive = reg(bit, { init: 0 });
      const fullBanks = reg(uint(2), { init: 0 });
      const writeBank = reg(bit, { init: 0 });
      const readBank = reg(bit, { init: 0 });
      const writeGroup = reg(uint(groupBits), { init: 0 });
      /** One-hot. */
      const lane = reg(uint(lanes), { init: 1 });

      stream.ready.value = isActive.and(fullBanks.ne(2));
      const taken = stream.fire;
      const isLastLane = lane.at(lanes - 1);
      const isLastGroup = writeGroup.eq(groups - 1);
      // The last group may be short.
      const endsInLane = lane.at((columns - 1) % lanes);
      const tileEnds = taken.and(isLastGroup).and(endsInLane);
      const walk = tileWalk(job, jobStart, tileEnds, shape);

      const store = memory(array(uint(HALF_BITS), lanes), {
        addressBits: groupBits + 1,
        latency: 0,
        readUnderWrite: "old",
        ...(lanes > 1 ? { maskLanes: lanes } : {}),
      });
      store.write({
        when: taken,
        addr: writeBank.cat(writeGroup),
        data: Array.from({ length: lanes }, () => stream.data),
        ...(lanes > 1 ? { mask: lane } : {}),
      });
      scales.value = store.read(readBank.cat(group));

      when(taken, () => {
        if (lanes > 1) lane.next = lane.slice(lanes - 2, 0).cat(isLastLane);
        when(isLastLane, () => {
          writeGroup.next = writeGroup.add(1);
        });
        when(tileEnds, () => {
          lane.next = 1;
          writeGroup.next = 0;
          writeBank.next = writeBank.not();
        });
      });
      when(jobStart, () => {
        isActive.next = 1;
      }).elseWhen(tileEnds.and(walk.isLast), () => {
        isActive.next = 0;
      });
      when(tileDone, () => {
        readBank.next = readBank.not();
      });
      fullBanks.next = mux(
        tileEnds.eq(tileDone),
        fullBanks,
        mux(tileEnds, fullBanks.add(1), fullBanks.sub(1)),
      );
      isLoaded.value = fullBanks.any();
      isBad.value = taken.and(stream.data.at(15).or(stream.data.slice(14, 10).all()));
      isIdle.value = isActive.not();
    },
    { doc: `Scales of two tiles of ${columns} columns, ${lanes} read at a time.` },
  );
});
