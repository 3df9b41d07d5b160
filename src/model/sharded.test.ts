/** Folders of several safetensors files with config.json, damaged in one file at a time. */
import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { faultOf, fuzz } from "./fuzz-testing.ts";
import { llamaConfig, openModel } from "./index.ts";
import { SHARD_INDEX } from "./sharded.ts";
import { float32Bytes, safetensorsBytes, temporaryFolder, uint16Bytes } from "./testing.ts";

/** Mutations of each file. */
const COUNT = 2000;

const config = {
  model_type: "llama",
  vocab_size: 4,
  hidden_size: 4,
  intermediate_size: 4,
  num_hidden_layers: 1,
  num_attention_heads: 1,
  head_dim: 4,
  max_position_embeddings: 256,
  rms_norm_eps: 1e-5,
  rope_theta: 10000,
  rope_scaling: { rope_type: "linear", factor: 2 },
  tie_word_embeddings: true,
};

/** The three float types, in two files. */
const files: Readonly<Record<string, Buffer>> = {
  "model-00001-of-00002.safetensors": safetensorsBytes(
    {
      "model.norm.weight": { dtype: "F32", shape: [4], data_offsets: [0, 16] },
      "a.weight": { dtype: "F16", shape: [1, 2], data_offsets: [16, 20] },
    },
    Buffer.concat([float32Bytes([1, 2, 3, 4]), uint16Bytes([0x3c00, 0x4000])]),
  ),
  "model-00002-of-00002.safetensors": safetensorsBytes(
    { "b.weight": { dtype: "BF16", shape: [2, 1], data_offsets: [0, 4] } },
    uint16Bytes([0x3f80, 0x4040]),
  ),
  [SHARD_INDEX]: Buffer.from(
    JSON.stringify({
      metadata: { total_size: 24 },
      weight_map: {
        "model.norm.weight": "model-00001-of-00002.safetensors",
        "a.weight": "model-00001-of-00002.safetensors",
        "b.weight": "model-00002-of-00002.safetensors",
      },
    }),
  ),
  "config.json": Buffer.from(JSON.stringify(config)),
};

/** Reads the folder of a damaged file, whose other files are whole. */
async function read(path: string): Promise<string | undefined> {
  const folder = dirname(path);
  for (const [name, content] of Object.entries(files)) {
    if (!existsSync(join(folder, name))) writeFileSync(join(folder, name), content);
  }
  const model = await openModel(folder);
  const { ropeFactors, headSize } = llamaConfig(model);
  // A head that is not even is refused by the forward pass.
  if (ropeFactors !== undefined && ropeFactors.length !== Math.floor(headSize / 2))
    return "another number of factors";
  return faultOf(model);
}

describe(`a folder of shards, with ${COUNT} mutations`, () => {
  it("is read when it is whole, each type exactly", async () => {
    const folder = temporaryFolder();
    expect(await read(join(folder, "no such file"))).toBeUndefined();
    const model = await openModel(folder);
    const values = model.tensors.map(({ name, dtype, read }) => [name, dtype, ...read()]);
    expect(values).toEqual([
      ["model.norm.weight", "F32", 1, 2, 3, 4],
      ["a.weight", "F16", 1, 2],
      ["b.weight", "BF16", 1, 3],
    ]);
    model.close();
  });

  it.each([
    [SHARD_INDEX, 1, 11],
    ["config.json", 1, 12],
    ["model-00001-of-00002.safetensors", 3, 13],
  ])("of %s ends in a clear error or a sound model", async (fileName, leastCodes, seed) => {
    const whole = files[fileName] as Buffer;
    await fuzz({ files: [whole], fileName, read, leastCodes }, seed, COUNT);
  });
});
