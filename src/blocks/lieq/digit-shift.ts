/**
 * The weight of a digit, given to the activations at the array's edge: an activation times 4^plane. So the array accumulates digits of
 * every plane into one sum, and its elements are those of the FineQ engine.
 */
import {
  array,
  cat,
  input,
  literal,
  memoize,
  module,
  mux,
  output,
  type Uint,
  uint,
} from "../../dsl/index.ts";
import { ACTIVATION_BITS, CARRIED_ACTIVATION_BITS } from "./parameters.ts";

/** `shifted[r]` = `activations[r]` << 2 * `plane`, two's complement. Combinational. */
export const LieqDigitShift = memoize((rows: number) =>
  module(
    `lieq_digit_shift_${rows}`,
    {
      plane: input(uint(2)),
      activations: input(array(uint(ACTIVATION_BITS), rows)),
      shifted: output(array(uint(CARRIED_ACTIVATION_BITS), rows)),
    },
    ({ plane, activations, shifted }) => {
      shifted.value = activations.elements().map((activation) => {
        const wide = activation.asSint().sext(CARRIED_ACTIVATION_BITS).asUint();
        const by = (planes: number): Uint =>
          planes === 0
            ? wide
            : cat(wide.trunc(CARRIED_ACTIVATION_BITS - 2 * planes), literal(uint(2 * planes), 0));
        return mux(plane.at(1), mux(plane.at(0), by(3), by(2)), mux(plane.at(0), by(1), by(0)));
      });
    },
    { doc: `Activations of ${rows} rows times the weight of a digit: 1, 4, 16 or 64.` },
  ),
);
