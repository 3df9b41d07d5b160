/** Families of tiles of ternary planes; products without outliers take one filling of the array, others two. */
import { PlanesArray, planesArrayLatency, planesArraySumBits } from "../../blocks/index.ts";
import { fineqTileSum } from "../../golden/index.ts";
import { joined } from "./bits.ts";
import { DEEP_ELEMENT, type DeepPass, deepRun, lanesOf } from "./deep-run.ts";
import type { ArrayFamily, ArraySize, IntegerProduct } from "./run.ts";

const ACTIVATION_BITS = 8;

/** Bit `plane` of a weight's magnitude with its sign. */
const planeOf = (weight: number, plane: number): number =>
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

const passesOf = ({ weights }: IntegerProduct): readonly DeepPass[] =>
  weights.some((weight) => Math.abs(weight) > 1) ? [planePass(0), planePass(1)] : [planePass(0)];

function planesFamily(tokens: number): ArrayFamily {
  const shapeOf = (size: ArraySize) => ({ ...size, activationBits: ACTIVATION_BITS });
  const array = (size: ArraySize) => PlanesArray(shapeOf(size));
  return {
    name: tokens === 1 ? "tiles-planes" : `tiles-planes-x${tokens}`,
    title: `FineQ tiles by ternary planes${tokens === 1 ? "" : `, ${tokens} tokens at a time`}`,
    weights: "fineq",
    dataflow: "weight-stationary",
    rowStep: 6,
    tokens,
    array,
    element: () => ({
      module: array({ ...DEEP_ELEMENT, tokens }),
      lanes: lanesOf({ ...DEEP_ELEMENT, tokens }),
    }),
    lanes: lanesOf,
    cycles: { least: 1, most: 2 },
    run: (size, product) =>
      deepRun(
        {
          module: array(size),
          vectorCycles: (vectors) => [
            {
              activations: joined(
                vectors.flat().map((activation) => activation + 2 ** (ACTIVATION_BITS - 1)),
                ACTIVATION_BITS,
              ),
            },
          ],
          phases: 1,
          latency: (column) => planesArrayLatency(shapeOf(size), column),
          sumBits: planesArraySumBits(shapeOf(size)),
          passes: passesOf(product),
        },
        size,
        product,
      ),
  };
}

export const planesFamilies: readonly ArrayFamily[] = [planesFamily(1), planesFamily(4)];
