/** The ladder of smaller designs: it finds the simplest rung that still fails. */
import { expect, test } from "vitest";
import type { Design } from "../ir/index.ts";
import { randomDesigns, randomGrids, smallestFailure } from "./index.ts";

const seeds = Array.from({ length: 20 }, (_, i) => i);
const signals = (design: Design): number => design.modules.reduce((sum, m) => sum + m.signals.length, 0);

test("a failure that needs little is found in a design without instances and with narrow signals", async () => {
  const hasMemory = (design: Design) => design.modules.some((m) => m.memories.length > 0);
  expect((await smallestFailure(seeds, hasMemory, randomDesigns))?.options).toEqual({
    levels: 0,
    size: 1,
    widest: 4,
  });
});

test("a failure that needs an instance keeps one", async () => {
  const hasInstance = (design: Design) => design.modules.length > 1 && signals(design) < 80;
  expect((await smallestFailure(seeds, hasInstance, randomDesigns))?.options.levels).toBe(1);
});

test("no failure, no design", async () => {
  expect(await smallestFailure([1, 2], () => false, randomDesigns)).toBeUndefined();
});

test("grids shrink to a few elements", async () => {
  const hasRows = (design: Design) => design.modules.length === 3;
  expect((await smallestFailure(seeds, hasRows, randomGrids))?.options).toEqual({ most: 1, widest: 4 });
});
