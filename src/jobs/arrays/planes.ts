/** Families of tiles of ternary planes; products without outliers take one filling of the array, others two. */
import { PlanesArray, planesArrayLatency, planesArraySumBits } from "../../blocks/index.ts";
import { ACTIVATION_BITS } from "./constants.ts";
import { planePasses, wholeVectors } from "./deep-kinds.ts";
import { DEEP_ELEMENT, deepRun, lanesOf } from "./deep-run.ts";
import type { ArrayFamily, ArraySize } from "./run.ts";

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
          vectorCycles: wholeVectors,
          phases: 1,
          latency: (column) => planesArrayLatency(shapeOf(size), column),
          sumBits: planesArraySumBits(shapeOf(size)),
          passes: planePasses(product),
        },
        size,
        product,
      ),
  };
}

export const planesFamilies: readonly ArrayFamily[] = [planesFamily(1), planesFamily(4)];
