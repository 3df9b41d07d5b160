/**
 * The work of `bitloom quantize`: formats, by LieQ's scores where a budget says so, then rounding into a packed file. Invariant: the file says
 * what the report says.
 */
import { dirname } from "node:path";
import { allocateLadder, type LadderAllocation, type WeightFormat } from "../../golden/index.ts";
import {
  type ActivationSource,
  activationSource,
  chooseMatrices,
  type LayerScore,
  type LlamaModel,
  layerFormats,
  layerScores,
  loadLlama,
  type Model,
  openModel,
  type QuantizedReport,
  type WriteQuantizedOptions,
  writeQuantized,
} from "../../model/index.ts";
import { interruptible } from "../interrupt.ts";
import { startProgress } from "../progress.ts";
import { makeFolder } from "../write-output.ts";
import type { LadderChoice, QuantizeJob } from "./options.ts";

/** Layers and the formats that their scores earned them. */
export interface ScoredAllocation extends LadderAllocation, LadderChoice {
  readonly scores: readonly LayerScore[];
}

export interface QuantizeResult {
  readonly job: QuantizeJob;
  readonly allocation: ScoredAllocation | undefined;
  /** Where the tokens come from, in words; undefined when nothing looked at a text. */
  readonly text: string | undefined;
  readonly quantized: QuantizedReport;
}

/** Quantizes and writes the file; errors are those of the parts. Nothing is left behind by an error or a signal. */
export async function runQuantizeJob(job: QuantizeJob, quiet: boolean): Promise<QuantizeResult> {
  const model = await openModel(job.model);
  try {
    const isLieq = typeof job.formats !== "string";
    const isCalibrated = job.rounding === "calibrated";
    const llama = isLieq || isCalibrated ? loadLlama(model, { keepLayers: false }) : undefined;
    const source = llama === undefined ? undefined : textOf(llama, job);
    const allocation =
      llama === undefined || source === undefined || typeof job.formats === "string"
        ? undefined
        : allocate(llama, source, job.formats, job.seed, quiet);
    const formats = formatsOf(model, llama, job, allocation);
    const options: WriteQuantizedOptions = {
      ...(isCalibrated && source !== undefined
        ? { rounding: "calibrated", windows: source.windows, windowsFrom: source.description }
        : { rounding: "nearest" }),
      clustersPerOutlier: job.clustersPerOutlier,
      ...(allocation === undefined || source === undefined
        ? {}
        : { allocation: provenanceOf(allocation, source, job.seed) }),
    };
    makeFolder(dirname(job.out));
    const quantized = await interruptible((signal) =>
      write(job.out, model, formats, { ...options, signal }, quiet),
    );
    return { job, allocation, text: source?.description, quantized };
  } finally {
    model.close();
  }
}

const textOf = (llama: LlamaModel, { text, tokens }: QuantizeJob): ActivationSource =>
  activationSource(llama, text === undefined ? { tokens } : { text, tokens });

function allocate(
  llama: LlamaModel,
  { windows }: ActivationSource,
  { budget, ladder }: LadderChoice,
  seed: number,
  quiet: boolean,
): ScoredAllocation {
  const bar = startProgress("score", 1, quiet);
  try {
    const scores = layerScores(llama, windows, {
      seed,
      onProgress: ({ done, total, tensor }) => bar.announce(done / total, tensor),
    });
    return { ...allocateLadder(scores, budget, ladder), budget, ladder, scores };
  } finally {
    bar.stop();
  }
}

/** Matrices of no layer get the job's one format, or the most precise of the ladder. */
function formatsOf(
  model: Model,
  llama: LlamaModel | undefined,
  { formats, embeddings, tensors }: QuantizeJob,
  allocation: ScoredAllocation | undefined,
): ReadonlyMap<string, WeightFormat> {
  const chosen = chooseMatrices(model, { embeddings, ...(tensors === undefined ? {} : { only: tensors }) });
  const other = typeof formats === "string" ? formats : (formats.ladder[0] as WeightFormat);
  const ofLayers =
    allocation === undefined || llama === undefined ? undefined : layerFormats(llama, allocation.formats);
  return new Map(chosen.map(({ name }) => [name, ofLayers?.get(name) ?? other]));
}

/** What the file keeps of the allocation. */
function provenanceOf(
  { budget, ladder, averageBits, formats, scores }: ScoredAllocation,
  { description }: ActivationSource,
  seed: number,
): NonNullable<WriteQuantizedOptions["allocation"]> {
  return {
    budget,
    ladder: [...ladder],
    averageBits,
    scores: `LieQ's scores of ${description}, random weights of seed ${seed}`,
    layers: scores.map(({ score, weights }, layer) => ({
      format: formats[layer] as WeightFormat,
      score,
      weights,
    })),
  };
}

async function write(
  path: string,
  model: Model,
  formats: ReadonlyMap<string, WeightFormat>,
  options: WriteQuantizedOptions,
  quiet: boolean,
): Promise<QuantizedReport> {
  const bar = startProgress("quantize", 1, quiet);
  try {
    return await writeQuantized(path, model, formats, {
      ...options,
      onProgress: ({ done, total, tensor }) => bar.update(done / total, tensor),
    });
  } finally {
    bar.stop();
  }
}
