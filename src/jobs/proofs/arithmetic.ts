/** Bit heaps against Verilog's own `*` and `+`. */

import { fail } from "../../diagnostics/index.ts";
import { catalogued } from "./fineq.ts";
import type { BlockProof, ParameterValues } from "./proof.ts";

/** The value of `weightSUFFIX` in its coding, as a signed wire `valueSUFFIX`. */
function weightValue({ weight, coding }: ParameterValues, suffix = ""): string {
  const bits = Number(weight);
  const name = `weight${suffix}`;
  const value = `wire signed [${bits}:0] value${suffix}`;
  if (coding === "signed") return `${value} = $signed(${name});`;
  if (coding === "unsigned") return `${value} = {1'b0, ${name}};`;
  return `wire signed [${bits}:0] magnitude${suffix} = ${name}[${bits - 2}:0];
${value} = ${name}[${bits - 1}] ? -magnitude${suffix} : magnitude${suffix};`;
}

const WEIGHTS_FIRST = { first: ["weight"] };

/** Of the 8 x 8 ones a solver finishes none; diagrams ask for the weight first and then add bit by bit. */
const multiplier: BlockProof = {
  entry: catalogued("multiplier"),
  says: "the product is Verilog's own",
  specify: (values) => ({
    method: "diagram",
    order: WEIGHTS_FIRST,
    body: `${weightValue(values)}\nassign product = $signed(activation) * value;`,
  }),
  usual: [
    { given: {} },
    { given: { activation: "5", weight: "5", finalAdder: "operator" } },
    { given: { activation: "5", weight: "5", method: "rows" } },
    { given: { activation: "4", weight: "5", coding: "unsigned" } },
    { given: { activation: "4", weight: "5", coding: "unsigned", method: "rows", finalAdder: "operator" } },
    { given: { method: "rows" }, long: true },
    { given: { finalAdder: "operator" }, long: true },
    { given: { weight: "4" } },
    { given: { weight: "3", coding: "sign-magnitude" } },
  ],
};

const multiplyAccumulate: BlockProof = {
  entry: catalogued("multiply-accumulate"),
  says: "the next total is the product, or total and product, modulo its width, from every state",
  specify: (values) => ({
    method: "diagram",
    // The sum's many bits leave no room for every weight at once.
    order: { ...WEIGHTS_FIRST, cases: Math.max(0, Number(values.weight) - 3) },
    body: `${weightValue(values)}
wire signed [${Number(values.sum) - 1}:0] term = $signed(activation) * value;
assign held_next = (start ? ${Number(values.sum)}'d0 : held) + term;
assign total = held;`,
  }),
  usual: [
    { given: { weight: "3", coding: "sign-magnitude" } },
    { given: { weight: "4" }, long: true },
    { given: {}, long: true },
  ],
};

/** Trees of adders have registers inside, and no name for what they hold. */
function requireCompressed(block: string, { style }: ParameterValues): void {
  if (style !== "compressed")
    fail("BL0499", { block, reason: `its style is ${style}, and only compressed has no latency` });
}

const multiAdder: BlockProof = {
  entry: catalogued("multi-adder"),
  says: "the total is the sum of all operands, by Verilog's own adder",
  specify: (values) => {
    requireCompressed("multi-adder", values);
    const width = Number(values.width);
    const operands = Array.from({ length: Number(values.operands) }, (_, i) => {
      const operand = `operands[${width * i + width - 1}:${width * i}]`;
      return values.numbers === "signed" ? `$signed(${operand})` : `$signed({1'b0, ${operand}})`;
    });
    return {
      method: "diagram",
      order: { elementBits: { operands: width } },
      body: `wire signed [${width + 31}:0] sum = ${operands.join(" + ")};\nassign total = sum;`,
    };
  },
  usual: [
    { given: {} },
    { given: { operands: "5", width: "3", finalAdder: "operator" } },
    { given: { operands: "7", width: "2", numbers: "unsigned" } },
  ],
};

const dotProduct: BlockProof = {
  entry: catalogued("dot-product"),
  says: "the total is the sum of Verilog's own products and the partial sum, modulo its width",
  specify: (values) => {
    requireCompressed("dot-product", values);
    const [a, w, sum] = [Number(values.activation), Number(values.weight), Number(values.sum)];
    const products = Array.from({ length: Number(values.length) }, (_, i) => [
      `wire [${w - 1}:0] weight_${i} = weights[${w * i + w - 1}:${w * i}];`,
      weightValue(values, `_${i}`),
      `wire signed [${sum - 1}:0] term_${i} = $signed(activations[${a * i + a - 1}:${a * i}]) * value_${i};`,
    ]);
    const terms = products.map((_, i) => `term_${i}`);
    return {
      method: "diagram",
      order: {
        first: ["weights"],
        elementBits: { activations: a },
        cases: Math.min(12, w * products.length),
      },
      body: `${products.flat().join("\n")}\nassign total = ${["partial", ...terms].join(" + ")};`,
    };
  },
  usual: [
    { given: { length: "2", activation: "3", weight: "3", sum: "6" } },
    { given: { length: "3", weight: "3", coding: "sign-magnitude" }, long: true },
  ],
};

export const arithmeticProofs: readonly BlockProof[] = [
  multiplier,
  multiplyAccumulate,
  multiAdder,
  dotProduct,
];
