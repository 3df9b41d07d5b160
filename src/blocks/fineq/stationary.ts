/**
 * Weight-stationary arrays for FineQ: elements hold a weight, or one bit of its magnitude, and add the activation that passes, its
 * complement or nothing to the sum from above (our design choice). Activations come as a + 2^(activationBits - 1), unsigned.
 * Invariant: sums are the dot product plus an excess that depends on the weights alone, and no row's sums can leave their range.
 */
import {
  array,
  bit,
  cat,
  input,
  memoize,
  module,
  mux,
  output,
  reg,
  type Uint,
  uint,
  when,
} from "../../dsl/index.ts";
import { bitHeap, heapSum } from "../arithmetic/index.ts";
import { bitsFor, requireParameter, requireWhole } from "../parameters.ts";
import {
  delayed,
  type StationaryElement,
  type StationaryLine,
  stationaryGrid,
  stationaryPorts,
  tapped,
} from "../systolic/index.ts";

/**
 * What a cycle adds for a weight {negative, magnitude}. unary: the magnitude's high bit in two phases, its low bit in the third.
 * binary: the high bit, then the low one; the column's sum counts twice after the first. ternary: the array holds weights of -1, 0
 * and 1 as {negative, counts} and has no phases; each bit of the magnitudes is loaded in turn, or only the low one where no
 * magnitude exceeds 1, and whoever adds the sums up shifts them.
 */
export type StationaryCoding = "unary" | "binary" | "ternary";
export const STATIONARY_CODINGS = [
  "unary",
  "binary",
  "ternary",
] as const satisfies readonly StationaryCoding[];

/** Cycles that an activation vector takes. */
export const stationaryPhases = (coding: StationaryCoding): number => PHASES[coding];

const PHASES: Readonly<Record<StationaryCoding, number>> = { unary: 3, binary: 2, ternary: 1 };
/** How often the sums of all phases together hold an activation at most. */
const LARGEST: Readonly<Record<StationaryCoding, number>> = { unary: 3, binary: 3, ternary: 1 };

const weightBits = (coding: StationaryCoding): number => (coding === "ternary" ? 2 : 3);

export interface StationaryPeShape {
  readonly coding: StationaryCoding;
  /** 2 to 8. */
  readonly activationBits: number;
  /** Elements above this one, 0 to 255: they decide how wide its sums are. */
  readonly above: number;
}

const sumBits = (activationBits: number, elements: number): number =>
  bitsFor(elements * (2 ** activationBits - 1));

const widthsOf = ({ coding, activationBits, above }: StationaryPeShape) => ({
  weightBits: weightBits(coding),
  carriedBits: activationBits + (coding === "ternary" ? 0 : 1),
  partialBits: sumBits(activationBits, Math.max(1, above)),
  totalBits: sumBits(activationBits, above + 1),
});

/**
 * One element, with every register of its own: weight, activation, sum. Unary and binary coding share it.
 *
 * - `load`, `weight`, `weightBelow`: the weight register.
 * - `activation`: {the magnitude's low bit counts in this cycle, activation}; without the former in ternary coding.
 *
 * Latency 1, a step a cycle. Parameters out of range: BL0610.
 */
export const FineqStationaryPe = memoize((shape: StationaryPeShape): StationaryElement => {
  requireShape("FineqStationaryPe", shape);
  const { coding, activationBits } = shape;
  requireWhole("FineqStationaryPe", "above", shape.above, 0, 255);
  const widths = widthsOf(shape);
  return module(
    `fineq_stationary_pe_${slugOf(shape)}_w${widths.totalBits}_p${widths.partialBits}`,
    stationaryPorts(widths),
    ({ load, weight, weightBelow, activation, activationRight, partial, total }) => {
      const held = reg(uint(widths.weightBits));
      when(load, () => {
        held.next = weight;
      });
      weightBelow.value = held;
      const passed = reg(uint(widths.carriedBits));
      passed.next = activation;
      activationRight.value = passed;

      const counts =
        coding === "ternary" ? held.at(0) : mux(activation.at(activationBits), held.at(0), held.at(1));
      const negative = held.at(widths.weightBits - 1);
      const heap = bitHeap(widths.totalBits);
      heap.add(
        activation
          .trunc(activationBits)
          .xor(negative.repeat(activationBits))
          .and(counts.repeat(activationBits)),
        { arrival: 2 },
      );
      heap.add(partial);
      const sum = reg(uint(widths.totalBits));
      sum.next = heapSum(heap);
      total.value = sum;
    },
    {
      doc: `Weight-stationary FineQ element, ${coding === "ternary" ? "one bit of each magnitude" : "temporal"}.`,
    },
  );
});

export interface StationaryArrayShape extends Omit<StationaryPeShape, "above"> {
  /** Inputs, 1 to 256. */
  readonly rows: number;
  /** Output channels, 1 to 256. */
  readonly columns: number;
}

/** Bits of an array's sums. */
export const fineqStationarySumBits = ({ coding, activationBits, rows }: StationaryArrayShape): number =>
  bitsFor(rows * LARGEST[coding] * (2 ** activationBits - 1));

/**
 * rows x columns elements, the skew of the left edge, and below each column the sum of its phases.
 *
 * - `load`: `weights` enter the top row and every weight moves down a row; the bottom row's weights come first.
 * - `activations`: a vector of the rows, in each of its phases; `phase` counts them from 0 (not in ternary coding).
 * - `sums`: of column c, rows + c cycles after the activations (ternary), or rows + 1 + c after the last phase.
 *
 * Throughput: a vector every `stationaryPhases` cycles. Parameters out of range: BL0610.
 */
export const FineqStationaryArray = memoize((shape: StationaryArrayShape) => {
  const { rows, columns, coding, activationBits } = shape;
  requireShape("FineqStationaryArray", shape);
  requireWhole("FineqStationaryArray", "rows", rows, 1, 256);
  requireWhole("FineqStationaryArray", "columns", columns, 1, 256);
  const lines = Array.from({ length: rows }, (_, above): StationaryLine => {
    const widths = widthsOf({ coding, activationBits, above });
    return {
      name: `fineq_stationary_${slugOf(shape)}_w${widths.totalBits}_p${widths.partialBits}`,
      widths,
      element: FineqStationaryPe({ coding, activationBits, above }),
    };
  });
  const isTernary = coding === "ternary";
  const phaseBits = coding === "unary" ? 2 : 1;
  return module(
    `fineq_stationary_${rows}x${columns}_${coding}_a${activationBits}`,
    {
      load: input(bit, { doc: "Weights move down a row." }),
      weights: input(array(uint(weightBits(coding)), columns), {
        doc: `{negative, ${isTernary ? "counts" : "magnitude"}} into the top row; the bottom row's first.`,
      }),
      activations: input(array(uint(activationBits), rows), {
        doc: `A vector, with 2^${activationBits - 1} added.`,
      }),
      ...(!isTernary && { phase: input(uint(phaseBits), { doc: "Of the vector." }) }),
      sums: output(array(uint(fineqStationarySumBits(shape)), columns), {
        doc: "Dot products and their excess.",
      }),
    },
    (ports) => {
      const { load, weights, activations, sums } = ports;
      const edges = { load, weights: weights.elements() };
      if (!("phase" in ports)) {
        sums.value = stationaryGrid({ ...edges, activations: activations.elements() }, lines);
        return;
      }
      const phase = ports.phase as Uint;
      const isLow = phase.eq(stationaryPhases(coding) - 1);
      const carried = activations.elements().map((activation) => cat(isLow, activation));
      const found = stationaryGrid({ ...edges, activations: carried }, lines);
      const begins = tapped(delayed(phase.eq(0), rows, "begins"), columns, "begins_edge");
      found.forEach((sum, column) => {
        const total = reg(uint(sums.at(column).width), { name: `total_${column}` });
        const counted = coding === "binary" ? total.shlTrunc(1) : total;
        total.next = mux(begins[column] as Uint<1>, 0, counted).add(sum.zext(total.width));
        sums.at(column).value = total;
      });
    },
    { doc: `Weight-stationary FineQ array, ${rows} rows x ${columns} columns, ${coding} coding.` },
  );
});

function requireShape(block: string, { coding, activationBits }: Omit<StationaryPeShape, "above">): void {
  requireParameter(
    block,
    "coding",
    coding,
    STATIONARY_CODINGS.join(", "),
    STATIONARY_CODINGS.includes(coding),
  );
  requireWhole(block, "activationBits", activationBits, 2, 8);
}

/** Unary and binary coding have one element. */
const slugOf = ({ coding, activationBits }: Omit<StationaryPeShape, "above">): string =>
  `${coding === "ternary" ? "ternary" : "temporal"}_a${activationBits}`;
