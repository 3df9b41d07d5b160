/**
 * The main job: a model's weights quantized to FineQ, packed, run through the generated engine, every output compared with
 * the golden model. Invariant: a tensor passes only if its simulation compared every value it planned and the cycle count
 * is the predicted one.
 */
import { join } from "node:path";
import { FineqEngine, type FineqParameters, fineqConfiguration, fineqEngineJob } from "../../blocks/index.ts";
import { fail } from "../../diagnostics/index.ts";
import { elaborate } from "../../dsl/index.ts";
import { type TextFile, writeStreamTestbench, writeVerilog } from "../../gen/index.ts";
import { packFineqJob, predictFineqCycles } from "../../golden/index.ts";
import { interfaceOf } from "../../harness/index.ts";
import type { Design } from "../../ir/index.ts";
import {
  elementsOf,
  type FineqTensor,
  openModel,
  type QuantizedModel,
  quantizeModel,
  writePackedModel,
} from "../../model/index.ts";
import { type SimulationResult, simulateDirectory } from "../../sim/index.ts";
import { startProgress } from "../progress.ts";
import { makeFolder, writeOutput } from "../write-output.ts";
import { syntheticActivations } from "./activations.ts";
import { inParallel } from "./in-parallel.ts";
import { selectTiles } from "./select-tiles.ts";

export interface MainJobOptions {
  readonly model: string;
  /** Tensors to simulate; every quantized one when undefined. */
  readonly tensors: readonly string[] | undefined;
  readonly embeddings: boolean;
  readonly engine: FineqParameters;
  readonly simulator: "icarus" | "verilator";
  /** Column tiles simulated of each tensor; Infinity for all. */
  readonly tiles: number;
  /** Activation rows (tokens). */
  readonly tokens: number;
  readonly seed: number;
  readonly out: string;
  /** Simulations at a time. */
  readonly jobs: number;
  readonly quiet: boolean;
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
  /** Steps of the array over busy cycles. */
  readonly utilisation: number;
  readonly outputsCompared: number;
  readonly verdict: "pass" | "fail";
  readonly directory: string;
  readonly simulation: SimulationResult;
}

export interface MainJobReport {
  readonly model: string;
  readonly out: string;
  readonly packed: string;
  readonly rtl: string;
  readonly engine: string;
  readonly simulator: string;
  readonly tensors: readonly TensorReport[];
  readonly seconds: { readonly quantize: number; readonly generate: number; readonly simulate: number };
}

/** Runs the whole job and returns its report; errors are those of its parts. */
export async function runMainJob(options: MainJobOptions): Promise<MainJobReport> {
  const configuration = fineqConfiguration(options.engine);
  const began = performance.now();
  const packed = join(options.out, "packed.safetensors");
  makeFolder(options.out);
  const quantized = quantizeAndPack(options, packed);
  const afterQuantize = performance.now();

  const design = elaborate(FineqEngine(options.engine));
  const verilog = writeVerilog(design);
  const rtl = join(options.out, "rtl");
  writeOutput(rtl, [
    ...verilog.files,
    verilog.fileList,
    { name: `${design.top.name}.json`, text: `${JSON.stringify(interfaceOf(design), null, 2)}\n` },
  ]);
  const afterGenerate = performance.now();

  const chosen = chosenTensors(quantized, options);
  const bar = startProgress("simulate", chosen.length, options.quiet);
  let done = 0;
  let tensors: TensorReport[];
  try {
    tensors = await inParallel(chosen, options.jobs, async (tensor) => {
      const report = await simulateTensor(tensor, design, verilog.files, options);
      bar.update(++done, tensor.name);
      return report;
    });
  } finally {
    bar.stop();
  }
  const seconds = (from: number, to: number): number => (to - from) / 1000;
  return {
    model: options.model,
    out: options.out,
    packed,
    rtl,
    engine: configuration.name,
    simulator: tensors[0]?.simulation.simulator ?? options.simulator,
    tensors,
    seconds: {
      quantize: seconds(began, afterQuantize),
      generate: seconds(afterQuantize, afterGenerate),
      simulate: seconds(afterGenerate, performance.now()),
    },
  };
}

function quantizeAndPack(options: MainJobOptions, packed: string): QuantizedModel {
  const model = openModel(options.model);
  const total = model.tensors.reduce((sum, tensor) => sum + elementsOf(tensor.shape), 0);
  const bar = startProgress("quantize", total, options.quiet);
  try {
    const quantized = quantizeModel(model, { embeddings: options.embeddings }, ({ done, tensor }) =>
      bar.update(done, tensor),
    );
    writePackedModel(packed, quantized);
    return quantized;
  } finally {
    bar.stop();
    model.close();
  }
}

function chosenTensors(quantized: QuantizedModel, options: MainJobOptions): FineqTensor[] {
  const all = quantized.tensors.filter((tensor) => tensor.kind === "fineq");
  if (options.tensors === undefined) return all;
  return options.tensors.map((name) => {
    const found = all.find((tensor) => tensor.name === name);
    const allowed = `a quantized tensor: ${all.map((tensor) => tensor.name).join(", ")}`;
    return found ?? fail("BL0604", { argument: "--tensor", found: name, allowed });
  });
}

async function simulateTensor(
  tensor: FineqTensor,
  design: Design,
  verilog: readonly TextFile[],
  options: MainJobOptions,
): Promise<TensorReport> {
  const configuration = fineqConfiguration(options.engine);
  const selection = selectTiles(tensor.matrix, configuration.columns, options.tiles);
  const { matrix } = selection;
  const k = matrix.columns;
  const activations = syntheticActivations(options.tokens, k, options.seed);
  const size = { m: options.tokens, k, n: matrix.rows };
  const cycles = predictFineqCycles(configuration, size);
  const job = packFineqJob(configuration, { activations, m: options.tokens, weights: matrix });
  const { plan } = fineqEngineJob(options.engine, job, { cycles });
  const directory = join(options.out, "tensors", tensor.name);
  const sources = verilog.map(({ name }) => `../../rtl/${name}`);
  writeOutput(directory, writeStreamTestbench({ ...plan, top: design.top, sources }));
  const simulation = await simulateDirectory(directory, { simulator: options.simulator, jobs: 1 });
  return {
    name: tensor.name,
    shape: [tensor.matrix.rows, tensor.matrix.columns],
    bitsPerWeight: tensor.bitsPerWeight,
    sqnrDecibels: tensor.sqnr,
    tilesSimulated: selection.tiles.length,
    tilesTotal: selection.total,
    cycles,
    utilisation: (job.tiles * k * configuration.phases) / cycles,
    outputsCompared: size.m * size.n,
    verdict: simulation.passed ? "pass" : "fail",
    directory,
    simulation,
  };
}
