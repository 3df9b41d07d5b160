/** Families of conventional multiply-accumulate arrays. */
import {
  BASELINE_WEIGHTS,
  BaselineOutputArray,
  BaselineOutputPe,
  BaselineStationaryArray,
  BaselineStationaryPe,
  type BaselineStyle,
  type BaselineWeights,
  baselineArraySumBits,
  baselineSumBits,
  baselineWeightBits,
} from "../../blocks/index.ts";
import { fineqTileExcess } from "../../golden/index.ts";
import { lowBits, signMagnitude } from "./bits.ts";
import { ACTIVATION_BITS, BASELINE_TITLES } from "./constants.ts";
import { dotProduct } from "./dot-product.ts";
import { outputRun } from "./output-run.ts";
import type { ArrayFamily, ArraySize } from "./run.ts";
import { stationaryRun } from "./stationary-run.ts";

/** Of the elements that everything is compared with; exact for 511 inputs of INT8, of style biased for 439 (docs/baselines.md). */
const SUM_BITS = 24;

/** Raw bits of a weight. */
const codeOf = (weights: BaselineWeights): ((weight: number) => number) =>
  weights === "int3" ? signMagnitude : (weight) => lowBits(weight, baselineWeightBits(weights));

/** What biased sums hold besides the dot product. */
const excessOf = (weights: BaselineWeights, values: readonly number[]): number =>
  weights === "int3"
    ? fineqTileExcess(values, ACTIVATION_BITS) + blankRows(values)
    : values.reduce((sum, value) => sum + boothExcess(value, baselineWeightBits(weights)), 0);

/** All ones for each bit of a magnitude that is not set. */
const blankRows = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + (3 - Math.abs(value)) * (2 ** ACTIVATION_BITS - 1), 0);

/** Of each of Booth's digits: the sign's bit that its row keeps, less one where the row is complemented. */
function boothExcess(weight: number, bits: number): number {
  let excess = 0;
  for (let low = 0; low < bits; low += 2) {
    excess += 2 ** low * (2 ** ACTIVATION_BITS - ((weight >> (low + 1)) & 1));
  }
  return excess;
}

const STYLE_TITLES: Readonly<Record<BaselineStyle, string>> = {
  good: "",
  naive: ", written as *",
  biased: ", sums corrected by the weights",
};

/** `sums`: fixed: 24 bits in every row. sized: as many as each row needs. */
function stationaryFamily(
  weights: BaselineWeights,
  style: BaselineStyle,
  sums: "fixed" | "sized",
): ArrayFamily {
  const shape = { weights, style, activationBits: ACTIVATION_BITS };
  const sumBits = sums === "fixed" ? SUM_BITS : undefined;
  const array = ({ rows, columns }: ArraySize) =>
    BaselineStationaryArray({ ...shape, rows, columns, sumBits });
  return {
    name: `${weights}-ws${style === "good" ? "" : `-${style}`}${sums === "sized" ? "-sized" : ""}`,
    title: `${BASELINE_TITLES[weights]}, weight-stationary${STYLE_TITLES[style]}${sums === "sized" ? ", sums by need" : ""}`,
    weights,
    dataflow: "weight-stationary",
    array,
    element: () => ({
      module: BaselineStationaryPe({ ...shape, sumBits: sumBits ?? baselineSumBits(shape, 64) }),
      lanes: 1,
    }),
    lanes: ({ rows, columns }) => rows * columns,
    cycles: { least: 1, most: 1 },
    run: (size, product) =>
      stationaryRun(
        {
          module: array(size),
          weightBits: baselineWeightBits(weights),
          activationBits: ACTIVATION_BITS,
          activationCode: (activation) => lowBits(activation, ACTIVATION_BITS),
          phases: 1,
          latency: size.rows,
          sumBits: baselineArraySumBits({ ...shape, ...size, sumBits }),
          passes: [
            {
              code: codeOf(weights),
              sum: (values, activations) =>
                dotProduct(values, activations) + (style === "biased" ? excessOf(weights, values) : 0),
            },
          ],
        },
        size,
        product,
      ),
  };
}

function outputFamily(weights: BaselineWeights, style: BaselineStyle): ArrayFamily {
  const shape = { weights, style, activationBits: ACTIVATION_BITS, sumBits: SUM_BITS };
  const array = ({ rows, columns }: ArraySize) => BaselineOutputArray({ ...shape, rows, columns });
  return {
    name: `${weights}-os${style === "naive" ? "-naive" : ""}`,
    title: `${BASELINE_TITLES[weights]}, output-stationary${STYLE_TITLES[style]}`,
    weights,
    dataflow: "output-stationary",
    array,
    element: () => ({ module: BaselineOutputPe(shape), lanes: 1 }),
    lanes: ({ rows, columns }) => rows * columns,
    cycles: { least: 1, most: 1 },
    run: (size, product) =>
      outputRun(
        {
          module: array(size),
          weightBits: baselineWeightBits(weights),
          weightCode: codeOf(weights),
          activationBits: ACTIVATION_BITS,
          activationCode: (activation) => lowBits(activation, ACTIVATION_BITS),
          phases: 1,
          latency: 0,
          sumBits: SUM_BITS,
          excess: () => 0,
        },
        size,
        product,
      ),
  };
}

export const baselineFamilies: readonly ArrayFamily[] = BASELINE_WEIGHTS.flatMap((weights) => [
  stationaryFamily(weights, "good", "fixed"),
  stationaryFamily(weights, "good", "sized"),
  stationaryFamily(weights, "biased", "fixed"),
  stationaryFamily(weights, "biased", "sized"),
  stationaryFamily(weights, "naive", "fixed"),
  outputFamily(weights, "good"),
  outputFamily(weights, "naive"),
]);
