/**
 * Conventional elements against Verilog's own `*` and `+`. Invariant: of biased sums the excess is stated too, so a sum is never right but for
 * a number that nobody knows.
 */
import { catalogued, drainRegister } from "./fineq.ts";
import type { BlockProof, ParameterValues, Specification } from "./proof.ts";

interface Sizes {
  readonly coding: string;
  readonly isBiased: boolean;
  /** Bits of activation, weight and sum. */
  readonly a: number;
  readonly w: number;
  readonly sum: number;
}

const WEIGHT_BITS: Readonly<Record<string, number>> = { int8: 8, int4: 4, int3: 3 };

const sizes = ({ weights, style, activationBits, sumBits }: ParameterValues): Sizes => ({
  coding: String(weights),
  isBiased: style === "biased",
  a: Number(activationBits),
  w: WEIGHT_BITS[String(weights)] as number,
  sum: Number(sumBits),
});

/** Wires `times`, the product of `activation` and the raw weight in a signal, and `excess`, what biased sums hold besides. */
function product({ coding, isBiased, a, w }: Sizes, weight: string): string {
  const isSigned = coding !== "int3";
  const value = isSigned ? `$signed(${weight})` : `${weight}[2] ? -magnitude : magnitude`;
  // int3: a magnitude times 2^(a - 1), less one if negative (fineqTileExcess), and 2^a - 1 for each row that does not count. Others: of each of Booth's digits 2^a, less one if negative.
  const excess = isSigned
    ? Array.from({ length: w / 2 }, (_, i) => `${4 ** i} * (${2 ** a} - ${weight}[${2 * i + 1}])`).join(" + ")
    : `magnitude * (${2 ** (a - 1)} - ${weight}[2]) + (3 - magnitude) * ${2 ** a - 1}`;
  return `
wire signed [${w}:0] magnitude = ${weight}[1:0];
wire signed [${w}:0] value = ${value};
wire signed [${a + w}:0] times = $signed(activation) * value;
wire [47:0] excess = ${isBiased ? excess : "0"};`;
}

/** Weights are tried one by one; products and sums are added up bit by bit. */
const judgedBy = ({ w }: Sizes, weight: string): Pick<Specification, "method" | "order"> => ({
  method: "diagram",
  order: { first: [weight], cases: w },
});

function stationary(given: Sizes): Specification {
  return {
    ...judgedBy(given, "held"),
    body: `${product(given, "held")}
assign held_next = load ? weight : held;
assign weightBelow = held;
assign passed_next = activation;
assign activationRight = passed;
assign sum_next = $signed(partial) + times + $signed(excess);
assign total = sum;`,
  };
}

function outputStationary(given: Sizes): Specification {
  const { sum } = given;
  const most = 2n ** BigInt(sum - 1) - 1n;
  return {
    ...judgedBy(given, "weight"),
    body: `${product(given, "weight")}
wire signed [${sum}:0] held = $signed(accumulator);
wire isOut = overflowed || held > ${sum + 1}'sd${most} || held < -${sum + 1}'sd${most + 1n};
assign accumulator_next = (boundary ? ${sum + 1}'sd0 : held) + times;
assign overflowed_next = isOut && !boundary;${drainRegister("isOut")}`,
  };
}

const STATIONARY = ["good", "naive", "biased"];

const element: BlockProof = {
  entry: catalogued("baseline-pe"),
  says: "a step adds Verilog's own product (biased: and the weight's excess) to the sum, and registers move on, from every state; output-stationary: overflow is never lost",
  specify: (values) =>
    values.dataflow === "output-stationary" ? outputStationary(sizes(values)) : stationary(sizes(values)),
  usual: Object.keys(WEIGHT_BITS).flatMap((weights) => [
    ...STATIONARY.map((style) => ({
      given: { weights, style },
      long: weights === "int8" && style !== "good",
    })),
    ...["good", "naive"].map((style) => ({
      given: { weights, style, dataflow: "output-stationary" },
      long: weights === "int8",
    })),
  ]),
};

export const baselineProofs: readonly BlockProof[] = [element];
