/**
 * Opens whatever model a path leads to. Invariant: the format is decided by content; the file's name only chooses which
 * reader explains what is wrong with a file that is neither.
 */
import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { BitloomError, fail } from "../diagnostics/index.ts";
import { openBinaryFile } from "./binary-file.ts";
import { CONFIG_KEY, parseJsonObject, readJsonObject } from "./config.ts";
import { isLaterPart, openGguf } from "./gguf/index.ts";
import { isLikelyLlama2c, LLAMA2C_HEADER_BYTES, openLlama2c, parseLlama2cHeader } from "./llama2c.ts";
import type { Model } from "./model.ts";
import { isPacked, type PackedModel, packedModel } from "./packed/index.ts";
import { openSafetensors, SAFETENSORS_LARGEST_HEADER } from "./safetensors-reader.ts";
import { openShards, SHARD_INDEX } from "./sharded.ts";

/**
 * Opens a safetensors file, a packed one, a llama2.c file, a GGUF file, a Hugging Face folder (model.safetensors or its shards,
 * config.json), the index of its shards, or a folder with one model file among others.
 * All headers are checked before this returns; weights are read, and checked for NaN, when asked for. Errors: BL0501
 * unreadable, BL0502 unknown format, and those of the readers, each naming the file and where it can the tensor. Close
 * the model when done with it.
 */
export async function openModel(path: string): Promise<Model> {
  const file = isHuggingFaceFolder(path) || !isFolder(path) ? path : onlyModel(path);
  return !isFolder(file) && recognise(file) === "gguf" ? openGguf(file) : openModelNow(file);
}

/** {@link openModel} for everything but GGUF files, whose headers take waiting for: they are BL0502 here. */
export function openModelNow(path: string): Model {
  const model = openAsStored(path);
  return isPacked(model) ? asPacked(model).model : model;
}

/**
 * Opens a packed model for its codes, scales and zero points; {@link openModel} gives the weights that they stand for. BL0513 when its
 * description and its tensors disagree or it is no packed model, or what openModel reports.
 */
export function readPackedModel(path: string): PackedModel {
  return asPacked(openAsStored(path));
}

function asPacked(model: Model): PackedModel {
  try {
    return packedModel(model);
  } catch (error) {
    model.close();
    throw error;
  }
}

function openAsStored(path: string): Model {
  if (basename(path) === SHARD_INDEX && existsSync(path)) return openAsStored(dirname(path));
  if (!isFolder(path)) return withConfig(openFile(path), besides(path));
  if (!isHuggingFaceFolder(path)) return openAsStored(onlyModel(path));
  const single = join(path, "model.safetensors");
  const configFile = join(path, "config.json");
  const config = existsSync(configFile) ? readJsonObject(configFile) : undefined;
  return withConfig(existsSync(single) ? openSafetensors(single) : openShards(path), config);
}

const isHuggingFaceFolder = (path: string): boolean =>
  isFolder(path) && ["model.safetensors", SHARD_INDEX].some((name) => existsSync(join(path, name)));

/** The model file of a folder that is not Hugging Face's: the only file that one of the readers recognises. */
function onlyModel(folder: string): string {
  const files = readdirSync(folder)
    .filter((name) => [".safetensors", ".bin", ".gguf"].includes(extname(name)) && !isLaterPart(name))
    .map((name) => join(folder, name))
    .filter(
      (file) => statSync(file).isFile() && ["safetensors", "llama2.c", "gguf"].includes(recognise(file)),
    );
  const [only] = files;
  if (only !== undefined && files.length === 1) return only;
  const found =
    only === undefined
      ? "a folder without model.safetensors"
      : `a folder with ${files.length} model files (${files.map((file) => basename(file)).join(", ")}); name one`;
  return fail("BL0502", { file: folder, found });
}

/** False also for what cannot be looked at; opening it as a file then says why. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function openFile(path: string): Model {
  const found = recognise(path);
  if (found === "safetensors") return openSafetensors(path);
  if (found === "llama2.c") return openLlama2c(path);
  if (extname(path) === ".safetensors") return openSafetensors(path);
  return fail("BL0502", {
    file: path,
    found: found === "gguf" ? "a GGUF file in place of a packed model" : found,
  });
}

/** The format of a file, or a description of what it seems to be. */
function recognise(path: string): string {
  const file = openBinaryFile(path);
  const start = file.read(0, Math.min(file.size, LLAMA2C_HEADER_BYTES));
  file.close();
  if (start.length === 0) return "an empty file";
  const known = MAGICS.find(({ magic }) => magic.every((byte, at) => start[at] === byte));
  if (known !== undefined) return known.what;
  if (start.length >= 9 && start[8] === 0x7b) {
    const length = new DataView(start.buffer).getBigUint64(0, true);
    if (length <= BigInt(SAFETENSORS_LARGEST_HEADER)) return "safetensors";
  }
  if (start.length === LLAMA2C_HEADER_BYTES && isLikelyLlama2c(parseLlama2cHeader(start))) return "llama2.c";
  return `bytes ${Buffer.from(start.subarray(0, 8)).toString("hex")} at its start`;
}

/** First bytes of GGUF, and of formats that people try, so that the message can say what they have. */
const MAGICS = [
  { magic: [0x47, 0x47, 0x55, 0x46], what: "gguf" },
  { magic: [0x50, 0x4b, 0x03, 0x04], what: "a zip archive, as PyTorch's .bin and .pt files are" },
  { magic: [0x80, 0x02], what: "a Python pickle, as old PyTorch files are" },
  {
    magic: [0x32, 0x34, 0x6b, 0x61],
    what: "a llama2.c file of version 1 or 2 (only the legacy export is read)",
  },
  { magic: [0x89, 0x48, 0x44, 0x46], what: "an HDF5 file" },
] as const;

/** config.json of a file's folder if it is one; it may belong to something else, so a bad one is no error here. */
function besides(path: string): Record<string, unknown> | undefined {
  try {
    return readJsonObject(join(dirname(path), "config.json"));
  } catch (error) {
    if (error instanceof BitloomError) return undefined;
    throw error;
  }
}

/** A llama2.c header first, then config.json, then what `bitloom unpack` left in the metadata. */
const withConfig = (model: Model, config: Record<string, unknown> | undefined): Model =>
  model.config === undefined ? { ...model, config: config ?? storedConfig(model) } : model;

function storedConfig(model: Model): Record<string, unknown> | undefined {
  const text = model.metadata.get(CONFIG_KEY);
  return text === undefined
    ? undefined
    : parseJsonObject(`metadata entry ${CONFIG_KEY} of ${model.file}`, text);
}
