/** Ratios and goals of made-up measurements, worked out by hand. */
import { describe, expect, test } from "vitest";
import { BASELINE, type PlacedMeasurement, THREE_BIT_BASELINE } from "./comparison.ts";
import { goalsOf } from "./goals.ts";
import { ratiosTo } from "./ratios.ts";
import { madeEnergy, madeFamily } from "./testing.ts";

const baseline = madeFamily({
  name: BASELINE,
  weights: "int8",
  area: 60_000,
  element: { area: 500, lanes: 1 },
  minimumPeriod: 1,
  energy: madeEnergy(1000),
});

describe("ratios", () => {
  test("count whole arrays for area, and products a cycle for throughput", () => {
    const family = madeFamily({
      lanes: 120,
      area: 6000,
      cycles: { least: 1, most: 2 },
      element: { area: 400, lanes: 4 },
      minimumPeriod: 1.5,
      energy: madeEnergy(125),
    });
    const ratios = ratiosTo(baseline, family);
    // 600 um2 a product and cycle against 50 * 2 and 50 * 1.
    expect(ratios).toEqual({
      area: 0.1,
      equalThroughputArea: 1 / 6,
      throughputPerArea: 6,
      bestThroughputPerArea: 12,
      elementThroughputPerArea: 2.5,
      throughputPerAreaAtOwnClock: 4,
      energy: 8,
    });
  });

  test("leave energy out where one of the two has none", () => {
    expect(ratiosTo(baseline, madeFamily({}))).not.toHaveProperty("energy");
    expect(ratiosTo(baseline, madeFamily({}))).not.toHaveProperty("throughputPerAreaAtOwnClock");
  });
});

const placed = (change: Partial<PlacedMeasurement>): PlacedMeasurement => ({
  name: "placed",
  title: "Placed",
  device: "HX8K",
  weights: 300,
  tokens: 1,
  logicCells: 6600,
  standIns: 100,
  frequency: 200,
  verified: 9,
  cycles: { least: 1, most: 2 },
  ...change,
});

describe("goals", () => {
  const verdicts = (...[families, some = []]: [Parameters<typeof goalsOf>[0], PlacedMeasurement[]?]) =>
    Object.fromEntries(
      goalsOf(families, some).map(({ measure, found, verdict }) => [measure, { found, verdict }]),
    );

  test("are met by the best family of the kind that they ask for, and name it", () => {
    const found = verdicts([
      baseline,
      madeFamily({ name: "small", area: 5999, cycles: { least: 9, most: 9 } }),
      madeFamily({
        name: "quick",
        area: 9999,
        element: { area: 160, lanes: 2 },
        energy: madeEnergy(140),
      }),
      madeFamily({
        name: "sparse",
        weights: "fineq-sparse",
        area: 8100,
        element: { area: 50, lanes: 1 },
      }),
      madeFamily({
        name: THREE_BIT_BASELINE,
        weights: "int3",
        area: 39_000,
        element: { area: 400, lanes: 1 },
      }),
    ]);
    expect(found["array area, any number of cycles"]).toEqual({ found: "0.100 (small)", verdict: "met" });
    expect(found["array area at equal throughput, any FineQ data"]).toEqual({
      found: "0.167 (quick)",
      verdict: "met",
    });
    expect(found["throughput per area, any FineQ data"]).toEqual({
      found: "6.00 (quick; elements 6.25, whole arrays 6.00)",
      verdict: "met",
    });
    // Elements alone would do.
    expect(found["throughput per area, one outlier cluster in four"]).toEqual({
      found: "7.41 (sparse; elements 10.00, whole arrays 7.41)",
      verdict: "missed",
    });
    expect(found["throughput per area against INT8 x 3-bit"]).toEqual({
      found: "3.90 (quick; elements 5.00, whole arrays 3.90)",
      verdict: "missed",
    });
    expect(found["energy a useful multiply-accumulate"]).toEqual({ found: "7.14 (quick)", verdict: "met" });
  });

  test("say so where nothing was measured", () => {
    const found = goalsOf([madeFamily({})], []);
    expect(found).toHaveLength(8);
    expect(new Set(found.map(({ verdict }) => verdict))).toEqual(new Set(["not measured"]));
  });

  test("of FPGAs count logic cells a weight, and the most cycles that data ask for", () => {
    const found = verdicts([], [placed({}), placed({ name: "wide", weights: 320, logicCells: 7360 })]);
    expect(found["iCE40 logic cells a weight, routed"]).toEqual({
      found: "22.0 (placed; 2 cycles a weight, 30.0 G a second)",
      verdict: "met",
    });
    expect(found["HX8K, G multiply-accumulates a second, routed"]).toEqual({
      found: "32.0 (wide; 23.0 cells a weight)",
      verdict: "met",
    });
    expect(
      verdicts([], [placed({ weights: 290 })])["HX8K, G multiply-accumulates a second, routed"]?.verdict,
    ).toBe("missed");
  });
});
