/** Families of arrays of one-weight elements for FineQ weights. */
import {
  type FineqCoding,
  FineqEdgedArray,
  FineqOffsetPe,
  FineqPe,
  type PeShape,
} from "../../blocks/index.ts";
import { fineqTileExcess, pulseWeights } from "../../golden/index.ts";
import { lowBits, signMagnitude } from "./bits.ts";
import { outputRun } from "./output-run.ts";
import type { ArrayFamily, ArraySize } from "./run.ts";

const ACTIVATION_BITS = 8;
const ACCUMULATOR_BITS = 24;
/** {negative, magnitude}. */
const WEIGHT_BITS = 3;

/** Activations as they are, or with 2^7 added. */
type ActivationCoding = NonNullable<PeShape["activations"]>;

const activationCode = (activations: ActivationCoding) => (activation: number) =>
  activations === "signed" ? lowBits(activation, ACTIVATION_BITS) : activation + 2 ** (ACTIVATION_BITS - 1);

const phasesOf = (coding: FineqCoding): number => (coding === "direct" ? 1 : pulseWeights(coding).length);

const TITLES: Readonly<Record<FineqCoding, string>> = {
  unary: "temporal, unary",
  binary: "temporal, binary-weighted",
  direct: "0 to 3 times the activation",
};

function outputFamily(coding: FineqCoding, activations: ActivationCoding): ArrayFamily {
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

export const fineqFamilies: readonly ArrayFamily[] = [
  outputFamily("unary", "signed"),
  outputFamily("binary", "signed"),
  outputFamily("direct", "signed"),
  outputFamily("unary", "offset"),
  outputFamily("binary", "offset"),
];
