/**
 * Conventional output-stationary array: activations move right, weights and finished sums down. Invariant: element (r, c) takes what
 * entered in cycle x in cycle x + r + c; the edges are skewed in here.
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
import { requireWhole } from "../parameters.ts";
import { skewed, tapped } from "../systolic/index.ts";
import { BaselineOutputPe, type BaselineOutputPeShape } from "./output-pe.ts";
import { baselineSlug, baselineWeightBits, requireBaseline } from "./parameters.ts";

interface OutputRowShape extends BaselineOutputPeShape {
  readonly columns: number;
}

export interface BaselineOutputShape extends OutputRowShape {
  /** Tokens at a time, 1 to 256; as many output channels as `columns`, 1 to 256. */
  readonly rows: number;
}

/** What moves down between rows in every cycle. */
const codeRow = ({ columns, weights }: OutputRowShape) =>
  struct({ weight: array(uint(baselineWeightBits(weights)), columns), boundary: array(bit, columns) });

/** The drain registers of a row. */
const sumRow = ({ columns, sumBits }: OutputRowShape) =>
  struct({ sums: array(sint(sumBits), columns), overflow: array(bit, columns) });

/** A row of elements; ports and cycles as FineqRow's. */
const BaselineOutputRow = memoize((shape: OutputRowShape) => {
  const { columns, activationBits } = shape;
  return module(
    `baseline_output_row_${columns}_${baselineSlug(shape)}_w${shape.sumBits}`,
    {
      activation: input(uint(activationBits)),
      code: input(codeRow(shape)),
      codeBelow: output(codeRow(shape)),
      above: input(sumRow(shape)),
      drained: output(sumRow(shape)),
      shift: input(bit),
      shiftAbove: output(bit),
    },
    ({ activation, code, codeBelow, above, drained, shift, shiftAbove }) => {
      const passedCode = reg(codeRow(shape));
      passedCode.next = code;
      codeBelow.value = passedCode;
      const passedShift = reg(bit, { init: 0 });
      passedShift.next = shift;
      shiftAbove.value = passedShift;

      const { weights, style, sumBits } = shape;
      let fromLeft = activation;
      for (let column = 0; column < columns; column++) {
        const element = instance(BaselineOutputPe({ weights, style, activationBits, sumBits }), {
          name: `element_${column}`,
        });
        element.activation.value = fromLeft;
        element.weight.value = code.weight.at(column);
        element.boundary.value = code.boundary.at(column);
        element.shift.value = shift;
        element.above.value = above.sums.at(column);
        element.aboveOverflow.value = above.overflow.at(column);
        drained.sums.at(column).value = element.drained;
        drained.overflow.at(column).value = element.drainedOverflow;
        if (column + 1 < columns) {
          const passed = reg(uint(activationBits), { name: `activation_${column + 1}` });
          passed.next = fromLeft;
          fromLeft = passed;
        }
      }
    },
    { doc: `${columns} elements: activations move right, weights and finished sums move down.` },
  );
});

/**
 * rows x columns elements with the skew of both edges.
 *
 * - `activations`, `weights`, `boundary`: all of the same cycle.
 * - `drained`: the bottom row's drain registers; column c takes part in a boundary rows - 1 + c cycles after it entered.
 * - `shift`: they take those of the row above, and so on up, a row a cycle; two cycles between shifts at least, and none that
 *   meets a boundary in the same row.
 *
 * Throughput: a product an element and cycle. Parameters out of range: BL0610.
 */
export const BaselineOutputArray = memoize(({ rows, ...shape }: BaselineOutputShape) => {
  const { columns, weights, activationBits, sumBits } = shape;
  requireBaseline("BaselineOutputArray", shape, sumBits);
  requireWhole("BaselineOutputArray", "rows", rows, 1, 256);
  requireWhole("BaselineOutputArray", "columns", columns, 1, 256);
  return module(
    `baseline_output_${rows}x${columns}_${baselineSlug(shape)}_w${sumBits}`,
    {
      activations: input(array(uint(activationBits), rows), { doc: "A token each, two's complement." }),
      weights: input(array(uint(baselineWeightBits(weights)), columns), { doc: "A channel each." }),
      boundary: input(bit, { doc: "First product of the next sums, or between them." }),
      shift: input(bit, { doc: "Moves the drain registers one row down." }),
      drained: output(sumRow(shape), { doc: "The bottom row's." }),
    },
    ({ activations, weights: entering, boundary, shift, drained }) => {
      const left = skewed(activations.elements(), "activation");
      const top = skewed(entering.elements(), "weight");
      const ends = tapped(boundary, columns, "boundary");
      const elements = Array.from({ length: rows }, (_, row) =>
        instance(BaselineOutputRow(shape), { name: `row_${row}` }),
      );
      elements.forEach((row, index) => {
        const [above, below] = [elements[index - 1], elements[index + 1]];
        row.activation.value = left[index] as (typeof left)[number];
        row.code.value = above ? above.codeBelow : { weight: top, boundary: ends };
        row.shift.value = below ? below.shiftAbove : shift;
        row.above.value = above ? above.drained : nothingAbove(columns);
      });
      drained.value = (elements.at(-1) as (typeof elements)[number]).drained;
    },
    {
      doc: `Output-stationary array, ${rows} rows x ${columns} columns, INT${activationBits} x ${weights} (${shape.style}).`,
    },
  );
});

/** Above the first row: what is shifted in is never read. */
const nothingAbove = (columns: number) => ({
  sums: Array.from({ length: columns }, () => 0),
  overflow: Array.from({ length: columns }, () => 0),
});
