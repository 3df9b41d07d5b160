/** The tokenizer of models that read bytes: a token is a byte of UTF-8, and there is no start token. */
import { fail } from "../../diagnostics/index.ts";
import type { Tokenizer } from "./tokenizer.ts";

export const byteTokenizer: Tokenizer = {
  description: "bytes",
  vocabularySize: 256,
  start: undefined,
  encode: (text) => [...new TextEncoder().encode(text)],
  decode(tokens) {
    const bad = tokens.findIndex((token) => !(Number.isInteger(token) && token >= 0 && token < 256));
    if (bad >= 0) fail("BL0542", { token: tokens[bad] as number, at: bad, vocabulary: 256 });
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(tokens));
  },
};
