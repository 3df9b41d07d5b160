/**
 * The systolic array with its edges: temporal encoders above the columns, and the skew of both edges, for whoever brings weights
 * and activations in step. Invariant: element (r, c) takes what entered in cycle x in cycle x + 1 + r + c.
 */
import { array, bit, input, instance, memoize, module, output, type Uint, uint } from "../../dsl/index.ts";
import { delayed, tapped } from "../systolic/index.ts";
import { type ArrayShape, FineqArray } from "./array.ts";
import { FineqEncoder } from "./encoder.ts";
import { drainRow } from "./row.ts";
import { withTriple } from "./skew.ts";

/** {negative, magnitude of two bits}. */
const WEIGHT_BITS = 3;

/**
 * rows x columns elements and their edges.
 *
 * - `activations` of all rows, `weights` of all columns as {negative, magnitude}, `boundary`: all of the same cycle.
 * - `phase`: the step of the weight, 0..2 in unary and 0..1 in binary coding; direct coding has none.
 * - `shift`, `drained`: as FineqArray's.
 *
 * Latency: a step's effect on element (r, c) is visible r + c + 2 cycles after it entered. Throughput: a step a cycle.
 */
export const FineqEdgedArray = memoize((shape: ArrayShape) => {
  const { rows, columns, coding, activationBits } = shape;
  const inner = FineqArray(shape);
  return module(
    inner.name.replace("fineq_array", "fineq_edged_array"),
    {
      activations: input(array(uint(activationBits), rows), { doc: "A token each." }),
      weights: input(array(uint(WEIGHT_BITS), columns), { doc: "A channel each: sign, magnitude." }),
      ...(coding !== "direct" && {
        phase: input(uint(coding === "unary" ? 2 : 1), { doc: "Step of the weight." }),
      }),
      boundary: input(bit, { doc: "First step of the next sums, or between them." }),
      shift: input(bit, { doc: "Moves the drain registers one row down." }),
      drained: output(drainRow(shape), { doc: "The bottom row's." }),
    },
    (ports) => {
      const { activations, weights, boundary, shift, drained } = ports;
      const body = instance(inner, { name: "body" });
      body.activations.value = activations.elements().map((activation, row) => {
        const carried = coding === "direct" ? withTriple(activation, activationBits) : activation;
        return delayed(carried, row + 1, `activation_${row}`);
      });

      const phase = "phase" in ports ? (ports.phase as Uint) : undefined;
      const pulses = weights.elements().map((weight, column) => {
        const magnitude = weight.slice(1, 0) as Uint<2>;
        if (coding === "direct" || !phase) return magnitude;
        const encoder = instance(FineqEncoder(coding), { name: `encoder_${column}` });
        encoder.magnitude.value = magnitude;
        encoder.phase.value = phase;
        return encoder.pulse;
      });
      const ends = tapped(delayed(boundary, 1, "boundary"), columns, "boundary_edge");
      body.code.value = {
        pulse: pulses.map((pulse, column) => delayed(pulse, column + 1, `pulse_${column}`)),
        negative: weights
          .elements()
          .map((weight, column) => delayed(weight.at(2), column + 1, `negative_${column}`)),
        boundary: ends,
      };
      body.shift.value = shift;
      drained.value = body.drained;
    },
    { doc: `Systolic array of ${rows} x ${columns} elements with its edges, ${coding} coding.` },
  );
});
