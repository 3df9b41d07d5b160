/**
 * One row of the array: activations move right through it, pulses and finished sums move down to the next row. Invariant:
 * element c meets step s one cycle after element c - 1 does, and the row below one cycle after this row.
 */
import {
  array,
  bit,
  input,
  instance,
  memoize,
  module,
  output,
  reg,
  sint,
  struct,
  uint,
} from "../../dsl/index.ts";
import { FineqOffsetPe } from "./offset-pe.ts";
import { carriedBits, FineqPe, type PeShape, pulseBits } from "./pe.ts";

/** What shapes a row. */
export interface RowShape extends PeShape {
  readonly columns: number;
}

/** What moves down between rows in every cycle, for each column. */
export const pulseRow = ({ columns, coding }: Pick<RowShape, "columns" | "coding">) =>
  struct({
    pulse: array(uint(pulseBits(coding)), columns),
    negative: array(bit, columns),
    boundary: array(bit, columns),
  });

/** The drain registers of a row. */
export const drainRow = ({ columns, accumulatorBits }: Pick<RowShape, "columns" | "accumulatorBits">) =>
  struct({ sums: array(sint(accumulatorBits), columns), overflow: array(bit, columns) });

/**
 * A row of processing elements.
 *
 * - `activation` enters element 0 and moves right, a register an element.
 * - `code` (from above) acts on this row now and is `codeBelow` in the next cycle.
 * - `above`: drain registers of the row above; `drained`: of this row. `shift` moves them down a row; it reaches the row
 *   above a cycle later as `shiftAbove`, so that its fan-out is one row. Shifts are therefore two cycles apart or more.
 *
 * Latency 1, a step a cycle.
 */
export const FineqRow = memoize(({ columns, ...shape }: RowShape) => {
  const isOffset = shape.activations === "offset";
  return module(
    `fineq_row_${columns}_${shape.coding}_a${shape.activationBits}_w${shape.accumulatorBits}${isOffset ? "_offset" : ""}`,
    {
      activation: input(uint(carriedBits(shape))),
      code: input(pulseRow({ columns, ...shape })),
      codeBelow: output(pulseRow({ columns, ...shape })),
      above: input(drainRow({ columns, ...shape })),
      drained: output(drainRow({ columns, ...shape })),
      shift: input(bit),
      shiftAbove: output(bit),
    },
    ({ activation, code, codeBelow, above, drained, shift, shiftAbove }) => {
      const passedCode = reg(pulseRow({ columns, ...shape }));
      passedCode.next = code;
      codeBelow.value = passedCode;
      const passedShift = reg(bit, { init: 0 });
      passedShift.next = shift;
      shiftAbove.value = passedShift;

      let fromLeft = activation;
      for (let column = 0; column < columns; column++) {
        const element = instance(isOffset ? FineqOffsetPe(shape) : FineqPe(shape), {
          name: `element_${column}`,
        });
        element.activation.value = fromLeft;
        element.pulse.value = code.pulse.at(column);
        element.negative.value = code.negative.at(column);
        element.boundary.value = code.boundary.at(column);
        element.shift.value = shift;
        element.above.value = above.sums.at(column);
        element.aboveOverflow.value = above.overflow.at(column);
        drained.sums.at(column).value = element.drained;
        drained.overflow.at(column).value = element.drainedOverflow;
        if (column + 1 < columns) {
          const passed = reg(uint(carriedBits(shape)), { name: `activation_${column + 1}` });
          passed.next = fromLeft;
          fromLeft = passed;
        }
      }
    },
    { doc: `${columns} processing elements: activations move right, pulses and finished sums move down.` },
  );
});
