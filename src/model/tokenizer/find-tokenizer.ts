/** Finds the tokenizer of an opened model. Invariant: no tokenizer is guessed; a model without one has none. */
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { llamaConfig } from "../config.ts";
import type { Model } from "../model.ts";
import { byteTokenizer } from "./byte-tokenizer.ts";
import { openLlama2cTokenizer } from "./llama2c-tokenizer.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Hugging Face's tokenizer files: with one of them, 256 tokens are not bytes. */
const FOREIGN = ["tokenizer.json", "tokenizer.model", "vocab.json"];

/**
 * The tokenizer beside a model: a llama2.c file named {@link tokenizerNames}, else bytes when the model has 256 tokens and no
 * other tokenizer's file; else undefined. BL0519 without a configuration, BL0501 and BL0544 for a bad file.
 */
export function findTokenizer(model: Model): Tokenizer | undefined {
  const { vocabularySize } = llamaConfig(model);
  const folder = folderOf(model);
  const beside = (name: string): string => join(folder, name);
  const found = tokenizerNames(vocabularySize).map(beside).find(existsSync);
  if (found !== undefined) return openLlama2cTokenizer(found, vocabularySize);
  return vocabularySize === 256 && !FOREIGN.map(beside).some(existsSync) ? byteTokenizer : undefined;
}

/** Names of llama2.c tokenizer files in the order in which they are looked for. */
export const tokenizerNames = (vocabularySize: number): readonly string[] => [
  `tok${vocabularySize}.bin`,
  "tokenizer.bin",
];

/** The folder that a model's companions lie in. */
export const folderOf = (model: Pick<Model, "file">): string =>
  statSync(model.file, { throwIfNoEntry: false })?.isDirectory() === true ? model.file : dirname(model.file);
