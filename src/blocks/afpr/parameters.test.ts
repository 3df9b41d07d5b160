/** What the AFPR engine refuses, and what follows from its parameters. */
import { describe, expect, test } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import { AfprEngine } from "./engine.ts";
import { type AfprInputs, type AfprParameters, afprConfiguration } from "./parameters.ts";

const refused = (parameters: AfprParameters): string => {
  try {
    afprConfiguration(parameters);
  } catch (error) {
    if (error instanceof BitloomError) {
      return error.diagnostics.map((d) => `${d.code} ${d.message}`).join("\n");
    }
    throw error;
  }
  return "accepted";
};

const size = { rows: 16, columns: 8 };
const differential = { ...size, inputs: "differential" } as const;

/** Each whole number with its range, and whatever else a value in that range depends on. */
const ranges: [keyof AfprParameters | `phases.${string}`, number, number, AfprParameters][] = [
  ["rows", 1, 1024, size],
  ["columns", 1, 512, size],
  ["phases.reset", 1, 4096, size],
  ["phases.integrate", 1, 4096, size],
  ["phases.decide", 2, 4096, size],
  ["phases.convert", 32, 4096, size],
  ["phases.latch", 1, 4096, size],
  ["bus", 8, 2048, size],
  ["weightBus", 8, 1024, size],
  ["lanes", 1, 8, size],
  ["batch", 1, 1024, size],
  ["accumulatorBits", 26, 48, size],
  ["pulseCycles", 1, 255, size],
  ["readCycles", 2, 255, size],
];

function withParameter(parameters: AfprParameters, name: string, value: number): AfprParameters {
  const [first, phase] = name.split(".");
  return phase === undefined
    ? { ...parameters, [first as string]: value }
    : { ...parameters, phases: { [phase]: value } };
}

describe("afprConfiguration", () => {
  test.each(ranges)("%s is a whole number from %i to %i", (name, low, high, others) => {
    const allowed = `allowed is a whole number from ${low} to ${high}.`;
    for (const found of [low - 1, high + 1, -1, low + 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      const message = refused(withParameter(others, name, found));
      expect(message).toBe(`BL0610 ${name} of AfprEngine is ${found}; ${allowed}`);
    }
  });

  test.each<[AfprParameters, string]>([
    [
      { ...size, inputs: "ternary" as AfprInputs },
      "inputs of AfprEngine is ternary; allowed is two-phase, differential.",
    ],
    [
      { ...size, phases: { integrate: 27 } },
      "phases.integrate of AfprEngine is 27; allowed is an even number with two-phase inputs, half for each sign.",
    ],
    [
      { ...size, phases: { integrate: 4 } },
      "phases.integrate of AfprEngine is 4; allowed is 3 cycles or more for each sign: a range is only adapted to a charge that is there.",
    ],
    [
      { ...differential, phases: { integrate: 2 } },
      "phases.integrate of AfprEngine is 2; allowed is 3 cycles or more for each sign: a range is only adapted to a charge that is there.",
    ],
    [
      { ...size, phases: { decide: 3 } },
      "phases.decide of AfprEngine is 3; allowed is a multiple of 2: one comparison for each range adaptation, of equal length.",
    ],
    [
      { ...size, phases: { convert: 48 } },
      "phases.convert of AfprEngine is 48; allowed is a multiple of 32: the ramp has 32 steps.",
    ],
    [{ ...size, bus: 60 }, "bus of AfprEngine is 60; allowed is a multiple of 8."],
    [{ ...size, weightBus: 12 }, "weightBus of AfprEngine is 12; allowed is a multiple of 8."],
    [
      { rows: 2, columns: 512, lanes: 129 },
      "lanes of AfprEngine is 129; allowed is at most 128 with sums of 32 bits: a beat of results has 4096 bits at most.",
    ],
    [
      { rows: 2, columns: 512, lanes: 86, accumulatorBits: 41 },
      "lanes of AfprEngine is 86; allowed is at most 85 with sums of 41 bits: a beat of results has 4096 bits at most.",
    ],
  ])("refuses %j", (parameters, message) => {
    expect(refused(parameters)).toBe(`BL0610 ${message}`);
  });

  test.each<AfprParameters>([
    { rows: 1, columns: 1 },
    { rows: 1024, columns: 512 },
    { rows: 2, columns: 512, lanes: 128 },
    { rows: 2, columns: 512, lanes: 85, accumulatorBits: 41 },
    { ...size, phases: { integrate: 6 } },
    { ...differential, phases: { integrate: 3 } },
    { ...differential, phases: { integrate: 27 } },
    { ...size, phases: { reset: 4096, integrate: 4096, decide: 4096, convert: 4096, latch: 4096 } },
    { ...size, bus: 8, weightBus: 8, lanes: 1, batch: 1, accumulatorBits: 26, pulseCycles: 1, readCycles: 2 },
    {
      ...size,
      bus: 2048,
      weightBus: 1024,
      lanes: 8,
      batch: 1024,
      accumulatorBits: 48,
      pulseCycles: 255,
      readCycles: 255,
    },
  ])("accepts %j", (parameters) => {
    expect(refused(parameters)).toBe("accepted");
  });
});

test("the widest beat of results that is accepted makes an engine", () => {
  expect(AfprEngine({ rows: 1, columns: 128, lanes: 128 }).name).toBe("afpr_engine_1x128_lanes128");
});

describe("what follows", () => {
  test("the macro of the paper converts every 64 cycles", () => {
    expect(afprConfiguration({ rows: 576, columns: 256 })).toMatchObject({
      name: "576x256",
      phases: { reset: 1, integrate: 28, decide: 2, convert: 32, latch: 1 },
      period: 64,
      // 64 bits would take 72 beats, and 4 lanes 64 groups: more than the cycles of a period that are left for them.
      bus: 128,
      codesPerBeat: 16,
      loadBeats: 36,
      lanes: 8,
      groups: 32,
      weightsPerBeat: 8,
      rowBeats: 32,
      resultStride: 32,
      // 14 cycles for each sign, two of them latency: 8 words, 72 rows in each.
      words: 8,
      macroLanes: 72,
      // 252 * 15 * 576 = 2,177,280
      sumBits: 22,
    });
    // 2 * 576 * 256 operations in 64 cycles of 320 MHz.
    expect((2 * 576 * 256 * 320e6) / 64 / 1e9).toBeCloseTo(1474.56, 10);
  });

  test("default bus and lanes are the narrowest that keep up with conversions back to back", () => {
    let narrower = 0;
    for (const rows of [1, 7, 60, 61, 128, 576, 1000, 1024]) {
      for (const columns of [1, 5, 60, 61, 256, 512]) {
        for (const integrate of [6, 28, 400]) {
          const { period, bus, loadBeats, lanes, groups } = afprConfiguration({
            rows,
            columns,
            phases: { integrate },
          });
          expect(loadBeats).toBeLessThanOrEqual(period - 4);
          expect(groups).toBeLessThanOrEqual(period - 4);
          if (bus > 8) {
            expect(Math.ceil((rows * 8) / (bus / 2))).toBeGreaterThan(period - 4);
            narrower++;
          }
          if (lanes > 1) {
            expect(Math.ceil(columns / (lanes / 2))).toBeGreaterThan(period - 4);
            narrower++;
          }
        }
      }
    }
    expect(narrower).toBeGreaterThan(20);
  });

  test("the twin reads all words of its cells in each pass, and their lanes hold every row", () => {
    for (const inputs of ["two-phase", "differential"] as const) {
      for (const rows of [1, 2, 3, 16, 100, 576, 1024]) {
        for (const pass of [3, 4, 5, 6, 9, 10, 14, 33, 2048]) {
          const integrate = inputs === "two-phase" ? 2 * pass : pass;
          const { words, macroLanes } = afprConfiguration({
            rows,
            columns: 2,
            inputs,
            phases: { integrate },
          });
          expect(Number.isInteger(Math.log2(words))).toBe(true);
          expect(words + 2).toBeLessThanOrEqual(pass);
          expect(words * macroLanes).toBeGreaterThanOrEqual(rows);
          expect(words * (macroLanes - 1)).toBeLessThan(rows);
          // No more lanes, that is multipliers, than the time asks for.
          if (words < rows) expect(2 * words + 2).toBeGreaterThan(pass);
        }
      }
    }
  });

  test("sums and results have room for the largest value and no bit too many", () => {
    for (const rows of [1, 2, 16, 17, 18, 576, 1024]) {
      const { sumBits } = afprConfiguration({ rows, columns: 1 });
      const largest = 252 * 15 * rows;
      expect(2 ** sumBits).toBeGreaterThan(largest);
      expect(2 ** (sumBits - 1)).toBeLessThanOrEqual(largest);
    }
    const strides = [26, 32, 33, 40, 41, 48].map(
      (accumulatorBits) => afprConfiguration({ ...size, accumulatorBits }).resultStride,
    );
    expect(strides).toEqual([32, 32, 40, 40, 48, 48]);
  });

  test("two configurations that differ have different names", () => {
    const others: AfprParameters[] = [
      { rows: 8, columns: 16 },
      differential,
      ...(["reset", "integrate", "decide", "convert", "latch"] as const).map((phase) => ({
        ...size,
        phases: { [phase]: 64 },
      })),
      { ...size, bus: 24 },
      { ...size, weightBus: 24 },
      { ...size, lanes: 3 },
      { ...size, batch: 3 },
      { ...size, accumulatorBits: 33 },
      { ...size, pulseCycles: 3 },
      { ...size, readCycles: 3 },
    ];
    const names = [size, ...others].map((parameters) => afprConfiguration(parameters).name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.slice(0, 3)).toEqual(["16x8", "8x16", "16x8_differential"]);
    expect(names).toContain("16x8_p1_28_2_32_64");
    for (const name of names) expect(name).toMatch(/^[a-z0-9_]+$/);
  });
});
