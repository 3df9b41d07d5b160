/** The count for the iCE40 against what `synth_ice40` made of the catalogue: measured.json, and a few blocks synthesised here. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { blockCatalogue } from "../../blocks/index.ts";
import { elaborate } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { findYosys } from "../../tools/index.ts";
import { synthesise } from "../synthesise.ts";
import { estimateDesign } from "./estimate.ts";
import type { EstimatedResources } from "./report.ts";

interface Entry {
  readonly block: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly ice40: EstimatedResources;
}

const { entries } = JSON.parse(readFileSync(new URL("measured.json", import.meta.url), "utf8")) as {
  entries: Entry[];
};

/** Of what was measured; small counts may be off by `SMALL` instead. */
const SHARE = 0.15;
const SMALL = 8;

/** Look-up tables of these, or carries of the last one, are further off than that, never more than the share given here: docs/synthesis.md says why. */
const MISSES: Readonly<Record<string, number>> = {
  "gearbox from=8 to=6": 0.19,
  "afpr-macro rows=6 cols=3": 0.17,
  "afpr-macro rows=4 cols=4": 0.16,
  "fineq-engine rows=2 cols=2 family=tiles-any": 0.23,
};

const titleOf = ({ block, parameters }: Pick<Entry, "block" | "parameters">): string =>
  [block, ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`)].join(" ");

function estimateOf({ block, parameters }: Pick<Entry, "block" | "parameters">): EstimatedResources {
  const entry = blockCatalogue.find(({ name }) => name === block);
  if (entry === undefined) throw new Error(`${block} is not in the catalogue`);
  const { resources } = estimateDesign(elaborate(entry.make(parameters)), "ice40");
  if (resources === undefined) throw new Error("an FPGA has resources");
  return resources;
}

const KINDS = ["luts", "flipFlops", "carries", "blockRams"] as const;

/** Kinds that are further off than allowed, with both counts. */
function missesOf(estimated: EstimatedResources, measured: EstimatedResources, share = SHARE): string[] {
  return KINDS.filter(
    (kind) => Math.abs(estimated[kind] - measured[kind]) > Math.max(SMALL, share * measured[kind]),
  ).map((kind) => `${kind}: ${estimated[kind]} estimated, ${measured[kind]} measured`);
}

const errors: number[] = [];

describe("what an iCE40 needs, before synthesis", () => {
  test("a count that is off by more than the share and by more than a few is a miss", () => {
    const measured = { luts: 100, flipFlops: 20, carries: 0, blockRams: 0 };
    expect(missesOf({ ...measured, luts: 115, flipFlops: 28 }, measured)).toEqual([]);
    expect(missesOf({ ...measured, luts: 84, flipFlops: 29 }, measured)).toEqual([
      "luts: 84 estimated, 100 measured",
      "flipFlops: 29 estimated, 20 measured",
    ]);
  });

  test.for(entries)("is within 15 % or 8 for $block $parameters", (entry) => {
    const estimated = estimateOf(entry);
    if (entry.ice40.luts >= 50) errors.push(Math.abs(estimated.luts / entry.ice40.luts - 1));
    const bound = MISSES[titleOf(entry)];
    expect(missesOf(estimated, entry.ice40, bound)).toEqual([]);
    // A miss that is none any more leaves the list.
    if (bound !== undefined) expect(missesOf(estimated, entry.ice40)).toHaveLength(1);
  });

  test("has a median error below 5 % in look-up tables", () => {
    expect(errors.length).toBeGreaterThan(60);
    expect(errors.sort((a, b) => a - b)[errors.length >> 1]).toBeLessThan(0.05);
  });
});

/** Sizes that measured.json does not have. */
const FRESH = [
  { block: "multiply-accumulate", parameters: { activation: "5", weight: "7", sum: "19" } },
  { block: "fineq-pe", parameters: { activationBits: "7", accumulatorBits: "21" } },
  { block: "fifo", parameters: { width: "7", depth: "20" } },
  { block: "arbiter", parameters: { width: "12", count: "6", priority: "fixed" } },
] as const;

describe("a block that Yosys synthesises here for the iCE40", () => {
  test.for(FRESH)("takes what was estimated within 15 % or 8: $block", async (fresh, context) => {
    const yosys = await findYosys(undefined).catch(() => undefined);
    if (yosys === undefined) return context.skip("Yosys is not installed");
    const entry = blockCatalogue.find(({ name }) => name === fresh.block);
    const design = elaborate(entry?.make(fresh.parameters) ?? expect.fail(`${fresh.block} is not there`));
    const source = { top: design.top.name, files: writeVerilog(design).files };
    const { resources } = await synthesise(source, { target: "ice40", timing: false });
    expect(missesOf(estimateOf(fresh), resources ?? expect.fail("an FPGA has resources"))).toEqual([]);
  });
});
