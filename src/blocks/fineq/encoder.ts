/**
 * Temporal encoder: the magnitude of a weight as a number of times that the activation counts in each step. Combinational;
 * over the steps of a weight these numbers add up to the magnitude. Direct coding passes the magnitude as it is and needs
 * no encoder.
 */
import { bit, cat, input, literal, memoize, module, mux, output, uint } from "../../dsl/index.ts";
import { pulseBits } from "./pe.ts";

/**
 * Encodes one step of one weight.
 *
 * - unary: `phase` 0..2, `pulse` (1 bit) = magnitude > phase.
 * - binary: `phase` 0..1, `pulse` (2 bits) = 2 or 0 first, then 1 or 0.
 *
 * Latency 0, a step a cycle.
 */
export const FineqEncoder = memoize((coding: "unary" | "binary") => {
  const phaseBits: number = coding === "unary" ? 2 : 1;
  return module(
    `fineq_encoder_${coding}`,
    {
      magnitude: input(uint(2), { doc: "Of the weight, 0 to 3." }),
      phase: input(uint(phaseBits), {
        doc:
          coding === "unary" ? "Step of the weight, 0 to 2." : "Step of the weight: 0 counts twos, 1 ones.",
      }),
      pulse: output(uint(pulseBits(coding)), {
        doc: "How often the activation counts in this step.",
      }),
    },
    ({ magnitude, phase, pulse }) => {
      if (coding === "unary") {
        pulse.value = magnitude.gt(phase);
        return;
      }
      const two = cat(magnitude.at(1), literal(bit, 0));
      const one = cat(literal(bit, 0), magnitude.at(0));
      pulse.value = mux(phase, one, two);
    },
    { doc: `Temporal encoder, ${coding}: how often the activation counts in this step of a weight.` },
  );
});
