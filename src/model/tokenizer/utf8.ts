/** UTF-8 as tokenizers need it. Invariant: a byte order mark is text like any other; lone surrogates become U+FFFD. */

/** The bytes of a text. */
export const utf8Bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The text of bytes; those that are not UTF-8 give U+FFFD. */
export const utf8Text = (bytes: readonly number[]): string =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes));

/** A text that UTF-8 can hold. */
export const wellFormed = (text: string): string =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(utf8Bytes(text));
