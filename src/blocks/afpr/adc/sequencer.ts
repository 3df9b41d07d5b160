/**
 * Sequencer of a conversion: reset, integration, two comparisons that decide the range, the ramp, latch. Invariant: order
 * and lengths of the phases are the configuration's; want of codes or of room is waited for before the reset or in the
 * last cycle of the latch phase, where nothing analog moves. The phases and their order are our design choice.
 */
import {
  assert,
  bit,
  cat,
  cover,
  input,
  memoize,
  module,
  output,
  reg,
  struct,
  uint,
  when,
} from "../../../dsl/index.ts";
import { bitsFor } from "../../parameters.ts";
import {
  type AfprConfiguration,
  integrationPass,
  RAMP_BITS,
  RAMP_STEPS,
  RANGE_COMPARISONS,
} from "../parameters.ts";

export type AfprSequencerShape = Pick<AfprConfiguration, "phases" | "inputs">;

/** Which comparison the columns make; none outside range decision and ramp. */
export const conversionStageType = struct({ first: bit, second: bit, ramp: bit });

const LAST_STEP = RAMP_STEPS - 1;

/**
 * One conversion every `period` cycles as long as codes are there and the output is free.
 *
 * - `isLoaded`: the codes of the next conversion are there. `swap`: they are taken, in the cycle before the reset phase: from
 *   idle, or with the latch of the conversion before.
 * - `discharge` (reset), `integrate`, `subtract` (its second half and a cycle more, two-phase inputs only) and `stage` are
 *   levels, each straight from its register: they switch analog parts, which must see no glitch.
 * - `strobe`: the last cycle of each comparison of the range decision and of each step of the ramp.
 * - `ramp`: 0 to 31 in the ramp phase, convert / 32 cycles each; 31 outside, so that the second comparison sees half scale.
 * - `latch`: the codes are handed over; in the last latch cycle, which lasts until `isOutputFree`.
 * - `isBusy`: a conversion runs. `isLoadStall`: none runs for want of codes. `isOutputStall`: `latch` waits for the output.
 */
export const AfprSequencer = memoize((shape: AfprSequencerShape) =>
  module(
    sequencerName(shape),
    {
      isLoaded: input(bit),
      isOutputFree: input(bit),
      swap: output(bit),
      discharge: output(bit),
      integrate: output(bit),
      subtract: output(bit),
      stage: output(conversionStageType),
      strobe: output(bit),
      ramp: output(uint(RAMP_BITS)),
      latch: output(bit),
      isBusy: output(bit),
      isLoadStall: output(bit),
      isOutputStall: output(bit),
    },
    (io) => {
      const { phases, inputs } = shape;
      const pass = integrationPass(phases, inputs);
      const comparison = phases.decide / RANGE_COMPARISONS;
      const rampStep = phases.convert / RAMP_STEPS;

      const isIdle = reg(bit, { init: 1 });
      const discharging = reg(bit, { init: 0 });
      const integrating = reg(bit, { init: 0 });
      const subtracting = inputs === "two-phase" ? reg(bit, { init: 0 }) : undefined;
      const comparing = reg(conversionStageType, { init: { first: 0, second: 0, ramp: 0 } });
      const latching = reg(bit, { init: 0 });
      const level = reg(uint(RAMP_BITS), { init: LAST_STEP });
      const longest = Math.max(phases.reset, pass, comparison, rampStep, phases.latch);
      /** Cycles left after this one, in this pass of the integration, comparison, ramp step or other phase. */
      const left = reg(uint(bitsFor(longest - 1)), { init: 0 });

      const ends = left.eq(0);
      const handsOver = latching.and(ends).and(io.isOutputFree);
      const starts = io.isLoaded.and(isIdle.or(handsOver));

      const lasts = (cycles: number): void => {
        if (cycles > 1) left.next = cycles - 1;
      };
      when(ends.not(), () => {
        left.next = left.sub(1);
      })
        .elseWhen(starts, () => {
          isIdle.next = 0;
          latching.next = 0;
          discharging.next = 1;
          lasts(phases.reset);
        })
        .elseWhen(discharging, () => {
          discharging.next = 0;
          integrating.next = 1;
          lasts(pass);
        })
        .elseWhen(integrating, () => {
          const decide = (): void => {
            integrating.next = 0;
            comparing.first.next = 1;
            lasts(comparison);
          };
          if (!subtracting) decide();
          else {
            when(subtracting, decide).otherwise(() => {
              subtracting.next = 1;
              lasts(pass);
            });
          }
        })
        .elseWhen(comparing.first, () => {
          comparing.first.next = 0;
          comparing.second.next = 1;
          lasts(comparison);
        })
        .elseWhen(comparing.second, () => {
          comparing.second.next = 0;
          comparing.ramp.next = 1;
          level.next = 0;
          lasts(rampStep);
        })
        .elseWhen(comparing.ramp, () => {
          when(level.eq(LAST_STEP), () => {
            comparing.ramp.next = 0;
            latching.next = 1;
            lasts(phases.latch);
          }).otherwise(() => {
            level.next = level.add(1);
            lasts(rampStep);
          });
        })
        .elseWhen(handsOver, () => {
          latching.next = 0;
          isIdle.next = 1;
        });

      // One cycle longer than the integration: gates may see two falling edges in either order, and a positive row that
      // saw the end of the subtraction first would be on for a moment.
      if (subtracting) {
        when(integrating.not(), () => {
          subtracting.next = 0;
        });
      }

      const phase = cat(
        isIdle,
        discharging,
        integrating,
        comparing.first,
        comparing.second,
        comparing.ramp,
        latching,
      );
      assert(phase.any().and(phase.and(phase.sub(1)).eq(0)), "one phase at a time");
      when(isIdle, () => {
        assert(ends, "nothing is left of a phase in idle");
      });
      if (subtracting) {
        when(subtracting, () => {
          assert(integrating.or(comparing.first), "subtracts while it integrates and one cycle on");
        });
      }
      when(comparing.ramp.not(), () => {
        assert(level.eq(LAST_STEP), "the ramp rests at its end");
      });
      cover(starts.and(handsOver), "conversions back to back");
      cover(starts.and(isIdle), "a conversion from idle");

      io.swap.value = starts;
      io.discharge.value = discharging;
      io.integrate.value = integrating;
      io.subtract.value = subtracting ?? 0;
      io.stage.value = comparing;
      io.strobe.value = comparing.first.or(comparing.second).or(comparing.ramp).and(ends);
      io.ramp.value = level;
      io.latch.value = handsOver;
      io.isBusy.value = isIdle.not();
      io.isLoadStall.value = isIdle.and(io.isLoaded.not());
      io.isOutputStall.value = latching.and(ends).and(io.isOutputFree.not());
    },
    {
      doc: `Sequencer of a conversion: ${Object.values(shape.phases).reduce((sum, cycles) => sum + cycles)} cycles from one to the next.`,
    },
  ),
);

function sequencerName({ phases, inputs }: AfprSequencerShape): string {
  const { reset, integrate, decide, convert, latch } = phases;
  const polarity = inputs === "two-phase" ? "" : `_${inputs}`;
  return `afpr_sequencer_${[reset, integrate, decide, convert, latch].join("_")}${polarity}`;
}
