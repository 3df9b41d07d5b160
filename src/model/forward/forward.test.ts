/** The forward pass on small random models against a plain second implementation; hooks, cache, captures, refusals. */
import { describe, expect, it } from "vitest";
import { elementsOf, withTensors } from "../model.ts";
import { diagnosticOf } from "../testing.ts";
import {
  captureInputs,
  forward,
  generateGreedy,
  type InputMatrix,
  loadLlama,
  negativeLogLikelihood,
} from "./index.ts";
import { type Config, memoryModel, referenceLogits, shapesOf, smallConfig } from "./testing.ts";

const tokens = Array.from({ length: 70 }, (_, at) => (at * 7 + (at >> 3)) % 23);

const VARIANTS: readonly [string, Config, boolean][] = [
  ["rotary pairs half a head apart, tied head", smallConfig, false],
  ["neighbouring rotary pairs", { ...smallConfig, rope_interleaved: true }, false],
  ["a head of its own", { ...smallConfig, tie_word_embeddings: false }, false],
  ["norms of queries and keys (Qwen3)", { ...smallConfig, model_type: "qwen3" }, true],
  ["a key-value head for each head", { ...smallConfig, num_key_value_heads: 6 }, false],
  ["one key-value head", { ...smallConfig, num_key_value_heads: 1, num_hidden_layers: 1 }, true],
];

/** The largest difference between logits [tokens, 23] and the reference's. */
function difference(logits: Float32Array, reference: number[][]): number {
  expect(logits).toHaveLength(reference.flat().length);
  return Math.max(...reference.flat().map((value, at) => Math.abs(value - (logits[at] as number))));
}

const load = (config = smallConfig, hasHeadNorms = false) =>
  loadLlama(memoryModel(config, shapesOf(config, hasHeadNorms)));

describe("forward", () => {
  it.each(VARIANTS)("agrees with the plain program on a model with %s", (_, config, hasHeadNorms) => {
    const llama = load(config, hasHeadNorms);
    expect(difference(forward(llama, tokens), referenceLogits(llama.source, tokens))).toBeLessThan(1e-4);
  });

  it.each([
    ["rotary pairs", { rope_interleaved: true }],
    ["rotary base", { rope_theta: 501 }],
    ["epsilon", { rms_norm_eps: 1e-3 }],
  ] as const)("would be caught with the wrong %s", (_, wrong) => {
    const right = memoryModel(smallConfig, shapesOf(smallConfig));
    const faulty = loadLlama({ ...right, config: { ...smallConfig, ...wrong } });
    expect(difference(forward(faulty, tokens), referenceLogits(right, tokens))).toBeGreaterThan(1e-3);
  });

  it("gives the same when each layer is read anew", () => {
    const model = memoryModel(smallConfig, shapesOf(smallConfig));
    const kept = loadLlama(model);
    const expected = forward(kept, tokens);
    const afterOne = model.reads();
    forward(kept, tokens);
    expect(model.reads()).toBe(afterOne);
    const fresh = loadLlama(model, { keepLayers: false });
    expect(forward(fresh, tokens)).toEqual(expected);
    const before = model.reads();
    forward(fresh, tokens);
    expect(model.reads() - before).toBe(3 * 9);
  });

  it("lets no token see a later one", () => {
    const llama = load();
    const before = forward(llama, tokens);
    const after = forward(llama, [...tokens.slice(0, 65), 1, 2, 3, 4, 5]);
    expect(after.slice(0, 65 * 23)).toEqual(before.slice(0, 65 * 23));
    expect(after.slice(65 * 23)).not.toEqual(before.slice(65 * 23));
  });
});

describe("the hooks", () => {
  const llama = load({ ...smallConfig, tie_word_embeddings: false });
  const seen: [string, InputMatrix][] = [];
  const logits = forward(llama, tokens, { onInput: (...call) => seen.push(call) });
  const inputs = new Map(seen);
  const input = (part: string) => inputs.get(`${part}.weight`) as InputMatrix;

  /** W h in float64 for one token. */
  const product = (name: string, from: InputMatrix, row: number): number[] => {
    const tensor = llama.source.tensor(`${name}.weight`);
    const [outputs, columns] = tensor.shape as [number, number];
    const weights = tensor.read();
    return Array.from({ length: outputs }, (_, output) => {
      let sum = 0;
      for (let k = 0; k < columns; k++) {
        sum += (weights[output * columns + k] as number) * (from.values[row * columns + k] as number);
      }
      return sum;
    });
  };
  const rowOf = ({ values, columns }: InputMatrix, row: number) => [
    ...values.subarray(row * columns, (row + 1) * columns),
  ];
  const expectClose = (found: readonly number[], expected: readonly number[]) => {
    expect(found).toHaveLength(expected.length);
    expect(Math.max(...found.map((value, k) => Math.abs(value - (expected[k] as number))))).toBeLessThan(
      1e-4,
    );
  };
  const norm = (name: string, x: readonly number[]) => {
    const weights = llama.source.tensor(`${name}.weight`).read();
    const root = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / x.length + 1e-5);
    return x.map((value, k) => (value / root) * (weights[k] as number));
  };

  it("see every projection once, in order, with all rows", () => {
    expect(seen.map(([name]) => name)).toEqual(llama.projections);
    expect(new Set(llama.projections).size).toBe(3 * 7 + 1);
    for (const [name, { rows, columns, values }] of seen) {
      expect([name, rows, columns]).toEqual([name, tokens.length, llama.source.tensor(name).shape[1]]);
      expect(values).toHaveLength(rows * columns);
    }
  });

  it("hand the feed-forward network inputs that lead from one projection to the next", () => {
    for (const layer of [0, 1, 2]) {
      const part = (name: string) => `model.layers.${layer}.mlp.${name}_proj`;
      for (const row of [0, 33, 69]) {
        const gate = product(part("gate"), input(part("gate")), row);
        const up = product(part("up"), input(part("up")), row);
        const gated = gate.map((g, k) => (g / (1 + Math.exp(-g))) * (up[k] as number));
        expectClose(rowOf(input(part("down")), row), gated);
      }
    }
  });

  it("hand over inputs whose products are the residual stream, from the embedding to the logits", () => {
    const embedding = llama.source.tensor("model.embed_tokens.weight").read();
    for (const row of [0, 40, 69]) {
      const token = tokens[row] as number;
      let stream = [...embedding.subarray(token * 28, (token + 1) * 28)];
      const add = (values: readonly number[]) => {
        stream = stream.map((value, k) => value + (values[k] as number));
      };
      for (const layer of [0, 1, 2]) {
        const name = (part: string) => `model.layers.${layer}.${part}`;
        for (const part of ["q", "k", "v"]) {
          expectClose(
            rowOf(input(name(`self_attn.${part}_proj`)), row),
            norm(name("input_layernorm"), stream),
          );
        }
        add(product(name("self_attn.o_proj"), input(name("self_attn.o_proj")), row));
        expectClose(rowOf(input(name("mlp.gate_proj")), row), norm(name("post_attention_layernorm"), stream));
        add(product(name("mlp.down_proj"), input(name("mlp.down_proj")), row));
      }
      expectClose(rowOf(input("lm_head"), row), norm("model.norm", stream));
      expectClose([...logits.subarray(row * 23, (row + 1) * 23)], product("lm_head", input("lm_head"), row));
    }
  });

  it("hand the first token's attention output as its own values, head by head", () => {
    const values = product("model.layers.0.self_attn.v_proj", input("model.layers.0.self_attn.v_proj"), 0);
    const expected = [0, 0, 0, 1, 1, 1].flatMap((shared) => values.slice(shared * 10, shared * 10 + 10));
    expectClose(rowOf(input("model.layers.0.self_attn.o_proj"), 0), expected);
  });

  it("are what captureInputs returns, row by row over the windows", () => {
    const windows = [tokens.slice(0, 9), tokens.slice(9, 14), tokens.slice(14, 40)];
    for (const name of llama.projections) {
      const parts: Float32Array[] = [];
      for (const window of windows) {
        forward(llama, window, {
          onInput: (tensor, { values }) => {
            if (tensor === name) parts.push(values);
          },
        });
      }
      const all = parts.flatMap((part) => [...part]);
      const captured = captureInputs(llama, windows, name, 11);
      expect([captured.rows, captured.values.length]).toEqual([11, 11 * captured.columns]);
      expect([...captured.values]).toEqual(all.slice(0, 11 * captured.columns));
      expect(captureInputs(llama, windows, name).rows).toBe(40);
    }
  });
});

describe("negativeLogLikelihood", () => {
  it("is the mean of -ln p over all predicted tokens", () => {
    const llama = load();
    const windows = [tokens, tokens.slice(20, 23), tokens.slice(2, 4)];
    const surprises = windows.map((window) =>
      referenceLogits(llama.source, window)
        .slice(0, -1)
        .map((row, at) => {
          const total = row.reduce((sum, logit) => sum + Math.exp(logit), 0);
          return Math.log(total) - (row[window[at + 1] as number] as number);
        }),
    );
    const result = negativeLogLikelihood(llama, windows);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(result.predicted).toBe(69 + 2 + 1);
    expect(result.mean).toBeCloseTo(mean(surprises.flat()), 5);
    expect(result.windows).toHaveLength(3);
    result.windows.forEach((value, at) => {
      expect(value).toBeCloseTo(mean(surprises[at] as number[]), 5);
    });
  });

  it("refuses windows that predict nothing, and none at all", () => {
    const llama = load();
    expect(diagnosticOf(() => negativeLogLikelihood(llama, []))?.code).toBe("BL0543");
    expect(diagnosticOf(() => negativeLogLikelihood(llama, [[1, 2], [3]]))?.message).toBe(
      "The window has 1 tokens; this model takes 2..150.",
    );
  });
});

describe("generateGreedy", () => {
  it.each(VARIANTS)("takes at each step what the whole sequence predicts, with %s", (_, config, norms) => {
    const llama = load(config, norms);
    const prompt = tokens.slice(0, 5);
    const generated = generateGreedy(llama, prompt, 12);
    expect(generated).toHaveLength(12);
    const all = [...prompt, ...generated];
    const rows = referenceLogits(llama.source, all);
    generated.forEach((token, at) => {
      const row = rows[prompt.length - 1 + at] as number[];
      expect(row[token]).toBeGreaterThan(Math.max(...row) - 1e-4);
    });
  });

  it("ends where the context does", () => {
    const llama = load({ ...smallConfig, max_position_embeddings: 8 });
    expect(generateGreedy(llama, [3, 4, 5], 100)).toHaveLength(5);
  });
});

describe("what the forward pass refuses", () => {
  const shapes = shapesOf(smallConfig);
  const refused = (config: Config, tensors = shapes) =>
    diagnosticOf(() => loadLlama(memoryModel(config, tensors)));

  it.each([23, -1, 1.5, Number.NaN])("token %d", (token) => {
    expect(diagnosticOf(() => forward(load(), [0, token]))).toMatchObject({
      code: "BL0542",
      details: { token, at: 1, vocabulary: 23 },
    });
  });

  it("sequences longer than the context, and empty ones", () => {
    const llama = load();
    expect(forward(llama, Array(150).fill(1))).toHaveLength(150 * 23);
    expect(diagnosticOf(() => forward(llama, Array(151).fill(1)))?.message).toBe(
      "The sequence has 151 tokens; this model takes 1..150.",
    );
    expect(diagnosticOf(() => forward(llama, []))?.code).toBe("BL0543");
    expect(diagnosticOf(() => generateGreedy(llama, [], 1))?.code).toBe("BL0543");
  });

  it.each([...shapes.keys()])("a model without %s", (name) => {
    const left = new Map([...shapes].filter(([other]) => other !== name));
    expect(refused(smallConfig, left)).toMatchObject({ code: "BL0514", details: { tensor: name } });
  });

  it.each([...shapes.keys()])("a model whose %s has another shape", (tensor) => {
    const expected = shapes.get(tensor) as number[];
    const found = expected.with(-1, 29);
    const changed = new Map(shapes).set(tensor, found);
    expect(refused(smallConfig, changed)).toMatchObject({
      code: "BL0541",
      details: { tensor, found, expected },
    });
  });

  it("a configuration with more layers than there are, however many", () => {
    const found = refused({ ...smallConfig, num_hidden_layers: 2 ** 40 });
    expect(found).toMatchObject({
      code: "BL0514",
      details: { tensor: "model.layers.3.input_layernorm.weight" },
    });
  });

  it("half of Qwen3's norms", () => {
    const norms = shapesOf(smallConfig, true);
    norms.delete("model.layers.2.self_attn.k_norm.weight");
    expect(refused(smallConfig, norms)?.code).toBe("BL0514");
  });

  it.each([
    [{ model_type: "gemma2" }, 'the model type "gemma2"'],
    [{ hidden_act: "gelu" }, 'the activation function "gelu"'],
    [
      { rope_scaling: { rope_type: "longrope", factor: 8 } },
      'rope_scaling {"rope_type":"longrope","factor":8}',
    ],
    [{ rope_scaling: { type: "dynamic", factor: 2 } }, 'rope_scaling {"type":"dynamic","factor":2}'],
    [{ rope_parameters: { rope_type: "yarn" } }, 'rope_parameters {"rope_type":"yarn"}'],
    [{ rope_scaling: "linear" }, 'rope_scaling "linear"'],
    [{ rope_scaling: { type: 3 } }, 'rope_scaling {"type":3}'],
    [{ sliding_window: 64 }, "attention within a sliding window of 64 tokens"],
    [{ partial_rotary_factor: 0.5 }, "the setting partial_rotary_factor 0.5"],
    [{ final_logit_softcapping: 30 }, "the setting final_logit_softcapping 30"],
    [{ embedding_multiplier: 12 }, "the setting embedding_multiplier 12"],
    [{ quantization_config: { bits: 4 } }, 'the setting quantization_config {"bits":4}'],
    [{ layer_types: ["full_attention", "sliding_attention"] }, 'layers of the type "sliding_attention"'],
    [{ no_rope_layers: [1, 1, 0] }, "layers without rotary embedding"],
    [
      { model_type: "qwen3", sliding_window: 64, use_sliding_window: true },
      "attention within a sliding window of 64 tokens",
    ],
  ] as const)("the setting %o", (setting, part) => {
    expect(refused({ ...smallConfig, ...setting })).toMatchObject({ code: "BL0540", details: { part } });
  });

  it.each([
    { hidden_act: "silu", rope_scaling: null, rope_parameters: { rope_type: "default", rope_theta: 500 } },
    { model_type: "mistral", sliding_window: 150 },
    { model_type: "qwen3", sliding_window: 64, use_sliding_window: false },
    { model_type: "qwen3", sliding_window: 64 },
    { partial_rotary_factor: 1, final_logit_softcapping: null, layer_types: ["full_attention"] },
  ])("but not the setting %o", (setting) => {
    expect(refused({ ...smallConfig, ...setting })).toBeUndefined();
  });

  it.each([
    ["bias", "model.layers.0.self_attn.q_proj.bias"],
    ["tensor", "model.layers.1.block_sparse_moe.gate.weight"],
  ])("a %s that it would ignore: %s", (kind, name) => {
    const more = new Map(shapes).set(name, [60]);
    expect(refused(smallConfig, more)).toMatchObject({
      code: "BL0540",
      details: { part: `the ${kind} "${name}"` },
    });
  });

  it("but not tables of frequencies, nor a tied head stored once more", () => {
    const more = new Map(shapes)
      .set("model.layers.0.self_attn.rotary_emb.inv_freq", [5])
      .set("lm_head.weight", [23, 28]);
    expect(refused(smallConfig, more)).toBeUndefined();
  });

  it.each([
    [{ num_key_value_heads: 4 }, "config.json: 6 attention heads are no multiple of 4 key-value heads"],
    [{ head_dim: 7 }, "config.json: a head has 7 elements, which is no even number"],
    [{ head_dim: null }, `config.json: a head has ${28 / 6} elements, which is no even number`],
  ] as const)("sizes that do not fit: %o", (setting, problem) => {
    expect(refused({ ...smallConfig, ...setting })).toMatchObject({ code: "BL0519", details: { problem } });
  });

  it("inputs of a tensor that is no projection", () => {
    const found = diagnosticOf(() => captureInputs(load(), [[1]], "model.norm.weight", 1));
    expect(found?.code).toBe("BL0546");
    expect(found?.message).toContain("model.layers.0.self_attn.q_proj.weight");
  });
});

it("a skipped layer is the identity: the same as one whose outputs are made zero", () => {
  const model = memoryModel(smallConfig, shapesOf(smallConfig));
  const zeroed = ["self_attn.o_proj", "mlp.down_proj"].map((part) => {
    const name = `model.layers.1.${part}.weight`;
    const size = elementsOf(model.tensor(name).shape);
    return [name, () => new Float32Array(size)] as const;
  });
  const tokens = [3, 1, 4, 1, 5, 9, 2, 6];
  const skipped = forward(loadLlama(model), tokens, { skipLayers: new Set([1]) });
  expect(skipped).toEqual(forward(loadLlama(withTensors(model, new Map(zeroed))), tokens));
  expect(skipped).not.toEqual(forward(loadLlama(model), tokens));
});
