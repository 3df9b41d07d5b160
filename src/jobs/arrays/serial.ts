/** Families of bit-serial tiles. */
import { SerialArray, serialArrayLatency, serialArraySumBits } from "../../blocks/index.ts";
import { ACTIVATION_BITS } from "./constants.ts";
import { bitsInSeries, wholeWeights } from "./deep-kinds.ts";
import { DEEP_ELEMENT, deepRun, lanesOf } from "./deep-run.ts";
import type { ArrayFamily, ArraySize } from "./run.ts";

function serialFamily(tokens: number): ArrayFamily {
  const shapeOf = (size: ArraySize) => ({ ...size, activationBits: ACTIVATION_BITS });
  const array = (size: ArraySize) => SerialArray(shapeOf(size));
  return {
    name: tokens === 1 ? "tiles-serial" : `tiles-serial-x${tokens}`,
    title: `FineQ tiles, activations bit by bit${tokens === 1 ? "" : `, ${tokens} tokens at a time`}`,
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
    cycles: { least: ACTIVATION_BITS, most: ACTIVATION_BITS },
    run: (size, product) =>
      deepRun(
        {
          module: array(size),
          vectorCycles: bitsInSeries,
          phases: ACTIVATION_BITS,
          latency: (column) => serialArrayLatency(shapeOf(size), column),
          sumBits: serialArraySumBits(shapeOf(size)),
          passes: [wholeWeights],
        },
        size,
        product,
      ),
  };
}

export const serialFamilies: readonly ArrayFamily[] = [serialFamily(1), serialFamily(4)];
