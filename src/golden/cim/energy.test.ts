/** The energy model against figures worked out by hand from arXiv 2402.13798 and from the sentences of its own set. */
import { describe, expect, test } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import { type AfprActivity, activityOfRun, parseActivity, referenceActivity } from "./activity.ts";
import { afprEnergy, checkAgainstPublished, publishedAfpr } from "./energy.ts";
import { type AfprComponent, type AfprEnergySet, defaultEnergySet, parseEnergySet } from "./energy-set.ts";

const set = defaultEnergySet();
const components = Object.keys(set.components) as AfprComponent[];

/** The set with one component's energy replaced. */
const withEnergy = (component: AfprComponent, picojoules: number): AfprEnergySet => ({
  ...set,
  components: { ...set.components, [component]: { picojoules, provenance: "test" } },
});

/** Every component free. */
const freeSet: AfprEnergySet = {
  ...set,
  components: Object.fromEntries(
    components.map((name) => [name, { picojoules: 0, provenance: "test" }]),
  ) as AfprEnergySet["components"],
};

function problemOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof BitloomError) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("the default set at the reference activity", () => {
  const report = afprEnergy(set, referenceActivity, "reference");

  test("gives the total that its entries make by hand", () => {
    // FP-DACs 576 x 2 + 288 x 1 + 144 x 2 + 144 x 4, cells 576 x 256 x 2 x 0.01, integrators 256 x 16,
    // adaptations (64 + 2 x 64) x 0.5, comparators 256 x 34 x 0.3, ramp 32 x 10, latches 256 x 0.25, control 64 x 18,
    // codes 576 x 1.2 + 256 x 2
    expect(report.nanojoules).toBeCloseTo(
      (1152 + 1152 + 2949.12 + 4096 + 96 + 2611.2 + 320 + 64 + 1152 + 691.2 + 512) / 1000,
      9,
    );
  });

  test("meets the published 14.83 nJ and 19.89 TFLOPS/W within 5 %", () => {
    expect(Math.abs(report.nanojoules / 14.83 - 1)).toBeLessThan(0.05);
    expect(Math.abs(report.teraflopsPerWatt / 19.89 - 1)).toBeLessThan(0.05);
    expect(report.check).toMatchObject({ isWithin: true, tolerance: 0.05, publishedNanojoules: 14.83 });
    expect(report.check.nanojoules).toBe(report.nanojoules);
  });

  test("takes 200 ns, which are 1474.56 GOPS", () => {
    expect(report.nanoseconds).toBe(200);
    expect(report.operations).toBe(294_912);
    expect(report.gigaoperationsPerSecond).toBeCloseTo(1474.56, 9);
  });

  test("is split into shares that make a whole, each entry an assumption that says so", () => {
    expect(report.lines.map(({ component }) => component).sort()).toEqual([...components].sort());
    expect(report.lines.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    for (const { provenance } of report.lines) expect(provenance).toMatch(/^assumed: /);
    expect(set.source).toContain("2402.13798");
  });

  test("is compared with what the published ratios imply: 4.81, 3.70 and 7.00 TFLOPS/W", () => {
    expect(report.baselines.map(({ name }) => name)).toEqual([
      "FP8 accelerator",
      "digital FP-CIM",
      "analog INT8 CIM",
    ]);
    expect(report.baselines.map(({ publishedRatio }) => publishedRatio)).toEqual([4.135, 5.376, 2.841]);
    const implied = report.baselines.map(({ impliedTeraflopsPerWatt }) => impliedTeraflopsPerWatt.toFixed(2));
    expect(implied).toEqual(["4.81", "3.70", "7.00"]);
    for (const { ratio, publishedRatio, source } of report.baselines) {
      expect(ratio / publishedRatio).toBeCloseTo(report.teraflopsPerWatt / 19.89, 9);
      expect(source).toContain("2402.13798");
    }
  });
});

test("the published figures agree with each other: 2 x 576 x 256 operations in 14.83 nJ and 200 ns", () => {
  expect((2 * 576 * 256) / 200).toBeCloseTo(publishedAfpr.gigaoperationsPerSecond, 9);
  expect((2 * 576 * 256) / 14_830).toBeCloseTo(publishedAfpr.teraflopsPerWatt, 2);
});

describe("the check against the published total", () => {
  test.each([
    ["integrator", 20],
    ["integrator", 12],
    ["comparatorDecision", 0.4],
    ["cellRead", 0.02],
    ["controlCycle", 0],
  ] as const)("trips on %s at %d pJ", (component, picojoules) => {
    expect(checkAgainstPublished(withEnergy(component, picojoules)).isWithin).toBe(false);
  });

  test("trips just above 5 % and not just below, on either side", () => {
    const total = (nanojoules: number) =>
      checkAgainstPublished({
        ...freeSet,
        components: {
          ...freeSet.components,
          controlCycle: { picojoules: (nanojoules * 1000) / 64, provenance: "test" },
        },
      });
    expect(total(14.83 * 1.0499).isWithin).toBe(true);
    expect(total(14.83 * 1.0501).isWithin).toBe(false);
    expect(total(14.83 * 0.9501).isWithin).toBe(true);
    expect(total(14.83 * 0.9499).isWithin).toBe(false);
    expect(total(14.83 * 1.1).deviation).toBeCloseTo(0.1, 12);
  });
});

describe("how the energy scales", () => {
  /** Twice the work of a run in twice the time. */
  const double = (activity: AfprActivity): AfprActivity => ({
    ...activity,
    conversions: 2 * activity.conversions,
    cycles: 2 * activity.cycles,
    codesIn: 2 * activity.codesIn,
    rowsOn: [2 * activity.rowsOn[0], 2 * activity.rowsOn[1], 2 * activity.rowsOn[2]],
    ranges: [2 * activity.ranges[0], 2 * activity.ranges[1], 2 * activity.ranges[2]],
    comparatorDecisions: 2 * activity.comparatorDecisions,
    rampSteps: 2 * activity.rampSteps,
    latches: 2 * activity.latches,
    codesOut: 2 * activity.codesOut,
  });

  test("two conversions take the energy of one each, at the same efficiency", () => {
    const one = afprEnergy(set, referenceActivity, "reference");
    const two = afprEnergy(set, parseActivity(double(referenceActivity), "two"), "test");
    expect(two.nanojoules).toBeCloseTo(one.nanojoules, 9);
    expect(two.teraflopsPerWatt).toBeCloseTo(one.teraflopsPerWatt, 9);
    expect(two.gigaoperationsPerSecond).toBeCloseTo(one.gigaoperationsPerSecond, 9);
  });

  test.each(components)("%s alone: the total is its count times its energy", (component) => {
    // An activity in which every count is another number, so that no two can be swapped.
    const activity = parseActivity(
      {
        rows: 11,
        columns: 7,
        clockMegahertz: 100,
        conversions: 3,
        cycles: 205,
        codesIn: 29,
        rowsOn: [2, 3, 5],
        ranges: [9, 8, 4],
        comparatorDecisions: 641,
        rampSteps: 96,
        latches: 20,
        codesOut: 19,
      },
      "primes",
    );
    const expected: Record<AfprComponent, number> = {
      dacConversion: 29,
      dacRowOnGain1: 2,
      dacRowOnGain2: 3,
      dacRowOnGain4: 5,
      cellRead: (2 + 3 + 5) * 7 * 2,
      integrator: 21,
      rangeAdaptation: 8 + 2 * 4,
      comparatorDecision: 641,
      rampStep: 96,
      latch: 20,
      controlCycle: 205,
      codeIn: 29,
      codeOut: 19,
    };
    const only = {
      ...freeSet,
      components: { ...freeSet.components, [component]: { picojoules: 3, provenance: "test" } },
    };
    const report = afprEnergy(only, activity, "test");
    expect(report.nanojoules * 3 * 1000).toBeCloseTo(3 * expected[component], 9);
    expect(report.lines.find((line) => line.component === component)?.share).toBe(1);
  });

  test("a silent run of a free macro divides nothing by zero but the efficiency", () => {
    const report = afprEnergy(freeSet, referenceActivity, "test");
    expect(report.lines.every(({ share }) => share === 0)).toBe(true);
    expect(report.teraflopsPerWatt).toBe(Number.POSITIVE_INFINITY);
  });

  test("stalls cost control cycles and time, nothing else", () => {
    const stalled = afprEnergy(set, { ...referenceActivity, cycles: 164 }, "test");
    const running = afprEnergy(set, referenceActivity, "reference");
    expect((stalled.nanojoules - running.nanojoules) * 1000).toBeCloseTo(100 * 18, 6);
    expect(stalled.gigaoperationsPerSecond).toBeCloseTo((294_912 * 320) / 164 / 1000, 9);
  });
});

describe("the activity of a run", () => {
  const run = {
    rows: 4,
    columns: 3,
    clockMegahertz: 320,
    conversions: 2,
    cycles: 130,
    // Zeros of both signs, E = 0 and E = 1 at gain 1, two of E = 2, one of E = 3, and again.
    codesIn: [0x00, 0x80, 0x1f, 0xa0, 0x40, 0xdf, 0x7f, 0x01],
    adcCodes: [0x00, 0xbf, 0x40, 0x7f, 0xe0, 0x60],
  };

  test("counts rows by gain and columns by range from the codes themselves", () => {
    expect(activityOfRun(run)).toEqual({
      rows: 4,
      columns: 3,
      clockMegahertz: 320,
      conversions: 2,
      cycles: 130,
      codesIn: 8,
      rowsOn: [3, 2, 1],
      ranges: [2, 1, 3],
      comparatorDecisions: 6 * 34,
      rampSteps: 64,
      latches: 6,
      codesOut: 6,
    });
    expect(activityOfRun({ ...run, codesOut: 3 }).codesOut).toBe(3);
  });

  test("of codes that fill E2M5 evenly is the reference but for its zeros", () => {
    const evenly = (count: number) => Array.from({ length: count }, (_, i) => i % 128);
    const found = activityOfRun({
      ...referenceActivity,
      codesIn: evenly(512),
      adcCodes: evenly(256),
    });
    expect(found.ranges).toEqual(referenceActivity.ranges);
    expect(found.rowsOn).toEqual([256 - 4, 128, 128]);
    expect(found.comparatorDecisions).toBe(referenceActivity.comparatorDecisions);
  });

  test("refuses codes that do not make its conversions", () => {
    expect(problemOf(() => activityOfRun({ ...run, adcCodes: [0] }))).toContain(
      "the run is no activity of an AFPR engine: ranges: 1 columns were converted",
    );
    expect(problemOf(() => activityOfRun({ ...run, codesIn: [256] }))).toContain("BL0523");
  });
});

describe("refusals", () => {
  const plain = JSON.parse(JSON.stringify(set));

  test.each(components)("a set without %s", (component) => {
    const { [component]: _missing, ...rest } = plain.components;
    const message = problemOf(() => parseEnergySet({ ...plain, components: rest }, "mine.json"));
    expect(message).toContain("BL0530: mine.json is no set of energy components: ");
    expect(message).toContain(`components.${component}`);
  });

  test.each([
    [
      "an unknown component",
      { ...plain, components: { ...plain.components, fan: { picojoules: 1, provenance: "x" } } },
      "fan",
    ],
    [
      "a negative energy",
      { ...plain, components: { ...plain.components, latch: { picojoules: -1, provenance: "x" } } },
      "components.latch.picojoules",
    ],
    [
      "an energy without provenance",
      { ...plain, components: { ...plain.components, latch: { picojoules: 1 } } },
      "components.latch.provenance",
    ],
    [
      "a blank provenance",
      { ...plain, components: { ...plain.components, latch: { picojoules: 1, provenance: " " } } },
      "components.latch.provenance",
    ],
    ["a bare number", { ...plain, components: { ...plain.components, latch: 1 } }, "components.latch"],
    ["no object", 7, "expected object"],
  ])("%s", (_what, data, named) => {
    expect(problemOf(() => parseEnergySet(data, "mine.json"))).toContain(named);
  });

  test.each([
    ["a count that is not whole", { cycles: 1.5 }, "cycles"],
    ["a negative count", { latches: -1 }, "latches"],
    ["no conversions", { conversions: 0 }, "conversions"],
    ["two gains only", { rowsOn: [1, 2] }, "rowsOn"],
    ["an unknown count", { volts: 1 }, "volts"],
    [
      "more rows on than rows",
      { rowsOn: [577, 0, 0], codesIn: 600 },
      "577 rows were on, but 1 conversions of 576 rows allow 576",
    ],
    ["more rows on than codes", { codesIn: 100 }, "only 100 codes came in"],
    [
      "ranges of too few columns",
      { ranges: [255, 0, 0] },
      "255 columns were converted, but 1 conversions of 256 columns make 256",
    ],
    ["more codes than columns", { latches: 257 }, "257 codes latched"],
  ])("an activity with %s", (_what, change, named) => {
    const message = problemOf(() => parseActivity({ ...referenceActivity, ...change }, "run.json"));
    expect(message).toContain("BL0531: run.json");
    expect(message).toContain(named);
  });

  test("both take what they print", () => {
    expect(parseEnergySet(plain, "same")).toEqual(set);
    expect(parseActivity(JSON.parse(JSON.stringify(referenceActivity)), "same")).toEqual(referenceActivity);
  });
});
