/** The arithmetic blocks as the command line offers them. */
import { type BlockEntry, blockEntry, choiceParameter, integerParameter } from "../catalogue-entry.ts";
import { DotProduct, MultiAdder } from "./multi-adder.ts";
import { Multiplier, MultiplyAccumulate } from "./multiplier.ts";

const weightParameters = {
  activation: integerParameter({
    doc: "two's complement bits of an activation",
    default: 8,
    min: 2,
    max: 64,
  }),
  weight: integerParameter({ doc: "bits of a weight", default: 8, min: 2, max: 64 }),
  coding: choiceParameter({
    doc: "how a weight is written; the sign of sign-magnitude is its top bit",
    default: "signed",
    choices: ["signed", "unsigned", "sign-magnitude"],
  }),
  method: choiceParameter({
    doc: "rows of a product: booth one for two bits of the weight, rows one for each; sign-magnitude always has one for each",
    default: "booth",
    choices: ["booth", "rows"],
  }),
};
const finalAdder = choiceParameter({
  doc: "the adder behind the compression: ripple is the smallest, operator leaves it to the synthesizer",
  default: "ripple",
  choices: ["ripple", "operator"],
});
const style = choiceParameter({
  doc: "compressed: full and half adders without latency; tree: adders of two with a register behind each, for FPGAs",
  default: "compressed",
  choices: ["compressed", "tree"],
});
const sumBits = integerParameter({ doc: "two's complement bits of the sum", default: 24, min: 4, max: 256 });

export const arithmeticBlocks: readonly BlockEntry[] = [
  blockEntry({
    name: "multiplier",
    title: "Multiplier",
    doc: "product = activation * weight, exact. A bit heap of the product's rows, full and half adders, one final adder. No latency.",
    parameters: { ...weightParameters, finalAdder },
    make: ({ activation, weight, ...shape }) =>
      Multiplier({ ...shape, activationBits: activation, weightBits: weight }),
  }),
  blockEntry({
    name: "multiply-accumulate",
    title: "Multiply-accumulate",
    doc: "Adds activation * weight to total in every cycle, product and sum in one bit heap; start begins a new sum. Latency 1, a product a cycle.",
    parameters: { ...weightParameters, sum: sumBits, finalAdder },
    make: ({ activation, weight, sum, ...shape }) =>
      MultiplyAccumulate({ ...shape, activationBits: activation, weightBits: weight, sumBits: sum }),
  }),
  blockEntry({
    name: "multi-adder",
    title: "Adder of many numbers",
    doc: "total is the exact sum of all operands. Compressed: no latency. Tree: a cycle for each halving of their number, a sum in every cycle.",
    parameters: {
      operands: integerParameter({ doc: "numbers added", default: 8, min: 2, max: 1024 }),
      width: integerParameter({ doc: "bits of each", default: 8, min: 2, max: 256 }),
      numbers: choiceParameter({
        doc: "how they are read",
        default: "signed",
        choices: ["signed", "unsigned"],
      }),
      style,
      finalAdder,
    },
    make: ({ numbers, ...shape }) => MultiAdder({ ...shape, isSigned: numbers === "signed" }),
  }),
  blockEntry({
    name: "dot-product",
    title: "Dot product",
    doc: "total = partial + activations . weights, all rows of all products in one bit heap. Compressed: no latency. Tree: a cycle for each halving of the rows, a sum in every cycle.",
    parameters: {
      length: integerParameter({ doc: "products", default: 4, min: 1, max: 256 }),
      ...weightParameters,
      sum: sumBits,
      style,
      finalAdder,
    },
    make: ({ activation, weight, sum, ...shape }) =>
      DotProduct({ ...shape, activationBits: activation, weightBits: weight, sumBits: sum }),
  }),
];
