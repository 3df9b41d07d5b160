/**
 * One column of the weight programmer: the weight that its cell shall hold, the level that was read, and how they compare.
 * Invariant: a column without a weight of the current job asks for nothing.
 */
import { bit, input, memoize, module, mux, output, reg, struct, uint, when } from "../../../dsl/index.ts";
import { CELL_BITS } from "../parameters.ts";

/** A weight -15..15: sign and magnitude, as its pair of cells holds it; zero may have either sign. */
export const weightType = struct({ isNegative: bit, magnitude: uint(CELL_BITS) });

/** What moves on to the next lower column while failures are collected at column 0. */
export const heldType = struct({
  isUsed: bit,
  weight: weightType,
  /** As read last. */
  level: uint(CELL_BITS),
});

/**
 * - `clear`: a job starts, and the column is unused until it gets a weight. `write`: takes `loaded`.
 * - `isMinus`: which cell of the pair is compared. `target`: its level, the weight's magnitude or 0.
 * - `sample`: takes `reading`, the level that the macro reads.
 * - `rotate`: takes over all that the column above holds, `from`.
 * - `isBelow`, `isAbove`: the level read against the target, from registers; never both.
 */
export const AfprProgrammerColumn = memoize(() =>
  module(
    "afpr_programmer_column",
    {
      clear: input(bit),
      write: input(bit),
      loaded: input(struct({ isUsed: bit, weight: weightType })),
      isMinus: input(bit),
      sample: input(bit),
      reading: input(uint(CELL_BITS)),
      rotate: input(bit),
      from: input(heldType),
      held: output(heldType),
      target: output(uint(CELL_BITS)),
      isBelow: output(bit),
      isAbove: output(bit),
    },
    (io) => {
      const isUsed = reg(bit, { init: 0 });
      const weight = reg(weightType);
      const level = reg(uint(CELL_BITS));
      when(io.clear, () => {
        isUsed.next = 0;
      }).elseWhen(io.rotate, () => {
        isUsed.next = io.from.isUsed;
        weight.next = io.from.weight;
        level.next = io.from.level;
      });
      when(io.write, () => {
        isUsed.next = io.loaded.isUsed;
        weight.next = io.loaded.weight;
      });
      when(io.sample, () => {
        level.next = io.reading;
      });
      const target = mux(weight.isNegative.eq(io.isMinus), weight.magnitude, 0);
      io.held.value = { isUsed, weight, level };
      io.target.value = target;
      io.isBelow.value = isUsed.and(level.lt(target));
      io.isAbove.value = isUsed.and(level.gt(target));
    },
    { doc: "A column of the weight programmer: its weight, the level read last, and what to do about it." },
  ),
);
