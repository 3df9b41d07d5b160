/** Every input of small blocks against `*` and `+` of Yosys, by proof; and a fault in the Verilog that the proof finds. */
import { describe, expect, test } from "vitest";
import { DotProduct, MultiAdder } from "./multi-adder.ts";
import { Multiplier } from "./multiplier.ts";
import { isEquivalent } from "./proof-testing.ts";

const SECONDS = 900_000;

const SIGNED = "assign product = $signed(activation) * $signed(weight);";
const UNSIGNED = "assign product = $signed(activation) * $signed({1'b0, weight});";
/** Magnitudes of two bits. */
const SIGN_MAGNITUDE = `wire signed [3:0] value = weight[2] ? -{2'b0, weight[1:0]} : {2'b0, weight[1:0]};
assign product = $signed(activation) * value;`;

const multipliers = (["booth", "rows"] as const).flatMap((method) =>
  (["ripple", "operator"] as const).flatMap((finalAdder) => [
    {
      activationBits: 5,
      weightBits: 5,
      coding: "signed" as const,
      method,
      finalAdder,
      specification: SIGNED,
    },
    {
      activationBits: 4,
      weightBits: 5,
      coding: "unsigned" as const,
      method,
      finalAdder,
      specification: UNSIGNED,
    },
    {
      activationBits: 8,
      weightBits: 4,
      coding: "signed" as const,
      method,
      finalAdder,
      specification: SIGNED,
    },
  ]),
);

describe("Multiplier is *", () => {
  test.each(multipliers)(
    "$activationBits x $weightBits, $coding, $method, $finalAdder",
    async (one) => {
      const { specification, ...shape } = one;
      expect(await isEquivalent(Multiplier(shape), { specification })).toBe(true);
    },
    SECONDS,
  );

  test.each(["ripple", "operator"] as const)(
    "INT8 x 3-bit sign-magnitude, %s",
    async (finalAdder) => {
      const shape = {
        activationBits: 8,
        weightBits: 3,
        coding: "sign-magnitude",
        method: "rows",
        finalAdder,
      } as const;
      expect(await isEquivalent(Multiplier(shape), { specification: SIGN_MAGNITUDE })).toBe(true);
    },
    SECONDS,
  );

  test(
    "the proof notices a carry that is an or, and a specification that reads the weight unsigned",
    async () => {
      const shape = {
        activationBits: 4,
        weightBits: 4,
        coding: "signed",
        method: "booth",
        finalAdder: "ripple",
      } as const;
      const fault = [/(wire carry_1_0 = \w+) && /, "$1 || "] as const;
      expect(await isEquivalent(Multiplier(shape), { specification: SIGNED })).toBe(true);
      expect(await isEquivalent(Multiplier(shape), { specification: SIGNED, fault })).toBe(false);
      expect(await isEquivalent(Multiplier(shape), { specification: UNSIGNED })).toBe(false);
    },
    SECONDS,
  );
});

test(
  "MultiAdder is +, of five signed numbers and of seven unsigned ones",
  async () => {
    const adder = { style: "compressed", finalAdder: "ripple" } as const;
    const signed = MultiAdder({ operands: 5, width: 3, isSigned: true, ...adder });
    const terms = (count: number, width: number, read: string) =>
      Array.from(
        { length: count },
        (_, i) => `${read}(operands[${i * width + width - 1}:${i * width}])`,
      ).join(" + ");
    const sum = (text: string) => ({
      specification: `wire signed [15:0] sum = ${text};\nassign total = sum;`,
    });
    expect(await isEquivalent(signed, sum(terms(5, 3, "$signed")))).toBe(true);
    const unsigned = MultiAdder({ operands: 7, width: 2, isSigned: false, ...adder });
    expect(await isEquivalent(unsigned, sum(terms(7, 2, "")))).toBe(true);
    expect(await isEquivalent(unsigned, sum(terms(7, 2, "$signed")))).toBe(false);
  },
  SECONDS,
);

test(
  "DotProduct is the sum of two products and the partial sum, wrapping around",
  async () => {
    const block = DotProduct({
      length: 2,
      activationBits: 3,
      weightBits: 3,
      coding: "signed",
      method: "booth",
      sumBits: 6,
      style: "compressed",
      finalAdder: "ripple",
    });
    const specification = `assign total = $signed(activations[2:0]) * $signed(weights[2:0])
  + $signed(activations[5:3]) * $signed(weights[5:3]) + $signed(partial);`;
    expect(await isEquivalent(block, { specification })).toBe(true);
  },
  SECONDS,
);
