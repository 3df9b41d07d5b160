/** Finds the tokenizer of an opened model. Invariant: no tokenizer is guessed; a model without one has none. */
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { BitloomError } from "../../diagnostics/index.ts";
import { llamaConfig } from "../config.ts";
import type { Model } from "../model.ts";
import { byteTokenizer } from "./byte-tokenizer.ts";
import { openTokenizer, tokenizerIn } from "./open-tokenizer.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Tokenizer files that are not read: with one of them, 256 tokens are not bytes. */
const FOREIGN = ["tokenizer.model", "vocab.json"];

/**
 * The tokenizer in a model's own file, as GGUF files have one; else, or when that one is of a kind that is not supported, the file beside it, of
 * the names in {@link tokenizerNames}; else bytes when the model has 256 tokens and no other tokenizer's file; else undefined. BL0519 without
 * a configuration, BL0501, BL0544 and BL0547 for a bad file.
 */
export function findTokenizer(model: Model): Tokenizer | undefined {
  const { vocabularySize } = llamaConfig(model);
  const folder = folderOf(model);
  const beside = tokenizerIn(folder, vocabularySize);
  const own = ownTokenizer(model, beside !== undefined);
  if (own !== undefined) return own;
  if (beside !== undefined) return openTokenizer(beside, vocabularySize);
  const isForeign = FOREIGN.some((name) => existsSync(join(folder, name)));
  return vocabularySize === 256 && !isForeign ? byteTokenizer : undefined;
}

/** Undefined also for one of an unsupported kind when there is another to take its place. */
function ownTokenizer(model: Model, hasOther: boolean): Tokenizer | undefined {
  try {
    return model.tokenizer?.();
  } catch (error) {
    const isUnsupported = error instanceof BitloomError && error.diagnostics[0]?.code === "BL0547";
    if (isUnsupported && hasOther) return undefined;
    throw error;
  }
}

/** The folder that a model's companions lie in. */
export const folderOf = (model: Pick<Model, "file">): string =>
  statSync(model.file, { throwIfNoEntry: false })?.isDirectory() === true ? model.file : dirname(model.file);
