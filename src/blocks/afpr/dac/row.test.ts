/**
 * What a row promises of its analog side, proved for every run by k-induction (Yosys `sat`), and shown to trip. Codes are
 * exhausted in rows.test.ts.
 */
import { describe, expect, test } from "vitest";
import { isInvariant } from "../../../testing/index.ts";
import { AfprRow } from "./row.ts";

/** Registers of the last cycle, for properties of two cycles. */
const HISTORY = `
  reg wasReset = 1'b1, hasSwapped;
  reg [5:0] lastLevel;
  reg [2:0] lastGain;
  always @(posedge clock) begin
    wasReset <= reset;
    hasSwapped <= swap;
    lastLevel <= level;
    lastGain <= gain;
  end
`;

const PROPERTIES = {
  "level and gain change in the cycle after a swap only":
    "wasReset || hasSwapped || (level == lastLevel && gain == lastGain)",
  "the gain is one-hot": "gain == 3'd1 || gain == 3'd2 || gain == 3'd4",
  "a row is on in the phase of integration only": "!on || isOn",
} as const;
type Property = keyof typeof PROPERTIES;

/** Whether a property holds in every cycle that follows a reset. */
const isProved = (
  inputs: "two-phase" | "differential",
  property: Property,
  fault?: readonly [RegExp, string],
): Promise<boolean> =>
  isInvariant(AfprRow({ inputs }), { property: PROPERTIES[property], history: HISTORY, fault });

describe.each(["two-phase", "differential"] as const)("AfprRow, %s inputs", (inputs) => {
  test.each(Object.keys(PROPERTIES) as Property[])("for ever: %s", async (property) => {
    expect(await isProved(inputs, property)).toBe(true);
  });

  test.each([
    [
      "level and gain change in the cycle after a swap only",
      [/if \(swap\) drivenLevel/, "if (load) drivenLevel"],
    ],
    [
      "level and gain change in the cycle after a swap only",
      [/else if \(swap\) (begin\s+drivenGain)/, "else if (isOn) $1"],
    ],
    ["the gain is one-hot", [/exponent == 2'd2/, "exponent[1]"]],
    ["a row is on in the phase of integration only", [/assign on = (.*) && isOn/, "assign on = $1"]],
  ] as [Property, [RegExp, string]][])("a fault breaks it: %s %s", async (property, fault) => {
    expect(await isProved(inputs, property, fault)).toBe(false);
  });
});
