/**
 * FP-DAC control of one row: the code being loaded, the code being converted, and what that one puts on the analog side.
 * Invariant: level and gain are registers that only `swap` changes, and `on` is gated by one register, so that a row never
 * switches its gain or its level while it drives.
 */
import { bit, cat, input, memoize, module, mux, output, reg, uint, when } from "../../../dsl/index.ts";
import { type AfprConfiguration, CODE_BITS, GAINS, LEVEL_BITS } from "../parameters.ts";

/** Ports that only rows with two-phase inputs have; others must not touch them. */
export const phasePorts = (
  inputs: AfprRowShape["inputs"],
): { isSubtracting: ReturnType<typeof input<typeof bit>> } =>
  (inputs === "two-phase" ? { isSubtracting: input(bit) } : {}) as ReturnType<typeof phasePorts>;

export type AfprRowShape = Pick<AfprConfiguration, "inputs">;

/**
 * One row. A code is FP8 E2M5, {S, E[1:0], M[4:0]}; its magnitude is level * gain with level = {E != 0, M}.
 *
 * - `load`: the shadow register takes `code`; `clear` makes it zero and wins.
 * - `swap`: the shadow register's code is driven from the next cycle on. The row is off then.
 * - `isOn`, `isSubtracting`: the phase of integration, for all rows. Two-phase inputs: rows of positive codes are on while
 *   `isSubtracting` is 0, those of negative codes while it is 1. Differential inputs: the sign chooses the row's line.
 * - `on`: 0 for a code of magnitude 0, of either sign. Its gates have no hazard when one of `isOn` and `isSubtracting` changes;
 *   at the end of an integration `isSubtracting` has to fall after `isOn`, or a positive row sees a spike: sequencer.ts does so.
 *
 * From a reset to the next swap the row is off, its gain is 1, and level and `isNegative` are anything.
 */
export const AfprRow = memoize(({ inputs }: AfprRowShape) =>
  module(
    `afpr_row_${inputs === "differential" ? "differential" : "two_phase"}`,
    {
      clear: input(bit),
      load: input(bit),
      code: input(uint(CODE_BITS)),
      swap: input(bit),
      isOn: input(bit),
      ...phasePorts(inputs),
      on: output(bit),
      isNegative: output(bit, { doc: "Differential inputs: the row drives its minus line." }),
      level: output(uint(LEVEL_BITS)),
      gain: output(uint(GAINS), { doc: "One-hot: 1, 2, 4." }),
    },
    (io) => {
      const shadow = reg(uint(CODE_BITS));
      when(io.clear, () => {
        shadow.next = 0;
      }).elseWhen(io.load, () => {
        shadow.next = io.code;
      });

      const sign = shadow.at(7);
      const exponent = shadow.slice(6, 5);
      const mantissa = shadow.slice(4, 0);
      const isNonZero = shadow.slice(6, 0).any();
      const drivenLevel = reg(uint(LEVEL_BITS));
      const drivenGain = reg(uint(GAINS), { init: 1 });
      when(io.swap, () => {
        drivenLevel.next = cat(exponent.any(), mantissa);
        // Subnormals share the gain of exponent 1.
        drivenGain.next = cat(exponent.eq(3), exponent.eq(2), exponent.lt(2));
      });
      io.level.value = drivenLevel;
      io.gain.value = drivenGain;

      if (inputs === "differential") {
        const isUsed = reg(bit, { init: 0 });
        const isMinus = reg(bit);
        when(io.swap, () => {
          isUsed.next = isNonZero;
          isMinus.next = sign;
        });
        io.on.value = isUsed.and(io.isOn);
        io.isNegative.value = isMinus;
      } else {
        const isAdded = reg(bit, { init: 0 });
        const isSubtracted = reg(bit, { init: 0 });
        when(io.swap, () => {
          isAdded.next = isNonZero.and(sign.not());
          isSubtracted.next = isNonZero.and(sign);
        });
        io.on.value = mux(io.isSubtracting, isSubtracted, isAdded).and(io.isOn);
        io.isNegative.value = 0;
      }
    },
    { doc: `FP-DAC control of a row, ${inputs} inputs.` },
  ),
);
