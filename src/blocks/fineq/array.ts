/**
 * The systolic array, output-stationary: rows of processing elements, one under the other. Invariant: with step s entering
 * column 0 and row 0 in cycle x, element (r, c) takes it in cycle x + r + c, if the edges are skewed by one cycle a row and
 * a column (skew.ts and column.ts see to it).
 */
import { array, bit, input, instance, literal, memoize, module, output, uint } from "../../dsl/index.ts";
import { carriedBits } from "./pe.ts";
import { drainRow, FineqRow, pulseRow, type RowShape } from "./row.ts";

/** What shapes the array. */
export interface ArrayShape extends RowShape {
  readonly rows: number;
}

/**
 * rows x columns processing elements.
 *
 *              code (pulse, negative, boundary of each column, column c delayed by c)
 *                |    |    |
 *     act. 0 -> PE - PE - PE      activations: row r delayed by r
 *     act. 1 -> PE - PE - PE      finished sums leave at the bottom, last row first
 *                |    |    |
 *              drained (bottom row's drain registers)
 *
 * - `shift`: the bottom row's sums are replaced by those of the row above, and so on up, a row a cycle; two cycles
 *   between shifts at least, and none that meets a boundary in the same row.
 *
 * Latency: a step's effect on element (r, c) is visible r + c + 1 cycles after it entered. Throughput: a step a cycle.
 */
export const FineqArray = memoize(({ rows, ...shape }: ArrayShape) =>
  module(
    `fineq_array_${rows}x${shape.columns}_${shape.coding}_a${shape.activationBits}_w${shape.accumulatorBits}${shape.activations === "offset" ? "_offset" : ""}`,
    {
      activations: input(array(uint(carriedBits(shape)), rows), {
        doc: "Left edge; row r is r cycles behind row 0.",
      }),
      code: input(pulseRow(shape), {
        doc: "Top edge, a bit or field for each column; column c is c cycles behind column 0.",
      }),
      shift: input(bit, { doc: "Moves the drain registers one row down." }),
      drained: output(drainRow(shape), { doc: "Drain registers of the bottom row." }),
    },
    ({ activations, code, shift, drained }) => {
      const lines = Array.from({ length: rows }, (_, row) =>
        instance(FineqRow(shape), { name: `row_${row}` }),
      );
      lines.forEach((line, row) => {
        line.activation.value = activations.at(row);
        const before = lines[row - 1];
        const after = lines[row + 1];
        line.code.value = before ? before.codeBelow : code;
        if (before) line.above.value = before.drained;
        else line.above.value = literal(drainRow(shape), nothingAbove(shape));
        line.shift.value = after ? after.shiftAbove : shift;
        if (!after) drained.value = line.drained;
      });
    },
    {
      doc: `Systolic array, ${rows} rows x ${shape.columns} columns, output-stationary, ${shape.coding} coding.`,
    },
  ),
);

/** Above the first row: what is shifted in is never sent. */
const nothingAbove = ({ columns }: RowShape) => ({
  sums: Array.from({ length: columns }, () => 0),
  overflow: Array.from({ length: columns }, () => 0),
});
