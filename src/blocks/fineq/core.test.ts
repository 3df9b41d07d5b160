/** The engine without its registers, in process: jobs one after another, what it refuses, and what its counters say. */
import { describe, expect, test } from "vitest";
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
import { type DutSimulation, scoreboard, simulate } from "../../harness/index.ts";
import { cycle, type Process } from "../../sim/index.ts";
import { FineqCore } from "./core.ts";
import { type FineqParameters, fineqConfiguration } from "./parameters.ts";

/** Cycles in which the streams fill what lies before the array, so that nothing is missing at the start. */
const START = 24;

type Random = DutSimulation<unknown>["random"];

function randomProduct(random: Random, m: number, k: number, n: number): FineqProduct {
  const bytesPerRow = fineqRowBytes(k);
  const packed = Uint8Array.from({ length: n * bytesPerRow }, () => random.below(256));
  const scales = Uint16Array.from({ length: n }, () => random.below(0x7c00));
  const activations = Int8Array.from({ length: m * k }, () => random.below(256) - 128);
  return { activations, m, weights: { rows: n, columns: k, bytesPerRow, packed, scales } };
}

/** What comes out in a cycle; raw bits. */
interface Result {
  readonly data: bigint;
  readonly keep: bigint;
  readonly last: bigint;
}

/** A core after its reset, with monitors on its streams and on its errors. What it gives is compared with `expected`. */
function start(parameters: FineqParameters, seed = 3) {
  const sim = simulate(FineqCore(fineqConfiguration(parameters)), { seed });
  sim.reset();
  const { weights, activations, scales, results } = sim.dut;
  const received: Result[] = [];
  const expected = scoreboard(sim, (result: Result) => result, { name: "results" });
  for (const stream of [weights, activations, scales]) stream.monitor();
  const monitor = results.monitor();
  monitor.onBeat(({ value: { data, keep, last } }) => {
    const result = { data: BigInt(data), keep: BigInt(keep), last: BigInt(last) };
    received.push(result);
    expected.check(result);
  });
  const errors = new Set<string>();
  sim.observe({
    beforeEdge() {
      for (const [error, isRaised] of Object.entries(sim.dut.errors.peek())) if (isRaised) errors.add(error);
    },
  });
  return { sim, received, expected, errors, stopComparing: monitor.stop };
}

type Core = ReturnType<typeof start>;

/** Sends the beats of a job, and takes its results. */
function offer({ sim }: Core, job: FineqJob, stall: number): void {
  for (const stream of ["weights", "activations", "scales"] as const) {
    sim.fork(() => sim.dut[stream].sendAll(job[stream], { stall }));
  }
  sim.fork(() => sim.dut.results.receiveAll(job.results.length, { stall }));
}

/** `start` with the sizes of the job, for a cycle; the sizes count only then. */
function* begin({ sim }: Core, { m, k, n }: Pick<FineqJob, "m" | "k" | "n">): Process {
  sim.dut.job.poke({ m, k, n });
  sim.dut.start.poke(1);
  yield cycle;
  sim.dut.start.poke(0);
  sim.dut.job.poke({ m: 0, k: 0, n: 0 });
}

/** Until the core is idle again; it is so a few cycles after the last result. */
function runToEnd({ sim }: Core): void {
  sim.runUntilDone({ maxCycles: 20_000 });
  sim.runUntil(() => sim.dut.isBusy.peek() === 0, { maxCycles: 200 });
}

function expectResults({ expected }: Core, { results }: FineqJob): void {
  for (const result of results) expected.push(result);
}

function run(core: Core, job: FineqJob, stall = 0): void {
  offer(core, job, stall);
  core.sim.fork(function* () {
    yield* core.sim.cycles(START);
    yield* begin(core, job);
  });
  runToEnd(core);
}

/** The counters in the form of a prediction. */
function counted({ sim }: Core) {
  const { cycles, steps, weightStalls, activationStalls, resultStalls } = sim.dut.counters.peek();
  return { cycles, steps, stalls: weightStalls + activationStalls + resultStalls };
}

const cases: readonly (readonly [FineqParameters, number, number, number])[] = [
  [{ rows: 1, columns: 1 }, 1, 1, 1],
  [{ rows: 1, columns: 1, bus: 8 }, 3, 25, 2],
  [{ rows: 4, columns: 4 }, 4, 48, 4],
  [{ rows: 4, columns: 4, coding: "direct", bus: 128 }, 6, 30, 7],
  [{ rows: 2, columns: 3, lanes: 2, bus: 32, activationBus: 8 }, 5, 23, 8],
  // The last shift climbs on after the last result.
  [{ rows: 12, columns: 2, lanes: 2 }, 12, 1, 2],
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
    const parameters = { rows: 3, columns: 2, lanes: 2 } as const;
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
    const parameters = { rows: 2, columns: 2 } as const;
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
    const parameters = { rows: 2, columns: 2 } as const;
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
    const parameters = { rows: 1, columns: 2 } as const;
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
