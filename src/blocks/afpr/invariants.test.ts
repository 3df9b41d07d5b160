/** Invariants of the conversion's control, proved for every run by k-induction (Yosys `sat`), and shown to trip. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, test } from "vitest";
import { elaborate, type ModuleDefinition } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { AfprAdcColumn } from "./adc-column.ts";
import { afprConfiguration } from "./parameters.ts";
import { AfprSequencer } from "./sequencer.ts";

const folder = mkdtempSync(join(tmpdir(), "bitloom-afpr-invariants-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Whether the module's assertions hold in every state that a reset leads to; `fault` changes its Verilog. */
async function isProved(definition: ModuleDefinition, fault?: readonly [string, string]): Promise<boolean> {
  const text = writeVerilog(elaborate(definition))
    .files.map((file) => file.text)
    .join("\n");
  const changed = fault ? text.replace(...fault) : text;
  if (fault) expect(changed).not.toBe(text);
  writeFileSync(join(folder, "design.v"), changed);
  const script = [
    "read_verilog -formal design.v",
    `prep -top ${definition.name} -nordff`,
    "async2sync",
    // `sat` knows no covers.
    "delete t:$cover",
    "sat -seq 1 -set-at 1 reset 1 -tempinduct -prove-asserts -verify",
  ];
  const { exitCode, all } = await execa("yosys", ["-p", script.join("; ")], {
    cwd: folder,
    all: true,
    reject: false,
  });
  expect(all).toMatch(/Import proof for assert/);
  return exitCode === 0;
}

const sequencer = (parameters: object) =>
  AfprSequencer(afprConfiguration({ rows: 4, columns: 4, ...parameters }));

const longer = { reset: 3, integrate: 12, decide: 4, convert: 64, latch: 2 };

describe("invariants", () => {
  test.each([
    ["a sequencer of the usual phases", sequencer({})],
    ["a sequencer of longer phases", sequencer({ phases: longer })],
    ["a sequencer for differential inputs", sequencer({ inputs: "differential" })],
    ["a column", AfprAdcColumn()],
  ])("of %s hold for ever", async (_title, definition) => {
    expect(await isProved(definition)).toBe(true);
  });

  test.each<[string, ModuleDefinition, readonly [string, string]]>([
    ["phases overlap", sequencer({}), ["discharging <= 1'b0;\n      integrating", "integrating"]],
    ["subtraction does not end", sequencer({}), ["subtracting <= 1'b0", "subtracting <= 1'b1"]],
    ["the ramp does not rest at its end", sequencer({}), ["level <= 5'd31", "level <= 5'd30"]],
    ["a phase leaves cycles to idle", sequencer({}), ["left <= 4'd0", "left <= 4'd2"]],
    ["two capacitors stay", AfprAdcColumn(), ["selected <= 3'd4", "selected <= 3'd6"]],
    ["a range leaves its half", AfprAdcColumn(), ["upper <= 1'b1;\n        end", "end"]],
  ])("a fault breaks them: %s", async (_title, definition, fault) => {
    expect(await isProved(definition, fault)).toBe(false);
  });
});
