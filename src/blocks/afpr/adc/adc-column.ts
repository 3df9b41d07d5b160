/**
 * Digital part of a column's FP-ADC: range controller, half-scale decision, mantissa latch. Invariant: the code is settled
 * from the end of the ramp to the next discharge, and the capacitors are one-hot in every cycle.
 */
import {
  assert,
  bit,
  cat,
  input,
  memoize,
  module,
  mux,
  output,
  reg,
  uint,
  when,
} from "../../../dsl/index.ts";
import { CODE_BITS, GAINS, RAMP_BITS, RAMP_STEPS } from "../parameters.ts";
import { conversionStageType } from "./sequencer.ts";

/**
 * Turns the answers of one comparator into an FP8 code (E2M5). Everything is decided at a `strobe`:
 *
 * - first comparison: the sign is sampled; full scale at C or more takes capacitor 2C (n = 1);
 * - second comparison: with n = 0 half scale decides the upper bit of 64 steps, with n = 1 full scale at 2C or more takes 4C;
 * - ramp: the first step whose reference is above the charge (`comparator` 0) is the mantissa; without one it is 31.
 *
 * `comparator` is 1 when the charge is at or above the reference that `isFull`, `isUpper` and `ramp` choose, `isNegative`
 * its sign. `capacitors` is one-hot: C, 2C, 4C. `code`, `isClipped` (no step of the ramp was above the charge) and
 * `isOverRange` (clipped at 4C) hold from the end of the ramp to the next `discharge`, which starts over.
 */
export const AfprAdcColumn = memoize(() =>
  module(
    "afpr_adc_column",
    {
      discharge: input(bit),
      stage: input(conversionStageType),
      strobe: input(bit),
      ramp: input(uint(RAMP_BITS)),
      comparator: input(bit),
      isNegative: input(bit),
      capacitors: output(uint(GAINS)),
      isFull: output(bit),
      isUpper: output(bit),
      code: output(uint(CODE_BITS)),
      isClipped: output(bit),
      isOverRange: output(bit),
    },
    (io) => {
      const { discharge, stage, strobe, comparator } = io;
      const selected = reg(uint(GAINS), { init: 0b001 });
      /** The charge lies in the upper half of its range: every charge of a range above the first, by the choice of range. */
      const upper = reg(bit, { init: 0 });
      const sign = reg(bit, { init: 0 });
      const mantissa = reg(uint(RAMP_BITS), { init: RAMP_STEPS - 1 });
      const hasTripped = reg(bit, { init: 0 });
      const isLowest = selected.at(0);
      const isHighest = selected.at(2);

      when(discharge, () => {
        selected.next = 0b001;
        upper.next = 0;
        mantissa.next = RAMP_STEPS - 1;
        hasTripped.next = 0;
      }).elseWhen(strobe, () => {
        when(stage.first, () => {
          sign.next = io.isNegative;
          when(comparator, () => {
            selected.next = 0b010;
            upper.next = 1;
          });
        });
        when(stage.second.and(comparator), () => {
          upper.next = 1;
          when(isLowest.not(), () => {
            selected.next = 0b100;
          });
        });
        when(stage.ramp.and(comparator.or(hasTripped).not()), () => {
          mantissa.next = io.ramp;
          hasTripped.next = 1;
        });
      });

      assert(selected.any().and(selected.and(selected.sub(1)).eq(0)), "one capacitor at a time");
      when(isLowest.not(), () => {
        assert(upper, "a range above the first is its upper half");
      });

      io.capacitors.value = selected;
      io.isFull.value = stage.first.or(stage.second.and(isLowest.not()));
      io.isUpper.value = upper;
      io.code.value = cat(sign, isLowest.not(), mux(isLowest, upper, isHighest), mantissa);
      io.isClipped.value = hasTripped.not();
      io.isOverRange.value = hasTripped.not().and(isHighest);
    },
    { doc: "Range controller and mantissa latch of one column." },
  ),
);
