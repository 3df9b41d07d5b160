/**
 * `npx tsx scripts/estimate-errors.ts [BLOCK]`: how far the cost model is off what src/synth/estimate/measured.json says, block by block, and the time that it took. Invariant: nothing is
 * fitted here; the model has no coefficients.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { blockCatalogue } from "../src/blocks/index.ts";
import { elaborate } from "../src/dsl/index.ts";
import { estimateDesign, findTarget } from "../src/synth/index.ts";
import { root } from "./check/outcome.ts";
import { titleOf, type Variation } from "./estimate/configurations.ts";

interface Entry extends Variation {
  readonly nangate45: { readonly area: number };
  readonly ice40: { readonly luts: number };
}

interface Row {
  readonly title: string;
  readonly block: string;
  readonly measured: number;
  readonly error: number;
}

/** Smaller ones are a handful of gates. */
const SMALL = { nangate45: 40, ice40: 50 } as const;
/** Shown one by one from here. */
const SHOWN = 0.1;

const table = JSON.parse(readFileSync(join(root, "src/synth/estimate/measured.json"), "utf8")) as {
  entries: Entry[];
};
const [only] = process.argv.slice(2);
const entries = table.entries.filter(({ block }) => only === undefined || block === only);

for (const name of ["nangate45", "ice40"] as const) {
  const target = findTarget(name);
  let seconds = 0;
  const rows = entries.map((entry): Row => {
    const found = blockCatalogue.find(({ name }) => name === entry.block);
    if (found === undefined) throw new Error(`no block ${entry.block}`);
    const design = elaborate(found.make(entry.parameters));
    const before = process.cpuUsage();
    const { area, resources } = estimateDesign(design, target);
    const { user, system } = process.cpuUsage(before);
    seconds += (user + system) / 1e6;
    const estimated = area?.total ?? resources?.luts ?? 0;
    const measured = name === "nangate45" ? entry.nangate45.area : entry.ice40.luts;
    return { title: titleOf(entry), block: entry.block, measured, error: estimated / measured - 1 };
  });
  const large = rows.filter(({ measured }) => measured >= SMALL[name]);
  print(`${name}: ${summary(large)}; ${seconds.toFixed(1)} s for all ${rows.length}`);
  for (const block of new Set(large.map((row) => row.block)))
    print(`  ${block}: ${summary(large.filter((row) => row.block === block))}`);
  for (const { title, measured, error } of rows.filter((row) => Math.abs(row.error) > SHOWN))
    print(`  ${percent(error).padStart(8)} ${title}, ${measured}`);
}

function summary(rows: readonly Row[]): string {
  const errors = rows.map(({ error }) => Math.abs(error)).sort((a, b) => a - b);
  const mean = rows.reduce((sum, { error }) => sum + error, 0) / rows.length;
  return `${rows.length} configurations, mean ${percent(mean)}, median ${percent(errors[errors.length >> 1] ?? 0)}, worst ${percent(errors.at(-1) ?? 0)}`;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
