/**
 * Parameters of conventional multiply-accumulate arrays, and what follows from them. Invariant: a shape that `requireBaseline`
 * accepted can be built.
 */
import { bitsFor, requireParameter, requireWhole } from "../parameters.ts";

/** int8, int4: two's complement. int3: -3 to 3 as {sign, magnitude}, the numbers that FineQ's outliers are. */
export type BaselineWeights = "int8" | "int4" | "int3";
export const BASELINE_WEIGHTS = ["int8", "int4", "int3"] as const satisfies readonly BaselineWeights[];

/** good: product and sum in one bit heap (docs/arithmetic.md). naive: `*` and `+`, as the synthesizer builds them. */
export type BaselineStyle = "good" | "naive";
export const BASELINE_STYLES = ["good", "naive"] as const satisfies readonly BaselineStyle[];

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

/** Two's complement bits that hold the sum of any `count` products. */
export const baselineSumBits = (
  { weights, activationBits }: Omit<BaselineShape, "style">,
  count: number,
): number => bitsFor(count * LARGEST_WEIGHT[weights] * 2 ** (activationBits - 1)) + 1;

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
