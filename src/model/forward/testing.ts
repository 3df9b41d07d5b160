/**
 * What tests of the forward pass share: models made in memory, and a Llama written a second time, plainly, in float64, from its
 * papers. Invariant: the second one shares no code with the first.
 */
import { type Model, type ModelTensor, tensorFinder } from "../model.ts";

export type Config = Readonly<Record<string, number | boolean | string | null | object>>;

/** A model with 3 layers, 6 heads on 2 key-value heads of 10 elements (hidden 28, so heads and hidden size differ), odd sizes elsewhere. */
export const smallConfig: Config = {
  model_type: "llama",
  vocab_size: 23,
  hidden_size: 28,
  intermediate_size: 45,
  num_hidden_layers: 3,
  num_attention_heads: 6,
  num_key_value_heads: 2,
  head_dim: 10,
  max_position_embeddings: 150,
  rms_norm_eps: 1e-5,
  rope_theta: 500,
  rope_interleaved: false,
  tie_word_embeddings: true,
};

/** Shapes by name, written out once more. */
export function shapesOf(config: Config, hasHeadNorms = false): Map<string, number[]> {
  const c = config as Record<string, number>;
  const [hidden, head] = [c.hidden_size as number, c.head_dim as number];
  const [q, kv] = [(c.num_attention_heads as number) * head, (c.num_key_value_heads as number) * head];
  const shapes = new Map<string, number[]>([["model.embed_tokens.weight", [c.vocab_size as number, hidden]]]);
  for (let layer = 0; layer < (c.num_hidden_layers as number); layer++) {
    const p = `model.layers.${layer}.`;
    shapes.set(`${p}input_layernorm.weight`, [hidden]);
    shapes.set(`${p}self_attn.q_proj.weight`, [q, hidden]);
    shapes.set(`${p}self_attn.k_proj.weight`, [kv, hidden]);
    shapes.set(`${p}self_attn.v_proj.weight`, [kv, hidden]);
    shapes.set(`${p}self_attn.o_proj.weight`, [hidden, q]);
    if (hasHeadNorms) {
      shapes.set(`${p}self_attn.q_norm.weight`, [head]);
      shapes.set(`${p}self_attn.k_norm.weight`, [head]);
    }
    shapes.set(`${p}post_attention_layernorm.weight`, [hidden]);
    shapes.set(`${p}mlp.gate_proj.weight`, [c.intermediate_size as number, hidden]);
    shapes.set(`${p}mlp.up_proj.weight`, [c.intermediate_size as number, hidden]);
    shapes.set(`${p}mlp.down_proj.weight`, [hidden, c.intermediate_size as number]);
  }
  shapes.set("model.norm.weight", [hidden]);
  if (config.tie_word_embeddings !== true) shapes.set("lm_head.weight", [c.vocab_size as number, hidden]);
  return shapes;
}

/** A model with reproducible random weights of the given shapes; norms lie around 1. */
export function memoryModel(
  config: Config,
  shapes: ReadonlyMap<string, number[]>,
): Model & { reads(): number } {
  let reads = 0;
  let state = 1;
  const noise = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const tensors = [...shapes].map(([name, shape]): ModelTensor => {
    const count = shape.reduce((product, size) => product * size, 1);
    const values = Float32Array.from({ length: count }, () =>
      shape.length === 1 ? 1 + 0.5 * noise() : noise() * 0.7,
    );
    const read = () => {
      reads++;
      return values.slice();
    };
    const readBytes = () => new Uint8Array(values.slice().buffer);
    return { name, shape, dtype: "F32", byteLength: 4 * count, read, readBytes };
  });
  return {
    file: "memory/model.safetensors",
    format: "safetensors",
    config,
    metadata: new Map(),
    tensors,
    tensor: tensorFinder("memory/model.safetensors", tensors),
    close() {},
    reads: () => reads,
  };
}

type Vector = number[];

/** Logits of every position by the plainest possible program. */
export function referenceLogits(model: Model, tokens: readonly number[]): Vector[] {
  const c = model.config as Record<string, number>;
  const heads = c.num_attention_heads as number;
  const head = c.head_dim ?? (c.hidden_size as number) / heads;
  const group = heads / (c.num_key_value_heads ?? heads);
  const matrices = new Map<string, Vector[]>();
  const matrix = (name: string): Vector[] => {
    const known = matrices.get(name) ?? readMatrix(name);
    matrices.set(name, known);
    return known;
  };
  const readMatrix = (name: string): Vector[] => {
    const tensor = model.tensor(name);
    const values = tensor.read();
    const width = tensor.shape.at(-1) as number;
    return Array.from({ length: values.length / width }, (_, row) => [
      ...values.subarray(row * width, row * width + width),
    ]);
  };
  const has = (name: string) => model.tensors.some((tensor) => tensor.name === name);
  const dot = (a: Vector, b: Vector) => a.reduce((sum, x, k) => sum + x * (b[k] as number), 0);
  const times = (name: string, x: Vector) => matrix(name).map((row) => dot(row, x));
  const norm = (name: string, x: Vector) => {
    const root = Math.sqrt(dot(x, x) / x.length + (c.rms_norm_eps as number));
    const [weights] = matrix(name) as [Vector];
    return x.map((value, k) => (value / root) * (weights[k] as number));
  };
  const plus = (a: Vector, b: Vector) => a.map((x, k) => x + (b[k] as number));
  const headsOf = (x: Vector) =>
    Array.from({ length: x.length / head }, (_, h) => x.slice(h * head, (h + 1) * head));
  const turned = (x: Vector, position: number) => {
    const result = [...x];
    for (let i = 0; i < head / 2; i++) {
      const angle = position / (c.rope_theta as number) ** ((2 * i) / head);
      const [a, b] = model.config?.rope_interleaved === true ? [2 * i, 2 * i + 1] : [i, i + head / 2];
      const [re, im] = [x[a] as number, x[b] as number];
      result[a] = re * Math.cos(angle) - im * Math.sin(angle);
      result[b] = re * Math.sin(angle) + im * Math.cos(angle);
    }
    return result;
  };
  let states = tokens.map((token) => matrix("model.embed_tokens.weight")[token] as Vector);
  for (let layer = 0; layer < (c.num_hidden_layers as number); layer++) {
    const w = (part: string) => `model.layers.${layer}.${part}.weight`;
    const inputs = states.map((x) => norm(w("input_layernorm"), x));
    const rotated = (part: "q" | "k") =>
      inputs.map((x, position) =>
        headsOf(times(w(`self_attn.${part}_proj`), x)).map((one) =>
          turned(has(w(`self_attn.${part}_norm`)) ? norm(w(`self_attn.${part}_norm`), one) : one, position),
        ),
      );
    const [queries, keys] = [rotated("q"), rotated("k")];
    const values = inputs.map((x) => headsOf(times(w("self_attn.v_proj"), x)));
    states = states.map((x, position) => {
      const attended = (queries[position] as Vector[]).flatMap((query, h) => {
        const j = Math.floor(h / group);
        const past = keys.slice(0, position + 1);
        const powers = past.map((key) => Math.exp(dot(query, key[j] as Vector) / Math.sqrt(head)));
        const total = powers.reduce((sum, power) => sum + power, 0);
        return Array.from({ length: head }, (_, k) =>
          powers.reduce((sum, power, t) => sum + (power / total) * (values[t]?.[j]?.[k] as number), 0),
        );
      });
      const middle = plus(x, times(w("self_attn.o_proj"), attended));
      const fed = norm(w("post_attention_layernorm"), middle);
      const up = times(w("mlp.up_proj"), fed);
      const gated = times(w("mlp.gate_proj"), fed).map(
        (g, k) => (g / (1 + Math.exp(-g))) * (up[k] as number),
      );
      return plus(middle, times(w("mlp.down_proj"), gated));
    });
  }
  const headName = has("lm_head.weight") ? "lm_head.weight" : "model.embed_tokens.weight";
  return states.map((x) => times(headName, norm("model.norm.weight", x)));
}
