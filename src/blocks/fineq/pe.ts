/**
 * Processing element: an accumulator that adds a multiple of the activation or nothing, and the drain register through
 * which its finished sums leave down the column. No multiplier. Invariant: a sum that ever left the accumulator's range
 * carries its overflow bit out of the array.
 */
import {
  bit,
  input,
  literal,
  memoize,
  module,
  mux,
  output,
  reg,
  type Sint,
  sint,
  type Uint,
  uint,
  when,
} from "../../dsl/index.ts";
import type { FineqCoding } from "./parameters.ts";

/** What shapes a processing element. */
export interface PeShape {
  readonly coding: FineqCoding;
  readonly activationBits: number;
  readonly accumulatorBits: number;
}

/** Bits that carry an activation through the array: the activation, in direct coding with three times it above. */
export const carriedBits = ({ coding, activationBits }: Omit<PeShape, "accumulatorBits">): number =>
  coding === "direct" ? 2 * activationBits + 2 : activationBits;

/** Bits of the number 0..3 that a step multiplies the activation by. */
export const pulseBits = (coding: FineqCoding): number => (coding === "unary" ? 1 : 2);

/**
 * One element of the array.
 *
 * - `activation`: from the left, `carriedBits` wide.
 * - `pulse` (times that the activation counts), `negative`, `boundary`: from above. Without a pulse the step adds nothing.
 * - `boundary` comes with the first step of a tile, or alone: the finished sum goes to the drain register, accumulation
 *   starts anew. So the accumulator needs no reset (docs/adr/0006).
 * - `shift`: the drain register takes `above` and `aboveOverflow`. Not in the cycle of a boundary.
 * - `drained`, `drainedOverflow`: the drain register.
 *
 * Latency 1, a step a cycle.
 */
export const FineqPe = memoize(({ coding, activationBits, accumulatorBits }: PeShape) =>
  module(
    `fineq_pe_${coding}_a${activationBits}_w${accumulatorBits}`,
    {
      activation: input(uint(carriedBits({ coding, activationBits }))),
      pulse: input(uint(pulseBits(coding))),
      negative: input(bit),
      boundary: input(bit),
      shift: input(bit),
      above: input(sint(accumulatorBits)),
      aboveOverflow: input(bit),
      drained: output(sint(accumulatorBits)),
      drainedOverflow: output(bit),
    },
    ({ activation, pulse, negative, boundary, shift, above, aboveOverflow, drained, drainedOverflow }) => {
      const accumulator = reg(sint(accumulatorBits));
      const overflowed = reg(bit);
      const drain = reg(sint(accumulatorBits));
      const drainOverflow = reg(bit);

      const multiple = multipleOf(pulse, activation, coding, activationBits);
      const contribution = mux(negative, multiple.neg(), multiple).sext(accumulatorBits);
      const base = mux(boundary, 0, accumulator);
      const total = base.addc(contribution);
      const leavesRange = total.at(accumulatorBits).xor(total.at(accumulatorBits - 1));

      when(boundary.or(pulse.any()), () => {
        accumulator.next = total.trunc(accumulatorBits);
        overflowed.next = leavesRange.or(overflowed.and(boundary.not()));
      });
      when(boundary, () => {
        drain.next = accumulator;
        drainOverflow.next = overflowed;
      }).elseWhen(shift, () => {
        drain.next = above;
        drainOverflow.next = aboveOverflow;
      });
      drained.value = drain;
      drainedOverflow.value = drainOverflow;
    },
    {
      doc: `Processing element, ${coding} coding: accumulates multiples of the activation without a multiplier.`,
    },
  ),
);

/** pulse * activation, in a width that its negation fits too. */
function multipleOf(pulse: Uint, activation: Uint, coding: FineqCoding, activationBits: number): Sint {
  const width = coding === "unary" ? activationBits + 1 : activationBits + 2;
  const once = activation.trunc(activationBits).asSint();
  const odd = mux(pulse.at(0), once.sext(width), literal(sint(width), 0));
  if (coding === "unary") return odd;
  const twice = once.shl(1).sext(width);
  if (coding === "binary") return mux(pulse.at(1), twice, odd);
  const triple = activation.slice(2 * activationBits + 1, activationBits).asSint();
  return mux(pulse.at(1), mux(pulse.at(0), triple, twice), odd);
}
