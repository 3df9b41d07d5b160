/** FineQ engines of any family under test: random engines, jobs for each, in process and as Verilog. */
import { expect } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { type FineqJob, type FineqProduct, fineqRowBytes, packFineqJob } from "../../golden/index.ts";
import { checkWithSimulator, playStreamPlan } from "../../harness/index.ts";
import { makeEngine, type SimulationResult, type ToolName } from "../../sim/index.ts";
import type { Random } from "../../testing/index.ts";
import { FineqEngine } from "./engine.ts";
import { type FineqJobOptions, fineqEngineJob } from "./engine-job.ts";
import { type FineqConfiguration, type FineqParameters, fineqConfiguration } from "./parameters.ts";
import { tileProduct } from "./tile-engine/testing.ts";

export const isNightly = process.env.BITLOOM_NIGHTLY === "1";
/** Random engines, jobs for each in process, and every how many engines Icarus runs the first job as Verilog too. */
export const ENGINES = isNightly ? 300 : 10;
export const JOBS = 4;
const ICARUS_EVERY = isNightly ? 3 : 5;

export interface Size {
  readonly m: number;
  readonly k: number;
  readonly n: number;
}

/** Any bytes are blocks; scales are finite and not negative. */
export function randomProduct(random: Random, { m, k, n }: Size): FineqProduct {
  const bytesPerRow = fineqRowBytes(k);
  const packed = Uint8Array.from({ length: n * bytesPerRow }, () => random.below(256));
  const scales = Uint16Array.from({ length: n }, () => random.below(0x7c00));
  const activations = Int8Array.from({ length: m * k }, () => random.between(-128, 127));
  return { activations, m, weights: { rows: n, columns: k, bytesPerRow, packed, scales } };
}

function randomSize(random: Random, { rows, columns }: FineqParameters): Size {
  return {
    m: random.between(1, 3 * rows),
    n: random.between(1, 3 * columns),
    k: random.between(1, random.chance(0.3) ? 100 : 26),
  };
}

/** In process, or as Verilog in `simulator`. */
export function run(
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

/** In process, one engine for all jobs, each from its start state. */
export function session(
  parameters: FineqParameters,
): (job: FineqJob, options: FineqJobOptions) => Promise<SimulationResult> {
  const engine = makeEngine(elaborate(FineqEngine(parameters)));
  const reset = engine.save();
  return (job, options) => {
    engine.restore(reset);
    return playStreamPlan(engine.design, fineqEngineJob(parameters, job, options).plan, { on: engine });
  };
}

/** Random jobs for random engines, each from its engine's start state; `optionsOf` says what is expected of a job. */
export async function runRandomly(
  random: Random,
  parametersOf: (random: Random, set: number) => FineqParameters,
  optionsOf: (configuration: FineqConfiguration, job: FineqJob) => FineqJobOptions,
  engines = ENGINES,
): Promise<void> {
  for (let set = 0; set < engines; set++) {
    const parameters = parametersOf(random, set);
    const configuration = fineqConfiguration(parameters);
    const engine = makeEngine(elaborate(FineqEngine(parameters)));
    const reset = engine.save();
    for (let repeat = 0; repeat < JOBS; repeat++) {
      const size = randomSize(random, parameters);
      const product = tileProduct(configuration.family, randomProduct(random, size));
      const job = packFineqJob(configuration, product);
      const options = optionsOf(configuration, job);
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
