/**
 * llama2.c's tokenizer files (karpathy/llama2.c, tokenizer.py and run.c): sentencepiece's pieces and scores, byte fallback.
 * Invariant: a file is read whole or refused; text that no piece covers becomes the tokens of its bytes.
 */
import { basename } from "node:path";
import { fail } from "../../diagnostics/index.ts";
import { openBinaryFile } from "../binary-file.ts";
import { sentencepieceTokenizer } from "./sentencepiece.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Sentencepiece's numbers in Llama models: <unk>, <s>, </s>, then one token for each byte. */
const START = 1;
const FIRST_BYTE = 3;
const FIRST_PIECE = FIRST_BYTE + 256;

/**
 * Reads a tokenizer file for a model with `vocabularySize` tokens, at least 259; as many as the file has when left out. BL0501 when it cannot be read, BL0544 when it is
 * malformed or has another number of tokens.
 */
export function openLlama2cTokenizer(path: string, vocabularySize?: number): Tokenizer {
  const { pieces, scores } = readPieces(path, vocabularySize);
  return sentencepieceTokenizer({
    description: basename(path),
    file: path,
    pieces,
    scores,
    bytes: new Map(Array.from({ length: 256 }, (_, byte) => [FIRST_BYTE + byte, byte])),
    role: (token) => (token >= FIRST_PIECE ? "piece" : "silent"),
    space: " ",
    addsSpace: true,
    start: START,
    unknown: undefined,
  });
}

function readPieces(
  path: string,
  vocabularySize: number | undefined,
): { pieces: string[]; scores: number[] } {
  const malformed = (problem: string): never => fail("BL0544", { file: path, problem });
  const file = openBinaryFile(path);
  const bytes = file.read(0, file.size);
  file.close();
  if (vocabularySize !== undefined && vocabularySize < FIRST_PIECE)
    malformed(`its model has ${vocabularySize} tokens, fewer than the ${FIRST_PIECE} with fixed meanings`);
  if (bytes.length < 4) malformed(`it has ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer);
  const longest = view.getInt32(0, true);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const pieces: string[] = [];
  const scores: number[] = [];
  let offset = 4;
  while (offset < bytes.length) {
    const token = pieces.length;
    if (token === vocabularySize) malformed(`it has more than the model's ${vocabularySize} tokens`);
    if (offset + 8 > bytes.length) malformed(`it ends inside token ${token}`);
    const score = view.getFloat32(offset, true);
    const length = view.getInt32(offset + 4, true);
    if (Number.isNaN(score)) malformed(`the score of token ${token} is not a number`);
    // The three control tokens are written with newlines around them, which the longest length does not count.
    if (length < 0 || (token >= FIRST_BYTE && length > longest))
      malformed(`token ${token} has length ${length}; allowed is 0..${longest}`);
    if (offset + 8 + length > bytes.length) malformed(`it ends inside token ${token}`);
    pieces.push(decodePiece(bytes.subarray(offset + 8, offset + 8 + length), token));
    scores.push(score);
    offset += 8 + length;
  }
  if (pieces.length < (vocabularySize ?? FIRST_PIECE))
    malformed(`it has ${pieces.length} tokens; the model has ${vocabularySize ?? `${FIRST_PIECE} or more`}`);
  return { pieces, scores };

  function decodePiece(piece: Uint8Array, token: number): string {
    try {
      return decoder.decode(piece);
    } catch {
      return malformed(`token ${token} is not UTF-8`);
    }
  }
}
