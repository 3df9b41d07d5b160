/** Families of conventional weights in tiles: what the organisation gains without FineQ. */
import {
  BaselineTileArray,
  type BaselineTileShape,
  baselineTileLatency,
  baselineTileSumBits,
  baselineWeightBits,
} from "../../blocks/index.ts";
import { fineqTileSum } from "../../golden/index.ts";
import { joined, lowBits, signMagnitude } from "./bits.ts";
import { ACTIVATION_BITS, BASELINE_TITLES } from "./constants.ts";
import { deepRun } from "./deep-run.ts";
import { dotProduct } from "./dot-product.ts";
import type { ArrayFamily, ArraySize } from "./run.ts";

/** What tables show: the columns that share a register of activations. */
const ELEMENT = { rows: 64, columns: 16 } as const;

function tileFamily(weights: "int8" | "int3", tokens: number): ArrayFamily {
  const weightBits = baselineWeightBits(weights);
  const shapeOf = (size: ArraySize): BaselineTileShape => ({
    ...size,
    weights,
    activationBits: ACTIVATION_BITS,
  });
  const array = (size: ArraySize) => BaselineTileArray(shapeOf(size));
  const lanes = ({ rows, columns }: ArraySize): number => rows * columns * tokens;
  const isOffset = weights === "int3";
  const code = (weight: number): number => (isOffset ? signMagnitude(weight) : lowBits(weight, weightBits));
  const activationCode = (activation: number): number =>
    isOffset ? activation + 2 ** (ACTIVATION_BITS - 1) : lowBits(activation, ACTIVATION_BITS);
  const sum = (channel: readonly number[], vector: readonly number[]): number =>
    isOffset ? fineqTileSum(channel, vector, ACTIVATION_BITS) : dotProduct(channel, vector);
  return {
    name: `${weights}-tile${tokens === 1 ? "" : `-x${tokens}`}`,
    title: `${BASELINE_TITLES[weights]}, tiles${tokens === 1 ? "" : `, ${tokens} tokens at a time`}`,
    weights,
    dataflow: "weight-stationary",
    tokens,
    array,
    element: () => ({ module: array({ ...ELEMENT, tokens }), lanes: lanes({ ...ELEMENT, tokens }) }),
    lanes,
    cycles: { least: 1, most: 1 },
    run: (size, product) =>
      deepRun(
        {
          module: array(size),
          vectorCycles: (vectors) => [
            {
              activations: joined(vectors.flat().map(activationCode), ACTIVATION_BITS),
            },
          ],
          phases: 1,
          latency: baselineTileLatency,
          sumBits: baselineTileSumBits(shapeOf(size)),
          passes: [{ loading: {}, sum }],
          channelCode: (channel) => joined(channel.map(code), weightBits),
        },
        size,
        product,
      ),
  };
}

export const tileBaselines: readonly ArrayFamily[] = [
  tileFamily("int8", 1),
  tileFamily("int8", 4),
  tileFamily("int3", 1),
  tileFamily("int3", 4),
];
