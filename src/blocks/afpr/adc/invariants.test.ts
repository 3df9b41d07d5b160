/** Invariants of the conversion's control, proved for every run by k-induction (Yosys `sat`), and shown to trip. */
import { describe, expect, test } from "vitest";
import type { ModuleDefinition } from "../../../dsl/index.ts";
import { isInvariant } from "../../../testing/index.ts";
import { afprConfiguration } from "../parameters.ts";
import { AfprAdcColumn } from "./adc-column.ts";
import { AfprSequencer } from "./sequencer.ts";

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
    expect(await isInvariant(definition)).toBe(true);
  });

  test.each<[string, ModuleDefinition, readonly [string, string]]>([
    ["phases overlap", sequencer({}), ["discharging <= 1'b0;\n      integrating", "integrating"]],
    ["subtraction does not end", sequencer({}), ["subtracting <= 1'b0", "subtracting <= 1'b1"]],
    ["the ramp does not rest at its end", sequencer({}), ["level <= 5'd31", "level <= 5'd30"]],
    ["a phase leaves cycles to idle", sequencer({}), ["left <= 4'd0", "left <= 4'd2"]],
    ["two capacitors stay", AfprAdcColumn(), ["selected <= 3'd4", "selected <= 3'd6"]],
    ["a range leaves its half", AfprAdcColumn(), ["upper <= 1'b1;\n        end", "end"]],
  ])("a fault breaks them: %s", async (_title, definition, fault) => {
    expect(await isInvariant(definition, { fault })).toBe(false);
  });
});
