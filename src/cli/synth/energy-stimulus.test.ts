/** Which blocks have their energy unasked, and what they are fed with. */
import { describe, expect, test } from "vitest";
import { blockCatalogue } from "../../blocks/index.ts";
import { findBlock } from "../parameters.ts";
import { chooseStimulus, hasQuickEnergy } from "./energy-stimulus.ts";

const settings = { cycles: 20, seed: 3, period: 4, model: undefined };

test.each(blockCatalogue)(
  "$name with its defaults is an array of the comparison or none, no error",
  (entry) => {
    expect(typeof hasQuickEnergy(entry, {})).toBe("boolean");
  },
);

describe("a block", () => {
  test.each([
    ["fineq-array", { rows: "3", cols: "2" }],
    ["baseline-array", { rows: "3", cols: "2" }],
    ["tile-array", { pairs: "2", columns: "2", tokens: "4" }],
  ])("%s is fed with a model's product, its multiply-accumulates are counted", async (name, given) => {
    const entry = findBlock(name);
    expect(hasQuickEnergy(entry, given)).toBe(true);
    const { inputs, multiplyAccumulates, expected } = await chooseStimulus(entry, given, settings);
    expect(inputs).toMatch(/gate_proj/);
    expect(multiplyAccumulates).toBeGreaterThan(0);
    expect(expected.length).toBeGreaterThan(0);
  });

  test("of no array has random inputs, and says so", async () => {
    const fifo = findBlock("fifo");
    expect(hasQuickEnergy(fifo, {})).toBe(false);
    const { inputs, multiplyAccumulates, cycles } = await chooseStimulus(fifo, {}, settings);
    expect(inputs).toBe("random, new in every cycle, seed 3");
    expect(multiplyAccumulates).toBeUndefined();
    expect(cycles.length).toBeGreaterThan(20);
  });
});
