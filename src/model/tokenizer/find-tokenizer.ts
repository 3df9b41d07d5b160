/** Finds the tokenizer of an opened model. Invariant: no tokenizer is guessed; a model without one has none. */
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { llamaConfig } from "../config.ts";
import type { Model } from "../model.ts";
import { byteTokenizer } from "./byte-tokenizer.ts";
import { openTokenizer, tokenizerIn } from "./open-tokenizer.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Tokenizer files that are not read: with one of them, 256 tokens are not bytes. */
const FOREIGN = ["tokenizer.model", "vocab.json"];

/**
 * The tokenizer in a model's own file, as GGUF files have one; else the file beside it, of the names in {@link tokenizerNames}; else bytes
 * when the model has 256 tokens and no other tokenizer's file; else undefined. BL0519 without a configuration, BL0501, BL0544 and BL0547 for a
 * bad file.
 */
export function findTokenizer(model: Model): Tokenizer | undefined {
  const own = model.tokenizer?.();
  if (own !== undefined) return own;
  const { vocabularySize } = llamaConfig(model);
  const folder = folderOf(model);
  const found = tokenizerIn(folder, vocabularySize);
  if (found !== undefined) return openTokenizer(found, vocabularySize);
  const isForeign = FOREIGN.some((name) => existsSync(join(folder, name)));
  return vocabularySize === 256 && !isForeign ? byteTokenizer : undefined;
}

/** The folder that a model's companions lie in. */
export const folderOf = (model: Pick<Model, "file">): string =>
  statSync(model.file, { throwIfNoEntry: false })?.isDirectory() === true ? model.file : dirname(model.file);
