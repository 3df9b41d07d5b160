/**
 * A program on the engine as plain data: what software does with the registers, which beats go to which port and which must come back.
 * Tables, streams and cycle counts come from the caller (src/golden has them), so that hardware and expectation share nothing.
 */
import { registerAccessors } from "../bus/index.ts";
import { type JobPlan, type JobStep, pollStep, readStep, writeStep } from "../job-plan.ts";
import { LieqEngine } from "./engine.ts";
import { type LieqParameters, lieqConfiguration, WEIGHT_FORMATS, type WeightFormat } from "./parameters.ts";
import { lieqRegisters } from "./registers.ts";

/** An entry of the layer table. */
export interface LieqTableEntry {
  readonly format: WeightFormat;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly weightsBase: number;
  readonly weightsBytes: number;
  readonly scalesBase: number;
  readonly scalesBytes: number;
  readonly activationsBase: number;
  readonly resultsBase: number;
  readonly resultsBytes: number;
}

interface AskedFor {
  readonly address: number;
  readonly bytes: number;
}

/** What a program takes and gives; `packLieqProgram` of src/golden makes it. */
export interface LieqProgramStreams {
  readonly entries: readonly LieqTableEntry[];
  /** What the engine asks its memories for, in order. */
  readonly transfers: {
    readonly weights: readonly AskedFor[];
    readonly scales: readonly AskedFor[];
    readonly activations: readonly AskedFor[];
    readonly results: readonly AskedFor[];
  };
  /** Raw bits of each beat. */
  readonly streams: {
    readonly weights: readonly bigint[];
    readonly scales: readonly bigint[];
    readonly activations: readonly bigint[];
  };
  readonly results: readonly { readonly data: bigint; readonly keep: bigint; readonly last: bigint }[];
  readonly isOverflow: boolean;
}

/** Counts that the engine must show; the cycles only without stalls. `predictLieqProgram` of src/golden. */
export interface LieqCounts {
  readonly cycles: number;
  readonly passes: number;
  readonly layers: readonly {
    readonly cycles: number;
    readonly steps: number;
    readonly weightStalls: number;
    readonly resultStalls: number;
  }[];
}

export interface LieqJobOptions {
  readonly counts: LieqCounts;
  /** Probability of an idle cycle before each beat, per stream; 0 unless stated. With any, cycles are not compared. */
  readonly stalls?:
    | {
        readonly weights?: number;
        readonly scales?: number;
        readonly activations?: number;
        readonly results?: number;
        readonly transfers?: number;
      }
    | undefined;
}

/** Cycles that an AXI4-Lite access takes at most on an idle bus. */
const CYCLES_PER_ACCESS = 16;

/** Describes one program on the engine of `parameters`: the module, and the plan of its testbench. */
export function lieqEngineJob(
  parameters: LieqParameters,
  program: LieqProgramStreams,
  { counts, stalls = {} }: LieqJobOptions,
): { readonly top: ReturnType<typeof LieqEngine>; readonly plan: JobPlan } {
  const { rows, columns, lanes, phases, layers } = lieqConfiguration(parameters);
  const registers = registerAccessors(lieqRegisters);
  const { streams, transfers, entries } = program;
  const slowest = Math.max(0, ...Object.values(stalls));
  const beats = [...Object.values(streams), program.results, ...Object.values(transfers)].reduce(
    (sum, { length }) => sum + length,
    0,
  );
  const timeoutCycles = 2000 + Math.ceil((2 * (counts.cycles + (slowest > 0 ? beats : 0))) / (1 - slowest));
  const script: JobStep[] = [
    ...entries.flatMap((entry, index) => entryWrites(entry, index)),
    writeStep(registers.layers.address, registers.layers.encode({ count: entries.length }), "layers"),
    // Weights and activations that wait in front of the engine fill what is before the array.
    { kind: "delay", cycles: 8 },
    writeStep(registers.control.address, registers.control.encode({ start: 1 }), "start"),
    pollStep(registers.status.address, registers.status.encode({ done: 1 }), timeoutCycles, "done"),
    readStep(
      registers.errors.address,
      registers.errors.encode({ overflow: program.isOverflow ? 1 : 0 }),
      "errors",
    ),
    readStep(registers.passes.address, counts.passes, "passes"),
    readStep(
      registers.steps.address,
      counts.layers.reduce((sum, { steps }) => sum + steps, 0),
      "steps",
    ),
    readStep(registers.shape.address, rows + 2 ** 8 * columns + 2 ** 16 * lanes + 2 ** 24 * phases, "shape"),
    readStep(registers.capacity.address, layers, "capacity"),
  ];
  const total = (of: (layer: LieqCounts["layers"][number]) => number): number =>
    counts.layers.reduce((sum, layer) => sum + of(layer), 0);
  if (slowest === 0) {
    script.push(
      readStep(registers.cycles.address, counts.cycles, "cycles"),
      readStep(
        registers.weight_stalls.address,
        total(({ weightStalls }) => weightStalls),
        "weight stalls",
      ),
      readStep(registers.activation_stalls.address, 0, "activation stalls"),
      readStep(
        registers.result_stalls.address,
        total(({ resultStalls }) => resultStalls),
        "result stalls",
      ),
    );
  }
  counts.layers.forEach(({ cycles, steps, weightStalls, resultStalls }, index) => {
    const read = (address: number, expected: number, what: string): JobStep =>
      readStep(address, expected, `${what} of layer ${index}`);
    script.push(
      writeStep(registers.layer_select.address, registers.layer_select.encode({ index }), "layer"),
      read(registers.layer_steps.address, steps, "steps"),
    );
    if (slowest > 0) return;
    script.push(
      read(registers.layer_cycles.address, cycles, "cycles"),
      read(registers.layer_weight_stalls.address, weightStalls, "weight stalls"),
      read(registers.layer_activation_stalls.address, 0, "activation stalls"),
      read(registers.layer_result_stalls.address, resultStalls, "result stalls"),
    );
  });
  return {
    top: LieqEngine(parameters),
    plan: {
      producers: (["weights", "scales", "activations"] as const).map((port) => ({
        port,
        beats: streams[port],
        stall: stalls[port] ?? 0,
      })),
      consumers: [
        {
          port: "results",
          beats: program.results.map(({ data, keep, last }) => ({ tdata: data, tkeep: keep, tlast: last })),
          stall: stalls.results ?? 0,
        },
        ...(
          [
            ["weight_transfers", transfers.weights],
            ["scale_transfers", transfers.scales],
            ["activation_transfers", transfers.activations],
            ["result_transfers", transfers.results],
          ] as const
        ).map(([port, asked]) => ({
          port,
          beats: asked.map(({ address, bytes }) => ({ tdata: (BigInt(bytes) << 32n) | BigInt(address) })),
          stall: stalls.transfers ?? 0,
        })),
      ],
      registers: "s_axi",
      script,
      timeoutCycles: timeoutCycles + CYCLES_PER_ACCESS * script.length,
    },
  };
}

/** The writes that store an entry. */
export function entryWrites(entry: LieqTableEntry, index: number): JobStep[] {
  const registers = registerAccessors(lieqRegisters);
  const label = (what: string): string => `layer ${index}: ${what}`;
  return [
    writeStep(
      registers.format.address,
      registers.format.encode({ code: WEIGHT_FORMATS.indexOf(entry.format) }),
      label(entry.format),
    ),
    writeStep(registers.m.address, registers.m.encode({ rows: entry.m }), label("M")),
    writeStep(registers.n.address, registers.n.encode({ channels: entry.n }), label("N")),
    writeStep(registers.k.address, registers.k.encode({ depth: entry.k }), label("K")),
    writeStep(registers.weights_base.address, entry.weightsBase, label("weights base")),
    writeStep(registers.weights_bytes.address, entry.weightsBytes, label("weights bytes")),
    writeStep(registers.scales_base.address, entry.scalesBase, label("scales base")),
    writeStep(registers.scales_bytes.address, entry.scalesBytes, label("scales bytes")),
    writeStep(registers.activations_base.address, entry.activationsBase, label("activations base")),
    writeStep(registers.results_base.address, entry.resultsBase, label("results base")),
    writeStep(registers.results_bytes.address, entry.resultsBytes, label("results bytes")),
    writeStep(registers.entry.address, registers.entry.encode({ index, store: 1 }), label("store")),
  ];
}
