/**
 * From a model to what its engine runs: a packed file by LieQ's scores, its layers with captured activations, compiled. Invariant: weights
 * and activations come from the packed file that is written, so the file is what runs.
 */
import { join } from "node:path";
import { programFiles } from "../../gen/index.ts";
import { type CompiledLieq, compileLieq } from "../../jobs/index.ts";
import type { CapturedLayer, QuantizedReport } from "../../model/index.ts";
import { captureLayers } from "../compile/capture.ts";
import { startProgress } from "../progress.ts";
import { quantizeJob } from "../quantize-job/options.ts";
import { runQuantizeJob, type ScoredAllocation } from "../quantize-job/quantize-job.ts";
import { writeOutput } from "../write-output.ts";
import type { LieqJobOptions } from "./options.ts";

export interface PreparedLayers {
  readonly allocation: ScoredAllocation;
  /** What became of each matrix, in the model's order. */
  readonly quantized: QuantizedReport;
  /** Where the activations come from, in words. */
  readonly source: string;
  /** Matrices with their activations, in the order in which a token meets them. */
  readonly layers: readonly CapturedLayer[];
  readonly compiled: CompiledLieq;
  /** The packed file, and the folder of the program. */
  readonly packed: string;
  readonly program: string;
}

/** Scores, allocates, quantizes, captures activations and compiles; writes the packed file and the program. Errors are those of its parts. */
export async function prepareLayers(options: LieqJobOptions): Promise<PreparedLayers> {
  const { model, text, quiet, out } = options;
  const packed = join(out, "packed.safetensors");
  const job = quantizeJob({
    model,
    format: "lieq",
    budget: options.budget,
    ladder: options.ladder,
    outliers: undefined,
    rounding: options.rounding,
    text,
    tokens: options.scoreTokens,
    seed: options.seed,
    out: packed,
    embeddings: false,
    tensor: undefined,
  });
  const { allocation, quantized } = await runQuantizeJob(job, quiet);
  if (allocation === undefined) throw new TypeError("a budget gives an allocation");
  const bar = startProgress("compile", 2, quiet);
  try {
    const captured = await captureLayers(
      { quantized: packed, model, text, tokens: options.tokens },
      (share, what) => bar.announce(share, what),
    );
    bar.announce(1, "packing the layers");
    const compiled = compileLieq(options.engine, captured.layers);
    const program = join(out, "program");
    writeOutput(program, programFiles(compiled.program, compiled.images));
    return {
      allocation,
      quantized,
      source: captured.description,
      layers: captured.layers,
      compiled,
      packed,
      program,
    };
  } finally {
    bar.stop();
  }
}
