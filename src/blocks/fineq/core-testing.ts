/** A FineQ core of any family under test: jobs from random products, and what its counters and errors say. */
import { type FineqJob, type FineqProduct, fineqRowBytes } from "../../golden/index.ts";
import { type DutSimulation, scoreboard, simulate } from "../../harness/index.ts";
import { cycle, type Process } from "../../sim/index.ts";
import { FineqCore } from "./core.ts";
import { type FineqParameters, fineqConfiguration } from "./parameters.ts";

/** Cycles in which the streams fill what lies before the array, so that nothing is missing at the start. */
export const START = 24;

type Random = DutSimulation<unknown>["random"];

export function randomProduct(random: Random, m: number, k: number, n: number): FineqProduct {
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
export function start(parameters: FineqParameters, seed = 3) {
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

export type Core = ReturnType<typeof start>;

/** Sends the beats of a job, and takes its results. */
export function offer({ sim }: Core, job: FineqJob, stall: number): void {
  for (const stream of ["weights", "activations", "scales"] as const) {
    sim.fork(() => sim.dut[stream].sendAll(job[stream], { stall }));
  }
  sim.fork(() => sim.dut.results.receiveAll(job.results.length, { stall }));
}

/** `start` with the sizes of the job, for a cycle; the sizes count only then. */
export function* begin({ sim }: Core, { m, k, n }: Pick<FineqJob, "m" | "k" | "n">): Process {
  sim.dut.job.poke({ m, k, n });
  sim.dut.start.poke(1);
  yield cycle;
  sim.dut.start.poke(0);
  sim.dut.job.poke({ m: 0, k: 0, n: 0 });
}

/** Until the core is idle again; it is so a few cycles after the last result. */
export function runToEnd({ sim }: Core): void {
  sim.runUntilDone({ maxCycles: 20_000 });
  sim.runUntil(() => sim.dut.isBusy.peek() === 0, { maxCycles: 200 });
}

export function expectResults({ expected }: Core, { results }: FineqJob): void {
  for (const result of results) expected.push(result);
}

export function run(core: Core, job: FineqJob, stall = 0): void {
  offer(core, job, stall);
  core.sim.fork(function* () {
    yield* core.sim.cycles(START);
    yield* begin(core, job);
  });
  runToEnd(core);
}

/** The counters in the form of a prediction. */
export function counted({ sim }: Core) {
  const { cycles, steps, weightStalls, activationStalls, resultStalls } = sim.dut.counters.peek();
  return { cycles, steps, stalls: weightStalls + activationStalls + resultStalls };
}
