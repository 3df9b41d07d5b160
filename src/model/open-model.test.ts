/** Which reader a path gets, and Hugging Face folders of one file and of several. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ggufBytes, tinyMetadata } from "./gguf/testing.ts";
import { llamaConfig, openModel, readPackedModel } from "./index.ts";
import {
  diagnosticOf,
  float32Bytes,
  llama2cBytes,
  rejectionOf,
  safetensorsBytes,
  temporaryFile,
  temporaryFolder,
} from "./testing.ts";

const one = (name: string, value: number) =>
  safetensorsBytes({ [name]: { dtype: "F32", shape: [1, 1], data_offsets: [0, 4] } }, float32Bytes([value]));

const llama = {
  model_type: "llama",
  vocab_size: 256,
  hidden_size: 144,
  intermediate_size: 384,
  num_hidden_layers: 8,
  num_attention_heads: 6,
  max_position_embeddings: 256,
  rms_norm_eps: 1e-5,
};

/** A folder with these files. */
function folderWith(files: Record<string, Uint8Array | string>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

describe("opening a model", () => {
  it("goes by content and not by name", async () => {
    expect((await openModel(temporaryFile(one("w", 1), "strange.bin"))).format).toBe("safetensors");
    expect((await openModel(temporaryFile(llama2cBytes(5), "strange.safetensors"))).format).toBe("llama2.c");
  });

  it.each([
    ["PK\x03\x04 and more", "a zip archive, as PyTorch's .bin and .pt files are"],
    ["24ka\x01\0\0\0", "a llama2.c file of version 1 or 2 (only the legacy export is read)"],
    ["", "an empty file"],
    ["hello", "bytes 68656c6c6f at its start"],
  ])("says of %j that it is %s", async (content, found) => {
    const path = temporaryFile(content, "model.bin");
    expect((await rejectionOf(openModel(path)))?.message).toBe(
      `${path} is not a model that Bitloom reads: found ${found}.`,
    );
  });

  it("explains a file that calls itself safetensors as such", async () => {
    expect((await rejectionOf(openModel(temporaryFile("hello", "w.safetensors"))))?.code).toBe("BL0505");
    expect((await rejectionOf(openModel(temporaryFile("hello, world", "w.safetensors"))))?.code).toBe(
      "BL0503",
    );
  });

  it("says why a path cannot be read", async () => {
    const folder = temporaryFolder();
    const missing = join(folder, "no-such-file");
    const found = await rejectionOf(openModel(missing));
    expect(found?.message).toBe(`Cannot read ${missing}: no such file or directory.`);
    const file = temporaryFile("x", "x");
    expect((await rejectionOf(openModel(join(file, "below"))))?.message).toContain("not a directory");
    expect((await rejectionOf(openModel(folder)))?.message).toContain("a folder without model.safetensors");
  });

  it("takes the only model of a folder that holds other files too, and asks when there are several", async () => {
    const header = '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    const model = Buffer.concat([
      Buffer.from([header.length, 0, 0, 0, 0, 0, 0, 0]),
      Buffer.from(header),
      Buffer.alloc(4),
    ]);
    const folder = folderWith({ "tiny.safetensors": model, "tok.bin": "no model", "notes.txt": "" });
    const opened = await openModel(folder);
    expect(opened.tensors.map((tensor) => tensor.name)).toEqual(["w"]);
    opened.close();
    writeFileSync(join(folder, "second.safetensors"), model);
    expect((await rejectionOf(openModel(folder)))?.message).toContain("a folder with 2 model files");
  });

  it("opens a GGUF file by its content, and as the only model of a folder", async () => {
    const bytes = ggufBytes({ metadata: tinyMetadata, tensors: [] });
    for (const path of [
      temporaryFile(bytes, "strange.bin"),
      folderWith({ "tiny.gguf": bytes, "notes.txt": "" }),
    ]) {
      const model = await openModel(path);
      expect([
        model.format,
        llamaConfig({ ...model, config: { ...model.config, vocab_size: 3 } }).layers,
      ]).toEqual(["gguf", 1]);
      model.close();
    }
    const file = temporaryFile(bytes, "tiny.gguf");
    expect(diagnosticOf(() => readPackedModel(file))?.message).toBe(
      `${file} is not a model that Bitloom reads: found a GGUF file in place of a packed model.`,
    );
  });

  it("opens or refuses any bytes, and never fails otherwise", async () => {
    const path = temporaryFile("", "model.bin");
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), async (bytes) => {
        writeFileSync(path, bytes);
        expect((await rejectionOf(openModel(path)))?.code).toMatch(/^BL05/);
      }),
      { numRuns: 300 },
    );
  });
});

describe("opening a Hugging Face folder", () => {
  it("reads model.safetensors with config.json", async () => {
    const model = await openModel(
      folderWith({ "model.safetensors": one("w", 3), "config.json": JSON.stringify(llama) }),
    );
    expect([...model.tensor("w").read()]).toEqual([3]);
    expect(llamaConfig(model)).toMatchObject({
      headSize: 24,
      keyValueHeads: 6,
      ropeTheta: 10000,
      ropeInterleaved: false,
    });
  });

  it("finds config.json beside a file too, and passes over one that is none", async () => {
    const folder = folderWith({ "model.safetensors": one("w", 3), "config.json": JSON.stringify(llama) });
    expect((await openModel(join(folder, "model.safetensors"))).config).toEqual(llama);
    writeFileSync(join(folder, "config.json"), "not JSON");
    const model = await openModel(join(folder, "model.safetensors"));
    expect(model.config).toBeUndefined();
    expect(diagnosticOf(() => llamaConfig(model))?.message).toContain("there is no config.json beside it");
  });

  it.each([
    ["not JSON", "it is not JSON"],
    ["[1]", "it is not an object"],
  ])("refuses a config.json of %j", async (content, problem) => {
    const folder = folderWith({ "model.safetensors": one("w", 3), "config.json": content });
    expect((await rejectionOf(openModel(folder)))?.message).toBe(
      `${join(folder, "config.json")} is malformed: ${problem}.`,
    );
  });

  it("names the field that a configuration lacks", async () => {
    const { hidden_size: _, ...rest } = llama;
    const folder = folderWith({ "model.safetensors": one("w", 3), "config.json": JSON.stringify(rest) });
    const model = await openModel(folder);
    expect(diagnosticOf(() => llamaConfig(model))?.message).toContain("config.json: hidden_size: ");
  });

  it("reads a model in several files", async () => {
    const folder = folderWith({
      "a.safetensors": one("v", 1),
      "b.safetensors": one("w", 2),
      "model.safetensors.index.json": JSON.stringify({
        weight_map: { w: "b.safetensors", v: "a.safetensors" },
      }),
      "config.json": JSON.stringify(llama),
    });
    const model = await openModel(folder);
    expect(model.tensors.map((tensor) => [tensor.name, ...tensor.read()])).toEqual([
      ["v", 1],
      ["w", 2],
    ]);
    expect(llamaConfig(model).layers).toBe(8);
    model.close();
  });

  it.each([
    [
      { weight_map: { w: "a.safetensors" } },
      'a.safetensors has tensor "v", which the index does not put there',
    ],
    [{ weight_map: { v: "a.safetensors", w: "a.safetensors" } }, 'tensor "w" is not in a.safetensors'],
    [{ weight_map: { v: "../a.safetensors" } }, '"../a.safetensors" is not a file of the folder'],
    [{}, "it has no weight_map of names to files"],
  ])("refuses the index %j", async (index, problem) => {
    const folder = folderWith({
      "a.safetensors": one("v", 1),
      "model.safetensors.index.json": JSON.stringify(index),
    });
    const file = join(folder, "model.safetensors.index.json");
    expect((await rejectionOf(openModel(folder)))?.message).toBe(`${file} is malformed: ${problem}.`);
  });
});
