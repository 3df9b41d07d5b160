/**
 * A job on the engine as plain data: what software does with the registers, which beats go to which port and which must
 * come back. The streams and the cycle count come from the caller (src/golden has them), so that hardware and expectation
 * share nothing.
 */
import { registerAccessors } from "../bus/index.ts";
import { type JobPlan, type JobStep, pollStep, readStep, writeStep } from "../job-plan.ts";
import { FineqEngine } from "./engine.ts";
import {
  BLOCK_WEIGHTS,
  type FineqConfiguration,
  type FineqParameters,
  fineqConfiguration,
} from "./parameters.ts";
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
  /** With tiles-sparse: a block has more outlier clusters than a tile takes. */
  readonly hasBadWeights?: boolean | undefined;
  /** With tiles-planes, for each tile, for each round: some block has an outlier, so that the round is loaded twice. */
  readonly outlierRounds?: readonly boolean[] | undefined;
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
): { readonly top: ReturnType<typeof FineqEngine>; readonly plan: JobPlan } {
  const shape = fineqConfiguration(parameters);
  const { stalls = {} } = options;
  const registers = registerAccessors(fineqRegisters);
  const steps = stepsOf(shape, job);
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
  const script: JobStep[] = [
    writeStep(registers.m.address, registers.m.encode({ rows: job.m }), "m"),
    writeStep(registers.k.address, registers.k.encode({ depth: job.k }), "k"),
    writeStep(registers.n.address, registers.n.encode({ channels: job.n }), "n"),
    { kind: "delay", cycles: Math.ceil(fill) },
    writeStep(registers.control.address, registers.control.encode({ start: 1 }), "start"),
    pollStep(registers.status.address, registers.status.encode({ done: 1 }), timeoutCycles, "done"),
    readStep(
      registers.errors.address,
      registers.errors.encode({
        overflow: job.isOverflow ? 1 : 0,
        bad_weights: job.hasBadWeights ? 1 : 0,
      }),
      "errors",
    ),
    readStep(registers.tiles.address, job.tiles, "tiles"),
    readStep(registers.steps.address, steps, "steps"),
  ];
  if (options.cycles !== undefined) script.push(readStep(registers.cycles.address, options.cycles, "cycles"));
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

/** What the engine must count: steps of the array, or cycles in which tiles work. */
function stepsOf(shape: FineqConfiguration, { m, n, k, tiles, outlierRounds = [] }: FineqJobStreams): number {
  const { tile, rows, columns } = shape;
  if (!tile) return tiles * k * shape.phases;
  const rounds = Math.ceil(k / BLOCK_WEIGHTS) * Math.ceil(n / columns);
  let steps = 0;
  for (let first = 0, tileRow = 0; first < m; first += rows, tileRow++) {
    const groups = Math.max(
      Math.ceil(Math.min(rows, m - first) / tile.tokensAtOnce),
      Math.min(2, tile.groups),
    );
    const twice = outlierRounds.slice(tileRow * rounds, (tileRow + 1) * rounds).filter(Boolean).length;
    steps += (rounds + twice) * groups;
  }
  return steps;
}
