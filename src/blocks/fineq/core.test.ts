/** The engine end to end against the golden product: every shape, every coding, random stalls, and its cycle count. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import {
  encodeBlock,
  type FineqMatrix,
  type FineqProduct,
  fineqRowBytes,
  packFineqJob,
  predictFineqCycles,
} from "../../golden/index.ts";
import { type Interpreter, interpret } from "../../sim/index.ts";
import { applyReset, type Random, runStreams, seededRandom } from "../../testing/index.ts";
import { FineqCore } from "./core.ts";
import { type FineqParameters, fineqConfiguration } from "./parameters.ts";

/** Any bytes are a block; scales are finite and not negative. */
function randomProduct(random: Random, m: number, k: number, n: number): FineqProduct {
  const bytesPerRow = fineqRowBytes(k);
  const packed = Uint8Array.from({ length: n * bytesPerRow }, () => random.below(256));
  const scales = Uint16Array.from({ length: n }, () => random.below(0x7c00));
  const activations = Int8Array.from({ length: m * k }, () => random.between(-128, 127));
  return { activations, m, weights: { rows: n, columns: k, bytesPerRow, packed, scales } };
}

interface Run {
  readonly simulation: Interpreter;
  readonly received: readonly { data: bigint; keep: bigint; last: bigint }[];
  readonly counter: (name: string) => number;
  readonly errors: ReadonlySet<string>;
}

function start(parameters: FineqParameters): Interpreter {
  const simulation = interpret(elaborate(FineqCore(fineqConfiguration(parameters))), { seed: 3 });
  applyReset(simulation);
  return simulation;
}

function run(
  simulation: Interpreter,
  job: ReturnType<typeof packFineqJob>,
  random: Random,
  stall: number | Record<string, number> = 0,
): Run {
  const errors = new Set<string>();
  simulation.poke("job_m", BigInt(job.m));
  simulation.poke("job_k", BigInt(job.k));
  simulation.poke("job_n", BigInt(job.n));
  const beats = (bits: readonly bigint[]) => bits.map((data) => ({ data }));
  const watch = (cycle: number): void => {
    simulation.poke("start", cycle === 8 ? 1n : 0n);
    for (const error of ["overflow", "badScale", "badJob"]) {
      if (simulation.peek(`errors_${error}`) === 1n) errors.add(error);
    }
  };
  const result = runStreams(simulation, {
    send: { weights: beats(job.weights), activations: beats(job.activations), scales: beats(job.scales) },
    receive: { results: { count: job.results.length, payload: ["data_data", "data_keep", "data_last"] } },
    stall,
    random,
    limit: 20_000,
    watch,
  });
  expect(result.violations).toEqual([]);
  for (let i = 0; i < 200 && simulation.peek("isBusy") === 1n; i++) simulation.step();
  expect(simulation.peek("isBusy")).toBe(0n);
  const received = (result.received.results ?? []).map((beat) => ({
    data: beat.data_data as bigint,
    keep: beat.data_keep as bigint,
    last: beat.data_last as bigint,
  }));
  return { simulation, received, errors, counter: (name) => Number(simulation.peek(`counters_${name}`)) };
}

const cases: readonly (readonly [FineqParameters, number, number, number])[] = [
  [{ rows: 1, columns: 1 }, 1, 1, 1],
  [{ rows: 1, columns: 1, bus: 8 }, 3, 25, 2],
  [{ rows: 4, columns: 4 }, 4, 48, 4],
  [{ rows: 4, columns: 4, coding: "binary" }, 6, 30, 7],
  [{ rows: 4, columns: 4, coding: "direct", bus: 128 }, 6, 30, 7],
  [{ rows: 2, columns: 3, lanes: 2, bus: 32, activationBus: 8 }, 5, 23, 8],
  [{ rows: 3, columns: 2, lanes: 2, bus: 16 }, 4, 7, 5],
];

describe("FineqCore", () => {
  test.each(cases)("%j computes M = %i, K = %i, N = %i in the predicted cycles", (parameters, m, k, n) => {
    const configuration = fineqConfiguration(parameters);
    const random = seededRandom(m * 1000 + k * 10 + n);
    const job = packFineqJob(configuration, randomProduct(random, m, k, n));
    const result = run(start(parameters), job, random);
    expect(result.received).toEqual(job.results);
    expect(result.counter("cycles")).toBe(predictFineqCycles(configuration, { m, k, n }));
  });
});
