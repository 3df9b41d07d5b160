/**
 * What a row promises of its analog side, proved for every run by k-induction (Yosys `sat`), and shown to trip. Codes are
 * exhausted in rows.test.ts.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { AfprRow } from "./row.ts";

const folder = mkdtempSync(join(tmpdir(), "bitloom-afpr-row-"));
afterAll(() => rmSync(folder, { recursive: true }));

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
async function isProved(
  inputs: "two-phase" | "differential",
  property: Property,
  fault?: readonly [RegExp, string],
): Promise<boolean> {
  const [file] = writeVerilog(elaborate(AfprRow({ inputs }))).files;
  const text = file?.text ?? "";
  const changed = fault ? text.replace(...fault) : text;
  if (fault) expect(changed).not.toBe(text);
  const claim = `${HISTORY}  always @(posedge clock) if (!reset) assert (${PROPERTIES[property]});\n`;
  writeFileSync(join(folder, "row.v"), changed.replace("endmodule", `${claim}endmodule`));
  const script = [
    "read_verilog -formal row.v",
    `prep -top ${AfprRow({ inputs }).name} -nordff`,
    "sat -seq 1 -set-at 1 reset 1 -tempinduct -prove-asserts -verify",
  ];
  const run = { cwd: folder, all: true, reject: false } as const;
  const { exitCode, all } = await execa("yosys", ["-p", script.join("; ")], run);
  expect(all).toMatch(/Import proof for assert/);
  return exitCode === 0;
}

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
