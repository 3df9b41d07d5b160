/** Conventional elements and arrays as the command line offers them. */
import { type BlockEntry, blockEntry, choiceParameter, integerParameter } from "../catalogue-entry.ts";
import { BaselineOutputArray } from "./output.ts";
import { BaselineOutputPe } from "./output-pe.ts";
import { BASELINE_STYLES, BASELINE_WEIGHTS } from "./parameters.ts";
import { BaselineStationaryArray, BaselineStationaryPe } from "./stationary.ts";

const shape = {
  weights: choiceParameter({
    doc: "int8 and int4 two's complement, int3 sign and magnitude, -3 to 3",
    default: "int8",
    choices: [...BASELINE_WEIGHTS],
  }),
  dataflow: choiceParameter({
    doc: "what stays in an element: its weight, or its sum",
    default: "weight-stationary",
    choices: ["weight-stationary", "output-stationary"],
  }),
  style: choiceParameter({
    doc: "good: product and sum in one bit heap; naive: `*` and `+`; biased, weight-stationary only: the smallest, the sum exceeds the product by a number of the weights",
    default: "good",
    choices: [...BASELINE_STYLES],
  }),
  activationBits: integerParameter({
    doc: "two's complement bits of an activation",
    default: 8,
    min: 2,
    max: 16,
  }),
};
const size = (doc: string) => integerParameter({ doc, default: 4, min: 1, max: 256 });

export const baselineBlocks: readonly BlockEntry[] = [
  blockEntry({
    name: "baseline-pe",
    title: "Conventional processing element",
    doc: "Multiplies and adds: weight-stationary, partial + activation * weight with registers for weight, activation and sum; or output-stationary, an accumulator with a drain register. Latency 1, a product a cycle.",
    parameters: {
      ...shape,
      sumBits: integerParameter({
        doc: "bits of a sum, two's complement, unsigned where biased; those of a product or more",
        default: 24,
        min: 5,
        max: 48,
      }),
    },
    make: ({ dataflow, ...given }) =>
      dataflow === "weight-stationary" ? BaselineStationaryPe(given) : BaselineOutputPe(given),
  }),
  blockEntry({
    name: "baseline-array",
    title: "Conventional systolic array",
    doc: "rows x columns multiply-accumulate elements with the skew of their edges, weight- or output-stationary. A product an element and cycle.",
    parameters: {
      ...shape,
      rows: size("rows: inputs, or tokens in output-stationary arrays"),
      cols: size("columns: output channels"),
      sumBits: integerParameter({
        doc: "bits of a sum, two's complement, unsigned where biased; 0: as many as each row needs, weight-stationary only",
        default: 24,
        min: 0,
        max: 48,
      }),
    },
    reference: { rows: "2", cols: "2" },
    make: ({ dataflow, cols, sumBits, ...given }) =>
      dataflow === "weight-stationary"
        ? BaselineStationaryArray({ ...given, columns: cols, sumBits: sumBits || undefined })
        : BaselineOutputArray({ ...given, columns: cols, sumBits }),
  }),
];
