/**
 * The whole engine, driven through AXI: random parameters and sizes against the golden product and the golden cycle count,
 * stalls on every stream, and faults that must be noticed. Most runs are in process; some play the same plan as Verilog in
 * outside simulators.
 */
import { describe, expect, test } from "vitest";
import {
  type FineqJob,
  type FineqProduct,
  packFineqJob,
  predictFineqCycles,
  predictFineqJob,
} from "../../golden/index.ts";
import { type Random, seededRandom } from "../../testing/index.ts";
import type { FineqJobOptions } from "./engine-job.ts";
import { ENGINES, JOBS, randomProduct, run, runRandomly } from "./engine-testing.ts";
import { type FineqParameters, fineqConfiguration } from "./parameters.ts";

function randomParameters(random: Random): FineqParameters {
  const rows = random.between(1, 5);
  const columns = random.between(1, 6);
  const narrow = [8, 16, 24, 32].filter((bits) => (rows * 8) % bits === 0);
  return {
    rows,
    columns,
    coding: random.pick(["unary", "binary", "direct"]),
    bus: random.pick([8, 16, 32, 48, 56, 64, 120, 128, 256]),
    ...(random.chance(0.5) ? { activationBus: random.pick(narrow) } : {}),
    ...(random.chance(0.7) ? { lanes: random.between(1, columns) } : {}),
    ...(random.chance(0.5) ? { blockDepth: random.pick([2, 4, 8]) } : {}),
  };
}

describe("FineqEngine", { timeout: 600_000 }, () => {
  test(`${ENGINES} random engines give the golden results of ${JOBS} jobs in exactly the predicted cycles`, async () => {
    await runRandomly(seededRandom(2026), randomParameters, (configuration, job) => ({
      cycles: predictFineqCycles(configuration, job),
    }));
  });

  test(`${ENGINES} random engines lose nothing of ${JOBS} jobs when every stream stalls at random`, async () => {
    const random = seededRandom(1998);
    const stall = () => random.pick([0, 0.3, 0.8]);
    await runRandomly(random, randomParameters, () => ({
      stalls: { weights: stall(), activations: stall(), scales: stall(), results: stall() },
    }));
  });

  test("Verilator gives the same answers, in the same number of cycles and under stalls", async () => {
    const parameters = { rows: 2, columns: 3, coding: "binary" } as const;
    const configuration = fineqConfiguration(parameters);
    const size = { m: 3, k: 27, n: 5 };
    const job = packFineqJob(configuration, randomProduct(seededRandom(31), size));
    const cycles = predictFineqCycles(configuration, size);
    const stalls = { weights: 0.5, activations: 0.3, scales: 0.5, results: 0.5 };
    for (const options of [{ cycles }, { stalls }]) {
      const result = await run(parameters, job, options, "verilator");
      expect(result.firstMismatch).toBeUndefined();
      expect(result.passed).toBe(true);
    }
  });

  const parameters = { rows: 3, columns: 4, coding: "unary" } as const;
  const configuration = fineqConfiguration(parameters);
  const size = { m: 5, k: 30, n: 6 };
  const product = (): FineqProduct => randomProduct(seededRandom(77), size);

  test("a flipped weight bit, a wrong scale, a wrong activation and a wrong cycle count are noticed", async () => {
    const job = packFineqJob(configuration, product());
    const flip = (beats: readonly bigint[], at: number, mask: bigint): bigint[] =>
      beats.map((beat, i) => (i === at ? beat ^ mask : beat));
    const cycles = predictFineqCycles(configuration, size);
    // Bit 9 of a block is the second bit of its first cluster: a sign or a magnitude under every index.
    const faults: [FineqJob, FineqJobOptions][] = [
      [{ ...job, weights: flip(job.weights, 0, 0x300n) }, {}],
      [{ ...job, scales: flip(job.scales, 1, 1n) }, {}],
      [{ ...job, activations: flip(job.activations, 2, 0x80n) }, {}],
      [job, { cycles: cycles + 1 }],
      [{ ...job, isOverflow: true }, {}],
    ];
    for (const [i, [faulty, options]] of faults.entries()) {
      const result = await run(parameters, faulty, options);
      expect(result.passed).toBe(false);
      expect(result.mismatches).toBeGreaterThan(0);
      if (i > 0) continue;
      const { mismatches, firstMismatch } = await run(parameters, faulty, options, "icarus");
      expect({ mismatches, firstMismatch }).toEqual({
        mismatches: result.mismatches,
        firstMismatch: result.firstMismatch,
      });
    }
    expect((await run(parameters, job, { cycles })).passed).toBe(true);
  });

  test("sums that leave the accumulator raise the overflow error and wrap as the golden sums do", async () => {
    const narrow = { ...parameters, accumulatorBits: 11 };
    const job = packFineqJob(fineqConfiguration(narrow), product());
    expect(job.isOverflow).toBe(true);
    for (const simulator of [undefined, "icarus"] as const) {
      expect((await run(narrow, job, {}, simulator)).passed).toBe(true);
    }
  });

  test("the array makes a step in over 95 % of the cycles on K >= 512, by its own counters", async () => {
    const square = { rows: 8, columns: 8, coding: "unary" } as const;
    const shape = fineqConfiguration(square);
    const long = { m: 8, k: 529, n: 24 };
    const { cycles, steps, stalls } = predictFineqJob(shape, long);
    expect(steps / cycles).toBeGreaterThan(0.95);
    expect(steps / (steps + stalls)).toBeGreaterThan(0.95);
    const job = packFineqJob(shape, randomProduct(seededRandom(3), long));
    // The job's script reads steps and cycles and compares them.
    expect((await run(square, job, { cycles })).passed).toBe(true);
  });
});
