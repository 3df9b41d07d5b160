/**
 * A job on the engine as plain data: what software does with the registers, which beats go to which port and which must
 * come back. The streams and the cycle count come from the caller (src/golden has them), so that hardware and expectation
 * share nothing.
 */
import { registerAccessors } from "../bus/index.ts";
import { FineqEngine } from "./engine.ts";
import { type FineqParameters, fineqConfiguration } from "./parameters.ts";
import { fineqRegisters } from "./registers.ts";

/** What a job takes and gives; `packFineqJob` of src/golden makes it. */
export interface FineqJobStreams {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly tiles: number;
  /** Raw bits of each beat. */
  readonly weights: readonly bigint[];
  readonly activations: readonly bigint[];
  readonly scales: readonly bigint[];
  readonly results: readonly { readonly data: bigint; readonly keep: bigint; readonly last: bigint }[];
  readonly isOverflow: boolean;
}

export interface FineqJobOptions {
  /** Cycles that the engine must count; only without stalls. `predictFineqCycles` of src/golden. */
  readonly cycles?: number | undefined;
  /** Probability of an idle cycle before each beat, per stream; 0 unless stated. */
  readonly stalls?:
    | {
        readonly weights?: number;
        readonly activations?: number;
        readonly scales?: number;
        readonly results?: number;
      }
    | undefined;
}

/** Register accesses of a job, in the form that src/gen/testbench takes. */
export type FineqJobStep =
  | { readonly kind: "write"; readonly address: bigint; readonly data: bigint; readonly label?: string }
  | { readonly kind: "read"; readonly address: bigint; readonly expected?: bigint; readonly label?: string }
  | {
      readonly kind: "poll";
      readonly address: bigint;
      readonly mask: bigint;
      readonly value: bigint;
      readonly limit: number;
      readonly label?: string;
    }
  | { readonly kind: "delay"; readonly cycles: number };

type Fields = Readonly<Record<string, bigint>>;

/** Everything of a stream testbench but its top module. */
export interface FineqJobPlan {
  readonly producers: readonly {
    readonly port: string;
    readonly beats: readonly bigint[];
    readonly stall: number;
  }[];
  readonly consumers: readonly {
    readonly port: string;
    readonly beats: readonly Fields[];
    readonly stall: number;
  }[];
  readonly registers: string;
  readonly script: readonly FineqJobStep[];
  readonly timeoutCycles: number;
}

/** Cycles that an AXI4-Lite access takes at most on an idle bus. */
const CYCLES_PER_ACCESS = 16;

/**
 * Describes one job on the engine of `parameters`: the module, and the plan of its testbench. The streams are offered
 * some cycles before the start, as the cycle count supposes.
 */
export function fineqEngineJob(
  parameters: FineqParameters,
  job: FineqJobStreams,
  options: FineqJobOptions = {},
): { readonly top: ReturnType<typeof FineqEngine>; readonly plan: FineqJobPlan } {
  const shape = fineqConfiguration(parameters);
  const { stalls = {} } = options;
  const registers = registerAccessors(fineqRegisters);
  const write = (address: number, data: number, label: string): FineqJobStep => ({
    kind: "write",
    address: BigInt(address),
    data: BigInt(data),
    label,
  });
  const read = (address: number, expected: number, label: string): FineqJobStep => ({
    kind: "read",
    address: BigInt(address),
    expected: BigInt(expected),
    label,
  });
  const steps = job.tiles * job.k * shape.phases;
  const slowest = Math.max(
    stalls.weights ?? 0,
    stalls.activations ?? 0,
    stalls.scales ?? 0,
    stalls.results ?? 0,
  );
  const beats = job.weights.length + job.activations.length + job.scales.length + job.results.length;
  const rest = job.tiles * 4 * (shape.rows + shape.columns + 8);
  const timeoutCycles = 1000 + Math.ceil(((steps + beats + rest) * 2) / (1 - slowest));
  // Twice what the slowest gearbox takes to fill up.
  const fill = 16 + (2 * 2 * shape.rows * shape.activationBits) / shape.activationBus + 64;
  const script: FineqJobStep[] = [
    write(registers.m.address, registers.m.encode({ rows: job.m }), "m"),
    write(registers.k.address, registers.k.encode({ depth: job.k }), "k"),
    write(registers.n.address, registers.n.encode({ channels: job.n }), "n"),
    { kind: "delay", cycles: Math.ceil(fill) },
    write(registers.control.address, registers.control.encode({ start: 1 }), "start"),
    {
      kind: "poll",
      address: BigInt(registers.status.address),
      mask: BigInt(registers.status.encode({ done: 1 })),
      value: BigInt(registers.status.encode({ done: 1 })),
      limit: timeoutCycles,
      label: "done",
    },
    read(registers.errors.address, registers.errors.encode({ overflow: job.isOverflow ? 1 : 0 }), "errors"),
    read(registers.tiles.address, job.tiles, "tiles"),
    read(registers.steps.address, steps, "steps"),
  ];
  if (options.cycles !== undefined) script.push(read(registers.cycles.address, options.cycles, "cycles"));
  return {
    top: FineqEngine(parameters),
    plan: {
      producers: [
        { port: "weights", beats: job.weights, stall: stalls.weights ?? 0 },
        { port: "activations", beats: job.activations, stall: stalls.activations ?? 0 },
        { port: "scales", beats: job.scales, stall: stalls.scales ?? 0 },
      ],
      consumers: [
        {
          port: "results",
          beats: job.results.map(({ data, keep, last }) => ({ tdata: data, tkeep: keep, tlast: last })),
          stall: stalls.results ?? 0,
        },
      ],
      registers: "s_axi",
      script,
      timeoutCycles: timeoutCycles + CYCLES_PER_ACCESS * script.length,
    },
  };
}
