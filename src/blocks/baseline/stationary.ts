/**
 * Conventional weight-stationary array: each element multiplies the activation that passes by the weight that it holds. Invariant:
 * sums are exact, because a row's sums are wide enough for all rows above it, or the array is refused.
 */
import { array, bit, input, memoize, module, output, reg, sint, uint, when } from "../../dsl/index.ts";
import { requireParameter, requireWhole } from "../parameters.ts";
import { type StationaryElement, stationaryGrid, stationaryPorts } from "../systolic/index.ts";
import { multiplyAccumulated } from "./multiply.ts";
import {
  type BaselineShape,
  baselineSlug,
  baselineSumBits,
  baselineWeightBits,
  requireBaseline,
} from "./parameters.ts";

export interface BaselineStationaryPeShape extends BaselineShape {
  /** Bits of the element's sum, two's complement, unsigned where biased; those of a product to 48. */
  readonly sumBits: number;
  /** Of the sum from above, 1 to sumBits; sumBits unless stated. */
  readonly partialBits?: number | undefined;
}

/**
 * One element, with every register of its own: weight, activation, sum.
 *
 * - `load`: the weight register takes `weight`; `weightBelow` is that register.
 * - `activation` goes on as `activationRight`, `partial` + activation * weight as `total`, both a cycle later.
 *
 * Latency 1, a product a cycle. Parameters out of range: BL0610.
 */
export const BaselineStationaryPe = memoize((shape: BaselineStationaryPeShape): StationaryElement => {
  const { sumBits, partialBits = sumBits, weights, activationBits } = shape;
  requireBaseline("BaselineStationaryPe", shape, sumBits);
  requireWhole("BaselineStationaryPe", "partialBits", partialBits, 1, sumBits);
  const weightBits = baselineWeightBits(weights);
  const above = partialBits === sumBits ? "" : `_p${partialBits}`;
  return module(
    `baseline_stationary_pe_${baselineSlug(shape)}_w${sumBits}${above}`,
    stationaryPorts({ weightBits, carriedBits: activationBits, partialBits, totalBits: sumBits }),
    ({ load, weight, weightBelow, activation, activationRight, partial, total }) => {
      const held = reg(uint(weightBits));
      when(load, () => {
        held.next = weight;
      });
      weightBelow.value = held;
      const passed = reg(uint(activationBits));
      passed.next = activation;
      activationRight.value = passed;
      const sum = reg(sint(sumBits));
      sum.next = multiplyAccumulated(shape, sumBits, {
        activation: activation.asSint(),
        weight: held,
        sum: partial.asSint(),
      });
      total.value = sum.asUint();
    },
    { doc: `Weight-stationary element, INT${activationBits} x ${weights} (${shape.style}).` },
  );
});

export interface BaselineStationaryShape extends BaselineShape {
  /** Inputs, 1 to 256. */
  readonly rows: number;
  /** Output channels, 1 to 256. */
  readonly columns: number;
  /** Bits of every row's sums; as many as each row needs unless stated. */
  readonly sumBits?: number | undefined;
}

/** Bits of the array's sums. */
export const baselineArraySumBits = ({ rows, sumBits, ...shape }: BaselineStationaryShape): number =>
  sumBits ?? sizedBits(shape, rows);

/** What the sums of `rows` rows need, and at least a product's. */
const sizedBits = (shape: BaselineShape, rows: number): number =>
  Math.max(baselineSumBits(shape, rows), shape.activationBits + baselineWeightBits(shape.weights));

/**
 * rows x columns elements with the skew of the left edge.
 *
 * - `load`: `weights` enter the top row and every weight moves down a row; the bottom row's weights come first.
 * - `activations`: a vector of the rows, all in one cycle.
 * - `sums`: of column c, rows + c cycles after its activations; biased: unsigned, more than the product by a number of the weights.
 *
 * Throughput: a vector a cycle. Parameters out of range, and sums too narrow for the rows: BL0610.
 */
export const BaselineStationaryArray = memoize((shape: BaselineStationaryShape) => {
  const { rows, columns, weights, activationBits, sumBits } = shape;
  const block = "BaselineStationaryArray";
  requireBaseline(block, shape, sumBits);
  requireWhole(block, "rows", rows, 1, 256);
  requireWhole(block, "columns", columns, 1, 256);
  const least = sizedBits(shape, rows);
  requireParameter(
    block,
    "sumBits",
    sumBits,
    `${least} or more for ${rows} rows`,
    (sumBits ?? least) >= least,
  );
  const weightBits = baselineWeightBits(weights);
  const lines = Array.from({ length: rows }, (_, row) => {
    const totalBits = sumBits ?? sizedBits(shape, row + 1);
    const partialBits = sumBits ?? (row === 0 ? totalBits : sizedBits(shape, row));
    return {
      name: `baseline_stationary_${baselineSlug(shape)}_w${totalBits}_p${partialBits}`,
      widths: { weightBits, carriedBits: activationBits, partialBits, totalBits },
      element: BaselineStationaryPe({
        weights,
        style: shape.style,
        activationBits,
        sumBits: totalBits,
        partialBits,
      }),
    };
  });
  return module(
    `baseline_stationary_${rows}x${columns}_${baselineSlug(shape)}_${sumBits === undefined ? "sized" : `w${sumBits}`}`,
    {
      load: input(bit, { doc: "Weights move down a row." }),
      weights: input(array(uint(weightBits), columns), { doc: "Into the top row; the bottom row's first." }),
      activations: input(array(uint(activationBits), rows), { doc: "A vector, two's complement." }),
      sums: output(array(sumType(shape.style, sumBits ?? least), columns), {
        doc: `Column c's ${rows} + c cycles after the activations.`,
      }),
    },
    ({ load, weights: entering, activations, sums }) => {
      const edges = { load, weights: entering.elements(), activations: activations.elements() };
      sums.value = stationaryGrid(edges, lines).map((sum) => (shape.style === "biased" ? sum : sum.asSint()));
    },
    {
      doc: `Weight-stationary array, ${rows} rows x ${columns} columns, INT${activationBits} x ${weights} (${shape.style}).`,
    },
  );
});

/** Excesses exceed every negative product: biased sums have no sign. */
const sumType = (style: BaselineShape["style"], width: number) =>
  style === "biased" ? uint(width) : sint(width);
