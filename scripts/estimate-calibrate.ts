/**
 * `npx tsx scripts/estimate-calibrate.ts`: finds the coefficients of the cost model from src/synth/estimate/measured.json and prints them with the errors. Invariant: held out
 * entries only count in the errors.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { blockCatalogue } from "../src/blocks/index.ts";
import { elaborate } from "../src/dsl/index.ts";
import { findTarget, GATE_KINDS, uncalibrated } from "../src/synth/index.ts";
import { root } from "./check/outcome.ts";

interface Entry {
  readonly block: string;
  readonly parameters: Record<string, string>;
  readonly held: boolean;
  readonly nangate45: { readonly area: number };
}

interface Row {
  readonly name: string;
  readonly held: boolean;
  readonly fixed: number;
  readonly features: readonly number[];
  readonly measured: number;
}

/** um2; entries below are left out. */
const SMALLEST = 40;

const { entries } = JSON.parse(readFileSync(join(root, "src/synth/estimate/measured.json"), "utf8")) as {
  entries: Entry[];
};
const target = findTarget("nangate45");
if (target.kind !== "cells") throw new Error("nangate45 is a cell library");
const cells: Row[] = [];
for (const { block, parameters, held, nangate45 } of entries) {
  const entry = blockCatalogue.find(({ name }) => name === block);
  if (entry === undefined) continue;
  const design = elaborate(entry.make(parameters));
  const name = `${block} ${Object.entries(parameters)
    .map(([key, value]) => `${key}=${value}`)
    .join(" ")}`;
  const { fixed, gates } = uncalibrated(design, target.library);
  const features = GATE_KINDS.map((kind) => gates[kind]);
  cells.push({ name, held, fixed, features, measured: nangate45.area });
}

const errorOf = ({ fixed, features, measured }: Row, coefficients: readonly number[]): number =>
  (fixed + features.reduce((sum, value, i) => sum + value * (coefficients[i] ?? 0), 0)) / measured - 1;

/** Least sum of the sixth powers of the relative errors, near 1, none negative: what decides is the worst. */
function calibrate(rows: readonly Row[]): number[] {
  const loss = (coefficients: readonly number[]): number =>
    rows.reduce((sum, row) => sum + (errorOf(row, coefficients) / 0.1) ** 6, 0) / rows.length +
    0.02 * coefficients.reduce((sum, value) => sum + (value - 0.93) ** 2, 0);
  let best = (rows[0]?.features ?? []).map(() => 0.93);
  for (let step = 0.1; step > 1e-4; step /= 1.5) {
    for (let round = 0; round < 60; round++) {
      for (let i = 0; i < best.length; i++) {
        for (const by of [step, -step]) {
          const next = best.map((value, at) => (at === i ? Math.max(0, value + by) : value));
          if (loss(next) < loss(best)) best = next;
        }
      }
    }
  }
  return best.map((value) => Math.round(value * 1000) / 1000);
}

function show(title: string, all: readonly Row[], kinds: readonly string[]): void {
  const rows = all.filter(({ measured }) => measured >= SMALLEST);
  const coefficients = calibrate(rows.filter(({ held }) => !held));
  const text = kinds.map((kind, i) => `${kind}: ${coefficients[i]}`).join(", ");
  process.stdout.write(`${title}: { ${text} }\n`);
  for (const group of [false, true]) {
    const errors = rows
      .filter(({ held }) => held === group)
      .map((row) => Math.abs(errorOf(row, coefficients)));
    errors.sort((a, b) => a - b);
    const [median = 0, worst = 0] = [errors[errors.length >> 1], errors.at(-1)];
    process.stdout.write(
      `  ${group ? "held out" : "calibrated"}: ${errors.length} entries, median ${percent(median)}, worst ${percent(worst)}\n`,
    );
  }
  for (const row of rows.filter((one) => Math.abs(errorOf(one, coefficients)) > 0.11)) {
    process.stdout.write(`  ${percent(errorOf(row, coefficients))} ${row.name}, ${row.measured}\n`);
  }
}

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

show("gates", cells, GATE_KINDS);
