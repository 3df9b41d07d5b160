/**
 * Temporal encoder: the magnitude of a weight as a number of times that the activation counts in each step. Combinational;
 * over the steps of a weight these numbers add up to the magnitude.
 */
import { bit, cat, input, literal, memoize, module, mux, output, uint } from "../../dsl/index.ts";
import type { FineqCoding } from "./parameters.ts";

/**
 * Encodes one step of one weight.
 *
 * - unary: `phase` 0..2, `pulse` (1 bit) = magnitude > phase.
 * - binary: `phase` 0..1, `pulse` (2 bits) = 2 or 0 first, then 1 or 0.
 * - direct: no `phase`; `pulse` (2 bits) = magnitude.
 *
 * Latency 0, a step a cycle.
 */
export const FineqEncoder = memoize((coding: FineqCoding) => {
  const doc = `Temporal encoder, ${coding}: how often the activation counts in this step of a weight.`;
  const name = `fineq_encoder_${coding}`;
  const magnitude = input(uint(2));
  if (coding === "direct") {
    return module(
      name,
      { magnitude, pulse: output(uint(2)) },
      (io) => {
        io.pulse.value = io.magnitude;
      },
      { doc },
    );
  }
  if (coding === "binary") {
    return module(
      name,
      { magnitude, phase: input(uint(1)), pulse: output(uint(2)) },
      (io) => {
        const high = cat(io.magnitude.at(1), literal(bit, 0));
        const low = cat(literal(bit, 0), io.magnitude.at(0));
        io.pulse.value = mux(io.phase, low, high);
      },
      { doc },
    );
  }
  return module(
    name,
    { magnitude, phase: input(uint(2)), pulse: output(uint(1)) },
    (io) => {
      io.pulse.value = io.magnitude.gt(io.phase);
    },
    { doc },
  );
});
