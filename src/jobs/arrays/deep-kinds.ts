/**
 * How tiles of each kind are driven, whatever array they are in: their vectors, and what their fillings count. Invariant: what is
 * expected of a filling is the golden tile sum of the weights that it counts.
 */
import { fineqTileSum } from "../../golden/index.ts";
import { joined } from "./bits.ts";
import { ACTIVATION_BITS } from "./constants.ts";
import type { DeepPass, DeepShape } from "./deep-run.ts";
import type { IntegerProduct } from "./run.ts";

/** Offset binary, the first token's first. */
const offset = (vectors: readonly (readonly number[])[]): number[] =>
  vectors.flat().map((activation) => activation + 2 ** (ACTIVATION_BITS - 1));

/** Vectors of one cycle. */
export const wholeVectors: DeepShape["vectorCycles"] = (vectors) => [
  { activations: joined(offset(vectors), ACTIVATION_BITS) },
];

/** A bit of each activation a cycle, the highest first. */
export const bitsInSeries: DeepShape["vectorCycles"] = (vectors) =>
  Array.from({ length: ACTIVATION_BITS }, (_, cycle) => {
    const bit = ACTIVATION_BITS - 1 - cycle;
    const bits = offset(vectors).map((activation) => (activation >> bit) & 1);
    return { restart: cycle === 0 ? 1n : 0n, activations: joined(bits, 1) };
  });

/** Weights as they are. */
export const wholeWeights: DeepPass = {
  loading: {},
  sum: (weights, activations) => fineqTileSum(weights, activations, ACTIVATION_BITS),
};

/** Bit `plane` of a weight's magnitude with its sign. */
export const planeOf = (weight: number, plane: number): number =>
  Math.sign(weight) * ((Math.abs(weight) >> plane) & 1);

/** Sums count 1 a unit of the plane. */
const planePass = (plane: number): DeepPass => ({
  loading: { plane: BigInt(plane) },
  sum: (weights, activations) =>
    fineqTileSum(
      weights.map((weight) => planeOf(weight, plane)),
      activations,
      ACTIVATION_BITS,
    ),
});

/** One filling where no magnitude is above 1, otherwise two. */
export const planePasses = ({ weights }: Pick<IntegerProduct, "weights">): readonly DeepPass[] =>
  weights.some((weight) => Math.abs(weight) > 1) ? [planePass(0), planePass(1)] : [planePass(0)];
