/**
 * The whole engine, driven through AXI: random parameters and sizes against the golden product and the golden cycle count,
 * stalls on every stream, and faults that must be noticed. Most runs are in process; some play the same plan as Verilog in
 * outside simulators.
 */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import {
  type FineqJob,
  type FineqProduct,
  fineqRowBytes,
  packFineqJob,
  predictFineqCycles,
  predictFineqJob,
} from "../../golden/index.ts";
import { checkWithSimulator, playStreamPlan } from "../../harness/index.ts";
import { makeEngine, type SimulationResult, type ToolName } from "../../sim/index.ts";
import { type Random, seededRandom } from "../../testing/index.ts";
import { FineqEngine } from "./engine.ts";
import { type FineqJobOptions, fineqEngineJob } from "./engine-job.ts";
import { type FineqConfiguration, type FineqParameters, fineqConfiguration } from "./parameters.ts";

const isNightly = process.env.BITLOOM_NIGHTLY === "1";
/** Random engines, jobs for each in process, and every how many engines Icarus runs the first job as Verilog too. */
const ENGINES = isNightly ? 300 : 10;
const JOBS = 4;
const ICARUS_EVERY = isNightly ? 3 : 5;

interface Size {
  readonly m: number;
  readonly k: number;
  readonly n: number;
}

/** Any bytes are blocks; scales are finite and not negative. */
function randomProduct(random: Random, { m, k, n }: Size): FineqProduct {
  const bytesPerRow = fineqRowBytes(k);
  const packed = Uint8Array.from({ length: n * bytesPerRow }, () => random.below(256));
  const scales = Uint16Array.from({ length: n }, () => random.below(0x7c00));
  const activations = Int8Array.from({ length: m * k }, () => random.between(-128, 127));
  return { activations, m, weights: { rows: n, columns: k, bytesPerRow, packed, scales } };
}

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

function randomSize(random: Random, { rows, columns }: FineqParameters): Size {
  return {
    m: random.between(1, 3 * rows),
    n: random.between(1, 3 * columns),
    k: random.between(1, random.chance(0.3) ? 100 : 26),
  };
}

/** In process, or as Verilog in `simulator`. */
function run(
  parameters: FineqParameters,
  job: FineqJob,
  options: FineqJobOptions,
  simulator?: ToolName,
): Promise<SimulationResult> {
  const { top, plan } = fineqEngineJob(parameters, job, options);
  const design = elaborate(top);
  return simulator === undefined
    ? playStreamPlan(design, plan)
    : checkWithSimulator(design, plan, { simulator });
}

/** Random jobs for random engines, each from its engine's start state; `optionsOf` says what is expected of a job. */
async function runRandomly(
  random: Random,
  optionsOf: (configuration: FineqConfiguration, size: Size) => FineqJobOptions,
): Promise<void> {
  for (let set = 0; set < ENGINES; set++) {
    const parameters = randomParameters(random);
    const configuration = fineqConfiguration(parameters);
    const engine = makeEngine(elaborate(FineqEngine(parameters)));
    const reset = engine.save();
    for (let repeat = 0; repeat < JOBS; repeat++) {
      const size = randomSize(random, parameters);
      const job = packFineqJob(configuration, randomProduct(random, size));
      const options = optionsOf(configuration, size);
      engine.restore(reset);
      const { plan } = fineqEngineJob(parameters, job, options);
      const result = await playStreamPlan(engine.design, plan, { on: engine });
      expect(result.firstMismatch, describeRun(parameters, size)).toBeUndefined();
      expect(result.passed, describeRun(parameters, size)).toBe(true);
      if (set % ICARUS_EVERY !== 0 || repeat > 0) continue;
      const { passed, checked, cycles } = await run(parameters, job, options, "icarus");
      expect({ passed, checked, cycles }, describeRun(parameters, size)).toEqual({
        passed: true,
        checked: result.planned,
        cycles: result.cycles,
      });
    }
  }
}

const describeRun = (parameters: FineqParameters, size: Size): string =>
  `${JSON.stringify(parameters)} ${JSON.stringify(size)}`;

describe("FineqEngine", { timeout: 600_000 }, () => {
  test(`${ENGINES} random engines give the golden results of ${JOBS} jobs in exactly the predicted cycles`, async () => {
    await runRandomly(seededRandom(2026), (configuration, size) => ({
      cycles: predictFineqCycles(configuration, size),
    }));
  });

  test(`${ENGINES} random engines lose nothing of ${JOBS} jobs when every stream stalls at random`, async () => {
    const random = seededRandom(1998);
    const stall = () => random.pick([0, 0.3, 0.8]);
    await runRandomly(random, () => ({
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

  const parameters = { rows: 3, columns: 4 } as const;
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
    const square = { rows: 8, columns: 8 } as const;
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
