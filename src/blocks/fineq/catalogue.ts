/** The FineQ engine and its parts as the command line offers them. 0 stands for a default that depends on the others. */
import { type BlockEntry, blockEntry, choiceParameter, integerParameter } from "../catalogue-entry.ts";
import { FineqArray } from "./array.ts";
import { FineqDecoder } from "./decoder.ts";
import { FineqEncoder } from "./encoder.ts";
import { FineqEngine } from "./engine.ts";
import { FineqOffsetPe } from "./offset-pe.ts";
import type { FineqParameters } from "./parameters.ts";
import { FineqPe } from "./pe.ts";
import { fineqRegisters } from "./registers.ts";
import { FineqStationaryArray, FineqStationaryPe } from "./stationary.ts";
import {
  DEFAULT_FAMILIES,
  DEFAULT_SIZES,
  defaultFamily,
  FINEQ_FAMILIES,
  type TargetKind,
} from "./tile-engine/index.ts";

const size = (doc: string, usual: number) => integerParameter({ doc, default: usual, min: 1, max: 128 });

const coding = choiceParameter({
  doc: "steps of a magnitude 0..3: unary 3 pulses of 1, binary pulses of 2 and 1, direct one step",
  default: "unary",
  choices: ["unary", "binary", "direct"],
});
const activations = choiceParameter({
  doc: "how activations are sent: two's complement, or with 2^(bits - 1) added (not with direct coding)",
  default: "signed",
  choices: ["signed", "offset"],
});
const stationaryCoding = choiceParameter({
  doc: "steps of a weight that stays: unary 3, binary 2, ternary one for each plane of magnitude bits that is loaded",
  default: "binary",
  choices: ["unary", "binary", "ternary"],
});
const activationBits = integerParameter({
  doc: "two's complement bits of an activation",
  default: 8,
  min: 2,
  max: 8,
});
const accumulatorBits = integerParameter({
  doc: "two's complement bits of a sum, activationBits + 3 or more",
  default: 24,
  min: 5,
  max: 48,
});
const derived = (doc: string, max: number) =>
  integerParameter({ doc: `${doc}; 0 for the default`, default: 0, min: 0, max });

type Given = Omit<FineqParameters, "columns" | "tokensAtOnce" | "bandColumns" | "tileStyle"> & {
  readonly cols: number;
  readonly tokens: number;
  readonly band: number;
  readonly style: FineqParameters["tileStyle"];
};

/** Parameters of the catalogue as the engine takes them; 0 becomes the default. */
export const fineqParameters = ({
  cols,
  activationBus,
  lanes,
  blockDepth,
  tokens,
  band,
  style,
  ...given
}: Given): FineqParameters => ({
  ...given,
  tokensAtOnce: tokens,
  bandColumns: band,
  tileStyle: style,
  columns: cols,
  activationBus: activationBus || undefined,
  lanes: lanes || undefined,
  blockDepth: blockDepth || undefined,
});

/** A coding that is given asks for the array; style and family depend on the kind of target, sizes on the device. */
const usualOf = (
  given: Readonly<Record<string, string>>,
  target: TargetKind,
  device: string | undefined,
) => ({
  ...textOf((device === undefined ? undefined : DEFAULT_SIZES[device]) ?? {}),
  family: defaultFamily(given.coding, target),
  style: DEFAULT_FAMILIES[target].tileStyle,
});

const textOf = (values: Readonly<Record<string, number>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

/** "; 4 for ice40, 2 for ...". */
const sizesText = (name: "rows" | "cols"): string =>
  Object.entries(DEFAULT_SIZES)
    .map(([device, sizes]) => `; ${sizes[name]} by default for ${device}`)
    .join("");

export const fineqBlocks: readonly BlockEntry[] = [
  blockEntry({
    name: "fineq-engine",
    title: "FineQ engine",
    doc: "FineQ weights times INT8 activations: AXI4-Stream weights, activations and scales in, results out, AXI4-Lite registers. Family output-stationary, a temporal-coded systolic array: rows * columns weights every 3 (unary), 2 (binary) or 1 (direct) cycles; families of cluster tiles: 24 * tokens * columns weights a cycle. Any M, K, N at run time.",
    parameters: {
      rows: size(`activation rows of a tile of the job${sizesText("rows")}`, 16),
      cols: size(`output channels at a time${sizesText("cols")}`, 16),
      family: choiceParameter({
        doc: "what multiplies: a systolic array, or cluster tiles for any FineQ block, for blocks with few outliers, or plane by plane; output-stationary for FPGAs or if a coding is given",
        default: DEFAULT_FAMILIES.cells.family,
        choices: FINEQ_FAMILIES,
      }),
      coding: { ...coding, doc: `of output-stationary: ${coding.doc}` },
      tokens: integerParameter({
        doc: "of tiles: tokens that meet a block in a cycle, 1, 2, 4, 8 or 16, a divisor of rows",
        default: 1,
        min: 1,
        max: 16,
      }),
      style: choiceParameter({
        doc: "of tiles: sums of a cycle for cell libraries, or pipelined for FPGAs, where it is the default",
        default: DEFAULT_FAMILIES.cells.tileStyle,
        choices: ["gates", "pipelined"],
      }),
      band: size("of tiles: columns on one register of activations", 8),
      clustersPerOutlier: integerParameter({
        doc: "of tiles-sparse: neighbouring clusters with at most one outlier cluster, 2, 4 or 8",
        default: 4,
        min: 2,
        max: 8,
      }),
      activationBits,
      accumulatorBits,
      bus: integerParameter({
        doc: "bits of the weight stream, a multiple of 8",
        default: 64,
        min: 8,
        max: 1024,
      }),
      activationBus: derived(
        "bits of the activation stream, a divisor of rows * activationBits or, with tiles, 2, 3, 4, 6, 8, 12 or 24 times it, as many as keep them busy",
        4096,
      ),
      lanes: derived("results scaled and sent a cycle, at most cols", 128),
      blockDepth: derived("blocks stored for each column: 2, 4 or 8", 8),
    },
    usual: usualOf,
    // The array is the smaller to read; its code asks for it.
    reference: { rows: "4", cols: "4", coding: "unary" },
    registers: () => fineqRegisters,
    make: (given) => FineqEngine(fineqParameters(given)),
  }),
  blockEntry({
    name: "fineq-array",
    title: "FineQ systolic array",
    doc: "rows x columns processing elements, output-stationary: activations from the left, pulses from above, finished sums drained downwards. One register each way and element.",
    parameters: {
      rows: size("rows", 4),
      cols: size("columns", 4),
      coding,
      activations,
      activationBits,
      accumulatorBits,
    },
    make: ({ cols, ...shape }) => FineqArray({ ...shape, columns: cols }),
  }),
  blockEntry({
    name: "fineq-pe",
    title: "FineQ processing element",
    doc: "An accumulator that adds the activation, subtracts it or does nothing on each pulse, with the drain register of its column. One cycle of latency, a step in every cycle.",
    parameters: { coding, activations, activationBits, accumulatorBits },
    make: (shape) => (shape.activations === "offset" ? FineqOffsetPe(shape) : FineqPe(shape)),
  }),
  blockEntry({
    name: "fineq-stationary-array",
    title: "FineQ array, weight-stationary",
    doc: "rows x columns elements that hold a weight and add the passing activation, its complement or nothing to the sum from above, with the skew of the left edge and the sum of a weight's phases below each column. Activations with 2^(bits - 1) added; sums exceed the dot product by a number that depends on the weights alone.",
    parameters: {
      rows: size("rows: inputs", 4),
      cols: size("columns: output channels", 4),
      coding: stationaryCoding,
      activationBits,
    },
    make: ({ cols, ...shape }) => FineqStationaryArray({ ...shape, columns: cols }),
  }),
  blockEntry({
    name: "fineq-stationary-pe",
    title: "FineQ processing element, weight-stationary",
    doc: "Holds a weight, or one bit of its magnitude, and adds the passing activation, its complement or nothing to the sum from above. Unary and binary coding share it. Latency 1, a step a cycle.",
    parameters: {
      coding: stationaryCoding,
      activationBits,
      above: integerParameter({
        doc: "elements above this one, which decide how wide its sums are",
        default: 63,
        min: 0,
        max: 255,
      }),
    },
    make: (shape) => FineqStationaryPe(shape),
  }),
  blockEntry({
    name: "fineq-decoder",
    title: "FineQ cluster decoder",
    doc: "A 2-bit index and 6 bits of data into three weights of sign and magnitude. Combinational.",
    parameters: {},
    make: () => FineqDecoder(),
  }),
  blockEntry({
    name: "fineq-encoder",
    title: "FineQ temporal encoder",
    doc: "A magnitude 0..3 and the phase into the pulse of that phase. Combinational.",
    parameters: {
      coding: choiceParameter({
        doc: "unary: three phases; binary: two",
        default: "unary",
        choices: ["unary", "binary"],
      }),
    },
    make: ({ coding: code }) => FineqEncoder(code),
  }),
];
