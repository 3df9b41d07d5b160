/**
 * Engines of cluster tiles, driven through AXI: random parameters and sizes of every family against the golden product and the
 * golden cycle count, stalls on every stream, overflow, and faults that must be noticed; some as Verilog in outside simulators.
 */
import { describe, expect, test } from "vitest";
import { diagnose } from "../../../dsl/index.ts";
import { type FineqJob, packFineqJob, predictFineqCycles, predictFineqJob } from "../../../golden/index.ts";
import { type Random, seededRandom } from "../../../testing/index.ts";
import { FineqEngine } from "../engine.ts";
import type { FineqJobOptions } from "../engine-job.ts";
import { ENGINES, isNightly, JOBS, randomProduct, run, runRandomly, session } from "../engine-testing.ts";
import { type FineqParameters, fineqConfiguration } from "../parameters.ts";
import { FINEQ_FAMILIES, type FineqFamily } from "./index.ts";
import { tileProduct } from "./testing.ts";

const families = FINEQ_FAMILIES.filter((family) => family !== "output-stationary");

function randomParameters(random: Random, set: number): FineqParameters {
  const tokensAtOnce = random.pick([1, 1, 2, 4]);
  const rows = tokensAtOnce * random.between(1, 5);
  const columns = random.between(1, 6);
  const buses = [
    ...[8, 16, 24, 32].filter((bits) => (rows * 8) % bits === 0),
    ...[2, 3, 4, 6, 8, 12, 24].map((weights) => weights * rows * 8).filter((bits) => bits <= 1024),
  ];
  return {
    rows,
    columns,
    tokensAtOnce,
    family: families[set % families.length] as FineqFamily,
    bandColumns: random.between(1, 4),
    tileStyle: random.pick(["gates", "pipelined"]),
    bus: random.pick([8, 32, 56, 64, 120, 128, 256]),
    ...(random.chance(0.5) ? { activationBus: random.pick(buses) } : {}),
    ...(random.chance(0.5) ? { lanes: random.between(1, columns) } : {}),
    ...(random.chance(0.5) ? { blockDepth: random.pick([2, 4, 8]) } : {}),
    ...(random.chance(0.3) ? { accumulatorBits: random.pick([11, 14, 18, 32]) } : {}),
  };
}

const parametersOf = (family: FineqFamily): FineqParameters => ({
  rows: 4,
  columns: 5,
  tokensAtOnce: 2,
  bandColumns: 3,
  family,
});
const size = { m: 7, k: 31, n: 8 };

function jobOf(parameters: FineqParameters, seed = 77): FineqJob {
  const { family = "output-stationary" } = parameters;
  const product = tileProduct(family, randomProduct(seededRandom(seed), size));
  return packFineqJob(fineqConfiguration(parameters), product);
}

describe("FineqEngine of cluster tiles", { timeout: 600_000 }, () => {
  test.each(families)("nothing in an engine of %s is without use, whatever the token groups", (family) => {
    for (const tokensAtOnce of [1, 4]) {
      const engine = FineqEngine({ rows: 4, columns: 1, family, tokensAtOnce });
      expect(diagnose(engine).diagnostics).toEqual([]);
    }
  });

  test(`${ENGINES} random engines give the golden results of ${JOBS} jobs in exactly the predicted cycles`, async () => {
    await runRandomly(seededRandom(2027), randomParameters, (configuration, job) => ({
      cycles: predictFineqCycles(configuration, job),
    }));
  });

  test(`${ENGINES} random engines lose nothing of ${JOBS} jobs when every stream stalls at random`, async () => {
    const random = seededRandom(1999);
    const stall = () => random.pick([0, 0.3, 0.8]);
    await runRandomly(random, randomParameters, () => ({
      stalls: { weights: stall(), activations: stall(), scales: stall(), results: stall() },
    }));
  });

  // A build takes a minute: the family with the most control logic stands for all but at night.
  test.each(isNightly ? families : (["tiles-planes"] as const))(
    "%s gives the same answers in Verilator under stalls",
    async (family) => {
      const parameters = parametersOf(family);
      const stalls = { weights: 0.3, activations: 0.3, scales: 0.5, results: 0.5 };
      const result = await run(parameters, jobOf(parameters), { stalls }, "verilator");
      expect(result.firstMismatch).toBeUndefined();
      expect(result.passed).toBe(true);
    },
  );

  test.each(families)(
    "%s: flipped weights, scales and activations, wrong counts are noticed",
    async (family) => {
      const parameters = parametersOf(family);
      const job = jobOf(parameters);
      const flip = (beats: readonly bigint[], at: number, mask: bigint): bigint[] =>
        beats.map((beat, i) => (i === at ? beat ^ mask : beat));
      const cycles = predictFineqCycles(fineqConfiguration(parameters), job);
      // Bit 9 of a block is the second bit of its first cluster: a sign or a magnitude under every index.
      const faults: [FineqJob, FineqJobOptions][] = [
        [{ ...job, weights: flip(job.weights, 0, 0x300n) }, {}],
        [{ ...job, scales: flip(job.scales, 1, 1n) }, {}],
        [{ ...job, activations: flip(job.activations, 2, 0x80n) }, {}],
        [job, { cycles: cycles + 1 }],
        [{ ...job, isOverflow: true }, {}],
      ];
      for (const [faulty, options] of faults) {
        const result = await run(parameters, faulty, options);
        expect(result.passed).toBe(false);
        expect(result.mismatches).toBeGreaterThan(0);
      }
      expect((await run(parameters, job, { cycles })).passed).toBe(true);
    },
  );

  test.each(families)(
    "%s: sums that leave the accumulator raise the overflow error and wrap",
    async (family) => {
      const narrow = { ...parametersOf(family), accumulatorBits: 11 };
      const overflows = [1, 2, 3].map((seed) => jobOf(narrow, seed));
      expect(overflows.some((job) => job.isOverflow)).toBe(true);
      const play = session(narrow);
      for (const job of overflows) expect((await play(job, {})).passed).toBe(true);
    },
  );

  test("tiles-sparse says when a block has more outlier clusters than a tile takes, and only then", async () => {
    const parameters = parametersOf("tiles-sparse");
    const job = jobOf(parameters);
    expect(job.hasBadWeights).toBe(false);
    // Index 3 in both pairs, two clusters of 3 3 0 among the first four.
    const bad = 0xfn | (0b011_011n << 8n) | (0b011_011n << 20n);
    const block = (1n << 56n) - 1n;
    const weights = job.weights.map((beat, i) => (i === 0 ? (beat & ~block) | bad : beat));
    const result = await run(parameters, { ...job, weights, hasBadWeights: true }, {});
    // Results of the channel mean nothing; the error must be there.
    expect(result.firstMismatch?.port ?? "results").toMatch(/^results/);
    expect((await run(parameters, { ...job, hasBadWeights: true }, {})).passed).toBe(false);
  });

  test.each(families)(
    "%s works in over 95 percent of the cycles on K >= 512, by its own counters",
    async (family) => {
      const parameters = { rows: 24, columns: 4, family } as const;
      const shape = fineqConfiguration(parameters);
      const product = tileProduct(family, randomProduct(seededRandom(3), { m: 24, k: 529, n: 12 }));
      const job = packFineqJob(shape, product);
      const { cycles, steps, stalls } = predictFineqJob(shape, job);
      expect(steps / cycles).toBeGreaterThan(0.9);
      expect(steps / (steps + stalls)).toBeGreaterThan(0.95);
      // The job's script reads steps and cycles and compares them.
      expect((await run(parameters, job, { cycles })).passed).toBe(true);
    },
  );
});
