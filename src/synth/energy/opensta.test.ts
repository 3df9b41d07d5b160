/** The estimate against OpenSTA's report_power, with the same netlists and the same activities. */
import { describe, expect, it } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { findTool } from "../../tools/index.ts";
import { synthesise } from "../synthesise.ts";
import { missing } from "../testing.ts";
import { reportOf, simulateStimulus } from "./estimate.ts";
import { catalogueBlock, randomStimulus, synthesisedBlock } from "./netlist-testing.ts";
import { energyByOpenSta } from "./opensta-testing.ts";

const sta = await findTool("opensta");

const BLOCKS = [
  ["fineq-pe", "gates", {}],
  ["multiply-accumulate", "cells", {}],
  ["tile-array", "cells", { pairs: "1", columns: "2" }],
] as const;

describe("OpenSTA's power at the counted activities", () => {
  it.for(BLOCKS)("is within 20 % for %s with adders of %s", async ([name, adders, given], context) => {
    if (missing.nangate45 !== undefined) context.skip(missing.nangate45);
    if (sta === undefined)
      context.skip("OpenSTA is not there; scripts/install-tools.sh synthesis installs it");
    const definition = catalogueBlock(name, given);
    const block = await synthesisedBlock(definition, "nangate45", adders);
    const stimulus = randomStimulus(definition, 200, 2);
    const { counts, compared } = simulateStimulus(block.circuit, stimulus);
    const { perCycle, kinds, period } = reportOf(block.circuit, counts, stimulus, compared);
    // OpenSTA charges nets to the cells that drive them, and ports are none.
    const ofPorts = kinds.reduce(
      (sum, { kind, switching }) => sum + (kind === "inputs" || kind === "clock pins" ? switching : 0),
      0,
    );
    const found = await energyByOpenSta(block, counts, period);
    const ratios = {
      internal: perCycle.internal / found.internal,
      switching: (perCycle.switching - ofPorts) / found.switching,
      leakage: perCycle.leakage / found.leakage,
      total: (perCycle.total - ofPorts) / (found.internal + found.switching + found.leakage),
    };
    for (const ratio of Object.values(ratios)) expect(ratio).toBeGreaterThan(0.8);
    for (const ratio of Object.values(ratios)) expect(ratio).toBeLessThan(1.2);
  });
});

describe("OpenSTA's longest path", () => {
  it("ends a little after the last transition that was simulated, with the same delays and loads", async (context) => {
    if (missing.nangate45 !== undefined) context.skip(missing.nangate45);
    if (sta === undefined)
      context.skip("OpenSTA is not there; scripts/install-tools.sh synthesis installs it");
    const definition = catalogueBlock("multiply-accumulate");
    const elaborated = elaborate(definition);
    const design = { top: elaborated.top.name, files: writeVerilog(elaborated).files };
    const energy = randomStimulus(definition, 300, 2);
    const report = await synthesise(design, { target: "nangate45", energy });
    const longest = Math.max(...(report.timing?.paths ?? []).map(({ steps }) => steps.at(-1)?.arrival ?? 0));
    const settled = report.energy?.activity.settled ?? 0;
    expect(report.energy?.compared).toBe(energy.expected.length);
    // Delays are rounded to whole ps, and random inputs need not find the longest path.
    expect(settled).toBeLessThan(1.02 * longest);
    expect(settled).toBeGreaterThan(0.8 * longest);
  });
});
