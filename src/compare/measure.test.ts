/** Measurements of small arrays: checked before they count, remembered when they are done, equal in every run. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ArrayFamily } from "../jobs/index.ts";
import { type CellTarget, findTarget } from "../synth/index.ts";
import { findTool } from "../tools/index.ts";
import { compareFamilies, energyDigest, findFamilies } from "./compare.ts";
import { energyRun } from "./energy.ts";
import { arraySize, verifyFamily } from "./measure.ts";
import { folderMemory } from "./memory.ts";
import { operandsOf } from "./operands.ts";
import { playArrayRun } from "./play.ts";
import { comparisonTables } from "./tables.ts";

const LIBRARY = join(process.env.BITLOOM_DATA ?? "../shared/data", "liberty/nangate45_typ.lib.gz");
const missing = [
  ...((await findTool("yosys")) === undefined ? ["Yosys"] : []),
  ...(existsSync(LIBRARY) ? [] : [LIBRARY]),
];
if (missing.length > 0) console.warn(`no comparison is measured: missing ${missing.join(", ")}`);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloom-compare-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const small = findFamilies(["int8-ws", "ternary-ws"]) as readonly [ArrayFamily, ArrayFamily];

/** The family with one bit of one output expected otherwise. */
const broken = (family: ArrayFamily): ArrayFamily => ({
  ...family,
  run: (size, product) => {
    const run = family.run(size, product);
    const expected = run.expected.map((due, at) => (at === 5 ? { ...due, value: due.value ^ 1n } : due));
    return { ...run, expected };
  },
});

async function options(families: readonly ArrayFamily[]) {
  const operands = await operandsOf();
  return {
    size: 6,
    target: findTarget("nangate45") as CellTarget,
    timeoutSeconds: 300,
    families,
    operands: operands.of,
    operandsFrom: operands.from,
  };
}

describe("a run of an array", () => {
  test("compares every output that is expected", async () => {
    const operands = await operandsOf();
    const [family] = small;
    const run = family.run({ rows: 6, columns: 6, tokens: 1 }, operands.of(family, 4, 6, 6));
    expect(playArrayRun(run)).toEqual({ checked: 24, wrong: [] });
  });

  test("names the output that is wrong", async () => {
    const operands = await operandsOf();
    const family = broken(small[0]);
    const { wrong } = playArrayRun(
      family.run({ rows: 6, columns: 6, tokens: 1 }, operands.of(family, 4, 6, 6)),
    );
    expect(wrong).toHaveLength(1);
    expect((wrong[0]?.found ?? 0n) ^ (wrong[0]?.expected ?? 0n)).toBe(1n);
  });
});

test("a family whose outputs are due after its run's end is refused", async () => {
  const { of } = await operandsOf();
  const [family] = small;
  const late: ArrayFamily = {
    ...family,
    run: (size, product) => {
      const run = family.run(size, product);
      return { ...run, expected: run.expected.map((due, at) => (at === 0 ? due : { ...due, cycle: 9999 })) };
    },
  };
  expect(verifyFamily(family, of)).toBe(204);
  expect(() => verifyFamily(late, of)).toThrow(/BL0495[\s\S]*1 of 204 outputs came/);
});

test.each([
  ["int8-ws", 48],
  ["int3-os", 96],
  ["ternary-ws", 96],
  ["tiles-serial-x4", 48],
  ["tiles-any-x8", 48],
])("the energy of %s is of %i cycles at full rate at least", async (name, least) => {
  const [family] = findFamilies([name]) as [ArrayFamily];
  const { run } = energyRun(family, await options([family]));
  const { from, to, pauses } = run.steady;
  const counted = pauses.reduce((sum, pause) => sum - (pause.to - pause.from), to - from);
  expect(counted).toBeGreaterThanOrEqual(least);
  if (family.dataflow === "weight-stationary") expect(counted).toBeLessThan(least + 8);
});

test("other operands are another measurement", async () => {
  const { of } = await operandsOf();
  const [family] = small;
  const given = await options([family]);
  const changed = (...asked: Parameters<typeof of>) => {
    const product = of(...asked);
    return { ...product, activations: product.activations.map((a, i) => (i === 7 ? (a === 5 ? 6 : 5) : a)) };
  };
  expect(energyDigest(family, { ...given, operands: changed })).not.toBe(energyDigest(family, given));
  expect(energyDigest(family, given)).toBe(energyDigest(family, given));
});

test("sizes take the family's step of rows, and tokens in place of columns", () => {
  expect(arraySize({ ...small[0], rowStep: 6, tokens: 4 }, 64)).toEqual({ rows: 66, columns: 16, tokens: 4 });
  expect(arraySize(small[0], 64)).toEqual({ rows: 64, columns: 64, tokens: 1 });
});

test("a family that does not exist is refused", () => {
  expect(() => findFamilies(["int9"])).toThrow(/BL0496.*int9/);
});

describe.skipIf(missing.length > 0)("a comparison", () => {
  test("has every family's area over the baseline, and is the same from memory, which mends broken files", async () => {
    const memory = folderMemory(folder);
    const first = await compareFamilies({ ...(await options(small)), memory });
    expect(first.families.map(({ name, verified }) => ({ name, verified }))).toEqual([
      { name: "int8-ws", verified: 204 },
      { name: "ternary-ws", verified: 408 },
    ]);
    const [reference, ternary] = first.families;
    expect(ternary?.area).toBeLessThan((reference?.area ?? 0) / 2);
    const kept = readdirSync(folder);
    expect(kept).toHaveLength(2);
    writeFileSync(join(folder, kept[0] as string), "{");
    expect(await compareFamilies({ ...(await options(small)), memory })).toEqual(first);
    const arrays = comparisonTables(first).find(({ title }) => title === "Arrays");
    expect(arrays?.rows.map(([name]) => name)).toEqual(["int8-ws", "ternary-ws"]);
  }, 120_000);

  test("ends at an array that computes something else", async () => {
    await expect(compareFamilies(await options([broken(small[0])]))).rejects.toThrow(/BL0495[\s\S]*int8-ws/);
  });
});
