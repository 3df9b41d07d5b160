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

/** Rows, columns, lanes and buses that leave remainders everywhere; sums of more than 13 bits overflow. */
const parameters: FineqParameters = {
  rows: 2,
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
  [/^fineq_pe_/, 500],
  [/^fineq_row_/, 200],
  [/^fineq_scale_store_/, 500],
  [/^fineq_drain_/, 600],
  [/^fineq_column_/, 300],
  [/^fineq_registers$/, 800],
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
  const whole = [
    engineBench(design, "engine_free", [
      [{ m: 5, k: 23, n: 6 }, {}],
      [{ m: 3, k: 26, n: 8 }, {}],
      [{ m: 1, k: 50, n: 2 }, {}],
      [{ m: 3, k: 7, n: 4 }, {}],
    ]),
    engineBench(design, "engine_stalled", [
      [{ m: 3, k: 31, n: 5 }, { stalls: { weights: 0.4, activations: 0.5, scales: 0.3, results: 0.6 } }],
      [{ m: 3, k: 2, n: 7 }, { stalls: { weights: 0.4, activations: 0.5, scales: 0.3, results: 0.6 } }],
    ]),
    engineBench(design, "engine_slow_scales", [[{ m: 2, k: 3, n: 9 }, { stalls: { scales: 0.95 } }]]),
    misuseBench(design),
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
  jobs: readonly (readonly [FineqJobSize, FineqJobOptions])[],
): Bench {
  const plans = jobs.map(([size, options], index) => {
    const cycles = options.stalls === undefined ? predictFineqCycles(shape, size) : undefined;
    return fineqEngineJob(parameters, jobOf(size, index + 1), { ...options, cycles }).plan;
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
const clearFlags = [
  write(registers.status, registers.status.encode({ done: 1 })),
  write(registers.errors, registers.errors.encode({ overflow: 1, bad_scale: 1, bad_job: 1 })),
  read(registers.status, 0),
  read(registers.errors, 0),
];

/** Empty jobs, a start and new sizes in the middle of a job, scales that are none, and the registers at rest. */
function misuseBench(design: Design): Bench {
  const size = { m: 2, k: 4, n: 3 };
  const job = jobOf(size, 9);
  const { plan } = fineqEngineJob(parameters, job, { cycles: predictFineqCycles(shape, size) });
  const badJob = registers.errors.encode({ bad_job: 1 });
  const start = write(registers.control, registers.control.encode({ start: 1 }));
  const empty = (m: number, k: number, n: number): ScriptStep[] => [
    write(registers.m, m),
    write(registers.k, k),
    write(registers.n, n),
    start,
    read(registers.status, 0),
    read(registers.errors, badJob),
    ...clearFlags,
  ];
  const at = plan.script.findIndex((step) => "label" in step && step.label === "start") + 1;
  const meddle = [start, write(registers.m, 7), write(registers.k, 9), write(registers.n, 11)];
  const script: ScriptStep[] = [
    // Rows, columns, lanes and phases, a byte each.
    read(registers.shape, 0x03_02_03_02),
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
  ];
  return bench("engine_misuse", design, { ...plan, name: "engine_misuse_tb", top: design.top, script });
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
