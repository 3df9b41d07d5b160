/**
 * The engine at the size of the published macro, 576 x 256: a random matrix written through the cells' port, random vectors,
 * every code equal to the golden model's, a conversion every 64 cycles in process; nightly as Verilog in Verilator too.
 */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { packCimConversions, packCimProgramming } from "../../golden/index.ts";
import { checkWithSimulator, playStreamPlan } from "../../harness/index.ts";
import { seededRandom } from "../../testing/index.ts";
import { afprEngineJobs } from "./engine-job.ts";
import { randomCodes } from "./engine-testing.ts";
import { type AfprParameters, afprConfiguration } from "./parameters.ts";

const isNightly = process.env.BITLOOM_NIGHTLY === "1";
const published = { rows: 576, columns: 256 } as const;
/**
 * The twin goes over 64 words a sign instead of 8: its columns have an eighth of the adders, and Verilator writes 47 MB of C++
 * instead of 289 MB. The control logic is the same but for the sequencer's count.
 */
const folded = { ...published, phases: { integrate: 132 } } as const;

/** Weights up to `largest`: a cell takes as many pulses as its level, so small ones are written sooner. */
function plan(parameters: AfprParameters, largest: number, vectors: number) {
  const shape = afprConfiguration(parameters);
  const { rows, columns } = shape;
  const random = seededRandom(576);
  const weights = Int8Array.from({ length: rows * columns }, () => random.between(-largest, largest));
  const programming = packCimProgramming(shape, { weights, rows, columns, limit: 15 });
  const conversions = packCimConversions(shape, {
    codes: randomCodes(random, vectors * rows),
    vectors,
    weights,
    rows,
    columns,
    // Most columns in the two higher ranges, some beyond.
    shift: Math.ceil(Math.log2(largest)) + 4,
    format: "codes",
    outputShift: 0,
    isLast: true,
  });
  expect(conversions.conversionCycles).toBe(shape.period * vectors);
  const ranges = new Set(conversions.codes.map((code) => (code >> 5) & 3));
  expect([...ranges].sort()).toEqual([0, 1, 2, 3]);
  expect(conversions.overRange).toBeGreaterThan(0);
  return afprEngineJobs(parameters, [programming, conversions]);
}

describe("576 x 256", { timeout: 10_800_000 }, () => {
  test("a random matrix in process: all codes and cycles as predicted", async () => {
    expect(afprConfiguration(published).period).toBe(64);
    const { top, plan: jobs } = plan(published, 2, 6);
    const result = await playStreamPlan(elaborate(top), jobs);
    expect(result.firstMismatch).toBeUndefined();
    expect(result.passed, result.reason).toBe(true);
    expect(result.checked).toBeGreaterThan((6 * 256) / 8);
  });

  test.runIf(isNightly)(
    "a random matrix of all weights in Verilator: all codes and cycles as predicted",
    async () => {
      const { top, plan: jobs } = plan(folded, 15, 16);
      const result = await checkWithSimulator(elaborate(top), jobs, {
        simulator: "verilator",
        buildSeconds: 7200,
        runSeconds: 3600,
      });
      expect(result.firstMismatch).toBeUndefined();
      expect(result.passed, result.reason).toBe(true);
      expect(result.checked).toBeGreaterThan((16 * 256) / 8);
    },
  );
});
