/**
 * The testbenches that the mutation run judges: the FineQ engine against the golden product, and its parts alone, either
 * over every input or under recorded inputs. The configuration is small and awkward: nothing divides anything.
 */
import {
  FineqDecoder,
  FineqEncoder,
  type FineqJobOptions,
  type FineqParameters,
  fineqConfiguration,
  fineqEngineJob,
  fineqRegisters,
  registerAccessors,
} from "../../src/blocks/index.ts";
import { elaborate } from "../../src/dsl/index.ts";
import {
  type Beat,
  type CycleTestbench,
  type ScriptStep,
  type StreamTestbench,
  writeVerilog,
} from "../../src/gen/index.ts";
import {
  decodeCluster,
  type FineqIndex,
  type FineqJob,
  type FineqJobSize,
  fineqRowBytes,
  packFineqJob,
  predictFineqCycles,
  temporalPulses,
} from "../../src/golden/index.ts";
import { type Bench, recordTestbench } from "../../src/harness/index.ts";
import type { Design, Module } from "../../src/ir/index.ts";
import { interpret } from "../../src/sim/index.ts";

/** Rows, columns, lanes and buses that leave remainders everywhere; sums of more than 13 bits overflow. */
const parameters: FineqParameters = {
  rows: 3,
  columns: 3,
  lanes: 2,
  bus: 32,
  activationBus: 8,
  accumulatorBits: 13,
};
const shape = fineqConfiguration(parameters);

/**
 * Parts whose recorded inputs show faults that the whole engine may hide: the steps recorded, and outputs not compared
 * because 0 times a register that was never written is 0 for the interpreter and unknown in four states.
 */
const recordedParts: readonly (readonly [pattern: RegExp, cycles: number, ...ignored: string[]])[] = [
  [/^gearbox_/, 300],
  [/^fineq_dispatch_/, 600],
  [/^fineq_sequencer_/, 600],
  [/^fineq_skew_/, 150],
  [/^fineq_pe_/, 1500],
  [/^fineq_row_/, 200],
  [/^fineq_scale_store_/, 800],
  [/^fineq_drain_/, 1000],
  [/^fineq_column_/, 300],
  [/^fineq_registers$/, 2500],
  [/^fineq_core_/, 300, "results_data_data"],
];

/** All benches, those of small parts first: they are the fastest to catch what is theirs. */
export function mutationBenches(): { readonly benches: Bench[]; readonly design: Design } {
  const design = elaborate(fineqEngineJob(parameters, jobOf({ m: 1, k: 1, n: 1 }, 1)).top);
  const parts = design.modules.flatMap((module) => {
    const recorded = recordedParts.find(([pattern]) => pattern.test(module.name));
    if (recorded === undefined) return [];
    const part = designOf(design, module);
    const [, cycles, ...ignored] = recorded;
    const plan = recordTestbench(part, { cycles, seed: 1, episodes: true });
    return [bench(`${module.name}_recorded`, part, withoutOutputs(plan, ignored))];
  });
  const stalls = { weights: 0.4, activations: 0.5, scales: 0.3, results: 0.6 };
  const whole = [
    engineBench(design, "engine_free", [
      [jobOf({ m: 5, k: 48, n: 6 }, 1), {}],
      [jobOf({ m: 4, k: 25, n: 8 }, 2), {}],
      [jobOf({ m: 1, k: 50, n: 2 }, 3), {}],
      [jobOf({ m: 6, k: 2, n: 7 }, 4), {}],
      [extremeJob({ m: 3, k: 40, n: 4 }), {}],
      [jobOf({ m: 2, k: 24, n: 3 }, 5), {}],
    ]),
    engineBench(design, "engine_stalled", [
      [jobOf({ m: 4, k: 31, n: 5 }, 6), { stalls }],
      [extremeJob({ m: 4, k: 26, n: 4 }), { stalls }],
      [jobOf({ m: 4, k: 2, n: 7 }, 7), { stalls }],
    ]),
    engineBench(design, "engine_slow_scales", [
      [jobOf({ m: 2, k: 3, n: 9 }, 8), { stalls: { scales: 0.95 } }],
    ]),
    misuseBench(design),
    resetBench(design),
  ];
  return { benches: [...exhaustiveBenches(), ...parts, ...whole], design };
}

/** One module of a design as a design of its own. */
function designOf(design: Design, top: Module): Design {
  const used = new Set<Module>();
  const visit = (module: Module): void => {
    for (const instance of module.instances) visit(instance.module);
    used.add(module);
  };
  visit(top);
  return { top, modules: [...used] };
}

const withoutOutputs = (plan: CycleTestbench, ignored: readonly string[]): CycleTestbench => ({
  ...plan,
  steps: plan.steps.map((step) => ({
    ...step,
    expected: Object.fromEntries(Object.entries(step.expected).filter(([port]) => !ignored.includes(port))),
  })),
});

const bench = (name: string, design: Design, plan: CycleTestbench | StreamTestbench): Bench => ({
  name,
  verilog: writeVerilog(design, { sourceComments: false }).files,
  plan,
});

/** The decoder over its 256 inputs and the unary encoder over its 12, by the golden codec. */
function exhaustiveBenches(): Bench[] {
  const decoder = elaborate(FineqDecoder());
  const encoder = elaborate(FineqEncoder("unary"));
  const indices: readonly FineqIndex[] = [0, 1, 2, 3];
  const decoded = indices.flatMap((index) =>
    Array.from({ length: 64 }, (_, cluster) => {
      // {negative, magnitude} of three weights, the first lowest.
      const weights = decodeCluster(index, cluster).reduce(
        (bits, w, at) => bits | (BigInt(Math.abs(w) | (w < 0 ? 4 : 0)) << BigInt(3 * at)),
        0n,
      );
      return { inputs: { index: BigInt(index), cluster: BigInt(cluster) }, expected: { weights } };
    }),
  );
  const encoded = [0, 1, 2, 3].flatMap((magnitude) =>
    temporalPulses("unary", magnitude).map((pulse, phase) => ({
      inputs: { magnitude: BigInt(magnitude), phase: BigInt(phase) },
      expected: { pulse: BigInt(pulse) },
    })),
  );
  return [
    bench("decoder_exhaustive", decoder, { top: decoder.top, steps: decoded }),
    bench("encoder_exhaustive", encoder, { top: encoder.top, steps: encoded }),
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
    script: plans.flatMap((plan) => [...plan.script, ...clearFlags]),
    timeoutCycles: plans.reduce((sum, plan) => sum + plan.timeoutCycles, 0),
  });
}

const registers = registerAccessors(fineqRegisters);
const write = (register: { readonly address: number }, data: number): ScriptStep => ({
  kind: "write",
  address: BigInt(register.address),
  data: BigInt(data),
});
const read = (register: { readonly address: number }, expected: number): ScriptStep => ({
  kind: "read",
  address: BigInt(register.address),
  expected: BigInt(expected),
});
const done = registers.status.encode({ done: 1 });
const clearErrors = [
  write(registers.errors, registers.errors.encode({ overflow: 1, bad_scale: 1, bad_job: 1 })),
  read(registers.errors, 0),
];
/** After a job: the errors' flags go alone, then the job's end. */
const clearFlags = [
  ...clearErrors,
  read(registers.status, done),
  write(registers.status, done),
  read(registers.status, 0),
];

/** Empty jobs, a start and new sizes in the middle of a job, scales that are none, and every address there is. */
function misuseBench(design: Design): Bench {
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
    read(registers.shape, 0x03_02_03_03),
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
function resetBench(design: Design): Bench {
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

/**
 * The stall counters after a job whose streams are always there, as the interpreter counts them in the core: the golden
 * model predicts their sum with the steps, not each.
 */
function stallReads(design: Design, job: FineqJob): ScriptStep[] {
  const core = design.modules.find(({ name }) => name.startsWith("fineq_core_"));
  if (core === undefined) return [];
  const simulation = interpret(designOf(design, core));
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

/** Every product as large as can be and of the row's sign: sums of 24 bits leave 13 bits soon. */
function extremeJob({ m, k, n }: FineqJobSize): FineqJob {
  const bytesPerRow = fineqRowBytes(k);
  // Index 3 in all pairs, 3 and 3 in all clusters: 27 = 6'b011_011, eight times.
  const block = [0xff, 0xdb, 0xb6, 0x6d, 0xdb, 0xb6, 0x6d];
  const packed = Uint8Array.from({ length: n * bytesPerRow }, (_, at) => block[at % 7] ?? 0);
  const scales = Uint16Array.from({ length: n }, (_, at) => 0x7bff - at);
  const activations = Int8Array.from({ length: m * k }, (_, at) =>
    Math.floor(at / k) % 2 === 0 ? 127 : -128,
  );
  return packFineqJob(shape, {
    activations,
    m,
    weights: { rows: n, columns: k, bytesPerRow, packed, scales },
  });
}

/** Random blocks (any bytes are one), scales from the smallest subnormal to the largest, activations of all sizes. */
function jobOf({ m, k, n }: FineqJobSize, seed: number): FineqJob {
  const random = generator(seed);
  const bytesPerRow = fineqRowBytes(k);
  const packed = Uint8Array.from({ length: n * bytesPerRow }, () => random(256));
  const scales = Uint16Array.from({ length: n }, (_, at) => (at === 0 ? 1 : random(0x7c00)));
  const activations = Int8Array.from({ length: m * k }, () => random(256) - 128);
  return packFineqJob(shape, {
    activations,
    m,
    weights: { rows: n, columns: k, bytesPerRow, packed, scales },
  });
}

/** Numbers from 0 to below a limit from xorshift32 (Marsaglia 2003). */
function generator(seed: number): (limit: number) => number {
  let state = Math.imul(seed, 0x9e3779b9) >>> 0;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % limit;
  };
}
