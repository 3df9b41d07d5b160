/** Text to tokens and back. */
export { byteLevelTokenizer } from "./byte-level-tokenizer.ts";
export { byteTokenizer } from "./byte-tokenizer.ts";
export { findTokenizer, folderOf } from "./find-tokenizer.ts";
export { openHuggingFaceTokenizer } from "./hugging-face-tokenizer.ts";
export { openLlama2cTokenizer } from "./llama2c-tokenizer.ts";
export { openTokenizer, tokenizerNames } from "./open-tokenizer.ts";
export { preTokenizer } from "./pre-tokenizers.ts";
export { sentencepieceTokenizer, type TokenRole } from "./sentencepiece.ts";
export type { Tokenizer } from "./tokenizer.ts";
