/** Text to tokens and back. */
export { byteLevelTokenizer } from "./byte-level-tokenizer.ts";
export { byteTokenizer } from "./byte-tokenizer.ts";
export { findTokenizer, folderOf, tokenizerNames } from "./find-tokenizer.ts";
export { openLlama2cTokenizer } from "./llama2c-tokenizer.ts";
export { preTokenizer } from "./pre-tokenizers.ts";
export { sentencepieceTokenizer, type TokenRole } from "./sentencepiece.ts";
export type { Tokenizer } from "./tokenizer.ts";
