/** The llama2.c reader on files written float by float, cut and damaged ones included. */
import { existsSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { llamaConfig } from "./index.ts";
import { openModelNow } from "./open-model.ts";
import { diagnosticOf, llama2cBytes, temporaryFile } from "./testing.ts";

const open = (bytes: Uint8Array) => openModelNow(temporaryFile(bytes, "model.bin"));
const first = (name: string, vocabulary: 5 | -5 = 5) => open(llama2cBytes(vocabulary)).tensor(name).read()[0];

/** Where run.c's memory_map_weights puts things in the small test file; float k has the value k / 8. */
const OFFSETS = {
  "model.embed_tokens.weight": 0,
  "model.layers.0.input_layernorm.weight": 40,
  "model.layers.1.input_layernorm.weight": 48,
  "model.layers.0.self_attn.q_proj.weight": 56,
  "model.layers.1.self_attn.q_proj.weight": 120,
  "model.layers.0.self_attn.k_proj.weight": 184,
  "model.layers.1.self_attn.v_proj.weight": 280,
  "model.layers.0.self_attn.o_proj.weight": 312,
  "model.layers.1.post_attention_layernorm.weight": 448,
  "model.layers.0.mlp.gate_proj.weight": 456,
  "model.layers.0.mlp.down_proj.weight": 648,
  "model.layers.1.mlp.up_proj.weight": 936,
  "model.norm.weight": 1032,
} as const;

describe("llama2.c reader", () => {
  it.each(Object.entries(OFFSETS))("finds %s at float %d", (name, offset) => {
    expect(first(name)).toBe(offset / 8);
  });

  it("finds the output head behind the rotary tables, and only when the vocabulary's sign says so", () => {
    expect(first("lm_head.weight", -5)).toBe((1040 + 12) / 8);
    expect(diagnosticOf(() => first("lm_head.weight", 5))?.code).toBe("BL0514");
  });

  it("gives matrices as [out, in]", () => {
    const model = open(llama2cBytes(-5));
    expect(model.format).toBe("llama2.c");
    expect(model.tensor("model.layers.1.self_attn.k_proj.weight").shape).toEqual([4, 8]);
    expect(model.tensor("model.layers.1.mlp.down_proj.weight").shape).toEqual([8, 12]);
    expect(model.tensor("lm_head.weight").shape).toEqual([5, 8]);
    expect(model.tensors).toHaveLength(1 + 9 * 2 + 1 + 1);
  });

  it("gives the header as a configuration", () => {
    expect(llamaConfig(open(llama2cBytes(-5)))).toEqual({
      vocabularySize: 5,
      hiddenSize: 8,
      intermediateSize: 12,
      layers: 2,
      attentionHeads: 2,
      keyValueHeads: 1,
      headSize: 4,
      contextLength: 3,
      normEpsilon: 1e-5,
      ropeTheta: 10000,
      ropeInterleaved: true,
      tiedEmbeddings: false,
    });
  });

  it.each([
    ["n_heads", 3, 3],
    ["n_kv_heads", 4, 3],
  ] as const)("refuses %s that does not divide", (field, at, value) => {
    const bytes = llama2cBytes(5);
    bytes.writeInt32LE(value, 4 * at);
    expect(diagnosticOf(() => open(bytes))).toMatchObject({
      code: "BL0510",
      details: { field, found: value },
    });
  });

  it.each([0, -1, 2 ** 25])("does not take a file with %d layers for a model", (layers) => {
    const bytes = llama2cBytes(5);
    bytes.writeInt32LE(layers, 8);
    expect(diagnosticOf(() => open(bytes))?.code).toBe("BL0502");
  });

  it("names the tensor in which a file is cut", () => {
    const bytes = llama2cBytes(5);
    const found = diagnosticOf(() => open(bytes.subarray(0, 28 + 4 * 700)));
    expect(found).toMatchObject({
      code: "BL0505",
      details: { tensor: "model.layers.0.mlp.down_proj.weight" },
    });
    expect(found?.message).toContain(`expected ${bytes.length} bytes, found ${28 + 4 * 700}`);
  });

  it("refuses bytes behind the last tensor, as of a file whose vocabulary has the wrong sign", () => {
    const bytes = llama2cBytes(-5);
    bytes.writeInt32LE(5, 20);
    expect(diagnosticOf(() => open(bytes))?.message).toContain("has bytes after its last tensor");
  });

  it("never does anything but refuse when cut short, at any byte", () => {
    const bytes = llama2cBytes(5);
    const lengths = fc.oneof(fc.nat(40), fc.nat(bytes.length - 1));
    fc.assert(
      fc.property(lengths, (length) => {
        expect(diagnosticOf(() => open(bytes.subarray(0, length)))?.code).toMatch(/^BL05/);
      }),
      { numRuns: 300 },
    );
  });

  it("reads every weight of the 260 k parameter model", (context) => {
    const path = `${process.env.BITLOOM_DATA ?? "../shared/data"}/models/stories260K/stories260K.bin`;
    if (!existsSync(path)) context.skip(`${path} is not there; set BITLOOM_DATA`);
    const model = openModelNow(path);
    expect(model.tensors).toHaveLength(1 + 9 * 5 + 1);
    expect(model.tensors.reduce((sum, tensor) => sum + tensor.read().length, 0)).toBe(260_032);
    expect(llamaConfig(model)).toMatchObject({
      hiddenSize: 64,
      intermediateSize: 172,
      layers: 5,
      tiedEmbeddings: true,
    });
    model.close();
  });
});
