/**
 * Conventional output-stationary element: accumulates products, and a drain register through which finished sums leave down the
 * column. Invariant: a sum that ever left the accumulator's range carries its overflow bit out of the array.
 */
import { bit, input, memoize, module, mux, output, reg, sint, uint, when } from "../../dsl/index.ts";
import { requireParameter } from "../parameters.ts";
import { multiplyAccumulated } from "./multiply.ts";
import { type BaselineShape, baselineSlug, baselineWeightBits, requireBaseline } from "./parameters.ts";

export interface BaselineOutputPeShape extends BaselineShape {
  /** Two's complement bits of a sum, those of a product to 48. */
  readonly sumBits: number;
}

/**
 * One element; ports and cycles as FineqPe's, with the weight in place of pulse and sign. A weight of 0 adds nothing.
 *
 * - `boundary` comes with the first product of a sum, or alone: the finished sum goes to the drain register.
 * - `shift`: the drain register takes `above` and `aboveOverflow`. Not in the cycle of a boundary.
 *
 * Latency 1, a product a cycle. Parameters out of range: BL0610.
 */
export const BaselineOutputPe = memoize((shape: BaselineOutputPeShape) => {
  const { weights, activationBits, sumBits } = shape;
  requireBaseline("BaselineOutputPe", shape, sumBits);
  requireParameter("BaselineOutputPe", "style", shape.style, "good, naive", shape.style !== "biased");
  return module(
    `baseline_output_pe_${baselineSlug(shape)}_w${sumBits}`,
    {
      activation: input(uint(activationBits), { doc: "Two's complement." }),
      weight: input(uint(baselineWeightBits(weights))),
      boundary: input(bit, {
        doc: "First product of a sum, or between sums: the finished sum goes to the drain register, and a new one begins with this product.",
      }),
      shift: input(bit, {
        doc: "The drain register takes `above` and `aboveOverflow`; not in the cycle of a boundary.",
      }),
      above: input(sint(sumBits), { doc: "Drain register of the element above." }),
      aboveOverflow: input(bit, { doc: "Its overflow mark." }),
      drained: output(sint(sumBits), {
        doc: "The drain register: the finished sum, from the cycle after a boundary.",
      }),
      drainedOverflow: output(bit, { doc: "That sum left the accumulator's range." }),
    },
    ({ activation, weight, boundary, shift, above, aboveOverflow, drained, drainedOverflow }) => {
      // One guard bit, as in FineqPe: no product leaves its range from within the accumulator's.
      const width = sumBits + 1;
      const accumulator = reg(sint(width));
      const overflowed = reg(bit);
      const drain = reg(sint(sumBits));
      const drainOverflow = reg(bit);
      const isOut = accumulator
        .at(sumBits)
        .xor(accumulator.at(sumBits - 1))
        .or(overflowed);
      const kept =
        shape.style === "naive"
          ? mux(boundary, 0, accumulator)
          : accumulator.asUint().and(boundary.not().repeat(width)).asSint();
      accumulator.next = multiplyAccumulated(shape, width, {
        activation: activation.asSint(),
        weight,
        sum: kept,
      });
      overflowed.next = isOut.and(boundary.not());
      when(boundary, () => {
        drain.next = accumulator.trunc(sumBits);
        drainOverflow.next = isOut;
      }).elseWhen(shift, () => {
        drain.next = above;
        drainOverflow.next = aboveOverflow;
      });
      drained.value = drain;
      drainedOverflow.value = drainOverflow;
    },
    { doc: `Output-stationary element, INT${activationBits} x ${weights} (${shape.style}).` },
  );
});
