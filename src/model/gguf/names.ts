/**
 * From llama.cpp's words to Hugging Face's. Invariant: a tensor under a Hugging Face name holds what the model's own safetensors
 * file holds there, up to the precision of its type.
 *
 * llama.cpp turns neighbouring rows 2i and 2i + 1 of a head in Llama's rotary embedding, Hugging Face rows i and i + size / 2. Its
 * converter therefore reorders the rows of q_proj and k_proj of Llama models (`permute` in convert_hf_to_gguf.py: each head as
 * [2, size / 2] becomes [size / 2, 2]); row i + j * size / 2 of a head is found at 2i + j. Qwen models keep their order, because
 * llama.cpp rotates them as Hugging Face does.
 */

const WHOLE: Readonly<Record<string, string>> = {
  token_embd: "model.embed_tokens",
  output_norm: "model.norm",
  output: "lm_head",
};

const IN_LAYER: Readonly<Record<string, string>> = {
  attn_norm: "input_layernorm",
  attn_q: "self_attn.q_proj",
  attn_k: "self_attn.k_proj",
  attn_v: "self_attn.v_proj",
  attn_output: "self_attn.o_proj",
  attn_q_norm: "self_attn.q_norm",
  attn_k_norm: "self_attn.k_norm",
  ffn_norm: "post_attention_layernorm",
  ffn_gate: "mlp.gate_proj",
  ffn_up: "mlp.up_proj",
  ffn_down: "mlp.down_proj",
};

/** The Hugging Face name of a tensor; a name that has none is kept, so that whoever runs the model can refuse it by name. */
export function huggingFaceName(name: string): string {
  const [, layer, part = "", kind] = /^(?:blk\.(\d+)\.)?(\w+)\.(weight|bias)$/.exec(name) ?? [];
  const known = Object.entries(layer === undefined ? WHOLE : IN_LAYER).find(([key]) => key === part)?.[1];
  if (known === undefined) return name;
  return layer === undefined ? `${known}.${kind}` : `model.layers.${layer}.${known}.${kind}`;
}

/** Which of a Llama model's head counts the rows of a tensor are ordered by, if the converter has reordered them. */
export function reorderedHeads(name: string): "query" | "key" | undefined {
  const [, part] = /^blk\.\d+\.attn_([qk])\.(?:weight|bias)$/.exec(name) ?? [];
  if (part === undefined) return undefined;
  return part === "q" ? "query" : "key";
}

/** Where the file keeps row `row` of Hugging Face's order; `headSize` rows a head, even. */
export function storedRow(row: number, headSize: number): number {
  const inHead = row % headSize;
  const half = headSize / 2;
  return row - inHead + (inHead < half ? 2 * inHead : 2 * (inHead - half) + 1);
}
