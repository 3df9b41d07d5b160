/** Families of bit-serial tiles. */
import { SerialArray, SerialColumn, serialArrayLatency, serialArraySumBits } from "../../blocks/index.ts";
import { fineqTileSum } from "../../golden/index.ts";
import { joined } from "./bits.ts";
import { deepRun } from "./deep-run.ts";
import type { ArrayFamily, ArraySize } from "./run.ts";

const ACTIVATION_BITS = 8;
/** Pairs of the column that tables show: as deep as an array of 64 inputs. */
const ELEMENT_PAIRS = 11;

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
      module: SerialColumn({
        style: "gates",
        pairs: ELEMENT_PAIRS,
        tokens,
        activationBits: ACTIVATION_BITS,
      }),
      lanes: 6 * ELEMENT_PAIRS * tokens,
    }),
    lanes: (size) => size.rows * size.columns * size.tokens,
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
