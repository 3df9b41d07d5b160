/** Bit heaps against Verilog's own `*` and `+`. */

import { catalogued } from "./fineq.ts";
import type { BlockProof, ParameterValues } from "./proof.ts";

/** The value of a weight in its coding, as a signed wire `value`. */
function weightValue({ weight, coding }: ParameterValues): string {
  const bits = Number(weight);
  if (coding === "signed") return `wire signed [${bits}:0] value = $signed(weight);`;
  if (coding === "unsigned") return `wire signed [${bits}:0] value = {1'b0, weight};`;
  return `wire signed [${bits}:0] magnitude = weight[${bits - 2}:0];
wire signed [${bits}:0] value = weight[${bits - 1}] ? -magnitude : magnitude;`;
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
    { given: { method: "rows" } },
    { given: { finalAdder: "operator" } },
    { given: { weight: "4" } },
    { given: { weight: "4", coding: "unsigned", method: "rows" } },
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
    { given: { weight: "4" } },
    { given: {}, long: true },
  ],
};

export const arithmeticProofs: readonly BlockProof[] = [multiplier, multiplyAccumulate];
