/** Families of arrays of one-weight elements for FineQ weights. */
import {
  type FineqCoding,
  FineqEdgedArray,
  FineqOffsetPe,
  FineqPe,
  FineqStationaryArray,
  FineqStationaryPe,
  fineqStationarySumBits,
  type PeShape,
  type StationaryCoding,
  stationaryPhases,
} from "../../blocks/index.ts";
import { fineqTileExcess, fineqTileSum, pulseWeights } from "../../golden/index.ts";
import { lowBits, signMagnitude } from "./bits.ts";
import { ACTIVATION_BITS } from "./constants.ts";
import { planeOf } from "./deep-kinds.ts";
import { outputRun } from "./output-run.ts";
import type { ArrayFamily, ArraySize, IntegerProduct } from "./run.ts";
import { type StationaryPass, stationaryRun } from "./stationary-run.ts";

export const ACCUMULATOR_BITS = 24;
/** {negative, magnitude}. */
export const WEIGHT_BITS = 3;

/** Activations as they are, or with 2^7 added. */
type ActivationCoding = NonNullable<PeShape["activations"]>;

const activationCode = (activations: ActivationCoding) => (activation: number) =>
  activations === "signed" ? lowBits(activation, ACTIVATION_BITS) : activation + 2 ** (ACTIVATION_BITS - 1);

const phasesOf = (coding: FineqCoding): number => (coding === "direct" ? 1 : pulseWeights(coding).length);

const TITLES: Readonly<Record<FineqCoding | StationaryCoding, string>> = {
  unary: "temporal, unary",
  binary: "temporal, binary-weighted",
  ternary: "by ternary planes",
  direct: "0 to 3 times the activation",
};

export function outputFamily(coding: FineqCoding, activations: ActivationCoding): ArrayFamily {
  const isOffset = activations === "offset";
  const shape: PeShape = {
    coding,
    activationBits: ACTIVATION_BITS,
    accumulatorBits: ACCUMULATOR_BITS,
    ...(isOffset && { activations }),
  };
  const array = ({ rows, columns }: ArraySize) => FineqEdgedArray({ ...shape, rows, columns });
  const phases = phasesOf(coding);
  return {
    name: `fineq-${coding}-os${isOffset ? "-offset" : ""}`,
    title: `FineQ ${TITLES[coding]}, output-stationary${isOffset ? ", offset activations" : ""}`,
    weights: "fineq",
    dataflow: "output-stationary",
    array,
    element: () => ({ module: isOffset ? FineqOffsetPe(shape) : FineqPe(shape), lanes: 1 }),
    lanes: ({ rows, columns }) => rows * columns,
    cycles: { least: phases, most: phases },
    run: (size, product) =>
      outputRun(
        {
          module: array(size),
          weightBits: WEIGHT_BITS,
          weightCode: signMagnitude,
          activationBits: ACTIVATION_BITS,
          activationCode: activationCode(activations),
          phases,
          latency: 1,
          sumBits: ACCUMULATOR_BITS,
          excess: (weights) => (isOffset ? fineqTileExcess(weights, ACTIVATION_BITS) : 0),
        },
        size,
        product,
      ),
  };
}

/** Of the elements that tables show: the last row of an array of 64. */
const ROWS_ABOVE = 63;

function stationaryFamily(coding: StationaryCoding): ArrayFamily {
  const shape = { coding, activationBits: ACTIVATION_BITS };
  const isTernary = coding === "ternary";
  const array = ({ rows, columns }: ArraySize) => FineqStationaryArray({ ...shape, rows, columns });
  const phases = stationaryPhases(coding);
  const passes = ({ weights }: IntegerProduct): readonly StationaryPass[] => {
    if (!isTernary) return [{ code: signMagnitude, sum: tileSum }];
    const low = planePass(0);
    return weights.some((weight) => Math.abs(weight) > 1) ? [low, planePass(1)] : [low];
  };
  return {
    name: isTernary ? "ternary-ws" : `fineq-${coding}-ws`,
    title: `FineQ ${TITLES[coding]}, weight-stationary`,
    weights: "fineq",
    dataflow: "weight-stationary",
    array,
    element: () => ({ module: FineqStationaryPe({ ...shape, above: ROWS_ABOVE }), lanes: 1 }),
    lanes: ({ rows, columns }) => rows * columns,
    cycles: { least: phases, most: isTernary ? 2 : phases },
    run: (size, product) =>
      stationaryRun(
        {
          module: array(size),
          weightBits: isTernary ? 2 : WEIGHT_BITS,
          activationBits: ACTIVATION_BITS,
          activationCode: activationCode("offset"),
          phases,
          latency: size.rows + (isTernary ? 0 : 1),
          sumBits: fineqStationarySumBits({ ...shape, ...size }),
          passes: passes(product),
        },
        size,
        product,
      ),
  };
}

const tileSum = (weights: readonly number[], activations: readonly number[]): number =>
  fineqTileSum(weights, activations, ACTIVATION_BITS);

/** Sums count 1 a unit of the plane. */
const planePass = (plane: 0 | 1): StationaryPass => ({
  code: (weight) => {
    const unit = planeOf(weight, plane);
    return Math.abs(unit) | (unit < 0 ? 2 : 0);
  },
  sum: (weights, activations) =>
    tileSum(
      weights.map((weight) => planeOf(weight, plane)),
      activations,
    ),
});

export const fineqFamilies: readonly ArrayFamily[] = [
  outputFamily("unary", "signed"),
  outputFamily("binary", "signed"),
  outputFamily("direct", "signed"),
  outputFamily("unary", "offset"),
  outputFamily("binary", "offset"),
  stationaryFamily("unary"),
  stationaryFamily("binary"),
  stationaryFamily("ternary"),
];
