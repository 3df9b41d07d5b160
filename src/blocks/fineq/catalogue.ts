/** The FineQ engine and its parts as the command line offers them. 0 stands for a default that depends on the others. */
import { type BlockEntry, blockEntry, choiceParameter, integerParameter } from "../catalogue-entry.ts";
import { FineqArray } from "./array.ts";
import { FineqDecoder } from "./decoder.ts";
import { FineqEncoder } from "./encoder.ts";
import { FineqEngine } from "./engine.ts";
import type { FineqParameters } from "./parameters.ts";
import { FineqPe } from "./pe.ts";
import { fineqRegisters } from "./registers.ts";

const size = (doc: string, usual: number) => integerParameter({ doc, default: usual, min: 1, max: 128 });

const coding = choiceParameter({
  doc: "steps of a magnitude 0..3: unary 3 pulses of 1, binary pulses of 2 and 1, direct one step",
  default: "unary",
  choices: ["unary", "binary", "direct"],
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

type Given = Omit<FineqParameters, "columns"> & { readonly cols: number };

/** Parameters of the catalogue as the engine takes them; 0 becomes the default. */
export const fineqParameters = ({
  cols,
  activationBus,
  lanes,
  blockDepth,
  ...given
}: Given): FineqParameters => ({
  ...given,
  columns: cols,
  activationBus: activationBus || undefined,
  lanes: lanes || undefined,
  blockDepth: blockDepth || undefined,
});

export const fineqBlocks: readonly BlockEntry[] = [
  blockEntry({
    name: "fineq-engine",
    title: "FineQ engine",
    doc: "Temporal-coded systolic array for FineQ weights: AXI4-Stream weights, activations and scales in, results out, AXI4-Lite registers. rows * columns weights every 3 (unary), 2 (binary) or 1 (direct) cycles; any M, K, N at run time.",
    parameters: {
      rows: size("rows of the array: activation rows at a time", 16),
      cols: size("columns of the array: output channels at a time", 16),
      coding,
      activationBits,
      accumulatorBits,
      bus: integerParameter({
        doc: "bits of the weight stream, a multiple of 8",
        default: 64,
        min: 8,
        max: 1024,
      }),
      activationBus: derived("bits of the activation stream, a divisor of rows * activationBits", 1024),
      lanes: derived("results scaled and sent a cycle, at most cols", 128),
      blockDepth: derived("blocks stored for each column: 2, 4 or 8", 8),
    },
    reference: { rows: "4", cols: "4" },
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
      activationBits,
      accumulatorBits,
    },
    make: ({ cols, ...shape }) => FineqArray({ ...shape, columns: cols }),
  }),
  blockEntry({
    name: "fineq-pe",
    title: "FineQ processing element",
    doc: "An accumulator that adds the activation, subtracts it or does nothing on each pulse, with the drain register of its column. One cycle of latency, a step in every cycle.",
    parameters: { coding, activationBits, accumulatorBits },
    make: (shape) => FineqPe(shape),
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
