/** Families of bit-serial tiles. */
import { SerialArray, serialArrayLatency, serialArraySumBits } from "../../blocks/index.ts";
import { fineqTileSum } from "../../golden/index.ts";
import { joined } from "./bits.ts";
import { DEEP_ELEMENT, deepRun, lanesOf } from "./deep-run.ts";
import type { ArrayFamily, ArraySize } from "./run.ts";

const ACTIVATION_BITS = 8;

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
          vectorCycles: (vectors) =>
            Array.from({ length: ACTIVATION_BITS }, (_, cycle) => {
              const bit = ACTIVATION_BITS - 1 - cycle;
              const bits = vectors
                .flat()
                .map((activation) => ((activation + 2 ** (ACTIVATION_BITS - 1)) >> bit) & 1);
              return { restart: cycle === 0 ? 1n : 0n, activations: joined(bits, 1) };
            }),
          phases: ACTIVATION_BITS,
          latency: (column) => serialArrayLatency(shapeOf(size), column),
          sumBits: serialArraySumBits(shapeOf(size)),
          passes: [
            {
              loading: {},
              sum: (weights, activations) => fineqTileSum(weights, activations, ACTIVATION_BITS),
            },
          ],
        },
        size,
        product,
      ),
  };
}

export const serialFamilies: readonly ArrayFamily[] = [serialFamily(1), serialFamily(4)];
