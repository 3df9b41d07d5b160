/** The tokenizers in GGUF files, on vocabularies that outside packages have trained and encoded with. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findTokenizer } from "../index.ts";
import { diagnosticOf, temporaryFile } from "../testing.ts";
import { openGguf } from "./index.ts";
import { ggufBytes, type HandMadeFile, tinyMetadata } from "./testing.ts";

type Metadata = HandMadeFile["metadata"];

interface Cases {
  readonly cases: readonly { text: string; ids: number[]; decoded: string }[];
}

const vectors = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../tokenizer/vectors/${name}`, import.meta.url), "utf8")) as T;

/** Written by bench/peers/tokenizer_vectors.py with the packages `tokenizers` and `sentencepiece`. */
const byteLevel = vectors<{
  tokenizers: (Cases & {
    name: string;
    rule: string | null;
    tokenizer: {
      model: { vocab: Record<string, number>; merges: (string | [string, string])[] };
      added_tokens: { id: number; content: string; special: boolean }[];
    };
  })[];
}>("hugging-face.json").tokenizers.filter(({ rule }) => rule !== null);
const sentencepiece = vectors<Cases & { pieces: string[]; scores: number[]; types: number[] }>(
  "sentencepiece.json",
);

/** ggml's numbers of token types. */
const [NORMAL, CONTROL, USER_DEFINED] = [1, 3, 4];

async function tokenizerOf(entries: Metadata, vocabulary = 1000) {
  const metadata = [...tinyMetadata, ["llama.vocab_size", "u32", vocabulary] as const, ...entries];
  const model = await openGguf(temporaryFile(ggufBytes({ metadata, tensors: [] }), "m.gguf"));
  model.close();
  return findTokenizer(model);
}

async function refusalOf(entries: Metadata, vocabulary = 1000) {
  const metadata = [...tinyMetadata, ["llama.vocab_size", "u32", vocabulary] as const, ...entries];
  const model = await openGguf(temporaryFile(ggufBytes({ metadata, tensors: [] }), "m.gguf"));
  model.close();
  const found = diagnosticOf(() => findTokenizer(model));
  return [found?.code, found?.message];
}

const change = (entries: Metadata, key: string, ...entry: [] | readonly [Metadata[number][1], unknown]) => [
  ...entries.filter(([name]) => name !== `tokenizer.ggml.${key}`),
  ...(entry.length === 0 ? [] : [[`tokenizer.ggml.${key}`, ...entry] as const]),
];

function byteLevelEntries({ rule, tokenizer }: (typeof byteLevel)[number]): Metadata {
  const { vocab, merges } = tokenizer.model;
  const added = new Map(tokenizer.added_tokens.map((token) => [token.id, token]));
  const tokens: string[] = [];
  for (const [text, token] of Object.entries(vocab)) tokens[token] = text;
  for (const { id, content } of added.values()) tokens[id] = content;
  const types = tokens.map((_, token) => {
    const own = added.get(token);
    if (own === undefined) return NORMAL;
    return own.special ? CONTROL : USER_DEFINED;
  });
  return [
    ["tokenizer.ggml.model", "string", "gpt2"],
    ["tokenizer.ggml.pre", "string", rule],
    ["tokenizer.ggml.tokens", "strings", tokens],
    ["tokenizer.ggml.token_type", "i32s", types],
    [
      "tokenizer.ggml.merges",
      "strings",
      merges.map((merge) => (typeof merge === "string" ? merge : merge.join(" "))),
    ],
    ["tokenizer.ggml.bos_token_id", "u32", 0],
  ];
}

const sentencepieceEntries: Metadata = [
  ["tokenizer.ggml.model", "string", "llama"],
  ["tokenizer.ggml.tokens", "strings", sentencepiece.pieces],
  ["tokenizer.ggml.scores", "f32s", sentencepiece.scores],
  ["tokenizer.ggml.token_type", "i32s", sentencepiece.types],
];

describe("byte pairs of bytes", () => {
  it("are tried with the rules for words of several families", () => {
    expect(byteLevel.map(({ rule }) => rule).sort()).toEqual(
      ["deepseek-coder", "gpt-2", "gpt-4o", "llama-bpe", "qwen2", "smollm", "tekken"].sort(),
    );
  });

  it.each(byteLevel)("encode as the outside package: $name", async (family) => {
    const tokenizer = await tokenizerOf(byteLevelEntries(family));
    let compared = 0;
    for (const { text, ids } of family.cases) {
      // Special tokens that a text names are text here, as llama.cpp has it when it measures perplexity.
      if (text.includes("<|")) continue;
      expect([text, tokenizer?.encode(text)]).toEqual([text, ids]);
      expect([text, tokenizer?.decode(ids)]).toEqual([text, text]);
      compared++;
    }
    expect(compared).toBeGreaterThan(20);
  });

  it("take a token of the user's whole, and the name of a control token for text", async () => {
    const family = byteLevel.find(({ rule }) => rule === "llama-bpe");
    if (family === undefined) throw new Error("no such family");
    const tokenizer = await tokenizerOf(byteLevelEntries(family));
    const think = family.tokenizer.added_tokens.find(({ content }) => content === "<think>")?.id;
    expect(tokenizer?.encode("a<think>b")).toEqual([
      ...(tokenizer?.encode("a") ?? []),
      think,
      ...(tokenizer?.encode("b") ?? []),
    ]);
    expect(tokenizer?.decode(tokenizer.encode("a<think> <|start|>"))).toBe("a<think> <|start|>");
    expect(tokenizer?.encode("<|start|>").length).toBeGreaterThan(1);
    expect(tokenizer?.decode([0])).toBe("");
  });

  it("start with the start token where the rule or the file says so", async () => {
    const startOf = async (rule: string, ...flags: boolean[]) => {
      const family = byteLevel.find((candidate) => candidate.rule === rule);
      const entries = family === undefined ? [] : byteLevelEntries(family);
      const said = flags.map((flag) => ["tokenizer.ggml.add_bos_token", "bool", flag] as const);
      return (await tokenizerOf([...entries, ...said]))?.start;
    };
    expect([await startOf("llama-bpe"), await startOf("gpt-2")]).toEqual([0, undefined]);
    expect([await startOf("llama-bpe", false), await startOf("gpt-2", true)]).toEqual([undefined, 0]);
  });

  const [family] = byteLevel;
  const entries = family === undefined ? [] : byteLevelEntries(family);
  const withStart = (changed: Metadata): Metadata => [
    ...changed,
    ["tokenizer.ggml.add_bos_token", "bool", true],
  ];

  it.each([
    [change(entries, "merges"), "it has no merges"],
    [change(entries, "tokens"), "it has no tokens"],
    [change(entries, "tokens", "u32", 7), "its entry tokenizer.ggml.tokens is no list of texts"],
    [change(entries, "merges", "strings", ["t h e"]), 'merge 0, "t h e", is no pair of its pieces'],
    [change(entries, "merges", "strings", ["nopair"]), 'merge 0, "nopair", is no pair of its pieces'],
    [change(entries, "token_type", "i32s", [1, 1]), "tokenizer.ggml.token_type has 2 numbers for 420 tokens"],
    [
      withStart(change(entries, "bos_token_id", "u32", 1000)),
      "tokenizer.ggml.bos_token_id is 1000; allowed are 0..419",
    ],
    [withStart(change(entries, "bos_token_id")), "its entry tokenizer.ggml.bos_token_id is missing"],
    [change(entries, "pre", "u32", 1), "its entry tokenizer.ggml.pre is no text"],
  ])("are refused: %#", async (changed, problem) => {
    expect(await refusalOf(changed)).toEqual(["BL0544", expect.stringContaining(problem)]);
  });

  it("are refused when the model has fewer tokens", async () => {
    expect((await refusalOf(entries, 400))[1]).toContain("it has 420 tokens; the model has 400");
  });

  it("are refused by name when the rule for words is not known, and cut by the default when there is none", async () => {
    expect(await refusalOf(change(entries, "pre", "string", "own"))).toEqual([
      "BL0547",
      expect.stringContaining('needs the rule for words "own", which'),
    ]);
    const tokenizer = await tokenizerOf(change(entries, "pre"));
    expect(tokenizer?.decode(tokenizer.encode("it's 12345, $5"))).toBe("it's 12345, $5");
  });

  it("never drop a byte without a token", async () => {
    const tokens = entries.find(([key]) => key === "tokenizer.ggml.tokens")?.[2] as readonly string[];
    const without = tokens.map((token) => (token === "!" ? "unused" : token));
    const changed = change(entries, "tokens", "strings", without);
    const tokenizer = await tokenizerOf(changed);
    expect(diagnosticOf(() => tokenizer?.encode("yes!"))?.message).toContain(
      'no token for byte 33 of "!", and',
    );
    const lenient = await tokenizerOf([...changed, ["tokenizer.ggml.unknown_token_id", "u32", 1]]);
    expect(lenient?.encode("!")).toEqual([1]);
  });
});

describe("sentencepiece's byte pairs", () => {
  it("encode as sentencepiece", async () => {
    const tokenizer = await tokenizerOf(sentencepieceEntries);
    let compared = 0;
    for (const { text, ids } of sentencepiece.cases) {
      // After a token that is taken whole llama.cpp puts a space in front again, and sentencepiece does not.
      if (text.includes("\n\n")) continue;
      expect([text, tokenizer?.encode(text)]).toEqual([text, ids]);
      compared++;
    }
    expect(compared).toBeGreaterThan(18);
  });

  it("give texts back", async () => {
    const tokenizer = await tokenizerOf(sentencepieceEntries);
    for (const text of [...sentencepiece.cases.map((entry) => entry.text), "a<think> b<think>", "<think>c"]) {
      // U+2581 is what pieces have for a space, so the text is not told from one with spaces.
      expect(tokenizer?.decode(tokenizer.encode(text))).toBe(text.replaceAll("\u2581", " "));
    }
  });

  it("start with <s> unless the file says otherwise, and may leave out the space in front", async () => {
    expect((await tokenizerOf(sentencepieceEntries))?.start).toBe(1);
    const plain = await tokenizerOf([
      ...sentencepieceEntries,
      ["tokenizer.ggml.add_bos_token", "bool", false],
      ["tokenizer.ggml.add_space_prefix", "bool", false],
    ]);
    expect(plain?.start).toBeUndefined();
    const spaced = await tokenizerOf(sentencepieceEntries);
    expect(plain?.encode(" the earth")).toEqual(spaced?.encode("the earth"));
    expect(plain?.decode(plain.encode(" the earth"))).toBe(" the earth");
  });

  it("take the unknown token for what has neither piece nor bytes", async () => {
    const noBytes = sentencepiece.types.map((type) => (type === 6 ? 3 : type));
    const tokenizer = await tokenizerOf(change(sentencepieceEntries, "token_type", "i32s", noBytes));
    expect(tokenizer?.encode("\u{10ffff}")).toEqual([sentencepiece.pieces.indexOf("\u2581"), 0]);
  });

  it("need scores", async () => {
    expect(await refusalOf(change(sentencepieceEntries, "scores"))).toEqual([
      "BL0544",
      expect.stringContaining("it has no scores"),
    ]);
    expect((await refusalOf(change(sentencepieceEntries, "scores", "f32s", [1])))[1]).toContain(
      "has 1 numbers for",
    );
  });
});

describe("a GGUF file's tokenizer", () => {
  it("may be missing", async () => {
    expect(await tokenizerOf([])).toBeUndefined();
    expect(await tokenizerOf([["tokenizer.ggml.model", "string", "none"]])).toBeUndefined();
  });

  it("of another kind is replaced by the file beside the model, and so is no other", async () => {
    const beside = byteLevel[0]?.tokenizer;
    const kindOf = async (entries: Metadata) => {
      const metadata = [...tinyMetadata, ["llama.vocab_size", "u32", 1000] as const, ...entries];
      const path = temporaryFile(ggufBytes({ metadata, tensors: [] }), "m.gguf");
      writeFileSync(join(path, "..", "tokenizer.json"), JSON.stringify(beside));
      const model = await openGguf(path);
      model.close();
      return findTokenizer(model)?.description;
    };
    expect(await kindOf([["tokenizer.ggml.model", "string", "t5"]])).toBe("tokenizer.json");
    expect(await kindOf([])).toBe("tokenizer.json");
    expect(await kindOf(sentencepieceEntries)).toBe("the tokenizer of m.gguf");
  });

  it("is refused by name when it is of another kind", async () => {
    expect(await refusalOf([["tokenizer.ggml.model", "string", "t5"]])).toEqual([
      "BL0547",
      expect.stringContaining('needs a tokenizer of the kind "t5", which'),
    ]);
  });
});
