/**
 * From sums to results: zero-point correction, exact scaling, and the addition over a tile's groups of K. Invariant: no
 * rounding anywhere; a stored total is read only by the next group of its tile with the same address, and a word that
 * was never written reaches no result.
 */
import {
  array,
  type Bit,
  bit,
  cat,
  input,
  instance,
  memoize,
  memory,
  module,
  mux,
  output,
  reg,
  type Sint,
  sink,
  sint,
  source,
  struct,
  type Uint,
  uint,
  when,
} from "../../dsl/index.ts";
import { FineqScaleLane } from "../fineq/index.ts";
import { addressBits, groupFields } from "./drain.ts";
import { HALF_BITS, type LieqConfiguration, RESULT_BITS, ROW_SUM_BITS, ZERO_BITS } from "./parameters.ts";

export type LieqAccumulateShape = Pick<LieqConfiguration, "rows" | "accumulatorBits" | "lanes" | "groups">;

/** Bits of a total: see RESULT_BITS. */
const TOTAL_BITS = 72;
/** Significand (11) and largest shift (29) of a binary16 scale widen a sum by this much. */
const SCALE_BITS = 40;

/** A group of finished sums with their scales and zero points, and the activation sum of their row. */
export const scaledGroupType = (shape: LieqAccumulateShape) =>
  struct({
    sums: array(sint(shape.accumulatorBits), shape.lanes),
    scales: array(uint(HALF_BITS), shape.lanes),
    zeros: array(uint(ZERO_BITS), shape.lanes),
    rowSum: sint(ROW_SUM_BITS),
    ...groupFields(shape),
  });

/** A beat of results as AXI4-Stream has it: lane 0 in the low bits, sign-extended to 80 bits; `keep` a bit a byte. */
export const lieqResultsType = ({ lanes }: Pick<LieqAccumulateShape, "lanes">) =>
  struct({ data: uint(lanes * RESULT_BITS), keep: uint((lanes * RESULT_BITS) / 8), last: bit });

/**
 * One lane: five registers, each moved by its own enable.
 *
 * - `sum`, `zero`, `rowSum`, `scale`: of a group; the scale is finite and not negative, subnormals included.
 * - `earlier`: what the tile's earlier groups left, four enabled edges after `sum`.
 * - `total` = (sum - zero * rowSum) * significand << shift + earlier, in the same cycle as `earlier`; `result`: the same an
 *   enabled edge later.
 *
 * sum - zero * rowSum has to fit accumulatorBits. It does: 255 * 128 * 128 takes 23 bits, and FineQ's zero is 0.
 */
export const LieqAccumulateLane = memoize(
  ({ accumulatorBits }: Pick<LieqAccumulateShape, "accumulatorBits">) =>
    module(
      `lieq_accumulate_lane_w${accumulatorBits}`,
      {
        sum: input(sint(accumulatorBits)),
        zero: input(uint(ZERO_BITS)),
        rowSum: input(sint(ROW_SUM_BITS)),
        scale: input(uint(HALF_BITS)),
        earlier: input(sint(TOTAL_BITS)),
        enable: input(uint(5)),
        total: output(sint(TOTAL_BITS)),
        result: output(sint(TOTAL_BITS)),
      },
      ({ sum, zero, rowSum, scale, earlier, enable, total, result }) => {
        const heldSum = reg(sint(accumulatorBits));
        const heldZero = reg(uint(ZERO_BITS));
        const heldRowSum = reg(sint(ROW_SUM_BITS));
        const heldScale = reg(uint(HALF_BITS));
        when(enable.at(0), () => {
          heldSum.next = sum;
          heldZero.next = zero;
          heldRowSum.next = rowSum;
          heldScale.next = scale;
        });
        const scaling = instance(
          FineqScaleLane({ accumulatorBits, resultBits: accumulatorBits + SCALE_BITS }),
        );
        // |zero * rowSum| <= 255 * 2^15 takes 24 bits with its sign.
        const correction = heldZero
          .zext(ZERO_BITS + 1)
          .asSint()
          .mul(heldRowSum)
          .trunc(24);
        scaling.sum.value = heldSum.sub(correction.sext(accumulatorBits));
        scaling.scale.value = heldScale;
        scaling.enable.value = enable.slice(3, 1);
        const sent = reg(sint(TOTAL_BITS));
        const added = scaling.result.sext(TOTAL_BITS).add(earlier);
        when(enable.at(4), () => {
          sent.next = added;
        });
        total.value = added;
        result.value = sent;
      },
      {
        doc: "Lane: zero-point correction, exact scaling by a binary16 scale, addition to an earlier total.",
      },
    ),
);

/**
 * `lanes` lanes in a row of five stages, and a memory of one total for each place of a tile.
 *
 * - `sums`: groups of sums of one tile's passes after the other's, as LieqDrain sends them.
 * - `results`: each group of a tile's last pass (`isLast`), whose totals are complete; others go to the memory and send nothing.
 * - `isEmpty`: no group is inside.
 *
 * Registers: 1 operands, 2 corrected sums, 3 products, 4 scaled sums (here the total of `address` is there, which was
 * read on the way in, and is added), 5 results. A group taken in cycle t is offered as a result in cycle t + 5, or stored
 * at the end of cycle t + 4; `isEmpty` returns in the cycle after the result was taken, t + 6 at the earliest, or in t + 5 if
 * it is stored. A group a cycle. A stage moves when the next one can, so bubbles close under back-pressure; a stored group
 * never waits for `results` itself. A group of the same address right behind one that is being stored waits for one cycle,
 * which happens only after back-pressure has pushed them together: the drain sends them 5 cycles apart or more.
 */
export const LieqAccumulate = memoize((shape: LieqAccumulateShape) =>
  module(
    `lieq_accumulate_${shape.rows}x${shape.groups}by${shape.lanes}_w${shape.accumulatorBits}`,
    {
      sums: sink(scaledGroupType(shape)),
      results: source(lieqResultsType(shape)),
      isEmpty: output(bit),
    },
    ({ sums, results, isEmpty }) => {
      const { rows, groups, lanes } = shape;
      const first = stage(1, shape);
      const second = stage(2, shape);
      const third = stage(3, shape);
      const fourth = stage(4, shape);
      const sent = {
        valid: reg(bit, { init: 0, name: "valid_5" }),
        keep: reg(uint(lanes), { name: "keep_5" }),
        last: reg(bit, { name: "last_5" }),
      };
      const resultMoves = sent.valid.not().or(results.ready);
      const stores = fourth.valid.and(fourth.isLast.not());
      // The total would be read in the cycle in which it is written.
      const isTooEarly = stores.and(third.address.eq(fourth.address));
      const fourthMoves = fourth.valid.not().or(stores).or(resultMoves);
      const thirdLeaves = fourthMoves.and(isTooEarly.not());
      const thirdMoves = third.valid.not().or(thirdLeaves);
      const secondMoves = second.valid.not().or(thirdMoves);
      const firstMoves = first.valid.not().or(secondMoves);

      sums.ready.value = firstMoves;
      when(firstMoves, () => {
        first.valid.next = sums.valid;
        first.keep.next = sums.data.keep.asUint();
        first.address.next = sums.data.address;
        first.isFirst.next = sums.data.isFirst;
        first.isLast.next = sums.data.isLast;
        first.last.next = sums.data.last;
      });
      when(secondMoves, () => follow(second, first, first.valid));
      when(thirdMoves, () => follow(third, second, second.valid));
      when(fourthMoves, () => follow(fourth, third, third.valid.and(isTooEarly.not())));
      when(resultMoves, () => {
        sent.valid.next = fourth.valid.and(fourth.isLast);
        sent.keep.next = fourth.keep;
        sent.last.next = fourth.last;
      });

      const store = memory(array(sint(TOTAL_BITS), lanes), {
        depth: rows * groups,
        latency: 1,
        readUnderWrite: "undefined",
      });
      const stored = store.read(third.address, { enable: fourthMoves });

      const enable = cat(resultMoves, fourthMoves, thirdMoves, secondMoves, firstMoves);
      const totals: Sint[] = [];
      const words: Uint[] = [];
      const keeps: Uint[] = [];
      for (let index = 0; index < lanes; index++) {
        const lane = instance(LieqAccumulateLane(shape), { name: `lane_${index}` });
        // What lanes that do not count bring may never have been written: unknown times 0 is unknown in a simulator.
        const keep = sums.data.keep.at(index);
        lane.sum.value = mux(keep, sums.data.sums.at(index), 0);
        lane.scale.value = mux(keep, sums.data.scales.at(index), 0);
        lane.zero.value = mux(keep, sums.data.zeros.at(index), 0);
        lane.rowSum.value = sums.data.rowSum;
        lane.earlier.value = mux(fourth.isFirst, 0, stored.at(index));
        lane.enable.value = enable;
        totals.push(lane.total);
        words.unshift(lane.result.sext(RESULT_BITS).asUint());
        keeps.unshift(sent.keep.at(index).repeat(RESULT_BITS / 8));
      }
      store.write({ when: stores, addr: fourth.address, data: totals });
      results.valid.value = sent.valid;
      results.data.value = { data: cat(...words), keep: cat(...keeps), last: sent.last };
      isEmpty.value = cat(first.valid, second.valid, third.valid, fourth.valid, sent.valid).any().not();
    },
    {
      doc: `${shape.lanes} lanes: sums, scales and zero points to results in units of 2^-24, added over the groups of K.`,
    },
  ),
);

/** What travels beside the lanes. */
const stage = (index: number, shape: LieqAccumulateShape) => ({
  valid: reg(bit, { init: 0, name: `valid_${index}` }),
  keep: reg(uint(shape.lanes), { name: `keep_${index}` }),
  address: reg(uint(addressBits(shape)), { name: `address_${index}` }),
  isFirst: reg(bit, { name: `is_first_${index}` }),
  isLast: reg(bit, { name: `is_last_${index}` }),
  last: reg(bit, { name: `last_${index}` }),
});

type Stage = ReturnType<typeof stage>;

function follow(next: Stage, before: Stage, valid: Bit): void {
  next.valid.next = valid;
  next.keep.next = before.keep;
  next.address.next = before.address;
  next.isFirst.next = before.isFirst;
  next.isLast.next = before.isLast;
  next.last.next = before.last;
}
