/**
 * Activation sums: what a group's zero point is multiplied by, one sum a row of the array. Invariant: a sum counts each
 * weight's activation once, however many steps the array makes of it.
 */
import {
  array,
  bit,
  input,
  memoize,
  module,
  mux,
  output,
  reg,
  type Sint,
  sint,
  uint,
  when,
} from "../../dsl/index.ts";
import { ACTIVATION_BITS, ROW_SUM_BITS } from "./parameters.ts";

/**
 * - `start` begins all sums anew; registers have no reset, so it comes once before the first pass.
 * - `take`: this cycle's step ends a weight, whose `activations` (two's complement, one a row) are added.
 * - `finished`: the sums of a pass move to the holding registers, and new ones begin with this cycle's activations if
 *   `take`, else with 0. All activations of the pass have been taken in earlier cycles.
 * - `shift`: the holding registers move down a row. Never with `finished`.
 * - `sum`: holding register of the bottom row. From the cycle after `finished` on it is row rows - 1's, and one row
 *   further up from the cycle after each `shift` on, until the next `finished`.
 *
 * Exact for up to 128 weights, |sum| <= 128 * 128; modulo 2^16 for longer passes, which are FineQ's and have no zero
 * point. An activation counts from the next cycle on; a weight a cycle, passes without a bubble.
 */
export const LieqRowSums = memoize((rows: number) =>
  module(
    `lieq_row_sums_${rows}`,
    {
      start: input(bit),
      take: input(bit),
      activations: input(array(uint(ACTIVATION_BITS), rows)),
      finished: input(bit),
      shift: input(bit),
      sum: output(sint(ROW_SUM_BITS)),
    },
    ({ start, take, activations, finished, shift, sum }) => {
      const begins = start.or(finished);
      let above: Sint<typeof ROW_SUM_BITS> | undefined;
      for (let row = 0; row < rows; row++) {
        const collected = reg(sint(ROW_SUM_BITS), { name: `collected_${row}` });
        const held = reg(sint(ROW_SUM_BITS), { name: `held_${row}` });
        when(begins.or(take), () => {
          const activation = activations.at(row).asSint().sext(ROW_SUM_BITS);
          collected.next = mux(begins, 0, collected).add(mux(take, activation, 0));
        });
        when(finished, () => {
          held.next = collected;
        }).elseWhen(shift, () => {
          // Nothing is above row 0; what it keeps is never read.
          held.next = above ?? held;
        });
        above = held;
        if (row === rows - 1) sum.value = held;
      }
    },
    { doc: `Sums of the activations of a pass, one for each of ${rows} rows, read from the bottom row up.` },
  ),
);
