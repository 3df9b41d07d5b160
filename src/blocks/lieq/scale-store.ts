/**
 * Scale store: the binary16 scales and zero points of two passes, one in use and one being loaded. Invariant: a bank is
 * written only while it is not in use.
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
  struct,
  uint,
  when,
} from "../../dsl/index.ts";
import { bitsFor } from "../parameters.ts";
import { HALF_BITS, type LieqConfiguration, SCALE_BUS, WEIGHT_FORMATS, ZERO_BITS } from "./parameters.ts";
import { passType } from "./pass.ts";

export type LieqScaleStoreShape = Pick<LieqConfiguration, "rows" | "columns" | "lanes" | "groups">;

const FINEQ = WEIGHT_FORMATS.indexOf("fineq");

/**
 * - `passes`: a pass is taken in the cycle of its last scale.
 * - `stream`: for each pass one beat a used column, column 0 first: the scale in bits 15..0, the zero point in bits
 *   23..16, which counts as 0 in a FineQ pass. Bits 31..24 are ignored.
 * - `group`: which `lanes` columns `scales` and `zeros` show, combinationally, of the oldest loaded pass; unknown in
 *   columns that the pass does not use.
 * - `isLoaded`: the oldest pass's scales are complete; `passDone`: it has drained.
 * - `isBad`: a scale that is negative, infinite or no number was taken (pulse).
 * - `isIdle`: no pass is offered, so no scale is missing.
 *
 * Throughput: a scale a cycle, also from pass to pass. A pass is loaded in the cycle after its last scale was taken. A
 * bank is free for the scales of the pass after the next in the cycle after `passDone`.
 */
export const LieqScaleStore = memoize((shape: LieqScaleStoreShape) => {
  const { rows, columns, lanes, groups } = shape;
  return module(
    `lieq_scale_store_${rows}x${columns}by${lanes}`,
    {
      passes: sink(passType(shape)),
      stream: sink(uint(SCALE_BUS)),
      group: input(uint(bitsFor(groups - 1))),
      scales: output(array(uint(HALF_BITS), lanes)),
      zeros: output(array(uint(ZERO_BITS), lanes)),
      passDone: input(bit),
      isLoaded: output(bit),
      isBad: output(bit),
      isIdle: output(bit),
    },
    ({ passes, stream, group, scales, zeros, passDone, isLoaded, isBad, isIdle }) => {
      const groupBits = bitsFor(groups - 1);
      const fullBanks = reg(uint(2), { init: 0 });
      const writeBank = reg(bit, { init: 0 });
      const readBank = reg(bit, { init: 0 });
      /** Columns of the pass that have their scale after the next beat. */
      const column = reg(uint(bitsFor(columns)), { init: 1 });
      const writeGroup = reg(uint(groupBits), { init: 0 });
      /** One-hot. */
      const lane = reg(uint(lanes), { init: 1 });

      stream.ready.value = passes.valid.and(fullBanks.ne(2));
      const taken = stream.fire;
      const passEnds = taken.and(column.eq(passes.data.columnsUsed));
      passes.ready.value = passEnds;

      const store = memory(array(struct({ scale: uint(HALF_BITS), zero: uint(ZERO_BITS) }), lanes), {
        addressBits: groupBits + 1,
        latency: 0,
        readUnderWrite: "old",
        ...(lanes > 1 ? { maskLanes: lanes } : {}),
      });
      const scale = stream.data.slice(HALF_BITS - 1, 0);
      const zero = mux(
        passes.data.format.eq(FINEQ),
        0,
        stream.data.slice(HALF_BITS + ZERO_BITS - 1, HALF_BITS),
      );
      store.write({
        when: taken,
        addr: writeBank.cat(writeGroup),
        data: Array.from({ length: lanes }, () => ({ scale, zero })),
        ...(lanes > 1 ? { mask: lane } : {}),
      });
      const shown = store.read(readBank.cat(group));
      for (let index = 0; index < lanes; index++) {
        scales.at(index).value = shown.at(index).scale;
        zeros.at(index).value = shown.at(index).zero;
      }

      when(taken, () => {
        column.next = column.add(1);
        const isLastLane = lane.at(lanes - 1);
        if (lanes > 1) lane.next = lane.slice(lanes - 2, 0).cat(isLastLane);
        when(isLastLane, () => {
          writeGroup.next = writeGroup.add(1);
        });
      });
      when(passEnds, () => {
        column.next = 1;
        lane.next = 1;
        writeGroup.next = 0;
        writeBank.next = writeBank.not();
      });
      when(passDone, () => {
        readBank.next = readBank.not();
      });
      fullBanks.next = mux(
        passEnds.eq(passDone),
        fullBanks,
        mux(passEnds, fullBanks.add(1), fullBanks.sub(1)),
      );
      isLoaded.value = fullBanks.any();
      isBad.value = taken.and(scale.at(15).or(scale.slice(14, 10).all()));
      isIdle.value = passes.valid.not();
    },
    { doc: `Scales and zero points of two passes of ${columns} columns, ${lanes} read at a time.` },
  );
});
