/**
 * Processing element: an accumulator that adds a multiple of the activation or nothing, and the drain register through
 * which its finished sums leave down the column. No multiplier. Invariant: a sum that ever left the accumulator's range
 * carries its overflow bit out of the array.
 */
import {
  type Bit,
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
import { requireWhole } from "../parameters.ts";
import type { FineqCoding } from "./parameters.ts";

/** What shapes a processing element. */
export interface PeShape {
  readonly coding: FineqCoding;
  readonly activationBits: number;
  readonly accumulatorBits: number;
  /** How activations are sent: two's complement unless stated; offset: see offset-pe.ts, not with direct coding. */
  readonly activations?: "signed" | "offset" | undefined;
}

/** Bits that carry an activation through the array: the activation, in direct coding with three times it above. */
export const carriedBits = ({ coding, activationBits }: Omit<PeShape, "accumulatorBits">): number =>
  coding === "direct" ? 2 * activationBits + 2 : activationBits;

/** Bits of the number 0..3 that a step multiplies the activation by. */
export const pulseBits = (coding: FineqCoding): number => (coding === "unary" ? 1 : 2);

/** Ports of an element, whatever its activations. */
export const pePorts = ({ coding, activationBits, accumulatorBits, activations = "signed" }: PeShape) => ({
  activation: input(uint(carriedBits({ coding, activationBits })), {
    doc: activationDoc(coding, activationBits, activations === "offset"),
  }),
  pulse: input(uint(pulseBits(coding)), {
    doc: "How often the activation counts in this step; 0 adds nothing.",
  }),
  negative: input(bit, { doc: "The step subtracts." }),
  boundary: input(bit, {
    doc: "First step of a tile, or between tiles: the finished sum goes to the drain register, and a new one begins with this step.",
  }),
  shift: input(bit, {
    doc: "The drain register takes `above` and `aboveOverflow`; not in the cycle of a boundary.",
  }),
  above: input(sint(accumulatorBits), { doc: "Drain register of the element above." }),
  aboveOverflow: input(bit, { doc: "Its overflow mark." }),
  drained: output(drainType({ activationBits, accumulatorBits, activations }), {
    doc: "The drain register: the finished sum, from the cycle after a boundary.",
  }),
  drainedOverflow: output(bit, { doc: "That sum left the accumulator's range." }),
});

function activationDoc(coding: FineqCoding, bits: number, isOffset: boolean): string {
  if (coding === "direct")
    return `Low ${bits} bits: the activation, two's complement; above: three times it.`;
  return isOffset ? `The activation and 2^${bits - 1}.` : "Two's complement.";
}

/**
 * One element of the array.
 *
 * - `activation`: from the left, `carriedBits` wide.
 * - `pulse` (times that the activation counts), `negative`, `boundary`: from above. Without a pulse the step adds nothing.
 * - `boundary` comes with the first step of a tile, or alone: the finished sum goes to the drain register, accumulation
 *   starts anew. So the accumulator needs no reset (docs/adr/0006).
 * - `drained`, `drainedOverflow`: the drain register; with `shift`, not beside a boundary, it takes `above` and `aboveOverflow`.
 *
 * Latency 1, a step a cycle. accumulatorBits below activationBits + 3 or above 48: BL0610.
 */
export const FineqPe = memoize(({ coding, activationBits, accumulatorBits }: PeShape) =>
  module(
    `fineq_pe_${coding}_a${activationBits}_w${accumulatorBits}`,
    pePorts({ coding, activationBits, accumulatorBits }),
    ({ activation, pulse, negative, boundary, shift, above, aboveOverflow, drained, drainedOverflow }) => {
      const width = accumulatorBits + 1;
      // The guard bit differs from the sign below it from the step in which a sum leaves the range until it comes back.
      const accumulator = reg(sint(width));
      const overflowed = reg(bit);
      const drain = reg(sint(accumulatorBits));
      const drainOverflow = reg(bit);
      const isOut = (): Bit =>
        accumulator
          .at(accumulatorBits)
          .xor(accumulator.at(accumulatorBits - 1))
          .or(overflowed);

      // Expressions without names end up in the clocked block, where simulators evaluate them in cycles with a pulse only.
      when(boundary.or(pulse.any()), () => {
        accumulator.next = mux(boundary, 0, accumulator).add(
          contributionOf({ pulse, negative, activation }, coding, activationBits, width),
        );
        overflowed.next = isOut().and(boundary.not());
      });
      when(boundary, () => {
        drain.next = accumulator.trunc(accumulatorBits);
        drainOverflow.next = isOut();
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

interface StepInput {
  readonly pulse: Uint;
  readonly negative: Bit;
  readonly activation: Uint;
}

/** pulse * activation or its negation, `width` bits. */
function contributionOf(
  { pulse, negative, activation }: StepInput,
  coding: FineqCoding,
  activationBits: number,
  width: number,
): Sint {
  const zero = literal(sint(width), 0);
  const once = (): Sint => activation.trunc(activationBits).asSint().sext(width);
  const twice = (): Sint => activation.trunc(activationBits).asSint().shl(1).sext(width);
  const triple = (): Sint =>
    activation
      .slice(2 * activationBits + 1, activationBits)
      .asSint()
      .sext(width);
  const signed = (value: () => Sint): Sint => mux(negative, value().neg(), value());
  if (coding === "unary") return mux(pulse, signed(once), zero);
  const odd = mux(pulse.at(0), signed(once), zero);
  if (coding === "binary") return mux(pulse.at(1), signed(twice), odd);
  return mux(pulse.at(1), mux(pulse.at(0), signed(triple), signed(twice)), odd);
}

/** Of the drain register. No step may carry out of the accumulator and its guard bit at once: the largest is three activations. */
function drainType({ activationBits, accumulatorBits, activations }: Omit<PeShape, "coding">) {
  const block = activations === "offset" ? "FineqOffsetPe" : "FineqPe";
  requireWhole(block, "accumulatorBits", accumulatorBits, activationBits + 3, 48);
  return sint(accumulatorBits);
}
