/**
 * What the forward pass can run, and the tensors that it needs for it. Invariant: a model that passes has every tensor in the
 * shape that its configuration says, and nothing, in configuration or tensors, that the forward pass would ignore.
 */
import { fail } from "../../diagnostics/index.ts";
import { type LlamaConfig, llamaConfig } from "../config.ts";
import type { Model } from "../model.ts";
import { ROPE_KINDS, ropeKind } from "../rope-scaling.ts";

/** Families of exactly this arithmetic; others with similar tensors (Gemma, Granite) scale or normalise differently. */
const FAMILIES = ["llama", "mistral", "qwen3"];

/** Tensor names, by role. */
export const names = {
  embedding: "model.embed_tokens.weight",
  norm: "model.norm.weight",
  head: "lm_head.weight",
  layer: (layer: number, part: string): string => `model.layers.${layer}.${part}.weight`,
} as const;

/** The projections of a layer in the order in which they are applied. */
export const LAYER_PROJECTIONS = [
  "self_attn.q_proj",
  "self_attn.k_proj",
  "self_attn.v_proj",
  "self_attn.o_proj",
  "mlp.gate_proj",
  "mlp.up_proj",
  "mlp.down_proj",
] as const;

export interface Architecture {
  readonly config: LlamaConfig;
  /** Queries and keys are normalised head by head, as in Qwen3. */
  readonly hasHeadNorms: boolean;
  /** The tensor of the output head: the embedding's own when they are tied. */
  readonly headName: string;
}

/**
 * Checks configuration, names and shapes; reads no weights. BL0519 for a configuration that contradicts itself, BL0540 for a part
 * that is not supported, BL0514 for a missing tensor, BL0541 for a wrong shape.
 */
export function checkArchitecture(model: Model): Architecture {
  const config = llamaConfig(model);
  checkSizes(model.file, config);
  // Before the family, so that Qwen2 is told what it has that is not supported.
  const bias = model.tensors.find(({ name }) => name.endsWith(".bias"));
  if (bias !== undefined) fail("BL0540", { file: model.file, part: `the bias "${bias.name}"` });
  checkSettings(model);
  const present = new Set(model.tensors.map(({ name }) => name));
  const hasHeadNorms = present.has(names.layer(0, "self_attn.q_norm"));
  const used = new Set<string>();
  for (const [tensor, expected] of expectedShapes(config, hasHeadNorms)) {
    used.add(tensor);
    const found = model.tensor(tensor).shape;
    if (found.join() !== expected.join()) fail("BL0541", { file: model.file, tensor, found, expected });
  }
  const unknown = model.tensors.find(({ name }) => !used.has(name) && !isHarmless(name, config));
  if (unknown !== undefined) fail("BL0540", { file: model.file, part: `the tensor "${unknown.name}"` });
  return { config, hasHeadNorms, headName: config.tiedEmbeddings ? names.embedding : names.head };
}

/** Tables of frequencies that old checkpoints store, or that the configuration repeats, and a copy of the embedding as a tied head. */
const isHarmless = (name: string, config: LlamaConfig): boolean =>
  name.endsWith(".rotary_emb.inv_freq") ||
  (name === "rope_freqs.weight" && config.ropeFactors !== undefined) ||
  (name === names.head && config.tiedEmbeddings);

/** One by one, so that a configuration with billions of layers ends at the first that is missing. */
function* expectedShapes(config: LlamaConfig, hasHeadNorms: boolean): Generator<[string, readonly number[]]> {
  const { vocabularySize, hiddenSize, intermediateSize, attentionHeads, keyValueHeads, headSize } = config;
  const [queries, keys] = [attentionHeads * headSize, keyValueHeads * headSize];
  yield [names.embedding, [vocabularySize, hiddenSize]];
  yield [names.norm, [hiddenSize]];
  if (!config.tiedEmbeddings) yield [names.head, [vocabularySize, hiddenSize]];
  for (let layer = 0; layer < config.layers; layer++) {
    const parts: Record<string, readonly number[]> = {
      input_layernorm: [hiddenSize],
      "self_attn.q_proj": [queries, hiddenSize],
      "self_attn.k_proj": [keys, hiddenSize],
      "self_attn.v_proj": [keys, hiddenSize],
      "self_attn.o_proj": [hiddenSize, queries],
      post_attention_layernorm: [hiddenSize],
      "mlp.gate_proj": [intermediateSize, hiddenSize],
      "mlp.up_proj": [intermediateSize, hiddenSize],
      "mlp.down_proj": [hiddenSize, intermediateSize],
      ...(hasHeadNorms ? { "self_attn.q_norm": [headSize], "self_attn.k_norm": [headSize] } : {}),
    };
    for (const [part, shape] of Object.entries(parts)) yield [names.layer(layer, part), shape];
  }
}

function checkSizes(file: string, config: LlamaConfig): void {
  const { attentionHeads, keyValueHeads, headSize } = config;
  if (!Number.isInteger(headSize) || headSize % 2 !== 0)
    fail("BL0519", {
      file,
      problem: `config.json: a head has ${headSize} elements, which is no even number`,
    });
  if (attentionHeads % keyValueHeads !== 0) {
    const problem = `config.json: ${attentionHeads} attention heads are no multiple of ${keyValueHeads} key-value heads`;
    fail("BL0519", { file, problem });
  }
}

/** Settings of other families that config.json may carry, each with the value that changes nothing; null stands for not set. */
const NEUTRAL_SETTINGS: readonly (readonly [string, unknown])[] = [
  ["partial_rotary_factor", 1],
  ["attn_logit_softcapping", null],
  ["final_logit_softcapping", null],
  ["logit_scale", 1],
  ["logits_scaling", 1],
  ["embedding_multiplier", 1],
  ["residual_multiplier", 1],
  ["attention_multiplier", null],
  ["quantization_config", null],
];

/** Settings of config.json that change the arithmetic. */
function checkSettings({ file, config = {} }: Model): void {
  const refuse = (part: string): never => fail("BL0540", { file, part });
  const { model_type: family, hidden_act: activation } = config;
  if (family !== undefined && !FAMILIES.some((known) => known === family))
    refuse(`the model type ${JSON.stringify(family)}`);
  if (activation !== undefined && activation !== "silu")
    refuse(`the activation function ${JSON.stringify(activation)}`);
  for (const setting of ["rope_scaling", "rope_parameters"]) {
    if (!ROPE_KINDS.includes(ropeKind(config[setting])))
      refuse(`${setting} ${JSON.stringify(config[setting])}`);
  }
  const { sliding_window: window, use_sliding_window: usesWindow, max_position_embeddings: context } = config;
  // Qwen3's window is off unless it is switched on; Mistral's has no switch.
  const hasWindow = family === "qwen3" ? usesWindow === true : usesWindow !== false;
  if (typeof window === "number" && hasWindow && window < Number(context))
    refuse(`attention within a sliding window of ${window} tokens`);
  for (const [setting, neutral] of NEUTRAL_SETTINGS) {
    const value = config[setting];
    if (value !== undefined && value !== null && value !== neutral)
      refuse(`the setting ${setting} ${JSON.stringify(value)}`);
  }
  const { layer_types: kinds, no_rope_layers: withRope } = config;
  const other = Array.isArray(kinds) ? kinds.find((kind) => kind !== "full_attention") : undefined;
  if (other !== undefined) refuse(`layers of the type ${JSON.stringify(other)}`);
  if (Array.isArray(withRope) && withRope.includes(0)) refuse("layers without rotary embedding");
}
