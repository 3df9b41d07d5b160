/**
 * Byte pairs of bytes, as GPT-2 and its successors encode: a text is cut into words, a word's bytes are tokens, and of two neighbours the
 * pair that was learnt first is joined. Invariant: every byte of a text is in exactly one token.
 */
import { fail } from "../../diagnostics/index.ts";
import { mergeTokens } from "./merge.ts";
import type { PreTokenizer } from "./pre-tokenizers.ts";
import type { TokenRole } from "./sentencepiece.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { utf8Bytes, utf8Text, wellFormed } from "./utf8.ts";
import { wholeTokenSplitter } from "./whole-tokens.ts";

export interface ByteLevelVocabulary {
  /** For reports. */
  readonly description: string;
  /** Its file, for messages. */
  readonly file: string;
  /** By token: a piece in {@link BYTE_CHARACTERS}, any other token as it is written in a text. */
  readonly pieces: readonly string[];
  role(token: number): TokenRole;
  /** Pairs of pieces with one space between, those that were learnt first in front. */
  readonly merges: readonly string[];
  readonly words: PreTokenizer;
  readonly start: number | undefined;
  /** Stands for bytes without a token. */
  readonly unknown: number | undefined;
}

/**
 * GPT-2's character for each byte: printable characters of Latin-1 stand for themselves, the other 68 bytes in order for U+0100 and
 * up, so that a piece has neither spaces nor control characters.
 */
export const BYTE_CHARACTERS: readonly string[] = (() => {
  let others = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const isPrintable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    return String.fromCharCode(isPrintable ? byte : others++);
  });
})();

const BYTE_OF = new Map(BYTE_CHARACTERS.map((character, byte) => [character, byte]));

/** Words whose tokens are remembered: a text repeats most of its words. */
const REMEMBERED = 50_000;

/** A vocabulary's encoding. BL0544 for merges of pieces that are not there; encoding is BL0548 where a byte has no token. */
export function byteLevelTokenizer(vocabulary: ByteLevelVocabulary): Tokenizer {
  const { file, pieces, role, words, unknown } = vocabulary;
  const { tokenOf, whole } = indexed(vocabulary);
  const partsOf = wholeTokenSplitter(whole);
  const merges = readMerges(vocabulary, tokenOf);
  const remembered = new Map<string, readonly number[]>();

  function wordTokens(word: string): readonly number[] {
    const known = remembered.get(word);
    if (known !== undefined) return known;
    const tokens = encodeWord(word);
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(word, tokens);
    return tokens;
  }

  function encodeWord(word: string): readonly number[] {
    const characters = Array.from(utf8Bytes(word), (byte) => BYTE_CHARACTERS[byte] as string);
    const asOne = words.takesWholeWords ? tokenOf.get(characters.join("")) : undefined;
    if (asOne !== undefined) return [asOne];
    const initial = characters.map(
      (character) =>
        tokenOf.get(character) ??
        unknown ??
        fail("BL0548", { file, found: `byte ${BYTE_OF.get(character)} of ${JSON.stringify(word)}` }),
    );
    return mergeTokens(initial, (left, right) => {
      const rank = merges.rankOf.get(left * pieces.length + right);
      return rank === undefined ? undefined : { token: merges.tokens[rank] as number, score: -rank };
    });
  }

  return {
    description: vocabulary.description,
    vocabularySize: pieces.length,
    start: vocabulary.start,
    encode(text) {
      const tokens: number[] = [];
      for (const part of partsOf(wellFormed(text))) {
        if (typeof part === "number") tokens.push(part);
        else for (const word of words.split(part)) for (const token of wordTokens(word)) tokens.push(token);
      }
      return tokens;
    },
    decode(tokens) {
      const bytes: number[] = [];
      tokens.forEach((token, at) => {
        const piece = pieces[token];
        if (piece === undefined) fail("BL0542", { token, at, vocabulary: pieces.length });
        const kind = role(token);
        if (kind === "whole") bytes.push(...utf8Bytes(piece));
        if (kind === "piece") bytes.push(...bytesOfPiece(piece));
      });
      return utf8Text(bytes);
    },
  };
}

const bytesOfPiece = (piece: string): number[] =>
  [...piece].flatMap((character) => BYTE_OF.get(character) ?? [...utf8Bytes(character)]);

function indexed({ pieces, role }: ByteLevelVocabulary) {
  const tokenOf = new Map<string, number>();
  const whole = new Map<string, number>();
  pieces.forEach((piece, token) => {
    const kind = role(token);
    const map = kind === "piece" ? tokenOf : kind === "whole" ? whole : undefined;
    if (map?.has(piece) === false) map.set(piece, token);
  });
  return { tokenOf, whole };
}

/** Rank of each pair of tokens, left * vocabulary + right, and the token it becomes. */
function readMerges({ file, pieces, merges }: ByteLevelVocabulary, tokenOf: ReadonlyMap<string, number>) {
  const rankOf = new Map<number, number>();
  const tokens = new Int32Array(merges.length);
  for (const [rank, merge] of merges.entries()) {
    const space = merge.indexOf(" ", 1);
    const [left, right] = [merge.slice(0, Math.max(0, space)), merge.slice(space + 1)];
    const [from, to, joined] = [tokenOf.get(left), tokenOf.get(right), tokenOf.get(left + right)];
    if (space < 0 || from === undefined || to === undefined || joined === undefined)
      return fail("BL0544", {
        file,
        problem: `merge ${rank}, ${JSON.stringify(merge)}, is no pair of its pieces`,
      });
    tokens[rank] = joined;
    const pair = from * pieces.length + to;
    if (!rankOf.has(pair)) rankOf.set(pair, rank);
  }
  return { rankOf, tokens };
}
