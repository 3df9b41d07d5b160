/** Testbenches of what a system should not do to the engine, and of resets. */
import { fineqEngineJob } from "../../../src/blocks/index.ts";
import type { Beat, ScriptStep } from "../../../src/gen/index.ts";
import { predictFineqCycles } from "../../../src/golden/index.ts";
import type { Bench } from "../../../src/harness/index.ts";
import type { Design } from "../../../src/ir/index.ts";
import { bench, read, write } from "../bench.ts";
import { coreOf, jobOf, parameters, shape } from "./jobs.ts";
import { clearErrors, clearFlags, registers } from "./register-steps.ts";

/** Empty jobs, a start and new sizes in the middle of a job, scales that are none, and every address there is. */
export function misuseBench(design: Design): Bench {
  const job = jobOf({ m: 5, k: 26, n: 8 }, 9);
  const { plan } = fineqEngineJob(parameters, job, { cycles: predictFineqCycles(shape, job) });
  const flag = (name: "overflow" | "bad_scale" | "bad_job"): number => registers.errors.encode({ [name]: 1 });
  const start = write(registers.control, registers.control.encode({ start: 1 }));
  const empty = (m: number, k: number, n: number): ScriptStep[] => [
    write(registers.m, m),
    write(registers.k, k),
    write(registers.n, n),
    start,
    read(registers.status, 0),
    read(registers.errors, flag("bad_job")),
    // Flags that are not named stay.
    write(registers.errors, flag("overflow") | flag("bad_scale")),
    read(registers.errors, flag("bad_job")),
    ...clearErrors,
  ];
  const at = plan.script.findIndex((step) => "label" in step && step.label === "start") + 1;
  const meddle = [start, write(registers.m, 7), write(registers.k, 9), write(registers.n, 11)];
  // Negative, infinite and no number, one in each tile of three columns.
  const bad = jobOf({ m: 1, k: 2, n: 9 }, 10);
  const scales = bad.scales.map(
    (scale, index) => [0x8001n, scale, scale, scale, 0x7c00n, scale, scale, scale, 0x7e00n][index] ?? scale,
  );
  const { plan: badPlan } = fineqEngineJob(parameters, { ...bad, scales });
  const script: ScriptStep[] = [
    // Rows, columns, lanes and phases, a byte each.
    read(registers.shape, 0x03_02_03_04),
    ...everyAddress,
    ...empty(0, 4, 3),
    ...empty(2, 0, 3),
    ...empty(2, 4, 0),
    ...plan.script.slice(0, at),
    ...meddle,
    ...plan.script.slice(at),
    ...clearFlags,
    read(registers.m, 7),
    read(registers.k, 9),
    read(registers.n, 11),
    ...badPlan.script.map((step) =>
      "label" in step && step.label === "errors" ? read(registers.errors, flag("bad_scale")) : step,
    ),
    write(registers.errors, flag("overflow") | flag("bad_job")),
    read(registers.errors, flag("bad_scale")),
    ...clearFlags,
  ];
  const beats = (index: number) => [
    ...(plan.producers[index]?.beats ?? []),
    ...(badPlan.producers[index]?.beats ?? []),
  ];
  // What a scale that is none gives is not said; that there is an answer is.
  const answers = badPlan.consumers.flatMap(({ beats }) =>
    beats.map(({ tkeep, tlast }) => ({ tkeep, tlast })),
  );
  return bench("engine_misuse", design, {
    ...plan,
    name: "engine_misuse_tb",
    top: design.top,
    producers: plan.producers.map((producer, index) => ({ ...producer, beats: beats(index) })),
    consumers: plan.consumers.map((consumer) => ({
      ...consumer,
      beats: [...consumer.beats, ...answers] as Beat[],
    })),
    script,
    timeoutCycles: 20_000,
  });
}

/** Words that are registers answer OKAY to reads and writes, the others SLVERR; control, status and errors are left out. */
const everyAddress: readonly ScriptStep[] = Array.from({ length: 13 }, (_, index) => index + 3).flatMap(
  (word) => {
    const response = [7, 14, 15].includes(word) ? 2 : 0;
    const address = BigInt(4 * word);
    return [
      { kind: "write", address, data: BigInt(word), response },
      { kind: "read", address, response },
    ];
  },
);

/** A reset with results on their way: nothing of the job may come out afterwards, and the next job must be right. */
export function resetBench(design: Design): Bench {
  const job = jobOf({ m: 3, k: 2, n: 3 }, 11);
  const start = write(registers.control, registers.control.encode({ start: 1 }));
  const one: ScriptStep[] = [write(registers.m, 3), write(registers.k, 2), write(registers.n, 3), start];
  const quiet: ScriptStep[] = Array.from({ length: 6 }, () => [
    { kind: "expect" as const, port: "results_tvalid", value: 0n },
    { kind: "delay" as const, cycles: 1 },
  ]).flat();
  const set = (port: string, value: bigint): ScriptStep => ({ kind: "set", port, value });
  return bench("engine_reset", design, {
    top: design.top,
    name: "engine_reset_tb",
    registers: "s_axi",
    inputs: {
      weights_tvalid: 1n,
      activations_tvalid: 1n,
      scales_tvalid: 1n,
      weights_tdata: job.weights[0] ?? 0n,
      activations_tdata: 5n,
      scales_tdata: 0x3c00n,
    },
    script: [0, 1, 2, 3, 4, 5].flatMap((wait) => [
      ...one,
      { kind: "waitFor" as const, port: "results_tvalid", value: 1n, limit: 300 },
      // With the way out closed the three registers before it fill up.
      { kind: "delay" as const, cycles: 4 + wait },
      { kind: "reset" as const, cycles: 1 },
      set("results_tready", 1n),
      ...quiet,
      read(registers.status, 0),
      ...[registers.tiles, registers.steps, registers.cycles].map((counter) => read(counter, 0)),
      set("results_tready", 0n),
      ...one,
      { kind: "reset" as const, cycles: 1 },
      { kind: "delay" as const, cycles: 1 + wait },
      read(registers.status, 0),
      read(registers.cycles, 0),
    ]),
    timeoutCycles: 20_000,
  });
}

/** A reset in the very cycle of a start, and in the next: nothing may begin. The registers of the whole engine cannot time this. */
export function startUnderResetBench(design: Design): Bench {
  const core = coreOf(design);
  const streams = ["weights", "activations", "scales"];
  const nothingRuns: ScriptStep[] = [
    { kind: "delay", cycles: 60 },
    { kind: "expect", port: "isBusy", value: 0n },
    { kind: "expect", port: "counters_steps", value: 0n },
  ];
  return bench("core_start_under_reset", core, {
    top: core.top,
    name: "core_start_under_reset_tb",
    inputs: {
      job_m: 3n,
      job_k: 2n,
      job_n: 3n,
      results_ready: 1n,
      ...Object.fromEntries(streams.map((stream) => [`${stream}_valid`, 1n])),
    },
    script: [
      { kind: "delay", cycles: 30 },
      { kind: "set", port: "start", value: 1n },
      { kind: "reset", cycles: 1 },
      { kind: "set", port: "start", value: 0n },
      ...nothingRuns,
      { kind: "set", port: "start", value: 1n },
      { kind: "delay", cycles: 1 },
      { kind: "set", port: "start", value: 0n },
      { kind: "reset", cycles: 1 },
      ...nothingRuns,
    ],
    timeoutCycles: 1000,
  });
}
