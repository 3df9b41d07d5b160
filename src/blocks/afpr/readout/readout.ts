/**
 * Readout: takes the codes of all columns at a conversion's end and moves them, a group of lanes a cycle, through partial
 * sums to results. Invariant: the first `columns` codes of each conversion are used exactly once, column 0 first, with the
 * settings that held when they were latched.
 */
import {
  array,
  bit,
  connect,
  input,
  instance,
  literal,
  memoize,
  module,
  mux,
  named,
  output,
  reg,
  source,
  type Uint,
  uint,
  when,
} from "../../../dsl/index.ts";
import { bitsFor } from "../../parameters.ts";
import { Settings } from "../job.ts";
import { type AfprConfiguration, CODE_BITS } from "../parameters.ts";
import { VECTOR_BITS } from "../registers.ts";
import { AfprPartialSums } from "./partial-sum.ts";
import { AfprResultFormat, resultsType } from "./result-format.ts";

export { resultsType } from "./result-format.ts";

export type ReadoutShape = Pick<
  AfprConfiguration,
  "columns" | "lanes" | "groups" | "batch" | "accumulatorBits" | "resultStride"
>;

/**
 *     codes ==latch==> buffer --a group a cycle--> partial sums --> format --> results
 *                        |                          ^      v
 *                        +--> counts of flags       store: batch x groups words
 *
 * - `jobStart`: the next conversion is vector 0; never in a cycle with `latch`.
 * - `latch`: takes `codes`, `isClipped`, `isOverRange`, `settings`, `columns` (used, 1 or more), `isFirst` and `isLast`; only
 *   while `isFree`, which comes from a register, and ignored otherwise. `vectors`, 1 or more, says after how many
 *   conversions vector 0 comes again; a job that stores sums has at most `batch`. The row tiles of one sum agree in
 *   `vectors` and `columns`.
 * - `results`: ceil(columns / lanes) groups for each conversion latched with `isLast`, none for others.
 * - `overRange`, `clipped`: used columns whose flag was found in a group, for one cycle each group.
 * - `overflow`: a sum left the accumulator and was wrapped (pulse).
 * - `isIdle`: nothing is inside and no count or pulse is due.
 *
 * Cycles: with g groups and a latch in cycle t, `isFree` is 0 from t + 1 to t + g, results come in t + 5 to t + 4 + g, counts
 * in t + 2 to t + 1 + g, pulses of overflow in t + 3 to t + 2 + g. A conversion that only stores never waits, so the next
 * can be latched g + 1 cycles later; a receiver that waits holds the groups where they are.
 */
export const AfprReadout = memoize((shape: ReadoutShape) => {
  const { columns, lanes, groups, batch, accumulatorBits } = shape;
  return module(
    `afpr_readout_${columns}by${lanes}_batch${batch}_w${accumulatorBits}`,
    {
      jobStart: input(bit),
      vectors: input(uint(VECTOR_BITS)),
      columns: input(uint(bitsFor(columns))),
      isFirst: input(bit),
      isLast: input(bit),
      latch: input(bit),
      settings: input(Settings),
      codes: input(array(uint(CODE_BITS), columns)),
      isClipped: input(array(bit, columns)),
      isOverRange: input(array(bit, columns)),
      isFree: output(bit),
      results: source(resultsType(shape)),
      isIdle: output(bit),
      overRange: output(uint(bitsFor(lanes))),
      clipped: output(uint(bitsFor(lanes))),
      overflow: output(bit),
    },
    (io) => {
      const padded = groups * lanes;
      const isBusy = reg(bit, { init: 0 });
      // The group in front lies in the low bits.
      const codes = reg(uint(padded * CODE_BITS));
      const isClipped = reg(uint(padded));
      const isOverRange = reg(uint(padded));
      const settings = reg(Settings);
      const isFirst = reg(bit);
      const isLast = reg(bit);
      const columnsLeft = reg(uint(bitsFor(columns)));
      const vector = reg(uint(VECTOR_BITS), { init: 0 });
      const address = reg(uint(bitsFor(batch * groups - 1)));
      const overRange = reg(uint(bitsFor(lanes)), { init: 0 });
      const clipped = reg(uint(bitsFor(lanes)), { init: 0 });

      const partialSums = instance(AfprPartialSums(shape));
      const resultFormat = instance(AfprResultFormat(shape));
      connect(partialSums.sums, resultFormat.sums);
      connect(resultFormat.results, io.results);

      const isTaken = io.latch.and(isBusy.not());
      const moved = isBusy.and(partialSums.groups.ready);
      const isLastGroup = columnsLeft.le(lanes);
      when(isTaken, () => {
        isBusy.next = 1;
        codes.next = io.codes.asUint().zext(padded * CODE_BITS);
        isClipped.next = io.isClipped.asUint().zext(padded);
        isOverRange.next = io.isOverRange.asUint().zext(padded);
        settings.next = io.settings;
        isFirst.next = io.isFirst;
        isLast.next = io.isLast;
        columnsLeft.next = io.columns;
        // Vectors lie one after another, each as long as the groups in use.
        when(vector.eq(0), () => {
          address.next = 0;
        });
        vector.next = mux(vector.eq(io.vectors.sub(1)), 0, vector.add(1));
      }).elseWhen(moved, () => {
        codes.next = shiftedOut(codes, lanes * CODE_BITS);
        isClipped.next = shiftedOut(isClipped, lanes);
        isOverRange.next = shiftedOut(isOverRange, lanes);
        columnsLeft.next = columnsLeft.sub(Math.min(lanes, columns));
        address.next = address.add(1);
        when(isLastGroup, () => {
          isBusy.next = 0;
        });
      });
      when(io.jobStart, () => {
        vector.next = 0;
      });

      const keep = Array.from({ length: lanes }, (_, lane) => named(`keep_${lane}`, columnsLeft.gt(lane)));
      partialSums.groups.valid.value = isBusy;
      partialSums.groups.data.value = {
        codes: keep.map((kept, lane) =>
          mux(kept, codes.slice(lane * CODE_BITS + CODE_BITS - 1, lane * CODE_BITS), 0),
        ),
        keep,
        last: isLastGroup,
        isFirst,
        isLast,
        settings,
        address,
      };
      const count = (flags: Uint): Uint =>
        keep
          .map((kept, lane) => moved.and(kept).and(flags.at(lane)).zext(bitsFor(lanes)))
          .reduce((sum, flag) => sum.add(flag), literal(uint(bitsFor(lanes)), 0));
      overRange.next = count(isOverRange);
      clipped.next = count(isClipped);

      io.isFree.value = isBusy.not();
      io.isIdle.value = isBusy.not().and(partialSums.isEmpty).and(resultFormat.isEmpty);
      io.overRange.value = overRange;
      io.clipped.value = clipped;
      io.overflow.value = partialSums.isOverflow;
    },
    { doc: `Readout of ${columns} columns, ${lanes} a cycle, with partial sums of ${batch} vectors.` },
  );
});

/** Without its low `width` bits, zeros coming in at the top. */
const shiftedOut = (value: Uint, width: number): Uint =>
  value.width === width ? literal(uint(width), 0) : value.slice(value.width - 1, width).zext(value.width);
