/** The configuration beside a model: config.json as Hugging Face publishes it, and what Bitloom understands of it. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { fail } from "../diagnostics/index.ts";
import { systemReason } from "./binary-file.ts";
import type { Model } from "./model.ts";
import { ropeFactors } from "./rope-scaling.ts";

/** Metadata entry of a safetensors file that holds what config.json would. */
export const CONFIG_KEY = "bitloom.config";

const count = z.number().int().positive();

const llamaSchema = z.object({
  vocab_size: count,
  hidden_size: count,
  intermediate_size: count,
  num_hidden_layers: count,
  num_attention_heads: count,
  num_key_value_heads: count.nullish(),
  head_dim: count.nullish(),
  max_position_embeddings: count,
  rms_norm_eps: z.number().positive(),
  rope_theta: z.number().positive().optional(),
  // Where transformers 5 keeps the base.
  rope_parameters: z.object({ rope_theta: z.number().positive().optional() }).nullish(),
  rope_interleaved: z.boolean().default(false),
  tie_word_embeddings: z.boolean().default(false),
});

/** The sizes and constants of a Llama model. */
export interface LlamaConfig {
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly layers: number;
  readonly attentionHeads: number;
  readonly keyValueHeads: number;
  readonly headSize: number;
  /** Most positions of a sequence. */
  readonly contextLength: number;
  readonly normEpsilon: number;
  readonly ropeTheta: number;
  /** True: rotary pairs are rows 2i and 2i + 1 (llama2.c); false: i and i + headSize / 2 (Hugging Face). */
  readonly ropeInterleaved: boolean;
  /** What the turning speed of each rotary pair is divided by, headSize / 2 numbers; left out when it is 1 for all. */
  readonly ropeFactors?: readonly number[];
  /** The output head is the embedding. */
  readonly tiedEmbeddings: boolean;
}

/** Reads a model's configuration as a Llama's. BL0519 when there is none or it lacks a field. */
export function llamaConfig(model: Pick<Model, "file" | "config">): LlamaConfig {
  if (model.config === undefined)
    fail("BL0519", { file: model.file, problem: "there is no config.json beside it" });
  const parsed = llamaSchema.safeParse(model.config);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return fail("BL0519", {
      file: model.file,
      problem: `config.json: ${issue?.path.join(".")}: ${issue?.message}`,
    });
  }
  const raw = parsed.data;
  const headSize = raw.head_dim ?? raw.hidden_size / raw.num_attention_heads;
  const ropeTheta = raw.rope_theta ?? raw.rope_parameters?.rope_theta ?? 10000;
  const factors = ropeFactors(model.file, model.config, headSize, ropeTheta);
  return {
    vocabularySize: raw.vocab_size,
    hiddenSize: raw.hidden_size,
    intermediateSize: raw.intermediate_size,
    layers: raw.num_hidden_layers,
    attentionHeads: raw.num_attention_heads,
    keyValueHeads: raw.num_key_value_heads ?? raw.num_attention_heads,
    headSize,
    contextLength: raw.max_position_embeddings,
    normEpsilon: raw.rms_norm_eps,
    ropeTheta,
    ropeInterleaved: raw.rope_interleaved,
    ...(factors === undefined ? {} : { ropeFactors: factors }),
    tiedEmbeddings: raw.tie_word_embeddings,
  };
}

const objectSchema = z.record(z.string(), z.unknown());

/** The object in a JSON file. BL0519 when it cannot be read or is none. */
export function readJsonObject(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return fail("BL0519", { file: path, problem: systemReason(error) });
  }
  return parseJsonObject(path, text);
}

/** The object in a JSON text; BL0519, naming `file`, when there is none. */
export function parseJsonObject(file: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail("BL0519", { file, problem: "it is not JSON" });
  }
  const parsed = objectSchema.safeParse(value);
  return parsed.success ? parsed.data : fail("BL0519", { file, problem: "it is not an object" });
}
