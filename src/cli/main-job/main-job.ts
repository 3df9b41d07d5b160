/**
 * The main job: a model's weights quantized to FineQ, packed, run through the generated engine, every output compared with
 * the golden model. Invariant: a tensor passes only if its simulation compared every value it planned and the cycle count
 * is the predicted one.
 */
import { join } from "node:path";
import { FineqEngine, fineqConfiguration } from "../../blocks/index.ts";
import { fail } from "../../diagnostics/index.ts";
import { elaborate } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { fineqOutlierRule } from "../../golden/index.ts";
import { interfaceOf } from "../../harness/index.ts";
import { chooseMatrices, elementsOf, openModel, readPackedModel, writeQuantized } from "../../model/index.ts";
import { startProgress } from "../progress.ts";
import { makeFolder, writeOutput } from "../write-output.ts";
import { inParallel } from "./in-parallel.ts";
import {
  cyclesOf,
  type JobTensor,
  type TensorReport,
  TensorRunner,
  type TensorRunOptions,
} from "./tensor-run.ts";

export interface MainJobOptions extends TensorRunOptions {
  readonly model: string;
  /** Tensors to simulate; every quantized one when undefined. */
  readonly tensors: readonly string[] | undefined;
  readonly embeddings: boolean;
  /** Simulations at a time in outside simulators. */
  readonly jobs: number;
  readonly quiet: boolean;
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
  const quantized = await quantizeAndPack(options, packed);
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
  const tensors = await simulateAll(chosen, new TensorRunner(design, verilog.files, options), options);
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

async function simulateAll(
  chosen: readonly JobTensor[],
  runner: TensorRunner,
  options: MainJobOptions,
): Promise<TensorReport[]> {
  const cycles = chosen.map((tensor) => cyclesOf(tensor, options));
  const bar = startProgress("simulate", sum(cycles), options.quiet);
  // In process there is one thread and one engine.
  const atATime = options.simulator === "bitloom" ? 1 : options.jobs;
  let done = 0;
  try {
    return await inParallel(chosen, atATime, async (tensor) => {
      const report = await runner.run(tensor, (cycle) => bar.update(done + cycle, tensor.name));
      done += report.cycles;
      bar.update(done, tensor.name);
      return report;
    });
  } finally {
    bar.stop();
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** The tensors as they are read back from the packed file. */
async function quantizeAndPack(options: MainJobOptions, path: string): Promise<JobTensor[]> {
  const model = await openModel(options.model);
  const total = model.tensors.reduce((sum, tensor) => sum + elementsOf(tensor.shape), 0);
  const bar = startProgress("quantize", total, options.quiet);
  try {
    const chosen = chooseMatrices(model, { embeddings: options.embeddings });
    const { tensors } = await writeQuantized(
      path,
      model,
      new Map(chosen.map(({ name }) => [name, "fineq"])),
      {
        rounding: "nearest",
        clustersPerOutlier: fineqOutlierRule(fineqConfiguration(options.engine)),
        onProgress: ({ done, tensor }) => bar.update(done, tensor),
      },
    );
    const packed = readPackedModel(path);
    const matrices = new Map(
      packed.tensors.flatMap((tensor) => {
        const quantized = tensor.kind === "quantized" ? tensor.readMatrix() : undefined;
        return quantized?.format === "fineq" ? [[tensor.name, quantized.matrix]] : [];
      }),
    );
    packed.close();
    return tensors.map(({ name, bits, sqnr }) => {
      const matrix =
        matrices.get(name) ?? fail("BL0514", { file: path, tensor: name, present: [...matrices.keys()] });
      return { name, matrix, sqnr, bitsPerWeight: bits.total };
    });
  } finally {
    bar.stop();
    model.close();
  }
}

function chosenTensors(all: readonly JobTensor[], options: MainJobOptions): readonly JobTensor[] {
  if (options.tensors === undefined) return all;
  return options.tensors.map((name) => {
    const found = all.find((tensor) => tensor.name === name);
    const allowed = `a quantized tensor: ${all.map((tensor) => tensor.name).join(", ")}`;
    return found ?? fail("BL0604", { argument: "--tensor", found: name, allowed });
  });
}
