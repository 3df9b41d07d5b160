/**
 * Runs the jobs of column tiles on one engine: in process, or as Verilog testbenches in an outside simulator. Invariant: both
 * take the same plan, and every tile begins on a macro whose cells are at level 0.
 */
import { join } from "node:path";
import { type AfprParameters, afprConfiguration, afprCounters, afprEngineJobs } from "../../blocks/index.ts";
import { type TextFile, writeStreamTestbench } from "../../gen/index.ts";
import { unpackCimIntegers } from "../../golden/index.ts";
import { playStreamPlan } from "../../harness/index.ts";
import type { Design } from "../../ir/index.ts";
import { type Engine, makeEngine, type SimulationResult, simulateDirectory } from "../../sim/index.ts";
import { writeOutput } from "../write-output.ts";
import type { ColumnTileJobs } from "./tile-jobs.ts";

/** "bitloom" runs in process and needs no tool. */
export type JobSimulator = "bitloom" | "icarus" | "verilator";

export interface TileRunOptions {
  readonly engine: AfprParameters;
  readonly simulator: JobSimulator;
  readonly vectors: number;
  readonly out: string;
}

type ProgramCounter = (typeof afprCounters.program)[number];
type ConvertCounter = (typeof afprCounters.convert)[number];

/** Counters of one job as simulated software read them; 0 where the run ended before it came to them. */
export type JobCounters =
  | { readonly kind: "program"; readonly counters: Readonly<Record<ProgramCounter, number>> }
  | { readonly kind: "convert"; readonly counters: Readonly<Record<ConvertCounter, number>> };

export interface TileRun {
  /** As the engine sent them, row-major vectors x width; NaN for what never came. */
  readonly sums: Float64Array;
  /** One for each job. */
  readonly counters: readonly JobCounters[];
  /** Folder of the Verilog testbench: always with a simulator, after a failure in process. */
  readonly directory: string | undefined;
  readonly simulation: SimulationResult;
}

/** Runs tiles of one design; `verilog` is what the writer made of it, and lies in `../../rtl` of a tile's folder. */
export class TileRunner {
  private readonly design: Design;
  private readonly verilog: readonly TextFile[];
  private readonly options: TileRunOptions;
  /** Compiled once; every tile begins at its start state. */
  private started: { readonly engine: Engine; readonly start: ReturnType<Engine["save"]> } | undefined;

  constructor(design: Design, verilog: readonly TextFile[], options: TileRunOptions) {
    this.design = design;
    this.verilog = verilog;
    this.options = options;
  }

  /** One tile at a time. Errors are those of `playStreamPlan` and `simulateDirectory`. */
  async run(tile: ColumnTileJobs, name: string, onProgress: (cycles: number) => void): Promise<TileRun> {
    const { engine: parameters, simulator, vectors, out } = this.options;
    const { plan } = afprEngineJobs(parameters, tile.jobs, { isRecorded: true });
    const directory = join(out, "tiles", name);
    const writeTestbench = (): void => {
      const sources = this.verilog
        .filter((file) => file.name.endsWith(".v"))
        .map((file) => `../../rtl/${file.name}`);
      writeOutput(directory, writeStreamTestbench({ ...plan, top: this.design.top, sources }));
    };
    let simulation: SimulationResult;
    if (simulator === "bitloom") {
      const { engine, start } = this.engine();
      engine.restore(start);
      simulation = await playStreamPlan(this.design, plan, { on: engine, onProgress });
      if (!simulation.passed) writeTestbench();
    } else {
      writeTestbench();
      simulation = await simulateDirectory(directory, { simulator, runSeconds: RUN_SECONDS });
    }
    const shape = afprConfiguration(parameters);
    const below = BigInt((shape.lanes * shape.resultStride) / 8 + 1);
    const data = (simulation.received.results ?? []).map((beat) => beat >> below);
    return {
      sums: unpackCimIntegers(shape, data, { vectors, columns: tile.width }),
      counters: tile.jobs.map(({ kind }, at) => countersOf(simulation, kind, at)),
      directory: simulator === "bitloom" && simulation.passed ? undefined : directory,
      simulation,
    };
  }

  private engine(): NonNullable<TileRunner["started"]> {
    if (this.started === undefined) {
      const engine = makeEngine(this.design);
      this.started = { engine, start: engine.save() };
    }
    return this.started;
  }
}

/** A macro of full size takes Icarus an hour. */
const RUN_SECONDS = 4 * 3600;

function countersOf({ readings }: SimulationResult, kind: "program" | "convert", at: number): JobCounters {
  const read = <const C extends string>(counters: readonly C[]): Record<C, number> =>
    Object.fromEntries(
      counters.map((counter) => [counter, Number(readings[`${at}.${counter}`] ?? 0n)]),
    ) as Record<C, number>;
  return kind === "program"
    ? { kind, counters: read(afprCounters.program) }
    : { kind, counters: read(afprCounters.convert) };
}
