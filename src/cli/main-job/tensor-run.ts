/**
 * One tensor of the main job on the engine: in process, or as a Verilog testbench in an outside simulator. Invariant:
 * both take the same plan and give the same verdict.
 */
import { join } from "node:path";
import { type FineqParameters, fineqConfiguration, fineqEngineJob } from "../../blocks/index.ts";
import { type TextFile, writeStreamTestbench } from "../../gen/index.ts";
import { type FineqMatrix, fineqOutlierRounds, packFineqJob, predictFineqJob } from "../../golden/index.ts";
import { playStreamPlan } from "../../harness/index.ts";
import type { Design } from "../../ir/index.ts";
import { type Engine, makeEngine, type SimulationResult, simulateDirectory } from "../../sim/index.ts";
import { writeOutput } from "../write-output.ts";
import { syntheticActivations } from "./activations.ts";
import { selectTiles } from "./select-tiles.ts";

/** "bitloom" runs in process and needs no tool. */
export type JobSimulator = "bitloom" | "icarus" | "verilator";

export interface TensorRunOptions {
  readonly engine: FineqParameters;
  readonly simulator: JobSimulator;
  /** Column tiles simulated of each tensor; Infinity for all. */
  readonly tiles: number;
  /** Activation rows (tokens). */
  readonly tokens: number;
  readonly seed: number;
  readonly out: string;
}

/** A quantized tensor, and what quantizing it cost. */
export interface JobTensor {
  readonly name: string;
  readonly matrix: FineqMatrix;
  /** Padding and scales included. */
  readonly bitsPerWeight: number;
  /** Decibels. */
  readonly sqnr: number;
}

/** One line of the report. */
export interface TensorReport {
  readonly name: string;
  readonly shape: readonly [number, number];
  readonly bitsPerWeight: number;
  readonly sqnrDecibels: number;
  readonly tilesSimulated: number;
  readonly tilesTotal: number;
  /** Busy cycles of the engine, predicted and compared with its counter in simulation. */
  readonly cycles: number;
  /** Steps of the array, or cycles in which tiles work, over busy cycles. */
  readonly utilisation: number;
  readonly outputsCompared: number;
  readonly verdict: "pass" | "fail";
  /** Folder of the Verilog testbench: always with a simulator, after a failure in process. */
  readonly directory: string | undefined;
  readonly simulation: SimulationResult;
}

/** What a run of this tensor works on. */
interface TensorWork {
  readonly matrix: FineqMatrix;
  readonly size: { readonly m: number; readonly k: number; readonly n: number };
  readonly tiles: number;
  readonly tilesTotal: number;
  /** Predicted. */
  readonly cycles: number;
  readonly steps: number;
}

function workOf(tensor: JobTensor, { engine, tiles: limit, tokens }: TensorRunOptions): TensorWork {
  const configuration = fineqConfiguration(engine);
  const { tiles, total, matrix } = selectTiles(tensor.matrix, configuration.columns, limit);
  const size = { m: tokens, k: matrix.columns, n: matrix.rows };
  const outlierRounds = fineqOutlierRounds(configuration, tokens, matrix);
  const { cycles, steps } = predictFineqJob(configuration, { ...size, outlierRounds });
  return { matrix, size, tiles: tiles.length, tilesTotal: total, cycles, steps };
}

/** Cycles that a run of the tensor will take, for progress. */
export const cyclesOf = (tensor: JobTensor, options: TensorRunOptions): number =>
  workOf(tensor, options).cycles;

/** Runs tensors of one design; `verilog` is what the writer made of it, and lies in `../../rtl` of a tensor's folder. */
export class TensorRunner {
  private readonly design: Design;
  private readonly verilog: readonly TextFile[];
  private readonly options: TensorRunOptions;
  /** Compiled once; every tensor begins at its start state. */
  private started: { readonly engine: Engine; readonly start: ReturnType<Engine["save"]> } | undefined;

  constructor(design: Design, verilog: readonly TextFile[], options: TensorRunOptions) {
    this.design = design;
    this.verilog = verilog;
    this.options = options;
  }

  /** One tensor at a time in process; several at a time are fine with outside simulators. */
  async run(tensor: JobTensor, onProgress: (cycles: number) => void): Promise<TensorReport> {
    const { options } = this;
    const work = workOf(tensor, options);
    const { matrix, size, cycles } = work;
    const configuration = fineqConfiguration(options.engine);
    const activations = syntheticActivations(size.m, size.k, options.seed);
    const job = packFineqJob(configuration, { activations, m: size.m, weights: matrix });
    const { plan } = fineqEngineJob(options.engine, job, { cycles });
    const directory = join(options.out, "tensors", tensor.name);
    const writeTestbench = (): void => {
      const sources = this.verilog.map(({ name }) => `../../rtl/${name}`);
      writeOutput(directory, writeStreamTestbench({ ...plan, top: this.design.top, sources }));
    };
    const { simulator } = options;
    let simulation: SimulationResult;
    if (simulator === "bitloom") {
      const { engine, start } = this.engine();
      engine.restore(start);
      simulation = await playStreamPlan(this.design, plan, { on: engine, onProgress });
      if (!simulation.passed) writeTestbench();
    } else {
      writeTestbench();
      simulation = await simulateDirectory(directory, { simulator, jobs: 1 });
    }
    return {
      name: tensor.name,
      shape: [tensor.matrix.rows, tensor.matrix.columns],
      bitsPerWeight: tensor.bitsPerWeight,
      sqnrDecibels: tensor.sqnr,
      tilesSimulated: work.tiles,
      tilesTotal: work.tilesTotal,
      cycles,
      utilisation: work.steps / cycles,
      outputsCompared: size.m * size.n,
      verdict: simulation.passed ? "pass" : "fail",
      directory: simulator === "bitloom" && simulation.passed ? undefined : directory,
      simulation,
    };
  }

  private engine(): NonNullable<TensorRunner["started"]> {
    if (this.started === undefined) {
      const engine = makeEngine(this.design);
      this.started = { engine, start: engine.save() };
    }
    return this.started;
  }
}
