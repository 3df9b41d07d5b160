/** Text to tokens and back. */
export { byteTokenizer } from "./byte-tokenizer.ts";
export { findTokenizer, folderOf, tokenizerNames } from "./find-tokenizer.ts";
export { openLlama2cTokenizer } from "./llama2c-tokenizer.ts";
export type { Tokenizer } from "./tokenizer.ts";
