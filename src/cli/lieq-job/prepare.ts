/**
 * From a model to what its engine runs: scores, allocation, packed weights, captured activations. Invariant: weights come back from the
 * packed file that is written, so the file is what runs.
 */
import { join } from "node:path";
import { allocateLadder, type LadderAllocation, type QuantizedMatrix } from "../../golden/index.ts";
import {
  type ActivationSource,
  activationSource,
  type CapturedLayer,
  type LayerScore,
  layerFormats,
  layerScores,
  lieqLayersOf,
  loadLlama,
  openModel,
  type QuantizedReport,
  readPackedModel,
  writeQuantized,
} from "../../model/index.ts";
import { startProgress } from "../progress.ts";
import { makeFolder } from "../write-output.ts";
import type { LieqJobOptions } from "./options.ts";

export interface PreparedLayers {
  readonly scores: readonly LayerScore[];
  readonly allocation: LadderAllocation;
  /** What became of each matrix, in the model's order. */
  readonly quantized: QuantizedReport;
  /** Where the tokens come from, in words. */
  readonly source: ActivationSource["description"];
  /** Matrices with their activations, in the order in which a token meets them. */
  readonly layers: readonly CapturedLayer[];
  readonly packed: string;
}

/** Scores, allocates, quantizes, writes `packed.safetensors` and captures activations. Errors are those of its parts. */
export async function prepareLayers(options: LieqJobOptions): Promise<PreparedLayers> {
  const { text, budget, ladder, seed, out, quiet } = options;
  // A budget that the ladder cannot meet is named before the model is looked at.
  allocateLadder([{ score: 0, weights: 1 }], budget, ladder);
  const model = await openModel(options.model);
  try {
    const llama = loadLlama(model, { keepLayers: false });
    const scored = activationSource(llama, {
      ...(text === undefined ? {} : { text }),
      tokens: options.scoreTokens,
    });
    const scores = withBar("score", quiet, (report) =>
      layerScores(llama, scored.windows, {
        seed,
        onProgress: ({ done, total, tensor }) => report(done / total, tensor),
      }),
    );
    const allocation = allocateLadder(scores, budget, ladder);
    const formats = layerFormats(llama, allocation.formats);
    makeFolder(out);
    const packed = join(out, "packed.safetensors");
    const bar = startProgress("quantize", 1, quiet);
    let quantized: QuantizedReport;
    try {
      quantized = await writeQuantized(packed, model, formats, {
        rounding: "nearest",
        onProgress: ({ done, total, tensor }) => bar.update(done / total, tensor),
      });
    } finally {
      bar.stop();
    }
    const layers = captureLayers(packed, scored.windows, options);
    return { scores, allocation, quantized, source: scored.description, layers, packed };
  } finally {
    model.close();
  }
}

/** The packed file's matrices with the activations that the packed model has on the text. */
function captureLayers(
  path: string,
  windows: ActivationSource["windows"],
  { tokens, quiet }: LieqJobOptions,
): CapturedLayer[] {
  const packed = readPackedModel(path);
  try {
    const matrices = new Map<string, QuantizedMatrix>();
    for (const tensor of packed.tensors) {
      if (tensor.kind === "quantized") matrices.set(tensor.name, tensor.readMatrix());
    }
    const running = loadLlama(packed.model, { keepLayers: false });
    return withBar("activations", quiet, (report) =>
      lieqLayersOf(running, matrices, windows, {
        tokens,
        onProgress: (done, total) => report(done / total, `layer ${done} of ${total}`),
      }),
    );
  } finally {
    packed.close();
  }
}

/** Work that gives no turn to anything else, under a bar over its whole. */
function withBar<T>(
  title: string,
  quiet: boolean,
  work: (report: (share: number, what: string) => void) => T,
): T {
  const bar = startProgress(title, 1, quiet);
  try {
    return work((share, what) => bar.announce(share, what));
  } finally {
    bar.stop();
  }
}
