/** The GGUF reader on files and blocks of llama.cpp's own package, and on hand-made files that are wrong in one place. */
import { createHash } from "node:crypto";
import { readFileSync, statSync, truncateSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { encodeFloat32 } from "../dtype.ts";
import { llamaConfig, loadLlama } from "../index.ts";
import { diagnosticOf, float32Bytes, rejectionOf, temporaryFile } from "../testing.ts";
import { blockFormats } from "./block-formats.ts";
import { openGguf } from "./index.ts";
import { storedRow } from "./names.ts";
import { ggufBytes, type HandMadeFile, type HandMadeTensor, tinyMetadata } from "./testing.ts";

const vectorPath = (name: string): string => fileURLToPath(new URL(`./vectors/${name}`, import.meta.url));
const vectors = <T>(name: string): T => JSON.parse(readFileSync(vectorPath(name), "utf8")) as T;

/** Both files were written by bench/peers/gguf_vectors.py with llama.cpp's package `gguf`. */
const { cases } = vectors<{ cases: { type: string; blocks: string; weights: string }[] }>("blocks.json");
const { models } = vectors<{
  models: {
    file: string;
    config: Record<string, unknown>;
    tensors: { name: string; type: string; shape: number[]; sha256: string }[];
  }[];
}>("models.json");

const tensorOf = (name: string, rows: number, columns: number): HandMadeTensor => ({
  name,
  dimensions: [columns, rows],
  type: 0,
  data: float32Bytes(Array.from({ length: rows * columns }, (_, at) => at)),
});
const embedding = tensorOf("token_embd.weight", 3, 8);
const open = (file: Partial<HandMadeFile>) =>
  openGguf(temporaryFile(ggufBytes({ metadata: tinyMetadata, tensors: [embedding], ...file }), "m.gguf"));
const messageOf = async (file: Partial<HandMadeFile>) => (await rejectionOf(open(file)))?.message;

describe("blocks of quantized weights", () => {
  it("come in every format that is read", () => {
    expect(cases.map(({ type }) => type).sort()).toEqual([...blockFormats.keys()].sort());
  });

  it.each(cases)("decode to the outside package's weights: $type", ({ type, blocks, weights }) => {
    const format = blockFormats.get(type);
    const bytes = Buffer.from(blocks, "hex");
    const count = bytes.length / (format?.bytes ?? Number.NaN);
    const decoded = new Float32Array(count * (format?.weights ?? 0));
    for (let block = 0; block < count; block++) {
      format?.decode(bytes, block * format.bytes, decoded, block * format.weights);
    }
    const expected = Buffer.from(weights, "hex");
    expect(decoded.length * 4).toBe(expected.length);
    expect([...decoded]).toEqual(Array.from(decoded, (_, k) => expected.readFloatLE(4 * k)));
  });
});

describe("files of the outside package", () => {
  it.each(models)("have Hugging Face's names, rows and words: $file", async ({ file, config, tensors }) => {
    const model = await openGguf(vectorPath(file));
    expect(model.config).toEqual(config);
    expect(model.tensors.map(({ name }) => name).sort()).toEqual(tensors.map(({ name }) => name).sort());
    for (const { name, type, shape, sha256 } of tensors) {
      const tensor = model.tensor(name);
      const weights = tensor.read();
      expect([name, tensor.stored?.format ?? tensor.dtype, tensor.shape]).toEqual([name, type, shape]);
      expect([name, createHash("sha256").update(encodeFloat32(weights)).digest("hex")]).toEqual([
        name,
        sha256,
      ]);
      expect(tensor.readBytes().length).toBe(tensor.byteLength);
      if (tensor.dtype === "F32") expect([...tensor.readBytes()]).toEqual([...encodeFloat32(weights)]);
    }
    model.close();
  });

  it.each(models)("are ready for the forward pass: $file", async ({ file, config }) => {
    const model = await openGguf(vectorPath(file));
    const llama = loadLlama(model);
    expect(llama.config).toEqual(llamaConfig({ file, config }));
    expect(llama.layer(0).headNorms !== undefined).toBe(config.model_type === "qwen3");
    model.close();
  });

  it("say what they are", async () => {
    const model = await openGguf(vectorPath("tiny-llama.gguf"));
    expect([model.format, model.metadata.get("general.name")]).toEqual(["gguf", "tiny llama"]);
    const stored = model.tensor("model.layers.0.self_attn.q_proj.weight");
    expect(stored.stored).toEqual({ format: "Q4_0", byteLength: 32 * 18 });
    model.close();
  });

  it("may be cut after no byte but their padding", async () => {
    const bytes = readFileSync(vectorPath("tiny-qwen3.gguf"));
    const path = temporaryFile(bytes, "m.gguf");
    // The last tensor is a norm of eight binary32 numbers, so there is no padding at the end.
    for (let size = statSync(path).size - 1; size >= 0; size -= size > 300 ? 37 : 1) {
      truncateSync(path, size);
      expect((await rejectionOf(openGguf(path)))?.code, `${size} bytes`).toMatch(/^BL05(05|60|61)$/);
    }
  });
});

describe("the converter's order of rows", () => {
  it("puts row i + j * size / 2 of a head at 2i + j", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((row) => storedRow(row, 8))).toEqual([0, 2, 4, 6, 1, 3, 5, 7]);
    expect([8, 9, 10, 11].map((row) => storedRow(row, 4))).toEqual([8, 10, 9, 11]);
  });

  it("is undone for queries and keys of Llama models, for biases too, and for nothing else", async () => {
    const bias = { ...tensorOf("blk.0.attn_q.bias", 1, 8), dimensions: [8] };
    const model = await open({
      tensors: [tensorOf("blk.0.attn_q.weight", 8, 1), tensorOf("blk.0.attn_v.weight", 8, 1), bias],
    });
    const weights = (part: string) => [...model.tensor(`model.layers.0.self_attn.${part}`).read()];
    expect(weights("q_proj.weight")).toEqual([0, 2, 1, 3, 4, 6, 5, 7]);
    expect(weights("q_proj.bias")).toEqual([0, 2, 1, 3, 4, 6, 5, 7]);
    expect(weights("v_proj.weight")).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    model.close();
  });
});

describe("metadata in the words of config.json", () => {
  const configOf = async (file: Partial<HandMadeFile>) => {
    const model = await open(file);
    model.close();
    return model.config;
  };

  it("fills in what a file may leave out", async () => {
    expect(await configOf({})).toMatchObject({
      vocab_size: 3,
      num_key_value_heads: 2,
      head_dim: 4,
      rms_norm_eps: 1e-5,
      rope_theta: 10000,
      tie_word_embeddings: true,
    });
  });

  it("hands on what only the forward pass can judge", async () => {
    const config = await configOf({
      metadata: [
        ...tinyMetadata,
        ["llama.rope.scaling.type", "string", "yarn"],
        ["llama.attention.sliding_window", "u32", 7],
        ["llama.vocab_size", "u64", 5],
      ],
    });
    expect(config).toMatchObject({ rope_scaling: { rope_type: "yarn" }, sliding_window: 7, vocab_size: 5 });
  });

  it.each([
    ["llama.expert_count", 4, "a mixture of 4 experts"],
    ["llama.attention.value_length", 6, "values of 6 elements beside keys of 4"],
    ["llama.rope.dimension_count", 2, "rotary embedding of 2 of a head's 4 elements"],
    ["llama.logit_scale", 4, "the multiplier logit_scale = 4"],
    ["llama.final_logit_softcapping", 30, "the limit final_logit_softcapping = 30"],
  ])("refuses %s = %i by name", async (key, value, part) => {
    const found = await rejectionOf(open({ metadata: [...tinyMetadata, [key, "u32", value]] }));
    expect([found?.code, found?.message]).toEqual(["BL0540", expect.stringContaining(part)]);
  });

  it("refuses another architecture by name", async () => {
    const metadata = [["general.architecture", "string", "gemma3"], ...tinyMetadata.slice(1)] as const;
    const found = await rejectionOf(open({ metadata }));
    expect([found?.code, found?.message]).toEqual([
      "BL0540",
      expect.stringContaining('the architecture "gemma3"'),
    ]);
  });

  it("leaves a tensor that it does not know to the forward pass, which refuses it by name", async () => {
    const model = await open({ tensors: [embedding, tensorOf("rope_factors_long.weight", 1, 2)] });
    expect(diagnosticOf(() => loadLlama(model))?.code).toMatch(/^BL05(14|40)$/);
    expect(model.tensor("rope_factors_long.weight").shape).toEqual([1, 2]);
    model.close();
  });

  it("names the biases of a Qwen2", async () => {
    const metadata = tinyMetadata.map(([key, type, value]) => {
      const isName = key === "general.architecture";
      return [key.replace("llama.", "qwen2."), type, isName ? "qwen2" : value] as const;
    });
    const bias = { ...tensorOf("blk.0.attn_q.bias", 1, 8), dimensions: [8] };
    const model = await open({ metadata, tensors: [embedding, bias] });
    // Qwen2's rows are in Hugging Face's order.
    expect([...model.tensor("model.layers.0.self_attn.q_proj.bias").read()]).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7,
    ]);
    const found = diagnosticOf(() => loadLlama(model));
    expect([found?.code, found?.message]).toEqual([
      "BL0540",
      expect.stringContaining('the bias "model.layers.0.self_attn.q_proj.bias"'),
    ]);
    model.close();
  });

  it("has rotary factors in the words of config.json", async () => {
    const factors = { ...tensorOf("rope_freqs.weight", 1, 2), dimensions: [2], data: float32Bytes([1, 8]) };
    expect(await configOf({ tensors: [embedding, factors] })).toMatchObject({
      rope_frequency_factors: [1, 8],
    });
    const linear = [["llama.rope.scaling.type", "string", "linear"] as const];
    const scaled = [...tinyMetadata, ...linear, ["llama.rope.scaling.factor", "f32", 2.5] as const];
    expect(await configOf({ metadata: scaled })).toMatchObject({
      rope_scaling: { rope_type: "linear", factor: 2.5 },
    });
    const old = [...tinyMetadata, ["llama.rope.scale_linear", "f32", 4] as const];
    expect(await configOf({ metadata: old })).toMatchObject({ rope_scaling: { factor: 4 } });
    expect(await configOf({ metadata: [...tinyMetadata, ...linear] })).not.toHaveProperty("rope_scaling");
    const none = [
      ["llama.rope.scaling.type", "string", "none"] as const,
      scaled.at(-1) as (typeof linear)[0],
    ];
    expect(await configOf({ metadata: [...tinyMetadata, ...none] })).not.toHaveProperty("rope_scaling");
  });

  it("has the start token", async () => {
    const metadata = [...tinyMetadata, ["tokenizer.ggml.bos_token_id", "u32", 2] as const];
    expect(await configOf({ metadata })).toMatchObject({ bos_token_id: 2 });
  });

  it("takes a number of every layer for one if they are equal", async () => {
    const but = (counts: readonly number[]) => [
      ...tinyMetadata.filter(([key]) => key !== "llama.feed_forward_length"),
      ["llama.feed_forward_length", "i32s", counts] as const,
    ];
    expect(await configOf({ metadata: but([12, 12]) })).toMatchObject({ intermediate_size: 12 });
    expect(await messageOf({ metadata: but([12, 16]) })).toContain(
      "a different feed_forward_length in every layer",
    );
    expect(await messageOf({ metadata: but([]) })).toContain(
      "a different feed_forward_length in every layer",
    );
  });

  it.each([
    ["general.architecture", "it has no entry general.architecture"],
    ["llama.block_count", "its entry llama.block_count is missing"],
  ])("misses %s", async (key, problem) => {
    const metadata = tinyMetadata.filter(([name]) => name !== key);
    expect(await messageOf({ metadata })).toContain(`m.gguf is malformed: ${problem}.`);
  });

  it("refuses a number that is none, or none per layer", async () => {
    const but = (...entry: HandMadeFile["metadata"][number]) => [
      ...tinyMetadata.filter(([key]) => key !== entry[0]),
      entry,
    ];
    expect(await messageOf({ metadata: but("llama.block_count", "string", "1") })).toContain(
      "is not a number",
    );
    expect(await messageOf({ metadata: but("llama.block_count", "u32", 0) })).toContain(
      "is 0; allowed are 1, 2, ..",
    );
    expect(await messageOf({ metadata: but("llama.attention.head_count", "u32", 3) })).toContain(
      "its entry llama.attention.key_length is 2.6666666666666665",
    );
    expect(await messageOf({ metadata: but("llama.feed_forward_length", "strings", ["1"]) })).toContain(
      "is not a number",
    );
  });
});

describe("a GGUF header", () => {
  it("is read in version 2 too", async () => {
    const model = await open({ version: 2 });
    expect([...model.tensor("model.embed_tokens.weight").read()].slice(0, 3)).toEqual([0, 1, 2]);
    model.close();
  });

  it.each([
    [{ version: 1 }, "its version is 1; versions 2 and 3 are read"],
    [{ version: 3 << 24 }, "it is big-endian; only little-endian files are read"],
    [
      { metadata: [...tinyMetadata, ["general.alignment", "u32", 48] as const] },
      "general.alignment is 48; allowed are the powers of two from 8 to 65536",
    ],
    [
      { metadata: [...tinyMetadata, tinyMetadata[0] as (typeof tinyMetadata)[number]] },
      "two of its metadata entries have one name, or one has a name that is reserved",
    ],
  ])("is refused: %j", async (file, problem) => {
    expect(await messageOf(file)).toContain(`m.gguf is malformed: ${problem}.`);
  });

  it("cannot announce more than the file holds", async () => {
    const bytes = ggufBytes({ metadata: tinyMetadata, tensors: [embedding] });
    bytes.writeBigUInt64LE(2n ** 60n, 8);
    const found = await rejectionOf(openGguf(temporaryFile(bytes, "m.gguf")));
    expect(found?.message).toContain("it announces 1152921504606847000 tensors and 7 metadata entries");
    expect((await rejectionOf(openGguf(temporaryFile("GGUF", "m.gguf"))))?.code).toBe("BL0505");
  });

  it("cannot have lengths that lead past its end, nor values of unknown types", async () => {
    const metadata = [...tinyMetadata, ["tokens", "strings", ["a", "b"]] as const];
    const bytes = ggufBytes({ metadata, tensors: [] });
    const count = bytes.indexOf("tokens") + 6 + 4 + 4;
    const withNumber = async (value: number, at: number) => {
      const changed = Buffer.from(bytes);
      changed.writeUInt32LE(value, at);
      return rejectionOf(openGguf(temporaryFile(changed, "m.gguf")));
    };
    expect((await withNumber(1_000_000, count))?.code).toBe("BL0505");
    expect((await withNumber(1_000_000, count + 8))?.code).toBe("BL0505");
    expect((await withNumber(99, count - 4))?.message).toContain("it has a value of the unknown type 99");
    expect((await withNumber(13, count - 8))?.message).toContain("it has a value of the unknown type 13");
  });

  it("must describe the whole file", async () => {
    const bytes = ggufBytes({ metadata: tinyMetadata, tensors: [embedding] });
    const longer = temporaryFile(Buffer.concat([bytes, Buffer.alloc(1)]), "m.gguf");
    expect((await rejectionOf(openGguf(longer)))?.message).toContain("has bytes after its last tensor");
    const shorter = temporaryFile(bytes.subarray(0, bytes.length - 1), "m.gguf");
    expect((await rejectionOf(openGguf(shorter)))?.message).toContain(
      'is truncated inside tensor "token_embd.weight"',
    );
  });
});

describe("a GGUF tensor", () => {
  it.each([
    [{ ...embedding, dimensions: [] }, "it has 0 dimensions; allowed are one to four"],
    [{ ...embedding, dimensions: [8, 0] }, "its shape is [0, 8]; every dimension is 1 or more"],
    [{ ...embedding, offset: 32 }, "it is at byte 32 of the data, but the tensors before it lead to 0"],
    [{ ...embedding, type: 8 }, "a row has 8 weights, which is no multiple of the 32 of a Q8_0 block"],
  ])("is refused: %j", async (tensor, problem) => {
    const found = await rejectionOf(open({ tensors: [tensor] }));
    expect([found?.code, found?.message]).toEqual(["BL0561", expect.stringContaining(`: ${problem}.`)]);
  });

  it.each([
    [16, "IQ2_XXS"],
    [99, "type 99"],
  ])("of the type %i is refused as %s", async (type, name) => {
    const found = await rejectionOf(open({ tensors: [{ ...embedding, type }] }));
    expect(found?.code).toBe("BL0562");
    expect(found?.message).toContain(`has type ${name}; Bitloom reads F32, F16, BF16, `);
  });

  it("cannot have the name of another, nor rows that are not its heads'", async () => {
    expect((await rejectionOf(open({ tensors: [embedding, embedding] })))?.code).toBe("BL0506");
    expect(await messageOf({ tensors: [tensorOf("blk.0.attn_q.weight", 6, 8)] })).toContain(
      "it has 6 rows, but its heads have 8 together",
    );
  });

  it("names the weight that is not finite, in a block too", async () => {
    const scale = Buffer.alloc(34, 1);
    scale.writeUInt16LE(0x7c00);
    const block = { name: "w", dimensions: [32, 2], type: 8, data: Buffer.concat([Buffer.alloc(34), scale]) };
    const model = await open({ tensors: [block] });
    expect(diagnosticOf(() => model.tensor("w").read())?.message).toContain('Weight [1, 0] of tensor "w"');
    model.close();
  });

  it("that is not floating point can be copied but not read", async () => {
    const model = await open({
      tensors: [{ name: "ids", dimensions: [2], type: 26, data: Buffer.alloc(8, 1) }],
    });
    expect(diagnosticOf(() => model.tensor("ids").read())?.code).toBe("BL0511");
    expect([...model.tensor("ids").readBytes()]).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    model.close();
  });
});
