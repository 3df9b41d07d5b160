/**
 * Hugging Face's tokenizer.json, run by @huggingface/tokenizers. Invariant: the file is checked before the library sees it, which takes
 * everything at its word; no text is dropped.
 *
 * Special tokens that are written out in a text become those tokens, as everywhere that these files are used; decoding gives no text
 * for them. The library's decoder of byte tokens drops a byte order mark at their start.
 */
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Tokenizer as Library } from "@huggingface/tokenizers";
import { z } from "zod";
import { fail } from "../../diagnostics/index.ts";
import { openBinaryFile } from "../binary-file.ts";
import { BYTE_CHARACTERS } from "./byte-level-tokenizer.ts";
import { type Component, componentsIn, type Refusal } from "./hugging-face-schema.ts";
import { startToken } from "./start-token.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { utf8Bytes, wellFormed } from "./utf8.ts";

export const TOKENIZER_JSON = "tokenizer.json";

/** Says whether sequences begin with the start token. */
const TOKENIZER_CONFIG = "tokenizer_config.json";

const addedSchema = z.array(
  z.looseObject({
    id: z.number().int().nonnegative(),
    content: z.string().min(1),
    special: z.boolean().optional(),
    single_word: z.literal(false).optional(),
    lstrip: z.boolean().optional(),
    rstrip: z.boolean().optional(),
    normalized: z.boolean().optional(),
  }),
);

type AddedTokens = z.infer<typeof addedSchema>;

const flag = z.boolean().nullish();
const modelSchema = z.object({
  type: z.string().optional(),
  vocab: z.record(z.string(), z.unknown()),
  merges: z.array(z.unknown()),
  unk_token: z.string().nullish(),
  // Of word pieces; byte pairs have none.
  continuing_subword_prefix: z.literal("").nullish(),
  end_of_word_suffix: z.literal("").nullish(),
  dropout: z.literal(0).nullish(),
  fuse_unk: flag,
  byte_fallback: flag,
  ignore_merges: flag,
});

/** No vocabulary has more tokens: a larger number in a file is a mistake that would take gigabytes. */
const MOST_TOKENS = 2 ** 24;

/**
 * Reads a tokenizer.json, with tokenizer_config.json beside it when there is one, for a model with `vocabularySize` tokens (as many as
 * the file has when left out). BL0501 when it cannot be read, BL0544 when it is malformed or has tokens that the model has not, BL0547 when
 * it needs what is not supported. Encoding is BL0548 where a byte has no token.
 */
export function openHuggingFaceTokenizer(path: string, vocabularySize?: number): Tokenizer {
  const refusal = refusalOf(path);
  const file = readJson(path);
  const added = parse(addedSchema, file.added_tokens ?? [], "added_tokens", refusal);
  const model = readModel(file.model, refusal);
  const tokenOf = tokensOf(model.vocab, added, vocabularySize ?? MOST_TOKENS, refusal);
  checkMerges(model.merges, model.vocab, refusal);
  const words = componentsIn("pre_tokenizer", file.pre_tokenizer, refusal);
  const library = buildLibrary(file, model, added, words, refusal);
  const pieces = new Map([...tokenOf].map(([text, token]) => [token, text]));
  const count = vocabularySize ?? 1 + [...pieces.keys()].reduce((last, token) => Math.max(last, token), 0);
  const uncovered = bytesWithoutToken(words, model, tokenOf, refusal);
  const configFile = join(dirname(path), TOKENIZER_CONFIG);
  const config = existsSync(configFile) ? readJson(configFile) : {};
  return {
    description: basename(path),
    vocabularySize: count,
    start: startToken(file.post_processor, config, tokenOf, refusal),
    encode(text) {
      const sound = wellFormed(text);
      const bad = uncovered.size === 0 ? undefined : utf8Bytes(sound).find((byte) => uncovered.has(byte));
      if (bad !== undefined) fail("BL0548", { file: path, found: `byte ${bad}` });
      return library.encode(sound, { add_special_tokens: false }).ids;
    },
    decode(tokens) {
      const bad = tokens.findIndex((token) => !(Number.isInteger(token) && token >= 0 && token < count));
      if (bad >= 0) fail("BL0542", { token: tokens[bad] as number, at: bad, vocabulary: count });
      const known = tokens.filter((token) => pieces.has(token));
      const options = { skip_special_tokens: true, clean_up_tokenization_spaces: false };
      return known.length === 0 ? "" : library.decode(known, options);
    },
  };
}

const refusalOf = (file: string): Refusal => ({
  malformed: (problem) => fail("BL0544", { file, problem }),
  unsupported: (part) => fail("BL0547", { file, part }),
});

function readJson(path: string): Readonly<Record<string, unknown>> {
  const file = openBinaryFile(path);
  const bytes = file.read(0, file.size);
  file.close();
  const { malformed } = refusalOf(path);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return malformed("it is not JSON");
  }
  const parsed = z.record(z.string(), z.unknown()).safeParse(value);
  return parsed.success ? parsed.data : malformed("it is not an object");
}

function parse<T>(schema: z.ZodType<T>, value: unknown, where: string, { malformed }: Refusal): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return malformed(`${[where, ...(issue?.path ?? [])].join(".")}: ${issue?.message}`);
}

interface BytePairs extends z.infer<typeof modelSchema> {
  readonly vocab: Readonly<Record<string, number>>;
}

function readModel(value: unknown, refusal: Refusal): BytePairs {
  const type = parse(z.looseObject({ type: z.unknown() }), value, "model", refusal).type ?? "BPE";
  if (type !== "BPE") refusal.unsupported(`a model of the type ${JSON.stringify(type)}`);
  const model = parse(modelSchema, value, "model", refusal);
  for (const [text, token] of Object.entries(model.vocab)) {
    if (typeof token !== "number" || !Number.isSafeInteger(token) || token < 0)
      refusal.malformed(`token ${JSON.stringify(text)} has the number ${JSON.stringify(token)}`);
  }
  return model as BytePairs;
}

/** Numbers of all texts; a number may have one text only, and must be below `limit`. */
function tokensOf(
  vocab: Readonly<Record<string, number>>,
  added: AddedTokens,
  limit: number,
  { malformed }: Refusal,
): ReadonlyMap<string, number> {
  const tokenOf = new Map(Object.entries(vocab));
  for (const { content, id } of added) tokenOf.set(content, id);
  const textOf = new Map<number, string>();
  for (const [text, token] of tokenOf) {
    const other = textOf.get(token);
    if (other !== undefined)
      malformed(`${JSON.stringify(other)} and ${JSON.stringify(text)} are both token ${token}`);
    if (token >= limit) malformed(`it has token ${token}; the model has ${limit}`);
    textOf.set(token, text);
  }
  if (textOf.size === 0) malformed("it has no tokens");
  return tokenOf;
}

/** Merges are "a b" or ["a", "b"], all of one kind; both parts and what they become are pieces. */
function checkMerges(
  merges: readonly unknown[],
  vocab: Readonly<Record<string, number>>,
  { malformed }: Refusal,
): void {
  const arePairs = Array.isArray(merges[0]);
  for (const [rank, merge] of merges.entries()) {
    const parts: unknown = arePairs ? merge : typeof merge === "string" ? merge.split(" ") : undefined;
    const [left, right, ...more] = Array.isArray(parts) ? parts : [];
    const isPair = typeof left === "string" && typeof right === "string" && more.length === 0;
    if (!isPair || ![left, right, left + right].every((piece) => Object.hasOwn(vocab, piece)))
      malformed(`merge ${rank}, ${JSON.stringify(merge)}, is no pair of its pieces`);
  }
}

function buildLibrary(
  file: Readonly<Record<string, unknown>>,
  model: BytePairs,
  added: AddedTokens,
  words: readonly Component[],
  refusal: Refusal,
): Library {
  const normalizers = componentsIn("normalizer", file.normalizer, refusal);
  const decoders = componentsIn("decoder", file.decoder, refusal);
  try {
    return new Library(
      {
        model: { ...model, type: "BPE" },
        added_tokens: added,
        normalizer: normalizers.length === 0 ? null : { type: "Sequence", normalizers },
        pre_tokenizer: words.length === 0 ? null : { type: "Sequence", pretokenizers: words },
        post_processor: null,
        // The library gives the added tokens to the outermost decoder alone, and the decoder of bytes needs them.
        decoder:
          decoders.length === 1 ? decoders[0] : decoders.length === 0 ? null : { type: "Sequence", decoders },
      },
      {},
    );
  } catch (error) {
    return refusal.malformed(error instanceof Error ? error.message.replace(/\.$/, "") : String(error));
  }
}

/**
 * Bytes that the library would drop: those without a token when there is none for what is unknown. A vocabulary of characters must have
 * one, or a token for every byte.
 */
function bytesWithoutToken(
  words: readonly Component[],
  { unk_token: unknown, byte_fallback: hasBytes }: BytePairs,
  tokenOf: ReadonlyMap<string, number>,
  { malformed }: Refusal,
): ReadonlySet<number> {
  if (typeof unknown === "string") {
    if (tokenOf.has(unknown)) return new Set();
    return malformed(`its unk_token ${JSON.stringify(unknown)} is none of its tokens`);
  }
  const without = (texts: readonly string[]) =>
    new Set([...texts.keys()].filter((byte) => !tokenOf.has(texts[byte] as string)));
  if (words.some(({ type }) => type === "ByteLevel")) return without(BYTE_CHARACTERS);
  if (hasBytes === true && without(BYTE_PIECES).size === 0) return new Set();
  return malformed("it has no unk_token for characters without a token, nor a token for every byte");
}

const BYTE_PIECES = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
);
