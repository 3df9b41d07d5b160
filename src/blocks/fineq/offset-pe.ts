/**
 * Processing element for activations sent as a + 2^(activationBits - 1), unsigned: negative weights add the complement, so that no
 * step extends a sign or brings a carry in (our design choice). Invariant: the sum is the dot product plus an excess that depends
 * on the weights alone (docs/baselines.md); a sum that ever left the accumulator's range carries its overflow bit out of the array.
 */
import { bit, cat, literal, memoize, module, reg, type Uint, uint, when } from "../../dsl/index.ts";
import { bitHeap, heapSum } from "../arithmetic/index.ts";
import { requireParameter } from "../parameters.ts";
import { type PeShape, pePorts } from "./pe.ts";

/**
 * One element; ports, cycles and parameters as FineqPe's, in unary or binary coding (BL0610).
 *
 * - `drained`: dot product plus excess modulo 2^accumulatorBits; less the excess, modulo 2^accumulatorBits, it is the dot product.
 * - `drainedOverflow`: the accumulator, which is unsigned, was carried out of.
 *
 * Latency 1, a step a cycle.
 */
export const FineqOffsetPe = memoize((shape: PeShape) => {
  const { coding, activationBits, accumulatorBits } = shape;
  requireParameter("FineqOffsetPe", "coding", coding, "unary, binary", coding !== "direct");
  return module(
    `fineq_offset_pe_${coding}_a${activationBits}_w${accumulatorBits}`,
    pePorts({ ...shape, activations: "offset" }),
    ({ activation, pulse, negative, boundary, shift, above, aboveOverflow, drained, drainedOverflow }) => {
      const accumulator = reg(uint(accumulatorBits));
      const overflowed = reg(bit);
      const drain = reg(uint(accumulatorBits));
      const drainOverflow = reg(bit);

      const heap = bitHeap(accumulatorBits + 1);
      const complemented = activation.xor(negative.repeat(activationBits));
      heap.add(contributionOf(complemented, pulse), { arrival: 2 });
      heap.add(accumulator.and(boundary.not().repeat(accumulatorBits)), { arrival: 0.5 });
      const sum = heapSum(heap);
      accumulator.next = sum.trunc(accumulatorBits);
      overflowed.next = overflowed.and(boundary.not()).or(sum.at(accumulatorBits));
      when(boundary, () => {
        drain.next = accumulator;
        drainOverflow.next = overflowed;
      }).elseWhen(shift, () => {
        drain.next = above.asUint();
        drainOverflow.next = aboveOverflow;
      });
      drained.value = drain.asSint();
      drainedOverflow.value = drainOverflow;
    },
    { doc: `Processing element for offset activations, ${coding} coding: no sign is extended.` },
  );
});

/** pulse * activation, where pulse is 0, 1 or in binary coding 2. */
function contributionOf(activation: Uint, pulse: Uint): Uint {
  const once = activation.and(pulse.at(0).repeat(activation.width));
  if (pulse.width === 1) return once;
  const zero = literal(bit, 0);
  const twice = activation.and(pulse.at(1).repeat(activation.width));
  return cat(zero, once).or(cat(twice, zero));
}
