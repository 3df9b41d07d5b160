/**
 * Model files of SmolLM2-135M's shapes for benchmarks. Invariant: reproducible Gaussian weights, which make no sense and take as long as
 * trained ones.
 */
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gaussSource } from "../src/golden/index.ts";
import { elementsOf, type TensorToWrite, writeSafetensors } from "../src/model/index.ts";

/** Hugging Face's HuggingFaceTB/SmolLM2-135M: config.json. */
const SHAPE = {
  vocabulary: 49152,
  hidden: 576,
  intermediate: 1536,
  layers: 30,
  heads: 9,
  keyValueHeads: 3,
  head: 64,
};

/** Writes a model in BF16, of fewer layers when asked to, and config.json beside it. */
export function writeShapedModel(path: string, layers: number = SHAPE.layers): void {
  const { vocabulary, hidden, intermediate, heads, keyValueHeads, head } = SHAPE;
  const layerShapes: Record<string, readonly number[]> = {
    input_layernorm: [hidden],
    "self_attn.q_proj": [heads * head, hidden],
    "self_attn.k_proj": [keyValueHeads * head, hidden],
    "self_attn.v_proj": [keyValueHeads * head, hidden],
    "self_attn.o_proj": [hidden, heads * head],
    post_attention_layernorm: [hidden],
    "mlp.gate_proj": [intermediate, hidden],
    "mlp.up_proj": [intermediate, hidden],
    "mlp.down_proj": [hidden, intermediate],
  };
  const shapes: [string, readonly number[]][] = [
    ["model.embed_tokens.weight", [vocabulary, hidden]],
    ...Array.from({ length: layers }, (_, layer) =>
      Object.entries(layerShapes).map(([part, shape]): [string, readonly number[]] => [
        `model.layers.${layer}.${part}.weight`,
        shape,
      ]),
    ).flat(),
    ["model.norm.weight", [hidden]],
  ];
  const gauss = gaussSource(1);
  const pool = Float32Array.from({ length: 2 ** 20 }, () => 0.05 * gauss());
  const high = new Uint16Array(pool.buffer).filter((_, at) => at % 2 === 1);
  let from = 0;
  const tensors = shapes.map(([name, shape]): TensorToWrite => {
    const bytes = (): Uint8Array => {
      const values = new Uint16Array(elementsOf(shape));
      // Every tensor begins at another place of the pool.
      for (let at = 0; at < values.length; at++) values[at] = high[(from + at) % high.length] as number;
      from += 7919;
      return new Uint8Array(values.buffer);
    };
    return { name, dtype: "BF16", shape, bytes };
  });
  writeSafetensors(path, tensors, new Map());
  const config = {
    model_type: "llama",
    vocab_size: vocabulary,
    hidden_size: hidden,
    intermediate_size: intermediate,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    num_key_value_heads: keyValueHeads,
    max_position_embeddings: 2048,
    rms_norm_eps: 1e-5,
    tie_word_embeddings: true,
  };
  writeFileSync(join(dirname(path), "config.json"), JSON.stringify(config));
}
