/** The engine without its registers, in process: jobs one after another, what it refuses, and what its counters say. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import {
  type FineqJob,
  type FineqProduct,
  fineqRowBytes,
  gemmFineq,
  packFineqJob,
  predictFineqJob,
  scaleSums,
  unpackFineqResults,
} from "../../golden/index.ts";
import { type Interpreter, interpret } from "../../sim/index.ts";
import { applyReset, type Random, runStreams, seededRandom } from "../../testing/index.ts";
import { FineqCore } from "./core.ts";
import { type FineqParameters, fineqConfiguration } from "./parameters.ts";

const START = 24;

function randomProduct(random: Random, m: number, k: number, n: number): FineqProduct {
  const bytesPerRow = fineqRowBytes(k);
  const packed = Uint8Array.from({ length: n * bytesPerRow }, () => random.below(256));
  const scales = Uint16Array.from({ length: n }, () => random.below(0x7c00));
  const activations = Int8Array.from({ length: m * k }, () => random.between(-128, 127));
  return { activations, m, weights: { rows: n, columns: k, bytesPerRow, packed, scales } };
}

function start(parameters: FineqParameters): Interpreter {
  const simulation = interpret(elaborate(FineqCore(fineqConfiguration(parameters))), { seed: 3 });
  applyReset(simulation);
  return simulation;
}

const counter = (simulation: Interpreter, name: string): number =>
  Number(simulation.peek(`counters_${name}`));

interface RunOptions {
  readonly stall?: number;
  /** Beats of the next job, offered behind this job's. */
  readonly next?: FineqJob;
  readonly startCycles?: readonly number[];
}

function run(simulation: Interpreter, job: FineqJob, random: Random, options: RunOptions = {}) {
  const errors = new Set<string>();
  for (const size of ["m", "k", "n"] as const) simulation.poke(`job_${size}`, BigInt(job[size]));
  const { startCycles = [START] } = options;
  const watch = (cycle: number): void => {
    simulation.poke("start", startCycles.includes(cycle) ? 1n : 0n);
    for (const error of ["overflow", "badScale", "badJob"]) {
      if (simulation.peek(`errors_${error}`) === 1n) errors.add(error);
    }
  };
  const result = runStreams(simulation, {
    send: Object.fromEntries(
      (["weights", "activations", "scales"] as const).map((stream) => [
        stream,
        job[stream].map((data) => ({ data })),
      ]),
    ),
    receive: { results: { count: job.results.length, payload: ["data_data", "data_keep", "data_last"] } },
    stall: options.stall ?? 0,
    random,
    limit: 20_000,
    watch,
  });
  for (let i = 0; i < 200 && simulation.peek("isBusy") === 1n; i++) simulation.step();
  expect(simulation.peek("isBusy")).toBe(0n);
  expect(result.violations).toEqual([]);
  const received = (result.received.results ?? []).map((beat) => ({
    data: beat.data_data as bigint,
    keep: beat.data_keep as bigint,
    last: beat.data_last as bigint,
  }));
  return { received, errors };
}

const cases: readonly (readonly [FineqParameters, number, number, number])[] = [
  [{ rows: 1, columns: 1 }, 1, 1, 1],
  [{ rows: 1, columns: 1, bus: 8 }, 3, 25, 2],
  [{ rows: 4, columns: 4 }, 4, 48, 4],
  [{ rows: 4, columns: 4, coding: "direct", bus: 128 }, 6, 30, 7],
  [{ rows: 2, columns: 3, lanes: 2, bus: 32, activationBus: 8 }, 5, 23, 8],
  // The last shift climbs on after the last result.
  [{ rows: 12, columns: 2, lanes: 2 }, 12, 1, 2],
];

describe("FineqCore", () => {
  test.each(cases)("%j: M = %i, K = %i, N = %i, twice, in the predicted cycles", (parameters, m, k, n) => {
    const configuration = fineqConfiguration(parameters);
    const random = seededRandom(m * 1000 + k * 10 + n);
    const simulation = start(parameters);
    const prediction = predictFineqJob(configuration, { m, k, n });
    for (let repeat = 0; repeat < 2; repeat++) {
      const job = packFineqJob(configuration, randomProduct(random, m, k, n));
      expect(run(simulation, job, random).received).toEqual(job.results);
      const stalls = ["weightStalls", "activationStalls", "resultStalls"].map((s) => counter(simulation, s));
      expect({
        cycles: counter(simulation, "cycles"),
        steps: counter(simulation, "steps"),
        stalls: stalls.reduce((sum, count) => sum + count, 0),
      }).toEqual(prediction);
      expect(counter(simulation, "tiles")).toBe(job.tiles);
    }
  });

  test("the results, put back in order, are the scaled golden product", () => {
    const parameters = { rows: 3, columns: 2, lanes: 2 } as const;
    const configuration = fineqConfiguration(parameters);
    const random = seededRandom(8);
    const product = randomProduct(random, 7, 26, 5);
    const { received } = run(start(parameters), packFineqJob(configuration, product), random, { stall: 0.3 });
    const { sums } = gemmFineq(product.activations, product.m, product.weights);
    expect(unpackFineqResults(configuration, { m: 7, n: 5 }, received)).toEqual([
      ...scaleSums(sums, product.weights.scales),
    ]);
  });

  test("jobs whose streams follow each other without a gap do not mix", () => {
    const parameters = { rows: 2, columns: 2 } as const;
    const configuration = fineqConfiguration(parameters);
    const random = seededRandom(12);
    const first = packFineqJob(configuration, randomProduct(random, 3, 25, 3));
    const second = packFineqJob(configuration, randomProduct(random, 2, 7, 4));
    const both = {
      ...first,
      weights: [...first.weights, ...second.weights],
      activations: [...first.activations, ...second.activations],
      scales: [...first.scales, ...second.scales],
      results: [...first.results, ...second.results],
    };
    const simulation = start(parameters);
    const { cycles } = predictFineqJob(configuration, first);
    for (const size of ["m", "k", "n"] as const) simulation.poke(`job_${size}`, BigInt(first[size]));
    const result = runStreams(simulation, {
      send: Object.fromEntries(
        (["weights", "activations", "scales"] as const).map((s) => [s, both[s].map((data) => ({ data }))]),
      ),
      receive: { results: { count: both.results.length, payload: ["data_data"] } },
      random,
      limit: 5000,
      watch: (cycle) => {
        const isSecond = cycle === START + cycles + 8;
        if (isSecond) {
          for (const size of ["m", "k", "n"] as const) simulation.poke(`job_${size}`, BigInt(second[size]));
        }
        simulation.poke("start", cycle === START || isSecond ? 1n : 0n);
      },
    });
    expect(result.received.results?.map((beat) => beat.data_data)).toEqual(both.results.map((b) => b.data));
    for (let i = 0; i < 50 && simulation.peek("isBusy") === 1n; i++) simulation.step();
    expect(counter(simulation, "cycles")).toBe(predictFineqJob(configuration, second).cycles);
  });

  test("a start while busy is ignored, a start with a size of 0 is refused and reported", () => {
    const parameters = { rows: 2, columns: 2 } as const;
    const configuration = fineqConfiguration(parameters);
    const random = seededRandom(4);
    const job = packFineqJob(configuration, randomProduct(random, 2, 9, 2));
    const simulation = start(parameters);
    const busy = run(simulation, job, random, { startCycles: [START, START + 5, START + 11] });
    expect(busy.received).toEqual(job.results);
    expect([...busy.errors]).toEqual([]);
    for (const size of ["m", "k", "n"]) {
      for (const other of ["m", "k", "n"]) simulation.poke(`job_${other}`, other === size ? 0n : 5n);
      simulation.poke("start", 1n);
      expect(simulation.peek("errors_badJob")).toBe(1n);
      simulation.step();
      simulation.poke("start", 0n);
      simulation.step();
      expect(simulation.peek("isBusy")).toBe(0n);
    }
  });

  test.each([0x8000, 0x7c00, 0x7e01, 0xfc00])("scale %i is reported as no scale", (scale) => {
    const parameters = { rows: 1, columns: 2 } as const;
    const random = seededRandom(6);
    const product = randomProduct(random, 1, 3, 2);
    const job = packFineqJob(fineqConfiguration(parameters), product);
    const good = run(start(parameters), job, random);
    expect([...good.errors]).toEqual([]);
    const bad = run(start(parameters), { ...job, scales: [BigInt(scale), ...job.scales.slice(1)] }, random);
    expect([...bad.errors]).toEqual(["badScale"]);
  });
});
