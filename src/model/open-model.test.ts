/** Which reader a path gets, and Hugging Face folders of one file and of several. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { llamaConfig, openModel } from "./index.ts";
import {
  diagnosticOf,
  float32Bytes,
  llama2cBytes,
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
  it("goes by content and not by name", () => {
    expect(openModel(temporaryFile(one("w", 1), "strange.bin")).format).toBe("safetensors");
    expect(openModel(temporaryFile(llama2cBytes(5), "strange.safetensors")).format).toBe("llama2.c");
  });

  it.each([
    ["GGUF\x03\0\0\0 and more", "a GGUF file"],
    ["PK\x03\x04 and more", "a zip archive, as PyTorch's .bin and .pt files are"],
    ["24ka\x01\0\0\0", "a llama2.c file of version 1 or 2 (only the legacy export is read)"],
    ["", "an empty file"],
    ["hello", "bytes 68656c6c6f at its start"],
  ])("says of %j that it is %s", (content, found) => {
    const path = temporaryFile(content, "model.bin");
    expect(diagnosticOf(() => openModel(path))?.message).toBe(
      `${path} is not a model that Bitloom reads: found ${found}.`,
    );
  });

  it("explains a file that calls itself safetensors as such", () => {
    expect(diagnosticOf(() => openModel(temporaryFile("hello", "w.safetensors")))?.code).toBe("BL0505");
    expect(diagnosticOf(() => openModel(temporaryFile("hello, world", "w.safetensors")))?.code).toBe(
      "BL0503",
    );
  });

  it("says why a path cannot be read", () => {
    const folder = temporaryFolder();
    const missing = join(folder, "no-such-file");
    const found = diagnosticOf(() => openModel(missing));
    expect(found?.message).toBe(`Cannot read ${missing}: no such file or directory.`);
    const file = temporaryFile("x", "x");
    expect(diagnosticOf(() => openModel(join(file, "below")))?.message).toContain("not a directory");
    expect(diagnosticOf(() => openModel(folder))?.message).toContain("a folder without model.safetensors");
  });

  it("takes the only model of a folder that holds other files too, and asks when there are several", () => {
    const header = '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    const model = Buffer.concat([
      Buffer.from([header.length, 0, 0, 0, 0, 0, 0, 0]),
      Buffer.from(header),
      Buffer.alloc(4),
    ]);
    const folder = folderWith({ "tiny.safetensors": model, "tok.bin": "no model", "notes.txt": "" });
    const opened = openModel(folder);
    expect(opened.tensors.map((tensor) => tensor.name)).toEqual(["w"]);
    opened.close();
    writeFileSync(join(folder, "second.safetensors"), model);
    expect(diagnosticOf(() => openModel(folder))?.message).toContain("a folder with 2 model files");
  });

  it("opens or refuses any bytes, and never fails otherwise", () => {
    const path = temporaryFile("", "model.bin");
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        writeFileSync(path, bytes);
        expect(diagnosticOf(() => openModel(path))?.code).toMatch(/^BL05/);
      }),
      { numRuns: 300 },
    );
  });
});

describe("opening a Hugging Face folder", () => {
  it("reads model.safetensors with config.json", () => {
    const model = openModel(
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

  it("finds config.json beside a file too, and passes over one that is none", () => {
    const folder = folderWith({ "model.safetensors": one("w", 3), "config.json": JSON.stringify(llama) });
    expect(openModel(join(folder, "model.safetensors")).config).toEqual(llama);
    writeFileSync(join(folder, "config.json"), "not JSON");
    const model = openModel(join(folder, "model.safetensors"));
    expect(model.config).toBeUndefined();
    expect(diagnosticOf(() => llamaConfig(model))?.message).toContain("there is no config.json beside it");
  });

  it.each([
    ["not JSON", "it is not JSON"],
    ["[1]", "it is not an object"],
  ])("refuses a config.json of %j", (content, problem) => {
    const folder = folderWith({ "model.safetensors": one("w", 3), "config.json": content });
    expect(diagnosticOf(() => openModel(folder))?.message).toBe(
      `${join(folder, "config.json")} is malformed: ${problem}.`,
    );
  });

  it("names the field that a configuration lacks", () => {
    const { hidden_size: _, ...rest } = llama;
    const folder = folderWith({ "model.safetensors": one("w", 3), "config.json": JSON.stringify(rest) });
    expect(diagnosticOf(() => llamaConfig(openModel(folder)))?.message).toContain(
      "config.json: hidden_size: ",
    );
  });

  it("reads a model in several files", () => {
    const folder = folderWith({
      "a.safetensors": one("v", 1),
      "b.safetensors": one("w", 2),
      "model.safetensors.index.json": JSON.stringify({
        weight_map: { w: "b.safetensors", v: "a.safetensors" },
      }),
      "config.json": JSON.stringify(llama),
    });
    const model = openModel(folder);
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
  ])("refuses the index %j", (index, problem) => {
    const folder = folderWith({
      "a.safetensors": one("v", 1),
      "model.safetensors.index.json": JSON.stringify(index),
    });
    const file = join(folder, "model.safetensors.index.json");
    expect(diagnosticOf(() => openModel(folder))?.message).toBe(`${file} is malformed: ${problem}.`);
  });
});
