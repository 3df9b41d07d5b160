/**
 * The tokenizer that a GGUF file holds in its metadata (ggml's documentation, gguf.md). Invariant: it is read whole or refused; a kind of
 * tokenizer or a rule for words that is not known is never replaced by another.
 */
import { basename } from "node:path";
import { fail } from "../../diagnostics/index.ts";
import {
  byteLevelTokenizer,
  preTokenizer,
  sentencepieceTokenizer,
  type Tokenizer,
  type TokenRole,
} from "../tokenizer/index.ts";
import type { GgufValue } from "./header.ts";

const PREFIX = "tokenizer.ggml.";

/** ggml's numbers of token types. */
const NORMAL = 1;
const USER_DEFINED = 4;
const BYTE = 6;

/** Sentencepiece's numbers, which llama.cpp assumes where a file of the kind "llama" does not say them. */
const SENTENCEPIECE = { unknown: 0, start: 1 } as const;

/**
 * The tokenizer in `metadata`, undefined when it has none; `vocabularySize` is the model's. BL0544 when it is malformed, BL0547 when it
 * is of another kind.
 */
export function ggufTokenizer(
  file: string,
  metadata: ReadonlyMap<string, GgufValue>,
  vocabularySize: number,
): Tokenizer | undefined {
  const kind = metadata.get(`${PREFIX}model`);
  if (kind === undefined || kind === "none" || kind === "no_vocab") return undefined;
  if (kind !== "llama" && kind !== "gpt2")
    return fail("BL0547", { file, part: `a tokenizer of the kind ${JSON.stringify(kind)}` });
  const entries = entriesOf(file, metadata);
  const pieces = entries.texts("tokens") ?? fail("BL0544", { file, problem: "it has no tokens" });
  if (pieces.length > vocabularySize)
    fail("BL0544", { file, problem: `it has ${pieces.length} tokens; the model has ${vocabularySize}` });
  const types = entries.numbers("token_type", pieces.length);
  const typeOf = (token: number): number => types?.[token] ?? NORMAL;
  const common = { description: `the tokenizer of ${basename(file)}`, file, pieces };
  if (kind === "gpt2") {
    const rule = entries.text("pre");
    const words =
      preTokenizer(rule) ?? fail("BL0547", { file, part: `the rule for words ${JSON.stringify(rule)}` });
    return byteLevelTokenizer({
      ...common,
      role: (token) => roleOf(typeOf(token)),
      merges: entries.texts("merges") ?? fail("BL0544", { file, problem: "it has no merges" }),
      words,
      start: entries.start(words.addsStart, undefined),
      unknown: entries.token("unknown_token_id"),
    });
  }
  const scores = entries.numbers("scores", pieces.length);
  if (scores === undefined) return fail("BL0544", { file, problem: "it has no scores" });
  return sentencepieceTokenizer({
    ...common,
    scores,
    bytes: byteTokens(pieces, typeOf),
    role: (token) => roleOf(typeOf(token)),
    space: "\u2581",
    addsSpace: entries.flag("add_space_prefix") ?? true,
    start: entries.start(true, SENTENCEPIECE.start),
    unknown: entries.token("unknown_token_id") ?? SENTENCEPIECE.unknown,
  });
}

/** Unknown, control and unused tokens stand for no text. */
function roleOf(type: number): TokenRole {
  if (type === USER_DEFINED) return "whole";
  return type === NORMAL || type === BYTE ? "piece" : "silent";
}

/** Tokens of single bytes are written `<0x0A>`. */
function byteTokens(pieces: readonly string[], typeOf: (token: number) => number): Map<number, number> {
  const bytes = new Map<number, number>();
  pieces.forEach((piece, token) => {
    const [, digits] = typeOf(token) === BYTE ? (/^<0x([0-9A-F]{2})>$/i.exec(piece) ?? []) : [];
    if (digits !== undefined) bytes.set(token, Number.parseInt(digits, 16));
  });
  return bytes;
}

interface Entries {
  texts(key: string): readonly string[] | undefined;
  numbers(key: string, count: number): readonly number[] | undefined;
  text(key: string): string | undefined;
  flag(key: string): boolean | undefined;
  /** One of the tokens. */
  token(key: string): number | undefined;
  /** The start token if sequences start with it; the parameters say what holds where the file is silent. */
  start(isAdded: boolean, otherwise: number | undefined): number | undefined;
}

function entriesOf(file: string, metadata: ReadonlyMap<string, GgufValue>): Entries {
  const malformed = (key: string, problem: string): never =>
    fail("BL0544", { file, problem: `its entry ${PREFIX}${key} ${problem}` });
  const get = (key: string): GgufValue | undefined => metadata.get(PREFIX + key);
  const list = <T extends GgufValue>(key: string, is: (item: GgufValue) => item is T, what: string) => {
    const value = get(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || !value.every(is)) return malformed(key, `is no list of ${what}`);
    return value;
  };
  const single = <T extends GgufValue>(key: string, is: (item: GgufValue) => item is T, what: string) => {
    const value = get(key);
    if (value === undefined) return undefined;
    return is(value) ? value : malformed(key, `is no ${what}`);
  };
  const isText = (item: GgufValue): item is string => typeof item === "string";
  const isNumber = (item: GgufValue): item is number => typeof item === "number" && !Number.isNaN(item);
  const isFlag = (item: GgufValue): item is boolean => typeof item === "boolean";
  const token = (key: string): number | undefined => {
    const value = single(key, isNumber, "number");
    const count = list("tokens", isText, "texts")?.length ?? 0;
    if (value !== undefined && !(Number.isInteger(value) && value >= 0 && value < count))
      malformed(key, `is ${value}; allowed are 0..${count - 1}`);
    return value;
  };
  const flag = (key: string): boolean | undefined => single(key, isFlag, "truth value");
  return {
    texts: (key) => list(key, isText, "texts"),
    numbers(key, count) {
      const values = list(key, isNumber, "numbers");
      if (values !== undefined && values.length !== count)
        malformed(key, `has ${values.length} numbers for ${count} tokens`);
      return values;
    },
    text: (key) => single(key, isText, "text"),
    flag,
    token,
    start(isAdded, otherwise) {
      if (!(flag("add_bos_token") ?? isAdded)) return undefined;
      return token("bos_token_id") ?? otherwise ?? malformed("bos_token_id", "is missing");
    },
  };
}
