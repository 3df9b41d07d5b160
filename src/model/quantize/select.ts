/** Which tensors of a model are quantized, and in which format. Invariant: what is chosen is a weight matrix that every format can hold. */
import { fail } from "../../diagnostics/index.ts";
import type { WeightFormat } from "../../golden/index.ts";
import { isFloatDtype } from "../dtype.ts";
import type { LlamaModel } from "../forward/index.ts";
import { elementsOf, type Model, type ModelTensor } from "../model.ts";

/** Formats by name of the tensor. */
export type TensorFormats = ReadonlyMap<string, WeightFormat>;

export interface MatrixChoice {
  /** Embeddings and output head too. They cost a model the most, so the default is to keep them. */
  readonly embeddings?: boolean;
  /** Only these tensors (embeddings included when named). */
  readonly only?: readonly string[];
}

/**
 * The two-dimensional floating-point tensors of a model, in its order; embeddings and output head by option only. BL0514 for a name of
 * `only` that is not there, BL0520 when nothing is left.
 */
export function chooseMatrices(model: Model, { embeddings = false, only }: MatrixChoice = {}): ModelTensor[] {
  const candidates =
    only?.map(model.tensor) ?? model.tensors.filter((tensor) => embeddings || !isEmbedding(tensor.name));
  const wanted = new Set(candidates.filter(isMatrix));
  if (wanted.size === 0) fail("BL0520", { file: model.file });
  return model.tensors.filter((tensor) => wanted.has(tensor));
}

/** The projections of every layer in the format of that layer. BL0515 when there are more or fewer formats than layers. */
export function layerFormats(
  { projections, config }: Pick<LlamaModel, "projections" | "config">,
  formatOfLayer: readonly WeightFormat[],
): Map<string, WeightFormat> {
  const { layers } = config;
  if (formatOfLayer.length !== layers)
    fail("BL0515", { what: "formats of layers", expected: String(layers), found: formatOfLayer.length });
  // The output head comes last and belongs to no layer.
  const perLayer = (projections.length - 1) / layers;
  return new Map(
    formatOfLayer.flatMap((format, layer) =>
      projections
        .slice(layer * perLayer, (layer + 1) * perLayer)
        .map((name): [string, WeightFormat] => [name, format]),
    ),
  );
}

/**
 * Whether a name is that of an embedding or an output head, in Llama's and other families' words: any part with "embed"
 * in it, `wte`, `wpe`, `lm_head`, T5's `shared`, or `output.weight` at the top.
 */
export function isEmbedding(name: string): boolean {
  return (
    name === "output.weight" || name.split(".").some((part) => /embed|^(wte|wpe|lm_head|shared)$/i.test(part))
  );
}

/** Whether a format can hold a tensor at all: a non-empty two-dimensional floating-point one. */
export function isMatrix(tensor: ModelTensor): boolean {
  return tensor.shape.length === 2 && isFloatDtype(tensor.dtype) && elementsOf(tensor.shape) > 0;
}
