/**
 * Sentencepiece's byte pairs: pieces with scores, the best pair of neighbours joined first, bytes for what no piece covers. Invariant:
 * control tokens are never made from text, and text that has no piece is never dropped.
 */
import { fail } from "../../diagnostics/index.ts";
import { mergeTokens } from "./merge.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { utf8Bytes, utf8Text, wellFormed } from "./utf8.ts";
import { wholeTokenSplitter } from "./whole-tokens.ts";

/**
 * What a token stands for: a piece of text that joins with others, a text that is taken whole wherever it is written, or nothing that
 * a text has (start, end, unknown).
 */
export type TokenRole = "piece" | "whole" | "silent";

export interface SentencepieceVocabulary {
  /** For reports. */
  readonly description: string;
  /** Its file, for messages. */
  readonly file: string;
  /** By token, as written: with {@link space} for a space. */
  readonly pieces: readonly string[];
  readonly scores: ArrayLike<number>;
  /** The bytes that byte tokens stand for. */
  readonly bytes: ReadonlyMap<number, number>;
  /** Of a token that stands for no byte. */
  role(token: number): TokenRole;
  /** What a space is written as in pieces: sentencepiece's U+2581, or a space where the exporter has put it back. */
  readonly space: string;
  /** A space is put in front of every text, so that a first word is the same piece as a later one. */
  readonly addsSpace: boolean;
  readonly start: number | undefined;
  /** Stands for characters without a piece where there are no byte tokens. */
  readonly unknown: number | undefined;
}

/** Sentencepiece's encoding of a vocabulary. The vocabulary must be sound; encoding is BL0548 where a character has no token. */
export function sentencepieceTokenizer(vocabulary: SentencepieceVocabulary): Tokenizer {
  const { pieces, scores, bytes: byteOf, role, space, addsSpace } = vocabulary;
  const { tokenOf, tokenOfByte, whole } = indexed(vocabulary);
  const partsOf = wholeTokenSplitter(whole);
  const joined = (text: string) => {
    const token = tokenOf.get(text);
    return token === undefined ? undefined : { token, score: scores[token] as number };
  };
  /** What pairs of tokens join into, null for nothing: the same pairs come again and again. */
  const pairs = new Map<number, ReturnType<typeof joined> | null>();

  function encodePart(text: string, into: number[]): void {
    // Characters without a piece take part in joining under negative numbers.
    const unknown: string[] = [];
    const textOf = (token: number): string => (token < 0 ? unknown[-token - 1] : pieces[token]) as string;
    const initial = [...text.replaceAll(" ", space)].map(
      (character) => tokenOf.get(character) ?? -unknown.push(character),
    );
    const merged = mergeTokens(initial, (left, right) => {
      if (left < 0 || right < 0) return joined(textOf(left) + textOf(right));
      const pair = left * pieces.length + right;
      const known = pairs.get(pair);
      if (known !== undefined) return known ?? undefined;
      const found = joined(textOf(left) + textOf(right));
      if (pairs.size >= REMEMBERED) pairs.clear();
      pairs.set(pair, found ?? null);
      return found;
    });
    for (const token of merged) {
      if (token >= 0) into.push(token);
      else for (const byte of bytesOf(textOf(token).replaceAll(space, " "))) into.push(byte);
    }
  }

  function bytesOf(text: string): number[] {
    const tokens = [...utf8Bytes(text)].map((byte) => tokenOfByte.get(byte));
    if (tokens.every((token) => token !== undefined)) return tokens;
    return [
      vocabulary.unknown ??
        fail("BL0548", { file: vocabulary.file, found: `the text ${JSON.stringify(text)}` }),
    ];
  }

  return {
    description: vocabulary.description,
    vocabularySize: pieces.length,
    start: vocabulary.start,
    encode(text) {
      const tokens: number[] = [];
      let isFirst = true;
      for (const part of partsOf(wellFormed(text))) {
        if (typeof part === "number") tokens.push(part);
        else encodePart(isFirst && addsSpace ? ` ${part}` : part, tokens);
        isFirst = typeof part === "number";
      }
      return tokens;
    },
    decode(tokens) {
      const bytes: number[] = [];
      let isFirst = true;
      tokens.forEach((token, at) => {
        const piece = pieces[token];
        if (piece === undefined) fail("BL0542", { token, at, vocabulary: pieces.length });
        const byte = byteOf.get(token);
        const kind = byte === undefined ? role(token) : "byte";
        if (kind === "silent") return;
        const found =
          byte === undefined ? utf8Bytes(kind === "piece" ? piece.replaceAll(space, " ") : piece) : [byte];
        const wasAdded = isFirst && addsSpace && kind !== "whole" && found[0] === SPACE;
        bytes.push(...(wasAdded ? found.slice(1) : found));
        isFirst = kind === "whole";
      });
      return utf8Text(bytes);
    },
  };
}

const SPACE = 0x20;

/** Pairs of tokens that are remembered. */
const REMEMBERED = 200_000;

function indexed({ pieces, bytes, role }: SentencepieceVocabulary) {
  const tokenOf = new Map<string, number>();
  const whole = new Map<string, number>();
  const tokenOfByte = new Map<number, number>();
  for (const [token, byte] of bytes) if (!tokenOfByte.has(byte)) tokenOfByte.set(byte, token);
  pieces.forEach((piece, token) => {
    const kind = bytes.has(token) ? "byte" : role(token);
    if (kind === "whole" && !whole.has(piece)) whole.set(piece, token);
    else if (kind === "piece" && !tokenOf.has(piece)) tokenOf.set(piece, token);
  });
  return { tokenOf, tokenOfByte, whole };
}
