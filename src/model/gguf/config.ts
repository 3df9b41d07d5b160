/**
 * A GGUF file's metadata in the words of config.json. Invariant: what changes the arithmetic of a model is either translated or
 * refused by name (BL0540).
 */
import { fail } from "../../diagnostics/index.ts";
import type { GgufValue } from "./header.ts";

/**
 * Families whose tensors and metadata are translated; Mistral's models are "llama" to llama.cpp. Qwen2's biases are left to the forward
 * pass, which refuses them by name.
 */
const ARCHITECTURES = ["llama", "qwen2", "qwen3"] as const;

export type GgufArchitecture = (typeof ARCHITECTURES)[number];

export interface GgufConfig {
  readonly architecture: GgufArchitecture;
  readonly attentionHeads: number;
  readonly keyValueHeads: number;
  readonly headSize: number;
  /** In Hugging Face's words. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** What the file's tensors add to its metadata. */
export interface TensorFacts {
  /** Rows of the embedding; undefined when there is none. */
  readonly vocabularySize: number | undefined;
  readonly hasHead: boolean;
  /** What each rotary pair's speed is divided by; undefined when the file does not say. */
  readonly ropeFactors: readonly number[] | undefined;
}

/** Translates metadata. BL0560 for a missing or malformed entry, BL0540 for an architecture or a setting that is not supported. */
export function readGgufConfig(
  file: string,
  metadata: ReadonlyMap<string, GgufValue>,
  { vocabularySize, hasHead, ropeFactors }: TensorFacts,
): GgufConfig {
  const architecture = architectureOf(file, metadata);
  const entries = entriesOf(file, metadata, architecture);
  const hiddenSize = entries.count("embedding_length");
  const attentionHeads = entries.count("attention.head_count");
  const keyValueHeads = entries.count("attention.head_count_kv", attentionHeads);
  const headSize = entries.count("attention.key_length", hiddenSize / attentionHeads);
  if (headSize % 2 !== 0)
    entries.malformed("attention.head_count", `makes heads of ${headSize} rows, which is not even`);
  refuseUnsupported(file, entries, headSize);
  const slidingWindow = entries.number("attention.sliding_window");
  const scaling = scalingOf(entries);
  const start = metadata.get("tokenizer.ggml.bos_token_id");
  const config = {
    model_type: architecture,
    vocab_size: entries.number("vocab_size") ?? vocabularySize,
    hidden_size: hiddenSize,
    intermediate_size: entries.count("feed_forward_length"),
    num_hidden_layers: entries.count("block_count"),
    num_attention_heads: attentionHeads,
    num_key_value_heads: keyValueHeads,
    head_dim: headSize,
    max_position_embeddings: entries.count("context_length"),
    rms_norm_eps: shortest(entries.required("attention.layer_norm_rms_epsilon")),
    rope_theta: shortest(entries.number("rope.freq_base") ?? 10000),
    tie_word_embeddings: !hasHead,
    ...(slidingWindow === undefined ? {} : { sliding_window: slidingWindow }),
    ...(scaling === undefined ? {} : { rope_scaling: scaling }),
    ...(ropeFactors === undefined ? {} : { rope_frequency_factors: ropeFactors }),
    ...(typeof start === "number" ? { bos_token_id: start } : {}),
  };
  return { architecture, attentionHeads, keyValueHeads, headSize, config };
}

function architectureOf(file: string, metadata: ReadonlyMap<string, GgufValue>): GgufArchitecture {
  const found = metadata.get("general.architecture");
  if (typeof found !== "string")
    return fail("BL0560", { file, problem: "it has no entry general.architecture" });
  const known = ARCHITECTURES.find((name) => name === found);
  return known ?? fail("BL0540", { file, part: `the architecture ${JSON.stringify(found)}` });
}

interface Entries {
  number(key: string): number | undefined;
  required(key: string): number;
  /** A whole number, 1 and up. */
  count(key: string, otherwise?: number): number;
  text(key: string): string | undefined;
  malformed(key: string, problem: string): never;
}

function entriesOf(file: string, metadata: ReadonlyMap<string, GgufValue>, architecture: string): Entries {
  const malformed = (key: string, problem: string): never =>
    fail("BL0560", { file, problem: `its entry ${architecture}.${key} ${problem}` });
  const number = (key: string): number | undefined => {
    const stored = metadata.get(`${architecture}.${key}`);
    if (stored === undefined) return undefined;
    const each = Array.isArray(stored) ? new Set<GgufValue>(stored) : undefined;
    if (each !== undefined && each.size !== 1)
      return fail("BL0540", { file, part: `a different ${key} in every layer` });
    const [value] = each ?? [stored];
    if (typeof value !== "number" && typeof value !== "bigint") return malformed(key, "is not a number");
    return Number(value);
  };
  const required = (key: string, otherwise?: number): number =>
    number(key) ?? otherwise ?? malformed(key, "is missing");
  return {
    number,
    required,
    count(key, otherwise) {
      const value = required(key, otherwise);
      return Number.isSafeInteger(value) && value >= 1
        ? value
        : malformed(key, `is ${value}; allowed are 1, 2, ..`);
    },
    text(key) {
      const value = metadata.get(`${architecture}.${key}`);
      return typeof value === "string" ? value : undefined;
    },
    malformed,
  };
}

/** Numbers that some families multiply by on the way. */
const MULTIPLIERS = ["embedding_scale", "residual_scale", "logit_scale", "attention.scale"];
/** Numbers that some families bend or bound values by, zero for not. */
const LIMITS = [
  "attention.clamp_kqv",
  "attention.max_alibi_bias",
  "attn_logit_softcapping",
  "final_logit_softcapping",
  "attention.temperature_length",
];

function refuseUnsupported(file: string, entries: Entries, headSize: number): void {
  const refuse = (part: string): never => fail("BL0540", { file, part });
  const experts = entries.number("expert_count") ?? 0;
  if (experts > 0) refuse(`a mixture of ${experts} experts`);
  const valueSize = entries.number("attention.value_length") ?? headSize;
  if (valueSize !== headSize) refuse(`values of ${valueSize} elements beside keys of ${headSize}`);
  const rotated = entries.number("rope.dimension_count") ?? headSize;
  if (rotated !== headSize) refuse(`rotary embedding of ${rotated} of a head's ${headSize} elements`);
  for (const key of MULTIPLIERS) {
    const multiplier = entries.number(key) ?? 1;
    // Zero stands for none.
    if (multiplier !== 1 && multiplier !== 0) refuse(`the multiplier ${key} = ${multiplier}`);
  }
  for (const key of LIMITS) {
    const limit = entries.number(key) ?? 0;
    if (limit !== 0) refuse(`the limit ${key} = ${limit}`);
  }
}

/** The rotary scaling, if there is any. */
function scalingOf(entries: Entries): { rope_type: string; factor?: number } | undefined {
  const kind = entries.text("rope.scaling.type");
  if (kind !== undefined && kind !== "none" && kind !== "linear") return { rope_type: kind };
  const factor = entries.number("rope.scaling.factor") ?? entries.number("rope.scale_linear") ?? 1;
  return kind === "none" || factor === 1 || factor === 0
    ? undefined
    : { rope_type: "linear", factor: shortest(factor) };
}

/** The shortest decimal that rounds to a binary32: metadata says 0.000009999999747378752 where config.json says 0.00001. */
function shortest(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
