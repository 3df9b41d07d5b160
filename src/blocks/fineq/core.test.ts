/** The engine without its registers, in process: jobs one after another, what it refuses, and what its counters say. */
import { describe, expect, test } from "vitest";
import {
  type FineqJob,
  gemmFineq,
  packFineqJob,
  predictFineqJob,
  scaleSums,
  unpackFineqResults,
} from "../../golden/index.ts";
import { cycle } from "../../sim/index.ts";
import {
  begin,
  counted,
  expectResults,
  offer,
  randomProduct,
  run,
  runToEnd,
  START,
  start,
} from "./core-testing.ts";
import { type FineqParameters, fineqConfiguration } from "./parameters.ts";

const cases: readonly (readonly [FineqParameters, number, number, number])[] = [
  [{ rows: 1, columns: 1, coding: "unary" }, 1, 1, 1],
  [{ rows: 1, columns: 1, bus: 8, coding: "unary" }, 3, 25, 2],
  [{ rows: 4, columns: 4, coding: "unary" }, 4, 48, 4],
  [{ rows: 4, columns: 4, coding: "direct", bus: 128 }, 6, 30, 7],
  [{ rows: 2, columns: 3, lanes: 2, bus: 32, activationBus: 8, coding: "unary" }, 5, 23, 8],
  // The last shift climbs on after the last result.
  [{ rows: 12, columns: 2, lanes: 2, coding: "unary" }, 12, 1, 2],
  [{ rows: 16, columns: 16, coding: "binary", bus: 256 }, 20, 50, 33],
];

describe("FineqCore", () => {
  test.each(cases)("%j: M = %i, K = %i, N = %i, twice, in the predicted cycles", (parameters, m, k, n) => {
    const configuration = fineqConfiguration(parameters);
    const core = start(parameters, m * 1000 + k * 10 + n);
    using sim = core.sim;
    for (let repeat = 1; repeat <= 2; repeat++) {
      const job = packFineqJob(configuration, randomProduct(sim.random, m, k, n));
      expectResults(core, job);
      run(core, job);
      expect(core.expected.compared).toBe(repeat * job.results.length);
      expect(counted(core)).toEqual(predictFineqJob(configuration, { m, k, n }));
      expect(sim.dut.counters.peek().tiles).toBe(job.tiles);
    }
  });

  test.each([
    { rows: 2, columns: 3, lanes: 2, coding: "unary" },
    { rows: 3, columns: 2, lanes: 1, coding: "binary" },
    { rows: 2, columns: 2, lanes: 2, coding: "direct", bus: 32 },
  ] as const)(
    "%j: every shape of the last tiles, one job after another, in the predicted cycles",
    (parameters) => {
      const configuration = fineqConfiguration(parameters);
      const { rows, columns } = parameters;
      const core = start(parameters);
      using sim = core.sim;
      let jobs = 0;
      // A tile whole and cut off by any number of rows and columns, alone and behind another; K around clusters and blocks.
      for (let m = 1; m <= 2 * rows; m++) {
        for (let n = 1; n <= 2 * columns; n++) {
          for (const k of [1, 2, 3, 4, 23, 24, 25, 49]) {
            const job = packFineqJob(configuration, randomProduct(sim.random, m, k, n));
            expectResults(core, job);
            run(core, job);
            const prediction = predictFineqJob(configuration, { m, k, n });
            expect({ m, k, n, ...counted(core) }).toEqual({ m, k, n, ...prediction });
            jobs++;
          }
        }
      }
      expect(jobs).toBe(4 * rows * columns * 8);
      expect([...core.errors]).toEqual([]);
    },
  );

  test("the results, put back in order, are the scaled golden product", () => {
    const parameters = { rows: 3, columns: 2, lanes: 2, coding: "unary" } as const;
    const configuration = fineqConfiguration(parameters);
    const core = start(parameters);
    using sim = core.sim;
    const product = randomProduct(sim.random, 7, 26, 5);
    const job = packFineqJob(configuration, product);
    expectResults(core, job);
    run(core, job, 0.3);
    const { sums } = gemmFineq(product.activations, product.m, product.weights);
    expect(unpackFineqResults(configuration, { m: 7, n: 5 }, core.received)).toEqual([
      ...scaleSums(sums, product.weights.scales),
    ]);
  });

  test("jobs whose streams follow each other without a gap do not mix", () => {
    const parameters = { rows: 2, columns: 2, coding: "unary" } as const;
    const configuration = fineqConfiguration(parameters);
    const core = start(parameters);
    using sim = core.sim;
    const jobs = Array.from({ length: 20 }, () =>
      packFineqJob(
        configuration,
        randomProduct(sim.random, 1 + sim.random.below(5), 1 + sim.random.below(50), 1 + sim.random.below(5)),
      ),
    );
    const all = {
      ...(jobs[0] as FineqJob),
      weights: jobs.flatMap(({ weights }) => weights),
      activations: jobs.flatMap(({ activations }) => activations),
      scales: jobs.flatMap(({ scales }) => scales),
      results: jobs.flatMap(({ results }) => results),
    };
    expectResults(core, all);
    offer(core, all, 0);
    sim.fork(function* () {
      yield* sim.cycles(START);
      for (const job of jobs) {
        yield* begin(core, job);
        yield* sim.until(() => sim.dut.isBusy.peek() === 0);
        const { cycles } = predictFineqJob(configuration, job);
        expect(sim.dut.counters.peek().cycles).toBe(cycles);
        // The streams refill what the next job begins with.
        yield* sim.cycles(START);
      }
    });
    runToEnd(core);
    expect([...core.errors]).toEqual([]);
  });

  test("a start while busy is ignored, a start with a size of 0 is refused and reported", () => {
    const parameters = { rows: 2, columns: 2, coding: "unary" } as const;
    const configuration = fineqConfiguration(parameters);
    const core = start(parameters);
    using sim = core.sim;
    const { dut } = sim;
    const job = packFineqJob(configuration, randomProduct(sim.random, 2, 9, 2));
    expectResults(core, job);
    offer(core, job, 0);
    sim.fork(function* () {
      yield* sim.cycles(START);
      yield* begin(core, job);
      expect(dut.isBusy.peek()).toBe(1);
      // In every cycle until the job's last, with other sizes, and with sizes of 0.
      for (let size = 0; dut.isBusy.peek() === 1; size = (size + 1) % 5) {
        dut.job.poke({ m: size, k: size, n: size });
        dut.start.poke(1);
        yield cycle;
        dut.start.poke(0);
      }
    });
    runToEnd(core);
    expect(counted(core)).toEqual(predictFineqJob(configuration, job));
    expect([...core.errors]).toEqual([]);
    for (const zero of ["m", "k", "n"] as const) {
      dut.job.poke({ m: 5, k: 5, n: 5, [zero]: 0 });
      dut.start.poke(1);
      expect(dut.errors.peek().badJob).toBe(1);
      sim.step();
      dut.start.poke(0);
      sim.step();
      expect(dut.isBusy.peek()).toBe(0);
    }
  });

  test.each([0x8000, 0x7c00, 0x7e01, 0xfc00])("scale %i is reported as no scale", (scale) => {
    const parameters = { rows: 1, columns: 2, coding: "unary" } as const;
    const core = start(parameters);
    using sim = core.sim;
    const job = packFineqJob(fineqConfiguration(parameters), randomProduct(sim.random, 1, 3, 2));
    expectResults(core, job);
    run(core, job);
    expect([...core.errors]).toEqual([]);
    // What it makes of such a scale is not defined.
    core.stopComparing();
    run(core, { ...job, scales: [BigInt(scale), ...job.scales.slice(1)] });
    expect([...core.errors]).toEqual(["badScale"]);
  });
});
