/** llama2.c tokenizers made by hand, piece by piece; shares nothing with the reader. */

export type Piece = readonly [text: string, score: number];

/** Control tokens and bytes, as every llama2.c tokenizer begins. */
const fixed: readonly Piece[] = [
  ["<unk>", 0],
  ["\n<s>\n", 0],
  ["\n</s>\n", 0],
  ...Array.from(
    { length: 256 },
    (_, byte): Piece => [`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`, 0],
  ),
];

/** The bytes of a file with these pieces from token 259 on. */
export function tokenizerBytes(pieces: readonly Piece[], longest = 8): Buffer {
  const start = Buffer.alloc(4);
  start.writeInt32LE(longest);
  const parts = [...fixed, ...pieces].map(([text, score]) => {
    const head = Buffer.alloc(8);
    const body = Buffer.from(text);
    head.writeFloatLE(score);
    head.writeInt32LE(body.length, 4);
    return Buffer.concat([head, body]);
  });
  return Buffer.concat([start, ...parts]);
}
