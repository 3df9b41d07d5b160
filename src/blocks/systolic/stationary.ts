/**
 * Weight-stationary arrays, whatever their elements: weights stay, activations move right, partial sums move down. Invariant:
 * element (r, c) meets the activations that entered in cycle x in cycle x + r + c, and gives its sum to row r + 1 a cycle later.
 */
import {
  array,
  bit,
  input,
  instance,
  literal,
  type ModuleDefinition,
  module,
  output,
  type Uint,
  uint,
} from "../../dsl/index.ts";
import { skewed } from "./delay.ts";

/** Widths of what an element is connected to. */
export interface StationaryWidths {
  readonly weightBits: number;
  /** Of all that moves right: the activation, and what travels with it. */
  readonly carriedBits: number;
  /** Of the sum from above, and of the element's own. */
  readonly partialBits: number;
  readonly totalBits: number;
}

/** Ports of an element. */
export const stationaryPorts = ({ weightBits, carriedBits, partialBits, totalBits }: StationaryWidths) => ({
  load: input(bit, { doc: "The element takes `weight`; it counts from the next cycle on." }),
  weight: input(uint(weightBits), { doc: "From the element above, or the top edge." }),
  weightBelow: output(uint(weightBits), { doc: "The weight that the element holds." }),
  activation: input(uint(carriedBits), { doc: "From the left." }),
  activationRight: output(uint(carriedBits), { doc: "The same a cycle later." }),
  partial: input(uint(partialBits), { doc: "Sum of the elements above." }),
  total: output(uint(totalBits), { doc: "That sum and this element's product, a cycle later." }),
});

export type StationaryElement = ModuleDefinition<ReturnType<typeof stationaryPorts>>;

/** One row of an array: what it is made of. */
export interface StationaryLine {
  /** Lower-case words joined by `_`; with the columns it is the row's module name. */
  readonly name: string;
  readonly widths: StationaryWidths;
  readonly element: StationaryElement;
}

const rowPorts = (columns: number, widths: StationaryWidths) => ({
  load: input(bit),
  weights: input(array(uint(widths.weightBits), columns)),
  weightsBelow: output(array(uint(widths.weightBits), columns)),
  activation: input(uint(widths.carriedBits)),
  partials: input(array(uint(widths.partialBits), columns)),
  totals: output(array(uint(widths.totalBits), columns)),
});

type StationaryRow = ModuleDefinition<ReturnType<typeof rowPorts>>;

function stationaryRow(columns: number, { name, widths, element }: StationaryLine): StationaryRow {
  return module(
    `${name}_row_${columns}`,
    rowPorts(columns, widths),
    ({ load, weights, weightsBelow, activation, partials, totals }) => {
      let fromLeft: Uint = activation;
      for (let column = 0; column < columns; column++) {
        const one = instance(element, { name: `element_${column}` });
        one.load.value = load;
        one.weight.value = weights.at(column);
        weightsBelow.at(column).value = one.weightBelow;
        one.activation.value = fromLeft;
        fromLeft = one.activationRight;
        one.partial.value = partials.at(column);
        totals.at(column).value = one.total;
      }
    },
    { doc: `${columns} elements: activations move right, weights and partial sums down.` },
  );
}

/** What the edges of an array are connected to. */
export interface StationaryEdges {
  readonly load: Uint<1>;
  /** A weight for each column. */
  readonly weights: readonly Uint[];
  /** What enters each row, all of the same cycle. */
  readonly activations: readonly Uint[];
}

/**
 * Rows one under the other, for the body of an array's module. The left edge is skewed here; the sums leave a cycle later from
 * column to column.
 *
 *            weights (of the bottom row first, one row a cycle, with `load`)
 *               |    |    |
 *     act. 0 -> E -> E -> E
 *     act. 1 -> E -> E -> E      sums[c] of the activations of cycle x in cycle x + rows + c
 *               |    |    |
 *
 * Returns the sums of the bottom row.
 */
export function stationaryGrid(
  { load, weights, activations }: StationaryEdges,
  lines: readonly StationaryLine[],
): readonly Uint[] {
  const columns = weights.length;
  const made = new Map<string, StationaryRow>();
  const edge = skewed(activations, "activation");
  let weightsAbove = weights;
  let sumsAbove: readonly Uint[] = weights.map(() => literal(uint(lines[0]?.widths.partialBits ?? 1), 0));
  lines.forEach((line, index) => {
    const definition = made.get(line.name) ?? stationaryRow(columns, line);
    made.set(line.name, definition);
    const row = instance(definition, { name: `row_${index}` });
    row.load.value = load;
    row.weights.value = weightsAbove;
    row.activation.value = edge[index] as Uint;
    row.partials.value = sumsAbove;
    weightsAbove = row.weightsBelow.elements();
    sumsAbove = row.totals.elements();
  });
  return sumsAbove;
}
