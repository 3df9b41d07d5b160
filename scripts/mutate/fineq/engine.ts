/** Testbenches of the whole engine: jobs, results and cycles from the golden model. */
import { type FineqJobOptions, fineqEngineJob } from "../../../src/blocks/index.ts";
import type { ScriptStep } from "../../../src/gen/index.ts";
import { type FineqJob, predictFineqCycles } from "../../../src/golden/index.ts";
import type { Bench } from "../../../src/harness/index.ts";
import type { Design } from "../../../src/ir/index.ts";
import { interpret } from "../../../src/sim/index.ts";
import { bench, read, write } from "../bench.ts";
import { coreOf, extremeJob, jobOf, parameters, shape } from "./jobs.ts";
import { clearFlags, registers } from "./register-steps.ts";

/** Jobs in a row without stalls and with them, and scales that everything waits for. */
export function engineBenches(design: Design): Bench[] {
  const stalls = { weights: 0.4, activations: 0.5, scales: 0.3, results: 0.6 };
  return [
    engineBench(design, "engine_free", [
      [jobOf({ m: 5, k: 48, n: 6 }, 1), {}],
      [jobOf({ m: 4, k: 25, n: 8 }, 2), {}],
      [jobOf({ m: 1, k: 49, n: 2 }, 3), {}],
      [jobOf({ m: 9, k: 1, n: 2 }, 12), {}],
      [jobOf({ m: 8, k: 1, n: 3 }, 13), {}],
      [jobOf({ m: 6, k: 2, n: 7 }, 4), {}],
      [extremeJob({ m: 3, k: 40, n: 4 }), {}],
      [jobOf({ m: 2, k: 24, n: 3 }, 5), {}],
    ]),
    engineBench(design, "engine_stalled", [
      [jobOf({ m: 4, k: 31, n: 5 }, 6), { stalls }],
      [extremeJob({ m: 4, k: 26, n: 4 }), { stalls }],
      [jobOf({ m: 4, k: 2, n: 7 }, 7), { stalls }],
      // The way out is closed so long that a tile meets the results of the one before.
      [jobOf({ m: 20, k: 2, n: 2 }, 14), { stalls: { results: 0.93 } }],
    ]),
    engineBench(design, "engine_slow_scales", [
      [jobOf({ m: 2, k: 3, n: 9 }, 8), { stalls: { scales: 0.95 } }],
    ]),
  ];
}

/** Jobs one after the other on one engine, every result and counter compared. */
function engineBench(
  design: Design,
  name: string,
  jobs: readonly (readonly [FineqJob, FineqJobOptions])[],
): Bench {
  const plans = jobs.map(([job, options]) => {
    if (options.stalls !== undefined) return fineqEngineJob(parameters, job, options).plan;
    const { plan } = fineqEngineJob(parameters, job, { cycles: predictFineqCycles(shape, job) });
    return { ...plan, script: [...plan.script, ...stallReads(design, job)] };
  });
  const [first] = plans;
  if (first === undefined) throw new RangeError(name);
  const streams = <T extends { readonly port: string; readonly beats: readonly unknown[] }>(
    of: (plan: (typeof plans)[number]) => readonly T[],
  ): T[] =>
    of(first).map((stream, index) => ({
      ...stream,
      beats: plans.flatMap((plan) => of(plan)[index]?.beats ?? []),
    }));
  return bench(name, design, {
    ...first,
    name: `${name}_tb`,
    top: design.top,
    producers: streams((plan) => plan.producers),
    consumers: streams((plan) => plan.consumers),
    script: plans.flatMap((plan) => [...plan.script, ...flagsStay(plan.script), ...clearFlags]),
    timeoutCycles: plans.reduce((sum, plan) => sum + plan.timeoutCycles, 0),
  });
}

/** Clearing one flag leaves the others as the job's script found them. */
function flagsStay(script: readonly ScriptStep[]): ScriptStep[] {
  const errors = script.find((step) => "label" in step && step.label === "errors");
  if (errors?.kind !== "read" || errors.expected === undefined) return [];
  const others = registers.errors.encode({ bad_scale: 1, bad_job: 1 });
  return [write(registers.errors, others), read(registers.errors, Number(errors.expected))];
}

/**
 * The stall counters after a job whose streams are always there, as the interpreter counts them in the core: the golden
 * model predicts their sum with the steps, not each.
 */
function stallReads(design: Design, job: FineqJob): ScriptStep[] {
  const simulation = interpret(coreOf(design));
  const streams = (["weights", "activations", "scales"] as const).map((name) => ({
    name,
    beats: job[name],
    next: 0,
  }));
  const set = (port: string, value: number | bigint): void => simulation.poke(port, BigInt(value));
  const cycle = (): void => {
    for (const { name, beats, next } of streams) {
      set(`${name}_valid`, next < beats.length ? 1 : 0);
      set(`${name}_data`, beats[next] ?? 0n);
    }
    for (const stream of streams) {
      if (stream.next < stream.beats.length && simulation.peek(`${stream.name}_ready`) === 1n)
        stream.next += 1;
    }
    simulation.step();
  };
  set("reset", 1);
  simulation.step();
  set("reset", 0);
  set("results_ready", 1);
  for (const size of ["m", "k", "n"] as const) set(`job_${size}`, job[size]);
  // Time to fill the gearboxes, as the engine's script leaves it.
  for (let wait = 0; wait < 100; wait++) cycle();
  set("start", 1);
  cycle();
  set("start", 0);
  while (simulation.peek("isBusy") === 1n) cycle();
  const counted = (port: string): number => Number(simulation.peek(`counters_${port}`));
  return [
    read(registers.weight_stalls, counted("weightStalls")),
    read(registers.activation_stalls, counted("activationStalls")),
    read(registers.result_stalls, counted("resultStalls")),
  ];
}
