/**
 * Partial sums over row tiles: codes of a conversion become integers, are added to what is stored of their vector, and
 * are stored back or sent on. Invariant: modulo 2^accumulatorBits a sum is exact, and whatever leaves the accumulator's
 * range is reported; sums that are stored never wait for a receiver.
 */
import {
  array,
  assert,
  type Bit,
  bit,
  cat,
  input,
  instance,
  memoize,
  memory,
  module,
  mux,
  named,
  output,
  reg,
  sink,
  sint,
  source,
  struct,
  uint,
  when,
} from "../../../dsl/index.ts";
import { bitsFor } from "../../parameters.ts";
import { Settings } from "../job.ts";
import { type AfprConfiguration, CODE_BITS, SHIFT_BITS } from "../parameters.ts";
import { FORMAT_BITS, OUTPUT_SHIFT_BITS } from "../registers.ts";

export type PartialSumShape = Pick<AfprConfiguration, "lanes" | "groups" | "batch" | "accumulatorBits">;

/** Bits of |I(code) << SH|: at most 252 * 2^15; a term has a sign besides. */
const MAGNITUDE_BITS = 23;
const TERM_BITS = MAGNITUDE_BITS + 1;

/** Codes of `lanes` columns; `keep` marks those that count, the others are 0; `last` ends a vector. */
export const codeGroupType = ({ lanes, groups, batch }: Omit<PartialSumShape, "accumulatorBits">) =>
  struct({
    codes: array(uint(CODE_BITS), lanes),
    keep: array(bit, lanes),
    last: bit,
    isFirst: bit,
    isLast: bit,
    settings: Settings,
    /** Word of the store. */
    address: uint(bitsFor(batch * groups - 1)),
  });

/** What travels beside the terms. */
const termGroupType = (shape: Omit<PartialSumShape, "accumulatorBits">) => {
  const { codes, keep, last, isFirst, isLast, address } = codeGroupType(shape).fields;
  const { outputShift, format } = Settings.fields;
  return struct({ codes, keep, last, isFirst, isLast, outputShift, format, address });
};

/** Finished sums of `lanes` columns, with the codes of the last conversion. */
export const sumGroupType = ({
  lanes,
  accumulatorBits,
}: Pick<PartialSumShape, "lanes" | "accumulatorBits">) =>
  struct({
    sums: array(sint(accumulatorBits), lanes),
    codes: array(uint(CODE_BITS), lanes),
    keep: array(bit, lanes),
    last: bit,
    outputShift: uint(OUTPUT_SHIFT_BITS),
    format: uint(FORMAT_BITS),
  });

/** +-(I << shift) of an E2M5 code in units of 2^-5, I = 0 to 252. Combinational. */
export const AfprTerm = memoize(() =>
  module(
    "afpr_term",
    { code: input(uint(CODE_BITS)), shift: input(uint(SHIFT_BITS)), term: output(sint(TERM_BITS)) },
    ({ code, shift, term }) => {
      const exponent = code.slice(6, 5);
      const significand = exponent.any().cat(code.slice(4, 0)).zext(CODE_BITS);
      const scaled = mux(
        exponent.eq(3),
        significand.shlTrunc(2),
        mux(exponent.eq(2), significand.shlTrunc(1), significand),
      );
      const magnitude = scaled.zext(MAGNITUDE_BITS).shlTrunc(shift).zext(TERM_BITS).asSint();
      term.value = mux(code.at(7), magnitude.neg(), magnitude);
    },
    { doc: "The integer that an E2M5 code stands for, times 2^shift." },
  ),
);

/**
 * - `groups`: groups of codes. `isFirst` replaces what is stored, `isLast` sends the sum on instead of storing it.
 * - `sums`: the sums of groups that came with `isLast`, valid and data from registers.
 * - `isOverflow`: a sum of a lane that counts left the accumulator and was wrapped (pulse, two cycles after its group came,
 *   later if it had to wait).
 * - `isEmpty`: no group is inside and no pulse is due.
 *
 * Latency 2, a group a cycle. The store is a memory of batch * groups words with a synchronous read, which block RAM has:
 * a group is read when it comes in and written a cycle later, so two groups of one address need a cycle in between.
 */
export const AfprPartialSums = memoize((shape: PartialSumShape) => {
  const { lanes, groups, batch, accumulatorBits } = shape;
  return module(
    `afpr_partial_sums_${groups}x${lanes}_batch${batch}_w${accumulatorBits}`,
    {
      groups: sink(codeGroupType(shape)),
      sums: source(sumGroupType(shape)),
      isOverflow: output(bit),
      isEmpty: output(bit),
    },
    (io) => {
      const store = memory(array(sint(accumulatorBits), lanes), {
        depth: batch * groups,
        latency: 1,
        readUnderWrite: "undefined",
      });

      // First stage: terms, and the stored sums on their way out of the memory.
      const isAdding = reg(bit, { init: 0 });
      const terms = reg(array(sint(TERM_BITS), lanes));
      const adding = reg(termGroupType(shape), { name: "adding" });
      // Second stage: sums to send.
      const isSending = reg(bit, { init: 0 });
      const sending = reg(sumGroupType(shape), { name: "sending" });
      const overflow = reg(bit, { init: 0 });

      const sent = isSending.not().or(io.sums.ready);
      const added = isAdding.not().or(adding.isLast.not()).or(sent);
      io.groups.ready.value = added;
      const taken = io.groups.fire;
      const group = io.groups.data;
      const stored = store.read(group.address, { enable: taken.and(group.isFirst.not()) });
      when(added, () => {
        isAdding.next = io.groups.valid;
      });
      when(taken, () => {
        adding.next = {
          codes: group.codes,
          keep: group.keep,
          last: group.last,
          isFirst: group.isFirst,
          isLast: group.isLast,
          outputShift: group.settings.outputShift,
          format: group.settings.format,
          address: group.address,
        };
      });
      for (let lane = 0; lane < lanes; lane++) {
        const unit = instance(AfprTerm(), { name: `term_${lane}` });
        unit.code.value = group.codes.at(lane);
        unit.shift.value = group.settings.shift;
        when(taken, () => {
          terms.at(lane).next = unit.term;
        });
      }

      const totals = Array.from({ length: lanes }, (_, lane) => {
        const earlier = named(`earlier_${lane}`, mux(adding.isFirst, 0, stored.at(lane)));
        return named(`total_${lane}`, earlier.addc(terms.at(lane).sext(accumulatorBits)));
      });
      const sums = totals.map((total, lane) => named(`sum_${lane}`, total.trunc(accumulatorBits)));
      const isWrapped: Bit[] = totals.map((total, lane) =>
        named(
          `isWrapped_${lane}`,
          adding.keep.at(lane).and(total.at(accumulatorBits).xor(total.at(accumulatorBits - 1))),
        ),
      );
      const moves = isAdding.and(added);
      const isStored = moves.and(adding.isLast.not());
      store.write({ when: isStored, addr: adding.address, data: sums });
      overflow.next = moves.and(cat(...isWrapped).any());
      when(sent, () => {
        isSending.next = isAdding.and(adding.isLast);
      });
      when(moves.and(adding.isLast), () => {
        sending.next = {
          sums,
          codes: adding.codes,
          keep: adding.keep,
          last: adding.last,
          outputShift: adding.outputShift,
          format: adding.format,
        };
      });
      const isTooEarly = taken.and(group.isFirst.not()).and(isStored).and(group.address.eq(adding.address));
      assert(isTooEarly.not(), "a sum is read after it has been stored");

      io.sums.valid.value = isSending;
      io.sums.data.value = sending;
      io.isOverflow.value = overflow;
      io.isEmpty.value = isAdding.or(isSending).or(overflow).not();
    },
    { doc: `Partial sums of ${batch} vectors, ${groups} groups of ${lanes} lanes each.` },
  );
});
