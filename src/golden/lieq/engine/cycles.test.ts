/** Counts of small programs worked out by hand from the dates of docs/adr/0027-lieq-engine.md; the engine's tests compare with hardware. */
import { describe, expect, it } from "vitest";
import { WEIGHT_FORMATS } from "../../weight-format.ts";
import { type LieqEngineShape, packLieqProgram, predictLieqProgram } from "./index.ts";
import { randomLayer } from "./testing.ts";

const shape: LieqEngineShape = {
  rows: 1,
  columns: 1,
  coding: "unary",
  accumulatorBits: 24,
  lanes: 1,
  wordDepth: 4,
  layers: 64,
};

const predict = (own: LieqEngineShape, ...layers: ReturnType<typeof randomLayer>[]) =>
  predictLieqProgram(own, packLieqProgram(own, layers).entries);

describe("cycles of a program", () => {
  it("of one weight: announced in 2, dispatched in 4, worked off in 5 to 7, released in 8, sent in 12, done 6 later", () => {
    const found = predict(shape, randomLayer("w2", { m: 1, k: 1, n: 1 }, 1));
    expect(found).toEqual({
      cycles: 12 + 6 + 1,
      passes: 1,
      layers: [{ cycles: 8, steps: 3, weightStalls: 1, resultStalls: 0 }],
    });
  });

  it("a digit more takes its phases more", () => {
    const of = (format: "w2" | "w4" | "w8") =>
      predict(shape, randomLayer(format, { m: 1, k: 1, n: 1 }, 1)).cycles;
    expect([of("w4") - of("w2"), of("w8") - of("w2")]).toEqual([3, 9]);
  });

  it.each(WEIGHT_FORMATS)("%s makes length x planes x T steps in every tile", (format) => {
    const planes = { fineq: 1, w2: 1, w3: 2, w4: 2, w8: 4 }[format];
    for (const [coding, phases] of [
      ["unary", 3],
      ["binary", 2],
      ["direct", 1],
    ] as const) {
      const own = { ...shape, rows: 3, columns: 2, coding };
      const { layers, passes } = predict(own, randomLayer(format, { m: 7, k: 300, n: 5 }, 2));
      expect(layers.map(({ steps }) => steps)).toEqual([9 * 300 * planes * phases]);
      expect(passes).toBe(9 * (format === "fineq" ? 1 : 3));
    }
  });

  it("layers of whole groups follow each other without a cycle lost, once the first has begun", () => {
    const own = { ...shape, rows: 4, columns: 4, lanes: 4 };
    const layers = WEIGHT_FORMATS.map((format, at) => randomLayer(format, { m: 8, k: 256, n: 8 }, at));
    const { layers: counts, cycles } = predict(own, ...layers);
    for (const { cycles: spent, steps } of counts.slice(1)) expect(spent).toBe(steps);
    const last = counts.reduce((sum, { cycles: spent }) => sum + spent, 0);
    // Released with the next cycle; 4 + 4 + 2 to the drain, four rows of two cycles each but the first, 6 to the end.
    expect(cycles).toBe(last + 10 + 6 + 6 + 1);
  });
});
