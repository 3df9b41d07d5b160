/** FineQ's decoder, encoder, elements and scale lane: tables from the golden model, and arithmetic in Verilog's own operators. */
import {
  type BlockEntry,
  blockCatalogue,
  blockEntry,
  FineqScaleLane,
  integerParameter,
} from "../../blocks/index.ts";
import { fail } from "../../diagnostics/index.ts";
import {
  decodeCluster,
  type FineqIndex,
  pulseWeights,
  scaledBits,
  type TemporalCode,
  temporalPulses,
} from "../../golden/index.ts";
import { tableSpecification } from "../../prove/index.ts";
import type { BlockProof, Specification } from "./proof.ts";

/** An entry of the catalogue; BL0603 when there is none of this name. */
export function catalogued(name: string): BlockEntry {
  const known = blockCatalogue.map((one) => one.name).join(", ");
  return blockCatalogue.find((one) => one.name === name) ?? fail("BL0603", { block: name, known });
}

const decoder: BlockProof = {
  entry: catalogued("fineq-decoder"),
  says: "the weights of all 256 pairs of index and cluster are the golden codec's",
  specify: (_, transition) => ({
    method: "sat",
    body: tableSpecification(transition, ({ index, cluster }) => {
      const weights = decodeCluster(index as FineqIndex, cluster as number);
      // Each {negative, magnitude[1:0]}, the first in the low bits; whole Verilog ports by their own names.
      return Object.fromEntries(
        weights
          .flatMap((w, k) => [
            [`weights_${k}_magnitude`, Math.abs(w)],
            [`weights_${k}_negative`, w < 0 ? 1 : 0],
          ])
          .concat([
            ["weights", weights.reduce((sum, w, k) => sum | (((w < 0 ? 4 : 0) | Math.abs(w)) << (3 * k)), 0)],
          ]),
      );
    }),
  }),
  usual: [{ given: {} }],
};

const encoder: BlockProof = {
  entry: catalogued("fineq-encoder"),
  says: "the pulse of every magnitude in every phase is the golden temporal code's, times its weight",
  specify: ({ coding }, transition) => {
    const code = coding as TemporalCode;
    const worth = pulseWeights(code);
    return {
      method: "sat",
      // Unary has three phases; a fourth is never asked for.
      assumption: `phase < ${worth.length}`,
      body: tableSpecification(transition, ({ magnitude, phase }) => {
        const pulse = temporalPulses(code, magnitude as number)[phase as number] ?? 0;
        return { pulse: pulse * (worth[phase as number] ?? 0) };
      }),
    };
  },
  usual: [{ given: { coding: "unary" } }, { given: { coding: "binary" } }],
};

/** Pulses of the binary code, as proved of the encoder. */
const TWO_OR_ONE = "pulse != 3";

/** The drain register of every output-stationary element, and its outputs; `isOut`: the finished sum's overflow mark. */
export const drainRegister = (isOut: string): string => `
assign drain_next = boundary ? accumulator : shift ? above : drain;
assign drainOverflow_next = boundary ? ${isOut} : shift ? aboveOverflow : drainOverflow;
assign drained = drain;
assign drainedOverflow = drainOverflow;`;

/** Activations in two's complement: a guard bit keeps the sum of a step, the mark is taken with the next one. */
function signedElement(coding: string, a: number, w: number): Specification {
  return {
    method: "sat",
    ...(coding === "binary" ? { assumption: TWO_OR_ONE } : {}),
    // Direct coding carries three times the activation beside it.
    ...(coding === "direct"
      ? {
          assumption: `$signed(activation[${2 * a + 1}:${a}]) == $signed(activation[${a - 1}:0]) * $signed(${a + 2}'sd3)`,
        }
      : {}),
    body: `
wire signed [${w}:0] held = $signed(accumulator);
wire signed [${w}:0] sent = $signed(activation[${a - 1}:0]);
wire signed [${w}:0] counts = $signed({1'b0, pulse});
wire signed [${w}:0] term = (negative ? -sent : sent) * counts;
wire isOut = overflowed || held > ${w + 1}'sd${2n ** BigInt(w - 1) - 1n} || held < -${w + 1}'sd${2n ** BigInt(w - 1)};
assign accumulator_next = (boundary ? ${w + 1}'sd0 : held) + term;
assign overflowed_next = boundary ? 1'b0 : pulse == 0 ? overflowed : isOut;${drainRegister("isOut")}`,
  };
}

/** Activations as a + 2^(a - 1): negative weights add the complement, and a carry out is the mark. */
function offsetElement(coding: string, a: number, w: number): Specification {
  return {
    method: "sat",
    ...(coding === "binary" ? { assumption: TWO_OR_ONE } : {}),
    body: `
wire [${w}:0] sent = activation;
wire [${w}:0] most = ${2 ** a - 1};
wire [${w}:0] sum = (boundary ? ${w + 1}'d0 : accumulator) + pulse * (negative ? most - sent : sent);
assign accumulator_next = sum;
assign overflowed_next = (overflowed && !boundary) || sum[${w}];${drainRegister("overflowed")}`,
  };
}

const element: BlockProof = {
  entry: catalogued("fineq-pe"),
  says: "a step adds pulse times the activation or its negation (offset: its complement), a boundary starts anew, overflow is never lost, from every state",
  specify: ({ coding, activations, activationBits, accumulatorBits }) =>
    (activations === "offset" ? offsetElement : signedElement)(
      String(coding),
      Number(activationBits),
      Number(accumulatorBits),
    ),
  usual: [
    ...["unary", "binary", "direct"].map((coding) => ({ given: { coding } })),
    ...["unary", "binary"].map((coding) => ({ given: { coding, activations: "offset" } })),
  ],
};

const scaleLane: BlockProof = {
  entry: blockEntry({
    name: "fineq-scale-lane",
    title: "FineQ scale lane",
    doc: "Sum times significand, shifted: exact results in units of 2^-24.",
    parameters: {
      accumulatorBits: integerParameter({ doc: "bits of a sum", default: 24, min: 5, max: 48 }),
    },
    make: ({ accumulatorBits }) =>
      FineqScaleLane({ accumulatorBits, resultBits: scaledBits(accumulatorBits) }),
  }),
  says: "each stage splits, multiplies and shifts exactly, and holds without its enable, from every state; the product's circuit is the synthesizer's on both sides",
  specify: ({ accumulatorBits }) => {
    const w = Number(accumulatorBits);
    return {
      method: "sat",
      // Splitting as halfParts: subnormals have no hidden one, and share shift 0 with the smallest normal numbers.
      body: `
wire [4:0] exponent = scale[14:10];
wire signed [${w + 11}:0] times = $signed(heldSum) * $signed({1'b0, significand});
assign heldSum_next = enable[0] ? sum : heldSum;
assign significand_next = enable[0] ? (exponent == 0 ? scale[9:0] : 11'd1024 + scale[9:0]) : significand;
assign shift_next = enable[0] ? (exponent == 0 ? 5'd0 : exponent - 5'd1) : shift;
assign product_next = enable[1] ? times : product;
assign productShift_next = enable[1] ? shift : productShift;
wire signed [${scaledBits(w) - 1}:0] wide = $signed(product);
assign scaled_next = enable[2] ? wide << productShift : scaled;
assign result = scaled;`,
    };
  },
  usual: [{ given: {} }],
};

const stationaryElement: BlockProof = {
  entry: catalogued("fineq-stationary-pe"),
  says: "a step adds the activation (negative weights: its complement) to the sum from above where the chosen bit of the held magnitude is set, and registers move on, from every state",
  specify: ({ coding, activationBits }) => {
    const a = Number(activationBits);
    // What travels above the activation says which bit of a temporal weight's magnitude counts; ternary weights have one bit.
    const [counts, sign] =
      coding === "ternary" ? ["held[0]", "held[1]"] : [`(activation[${a}] ? held[0] : held[1])`, "held[2]"];
    return {
      method: "diagram",
      order: { first: ["held"] },
      body: `
wire [${a}:0] sent = activation[${a - 1}:0];
wire [${a}:0] most = ${2 ** a - 1};
assign held_next = load ? weight : held;
assign weightBelow = held;
assign passed_next = activation;
assign activationRight = passed;
assign sum_next = partial + ${counts} * (${sign} ? most - sent : sent);
assign total = sum;`,
    };
  },
  usual: [{ given: { coding: "unary" } }, { given: { coding: "ternary" } }, { given: { above: "0" } }],
};

/** In the order of the data. */
export const fineqProofs: readonly BlockProof[] = [decoder, encoder, element, stationaryElement, scaleLane];
