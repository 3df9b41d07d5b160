/** The cost model against what Yosys made of the catalogue: measured.json, and a few blocks synthesised here. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { blockCatalogue } from "../../blocks/index.ts";
import { elaborate } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { findYosys } from "../../tools/index.ts";
import { synthesise } from "../synthesise.ts";
import { findTarget } from "../targets.ts";
import { missing, OSU018 } from "../testing.ts";
import { verilogDigest } from "./digest.ts";
import { estimateDesign } from "./estimate.ts";

interface Entry {
  readonly block: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly held: boolean;
  readonly digest: string;
  readonly nangate45: { readonly area: number };
}

const { entries } = JSON.parse(readFileSync(new URL("measured.json", import.meta.url), "utf8")) as {
  entries: Entry[];
};

/** Of what was measured. */
const SHARE = 0.15;
/** um2: five gates, for blocks of which they are more than that share. */
const FEW_GATES = 4;

const designs = new Map<string, ReturnType<typeof elaborate>>();
/** Elaborated once for its Verilog and its estimate. */
function designOf({ block, parameters }: Pick<Entry, "block" | "parameters">): ReturnType<typeof elaborate> {
  const title = titleOf({ block, parameters });
  const entry = blockCatalogue.find(({ name }) => name === block);
  if (entry === undefined) throw new Error(`${block} is not in the catalogue`);
  const design = designs.get(title) ?? elaborate(entry.make(parameters));
  designs.set(title, design);
  return design;
}

const titleOf = ({ block, parameters }: Pick<Entry, "block" | "parameters">): string =>
  [block, ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`)].join(" ");

describe("the table of measurements", () => {
  test.for(entries)("is of today's Verilog for $block $parameters", (entry) => {
    const { files } = writeVerilog(designOf(entry));
    expect(
      verilogDigest(files),
      `${titleOf(entry)} changed: run \`npx tsx scripts/estimate-measure.ts\``,
    ).toBe(entry.digest);
  });

  test("has every block of the catalogue in its reference configuration", () => {
    const measured = new Set(entries.map(titleOf));
    const references = blockCatalogue.map(({ name, reference }) =>
      titleOf({ block: name, parameters: reference }),
    );
    expect(references.filter((title) => !measured.has(title))).toEqual([]);
  });
});

describe("the area of Nangate 45 before synthesis", () => {
  test.for(entries)("is within 15 % for $block $parameters", (entry, context) => {
    if (missing.nangate45 !== undefined) context.skip(missing.nangate45);
    const estimated = estimateOf(entry);
    const { area } = entry.nangate45;
    const text = `${titleOf(entry)}: ${estimated} um2 estimated, ${area} measured`;
    expect(Math.abs(estimated - area), text).toBeLessThanOrEqual(Math.max(FEW_GATES, SHARE * area));
  });

  test("has a median error below 3 %, on configurations that were measured later too", (context) => {
    if (missing.nangate45 !== undefined) context.skip(missing.nangate45);
    for (const held of [false, true]) {
      const chosen = entries.filter((entry) => entry.held === held && entry.nangate45.area >= 40);
      expect(chosen.length).toBeGreaterThan(30);
      const errors = chosen.map((entry) => {
        const estimated = estimateOf(entry);
        return Math.abs(estimated / entry.nangate45.area - 1);
      });
      expect(errors.sort((a, b) => a - b)[errors.length >> 1]).toBeLessThan(0.03);
    }
  });
});

let kept: ReturnType<typeof findTarget> | undefined;
/** Read once: the library's text is large. */
function target(): ReturnType<typeof findTarget> {
  kept ??= findTarget("nangate45");
  return kept;
}

const estimates = new Map<Entry, number>();
/** um2. */
function estimateOf(entry: Entry): number {
  const area = estimates.get(entry) ?? estimateDesign(designOf(entry), target()).area?.total ?? 0;
  estimates.set(entry, area);
  return area;
}

/** Sizes that measured.json does not have. */
const FRESH = [
  { block: "multiply-accumulate", parameters: { activation: "5", weight: "7", sum: "19" } },
  { block: "fineq-pe", parameters: { activationBits: "7", accumulatorBits: "21" } },
  { block: "fifo", parameters: { width: "7", depth: "5" } },
] as const;

describe("a block that Yosys synthesises here", () => {
  for (const library of ["nangate45", "osu018"] as const) {
    test.for(FRESH)(
      `costs what was estimated within 15 % with ${library}: $block`,
      async (fresh, context) => {
        const reason = missing[library];
        if (reason !== undefined) context.skip(reason);
        const yosys = await findYosys(undefined).catch(() => undefined);
        if (yosys === undefined) return context.skip("Yosys is not installed");
        const design = designOf(fresh);
        const chosen = library === "nangate45" ? target() : findTarget(OSU018);
        const source = { top: design.top.name, files: writeVerilog(design).files };
        const { area } = await synthesise(source, { target: chosen, timing: false });
        const estimated = estimateDesign(design, chosen).area?.total ?? 0;
        expect(Math.abs(estimated / (area?.total ?? 0) - 1)).toBeLessThan(0.15);
      },
    );
  }
});
