/** The table of measurements against the list of what is measured. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { blockCatalogue } from "../../src/blocks/index.ts";
import { root } from "../check/outcome.ts";
import { configurationsOf, titleOf, type Variation } from "./configurations.ts";

const listed = configurationsOf(blockCatalogue);

test("no configuration is listed twice", () => {
  const titles = listed.map(titleOf);
  expect(titles.length).toBeGreaterThan(100);
  expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([]);
});

test("what is listed was measured, and what was held out is", () => {
  const table = readFileSync(join(root, "src/synth/estimate/measured.json"), "utf8");
  const { entries } = JSON.parse(table) as { entries: Variation[] };
  const summary = (variations: readonly Variation[]): string[] =>
    variations.map((one) => `${titleOf(one)}${one.held ? ", held out" : ""}`).sort();
  expect(summary(entries), "run `npx tsx scripts/estimate-measure.ts`").toEqual(summary(listed));
});
