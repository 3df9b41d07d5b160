/**
 * Jobs on the AFPR engine as plain data: what software does with the registers, which beats go to which port and which must
 * come back. The streams, counts and cycles come from the caller (src/golden has them), so that hardware and expectation
 * share nothing.
 */
import { registerAccessors } from "../bus/index.ts";
import { type JobPlan, type JobStep, pollStep, readStep, writeStep } from "../job-plan.ts";
import { AfprEngine } from "./engine.ts";
import type { AfprMacroOptions } from "./macro/index.ts";
import { type AfprParameters, afprConfiguration } from "./parameters.ts";
import { afprRegisters } from "./registers.ts";

/** Fills `rows` x `columns` cells through write and verify. */
export interface AfprProgramJob {
  readonly kind: "program";
  readonly rows: number;
  readonly columns: number;
  /** Most pulses a cell. */
  readonly limit: number;
  /** Raw bits of each beat. */
  readonly weights: readonly bigint[];
  readonly failures: readonly bigint[];
  /** What the counters must say; `cycles` only without stalls. */
  readonly pulses: number;
  readonly reads: number;
  readonly cycles?: number | undefined;
}

/** Converts `vectors` vectors through one row tile. */
export interface AfprConvertJob {
  readonly kind: "convert";
  readonly rows: number;
  readonly columns: number;
  readonly vectors: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly shift: number;
  readonly outputShift: number;
  /** 0 codes, 1 FP8 of the sum, 2 integer. */
  readonly format: number;
  /** Raw bits of each beat. */
  readonly activations: readonly bigint[];
  readonly results: readonly { readonly data: bigint; readonly keep: bigint; readonly last: bigint }[];
  readonly isOverflow: boolean;
  /** What the counters must say; cycles only without stalls. */
  readonly overRange: number;
  readonly clipped: number;
  readonly activeRows: number;
  readonly cycles?: number | undefined;
  readonly conversionCycles?: number | undefined;
}

export type AfprJob = AfprProgramJob | AfprConvertJob;

export interface AfprJobOptions {
  /** Probability of an idle cycle before each beat, per stream; 0 unless stated. */
  readonly stalls?:
    | {
        readonly weights?: number;
        readonly activations?: number;
        readonly results?: number;
        readonly failures?: number;
      }
    | undefined;
  /** Defects of the digital twin. */
  readonly macro?: AfprMacroOptions | undefined;
  /**
   * Also keeps what the engine said: the result's `received.results` has the beats, and `readings` has `JOB.COUNTER` for
   * every counter of registers.ts that belongs to the kind of job: `0.pulses`, `1.conversion_cycles`.
   */
  readonly isRecorded?: boolean | undefined;
}

/** Cycles that an AXI4-Lite access takes at most on an idle bus. */
const CYCLES_PER_ACCESS = 16;

const registers = registerAccessors(afprRegisters);

/**
 * Describes jobs on the engine of `parameters`, one after another: the module, and the plan of its testbench. The streams are
 * offered from the first cycle on, as the cycle counts suppose.
 */
export function afprEngineJobs(
  parameters: AfprParameters,
  jobs: readonly AfprJob[],
  options: AfprJobOptions = {},
): { readonly top: ReturnType<typeof AfprEngine>; readonly plan: JobPlan } {
  const { stalls = {}, macro = {}, isRecorded = false } = options;
  const slowest = Math.max(0, ...Object.values(stalls));
  const limits = jobs.map((job) => Math.ceil((2 * longest(parameters, job)) / (1 - slowest)) + 1000);
  const script = jobs.flatMap((job, at) => [
    ...stepsOf(job, limits[at] as number),
    ...(isRecorded ? recordSteps(job, at) : []),
  ]);
  const converted = jobs.filter((job) => job.kind === "convert");
  const programmed = jobs.filter((job) => job.kind === "program");
  return {
    top: AfprEngine(parameters, macro),
    plan: {
      producers: [
        { port: "weights", beats: programmed.flatMap((job) => job.weights), stall: stalls.weights ?? 0 },
        {
          port: "activations",
          beats: converted.flatMap((job) => job.activations),
          stall: stalls.activations ?? 0,
        },
      ],
      consumers: [
        {
          port: "results",
          beats: converted
            .flatMap((job) => job.results)
            .map(({ data, keep, last }) => ({ tdata: data, tkeep: keep, tlast: last })),
          stall: stalls.results ?? 0,
          ...(isRecorded ? { isRecorded } : {}),
        },
        {
          port: "failures",
          beats: programmed.flatMap((job) => job.failures).map((data) => ({ tdata: data })),
          stall: stalls.failures ?? 0,
        },
      ],
      registers: "s_axi",
      script,
      timeoutCycles: limits.reduce((sum, limit) => sum + limit, 0) + CYCLES_PER_ACCESS * script.length,
    },
  };
}

/** Cycles that a job takes at most without stalls. */
function longest(parameters: AfprParameters, job: AfprJob): number {
  const { period, pulseCycles, readCycles, loadBeats, groups } = afprConfiguration(parameters);
  if (job.kind === "convert") return (job.vectors + 2) * (period + loadBeats + groups + 16);
  const attempt = pulseCycles + readCycles + 8;
  return job.weights.length + 16 * job.failures.length + 2 * job.rows * (job.limit + 2) * attempt;
}

function stepsOf(job: AfprJob, limit: number): JobStep[] {
  const { control, status, errors, size } = registers;
  const sizes = writeStep(size.address, size.encode({ rows: job.rows, columns: job.columns }), "size");
  const start = (bits: { start: number } | { program: number }, label: string): JobStep[] => [
    writeStep(control.address, control.encode(bits), label),
    pollStep(status.address, status.encode({ done: 1 }), limit, `${label}: done`),
    writeStep(status.address, status.encode({ done: 1 }), "clear done"),
  ];
  if (job.kind === "program") {
    return [
      sizes,
      writeStep(registers.programming.address, registers.programming.encode({ limit: job.limit }), "limit"),
      ...start({ program: 1 }, "program"),
      readStep(errors.address, 0, "errors"),
      readStep(registers.failed_cells.address, job.failures.length, "failed cells"),
      readStep(registers.pulses.address, job.pulses, "pulses"),
      readStep(registers.reads.address, job.reads, "reads"),
      ...(job.cycles === undefined ? [] : [readStep(registers.cycles.address, job.cycles, "cycles")]),
    ];
  }
  const { tile, convert, vectors } = registers;
  const place = { first: job.isFirst ? 1 : 0, last: job.isLast ? 1 : 0 };
  const settings = { shift: job.shift, output_shift: job.outputShift, format: job.format };
  const overflow = errors.encode({ overflow: 1 });
  return [
    sizes,
    writeStep(vectors.address, vectors.encode({ count: job.vectors }), "vectors"),
    writeStep(tile.address, tile.encode(place), "tile"),
    writeStep(convert.address, convert.encode(settings), "convert"),
    ...start({ start: 1 }, "start"),
    readStep(errors.address, job.isOverflow ? overflow : 0, "errors"),
    writeStep(errors.address, overflow, "clear errors"),
    readStep(registers.conversions.address, job.vectors, "conversions"),
    readStep(registers.over_range.address, job.overRange, "over range"),
    readStep(registers.clipped.address, job.clipped, "clipped"),
    readStep(registers.active_rows.address, job.activeRows, "active rows"),
    ...(job.conversionCycles === undefined
      ? []
      : [readStep(registers.conversion_cycles.address, job.conversionCycles, "conversion cycles")]),
    ...(job.cycles === undefined ? [] : [readStep(registers.cycles.address, job.cycles, "cycles")]),
  ];
}

/** The counters of a kind of job, by their names in registers.ts. */
export const afprCounters = {
  program: ["cycles", "pulses", "reads", "failed_cells"],
  convert: [
    "cycles",
    "conversions",
    "conversion_cycles",
    "load_stalls",
    "output_stalls",
    "over_range",
    "clipped",
    "active_rows",
  ],
} as const;

const recordSteps = ({ kind }: AfprJob, at: number): JobStep[] =>
  afprCounters[kind].map((counter) => ({
    kind: "read",
    address: BigInt(registers[counter].address),
    record: `${at}.${counter}`,
    label: `job ${at}: ${counter}`,
  }));
