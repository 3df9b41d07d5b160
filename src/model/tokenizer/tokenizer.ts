/**
 * What a tokenizer is to the rest of Bitloom. Invariant: `decode(encode(text))` is `text` for well-formed text, unless a tokenizer.json says
 * that texts are normalized first or the text has the names of special tokens in it.
 */

export interface Tokenizer {
  /** In words, for reports: "bytes" or "tok512.bin". */
  readonly description: string;
  /** Tokens are 0..vocabularySize - 1. */
  readonly vocabularySize: number;
  /** The token that starts every sequence; undefined where the model has none. */
  readonly start: number | undefined;
  /** Tokens of a text, without the start token. Lone surrogates become U+FFFD. */
  encode(text: string): number[];
  /** The text of tokens; tokens that stand for no text give none, bytes that are not UTF-8 give U+FFFD. BL0542. */
  decode(tokens: readonly number[]): string;
}
