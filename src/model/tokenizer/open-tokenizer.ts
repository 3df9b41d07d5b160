/** Opens whatever tokenizer a path leads to. Invariant: the kind is decided by content, in a folder by name. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { fail } from "../../diagnostics/index.ts";
import { openBinaryFile } from "../binary-file.ts";
import { openHuggingFaceTokenizer, TOKENIZER_JSON } from "./hugging-face-tokenizer.ts";
import { openLlama2cTokenizer } from "./llama2c-tokenizer.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Names of tokenizer files in the order in which they are looked for beside a model of that many tokens. */
export const tokenizerNames = (vocabularySize: number | undefined): readonly string[] => [
  ...(vocabularySize === undefined ? [] : [`tok${vocabularySize}.bin`]),
  "tokenizer.bin",
  TOKENIZER_JSON,
];

/** The first of {@link tokenizerNames} in a folder. */
export const tokenizerIn = (folder: string, vocabularySize: number | undefined): string | undefined =>
  tokenizerNames(vocabularySize)
    .map((name) => join(folder, name))
    .find(existsSync);

/**
 * Opens a llama2.c tokenizer, a tokenizer.json (with tokenizer_config.json beside it), or a folder with one of them, for a model with
 * `vocabularySize` tokens; as many as the file has when left out. BL0501 when it cannot be read, BL0544 when it is malformed or does not fit the
 * model, BL0547 when it needs what is not supported.
 */
export function openTokenizer(path: string, vocabularySize?: number): Tokenizer {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    const found = tokenizerIn(path, vocabularySize);
    const looked = tokenizerNames(vocabularySize).join(", ");
    return found === undefined
      ? fail("BL0501", { file: path, reason: `the folder has no tokenizer (looked for ${looked})` })
      : openTokenizer(found, vocabularySize);
  }
  return isJson(path)
    ? openHuggingFaceTokenizer(path, vocabularySize)
    : openLlama2cTokenizer(path, vocabularySize);
}

/** JSON objects begin with a brace; a llama2.c file with the length of its longest piece, which has zero bytes at its end. */
function isJson(path: string): boolean {
  const file = openBinaryFile(path);
  const start = file.read(0, Math.min(64, file.size));
  file.close();
  const text = new TextDecoder().decode(start);
  return path.endsWith(".json") || (text.trimStart().startsWith("{") && !text.includes("\0"));
}
