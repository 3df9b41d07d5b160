/**
 * The linear layers of a quantized file with the activations that it has on a text. Invariant: the weights and everything that the
 * activations passed through come from the file.
 */
import { fail } from "../../diagnostics/index.ts";
import type { QuantizedMatrix } from "../../golden/index.ts";
import {
  type ActivationSource,
  activationSource,
  type CapturedLayer,
  type LlamaModel,
  lieqLayersOf,
  loadLlama,
  openModel,
  type PackedModel,
  readPackedModel,
  requireSameTensors,
  windowTokens,
} from "../../model/index.ts";
import type { CompileOptions } from "./options.ts";

/** Tokens that the model reads at least: the first ones of a text have seen too little of it to be like the rest. */
const READ_TOKENS = 128;

export type CaptureOptions = Pick<CompileOptions, "quantized" | "model" | "text" | "tokens">;

/** BL0574 when no projection is quantized, BL0604 when there are fewer tokens than asked for; and errors of files and texts. */
export async function captureLayers(
  options: CaptureOptions,
  report: (share: number, what: string) => void,
): Promise<{ layers: CapturedLayer[]; description: string }> {
  report(0, "activations");
  const packed = readPackedModel(options.quantized);
  try {
    const llama = loadLlama(packed.model, { keepLayers: false });
    const matrices = matricesOf(packed, llama);
    const { windows, description } = await sourceOf(llama, options);
    const found = windowTokens(windows);
    if (found < options.tokens) {
      const allowed = `1 to ${found}, for there are ${description}`;
      fail("BL0604", { argument: "--tokens", found: String(options.tokens), allowed });
    }
    const layers = lieqLayersOf(llama, matrices, windows, {
      tokens: options.tokens,
      onProgress: (done, total) => report(done / total, `activations, layer ${done} of ${total}`),
    });
    return { layers, description };
  } finally {
    packed.close();
  }
}

/** The quantized projections of the layers; BL0574 when there is none. */
function matricesOf(packed: PackedModel, llama: LlamaModel): Map<string, QuantizedMatrix> {
  const projections = new Set(llama.projections.slice(0, -1));
  const matrices = new Map<string, QuantizedMatrix>();
  for (const tensor of packed.tensors) {
    if (tensor.kind === "quantized" && projections.has(tensor.name))
      matrices.set(tensor.name, tensor.readMatrix());
  }
  if (matrices.size === 0) fail("BL0574", { file: packed.file });
  return matrices;
}

async function sourceOf(llama: LlamaModel, options: CaptureOptions): Promise<ActivationSource> {
  const { text, tokens } = options;
  const wanted = { tokens: Math.max(READ_TOKENS, tokens), ...(text === undefined ? {} : { text }) };
  if (options.model === undefined) return activationSource(llama, wanted);
  const original = await openModel(options.model);
  try {
    requireSameTensors(original, llama.source);
    // Its tokenizer and its text with the quantized model's weights.
    return activationSource({ ...llama, source: original }, wanted);
  } finally {
    original.close();
  }
}
