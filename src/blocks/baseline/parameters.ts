/**
 * Parameters of conventional multiply-accumulate arrays, and what follows from them. Invariant: a shape that `requireBaseline`
 * accepted can be built.
 */
import { bitsFor, requireParameter, requireWhole } from "../parameters.ts";

/** int8, int4: two's complement. int3: -3 to 3 as {sign, magnitude}, the numbers that FineQ's outliers are. */
export type BaselineWeights = "int8" | "int4" | "int3";
export const BASELINE_WEIGHTS = ["int8", "int4", "int3"] as const satisfies readonly BaselineWeights[];

/**
 * good: product and sum in one bit heap (docs/arithmetic.md). naive: `*` and `+`, as the synthesizer builds them. biased: a heap without
 * the constants of signs and the plus ones of negations, so that sums exceed the dot product by a number that depends on the weights
 * alone, as in the FineQ arrays for offset activations, and with int3 all ones in rows that do not count; weight-stationary elements only.
 */
export type BaselineStyle = "good" | "naive" | "biased";
export const BASELINE_STYLES = ["good", "naive", "biased"] as const satisfies readonly BaselineStyle[];

/** What multiplies. */
export interface BaselineShape {
  readonly weights: BaselineWeights;
  readonly style: BaselineStyle;
  /** Two's complement bits of an activation, 2 to 16. */
  readonly activationBits: number;
}

export const baselineWeightBits = (weights: BaselineWeights): number => WEIGHT_BITS[weights];

const WEIGHT_BITS: Readonly<Record<BaselineWeights, number>> = { int8: 8, int4: 4, int3: 3 };
const LARGEST_WEIGHT: Readonly<Record<BaselineWeights, number>> = { int8: 128, int4: 8, int3: 3 };

/** Bits that hold the sum of any `count` products, two's complement; unsigned where biased. */
export function baselineSumBits(
  { weights, style, activationBits }: Omit<BaselineShape, "style"> & Partial<BaselineShape>,
  count: number,
): number {
  const largest = LARGEST_WEIGHT[weights] * 2 ** (activationBits - 1);
  if (style !== "biased") return bitsFor(count * largest) + 1;
  if (weights === "int3") return bitsFor(count * 3 * (2 ** activationBits - 1));
  // Booth's rows, four times as much each, keep their signs' bits of 2^activationBits.
  const kept = (2 ** activationBits * (2 ** WEIGHT_BITS[weights] - 1)) / 3;
  return bitsFor(count * (largest + kept));
}

/** Widest sum. */
const MOST_SUM_BITS = 48;

/** BL0610 names the first parameter that is out of range. Sums have the bits of a product or more. */
export function requireBaseline(
  block: string,
  { weights, style, activationBits }: BaselineShape,
  sumBits?: number,
): void {
  requireParameter(
    block,
    "weights",
    weights,
    BASELINE_WEIGHTS.join(", "),
    BASELINE_WEIGHTS.includes(weights),
  );
  requireParameter(block, "style", style, BASELINE_STYLES.join(", "), BASELINE_STYLES.includes(style));
  requireWhole(block, "activationBits", activationBits, 2, 16);
  if (sumBits === undefined) return;
  const least = activationBits + baselineWeightBits(weights);
  requireWhole(block, "sumBits", sumBits, least, MOST_SUM_BITS);
}

/** For names of modules. */
export const baselineSlug = ({ weights, style, activationBits }: BaselineShape): string =>
  `${weights}_${style}_a${activationBits}`;
