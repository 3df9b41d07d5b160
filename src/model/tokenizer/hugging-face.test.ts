/** Hugging Face's tokenizers beside what their own package makes of the same texts, and files that are wrong in one place. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { diagnosticOf, temporaryFile, temporaryFolder } from "../testing.ts";
import { openHuggingFaceTokenizer, openTokenizer } from "./index.ts";

interface Vectors {
  readonly name: string;
  readonly rule: string | null;
  readonly config: Record<string, unknown>;
  /** What stands in front of every sequence. */
  readonly front: readonly number[];
  readonly tokenizer: TokenizerFile;
  readonly cases: readonly { text: string; ids: number[]; decoded: string }[];
}

interface TokenizerFile extends Record<string, unknown> {
  readonly model: Record<string, unknown> & { vocab: Record<string, number>; merges: unknown[] };
  readonly added_tokens: Record<string, unknown>[];
}

/** Written by bench/peers/tokenizer_vectors.py with the package `tokenizers`. */
const { tokenizers } = JSON.parse(
  readFileSync(new URL("./vectors/hugging-face.json", import.meta.url), "utf8"),
) as { tokenizers: readonly Vectors[] };
const vectorsOf = (name: string): Vectors => {
  const found = tokenizers.find((vectors) => vectors.name === name);
  if (found === undefined) throw new Error(`no vectors of ${name}`);
  return found;
};

/** A tokenizer.json with tokenizer_config.json beside it. */
function written(tokenizer: unknown, config?: unknown): string {
  const path = join(temporaryFolder(), "tokenizer.json");
  writeFileSync(path, JSON.stringify(tokenizer));
  if (config !== undefined) writeFileSync(join(path, "..", "tokenizer_config.json"), JSON.stringify(config));
  return path;
}
const open = (tokenizer: unknown, config?: unknown, size?: number) =>
  openHuggingFaceTokenizer(written(tokenizer, config), size);

describe("a tokenizer.json", () => {
  it.each(tokenizers)("encodes and decodes as the package that it is written for: $name", (vectors) => {
    const tokenizer = open(vectors.tokenizer, vectors.config);
    expect(vectors.cases.length).toBeGreaterThan(20);
    for (const { text, ids, decoded } of vectors.cases) {
      expect([text, tokenizer.encode(text)]).toEqual([text, ids]);
      // The library's decoder of byte tokens takes a byte order mark for no text.
      const expected = vectors.name.startsWith("Metaspace") ? decoded.replace(/^\ufeff/, "") : decoded;
      expect([text, tokenizer.decode(ids)]).toEqual([text, expected]);
    }
  });

  it("gives the text back where it neither normalizes nor has special tokens in it", () => {
    const tokenizer = open(vectorsOf("Llama 3").tokenizer);
    let compared = 0;
    for (const { text } of vectorsOf("Llama 3").cases) {
      if (text.includes("<|")) continue;
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
      compared++;
    }
    expect(compared).toBeGreaterThan(20);
    expect(tokenizer.decode(tokenizer.encode("a\ud800b"))).toBe("a\ufffdb");
  });
});

describe("the start token", () => {
  const [start] = vectorsOf("Llama 3").front;
  const { tokenizer } = vectorsOf("Llama 3");

  it("is what the post-processor puts in front, if the configuration says nothing", () => {
    expect(start).toBe(tokenizer.model.vocab["<|start|>"] ?? 0);
    expect(open(tokenizer).start).toBe(start);
    expect(open(vectorsOf("Qwen 2").tokenizer).start).toBeUndefined();
  });

  it("is the configuration's, whatever the post-processor does", () => {
    expect(open(tokenizer, { add_bos_token: false }).start).toBeUndefined();
    const end = open(tokenizer, { add_bos_token: true, bos_token: "<|end|>" }).start;
    expect(end).toBe(tokenizer.added_tokens.find(({ content }) => content === "<|end|>")?.id);
    expect(open(tokenizer, { add_bos_token: true, bos_token: { content: "<|end|>" } }).start).toBe(end);
  });

  it("may be RoBERTa's, and can be one only", () => {
    const with_ = (post_processor: unknown) => open({ ...tokenizer, post_processor });
    const roberta = { type: "RobertaProcessing", sep: ["<|end|>", 1], cls: ["<|end|>", 1] };
    expect(with_(roberta).start).toBe(open(tokenizer, { add_bos_token: true, bos_token: "<|end|>" }).start);
    const single = ["<|start|>", "<|end|>"].map((id) => ({ SpecialToken: { id, type_id: 0 } }));
    const both = { type: "TemplateProcessing", single: [...single, { Sequence: { id: "A", type_id: 0 } }] };
    expect(diagnosticOf(() => with_(both))?.message).toContain(
      "needs 2 tokens in front of a sequence (<|start|> <|end|>), which",
    );
    const behind = { ...both, single: [{ Sequence: { id: "A", type_id: 0 } }, ...single] };
    expect(with_(behind).start).toBeUndefined();
  });

  it.each([
    [{ add_bos_token: true }, "tokenizer_config.json: add_bos_token is true, and bos_token is missing"],
    [{ add_bos_token: true, bos_token: "<none>" }, 'its start token "<none>" is none of its tokens'],
    [{ add_bos_token: 1 }, "tokenizer_config.json: bos_token or add_bos_token is of another type"],
  ])("is refused: %j", (config, problem) => {
    const found = diagnosticOf(() => open(tokenizer, config));
    expect([found?.code, found?.message]).toEqual(["BL0544", expect.stringContaining(problem)]);
  });

  it("is not guessed from a configuration that is no JSON", () => {
    const path = written(tokenizer);
    writeFileSync(join(path, "..", "tokenizer_config.json"), "{");
    expect(diagnosticOf(() => openHuggingFaceTokenizer(path))?.message).toContain(
      "tokenizer_config.json is malformed: it is not JSON",
    );
  });
});

describe("a tokenizer.json for a model", () => {
  const { tokenizer } = vectorsOf("Qwen 2");
  const count = Object.keys(tokenizer.model.vocab).length;

  it("may leave tokens of the model unused, which then stand for no text", () => {
    const padded = open(tokenizer, {}, count + 5);
    expect([padded.vocabularySize, open(tokenizer).vocabularySize]).toEqual([count + 5, count]);
    expect(padded.decode([count + 4, ...padded.encode("a b"), count])).toBe("a b");
    expect(padded.decode([count])).toBe("");
    expect(diagnosticOf(() => padded.decode([0, count + 5]))?.code).toBe("BL0542");
  });

  it("cannot have more tokens than the model", () => {
    expect(diagnosticOf(() => open(tokenizer, {}, count - 1))?.message).toContain(
      `it has token ${count - 1}; the model has ${count - 1}.`,
    );
  });

  it("may have as many tokens as published ones", () => {
    const vocab = { ...tokenizer.model.vocab };
    for (let token = count; token < 200_000; token++) vocab[`<unused ${token}>`] = token;
    expect(open({ ...tokenizer, model: { ...tokenizer.model, vocab } }).vocabularySize).toBe(200_000);
  });

  it("says which byte it has no token for", () => {
    const { "!": _, ...vocab } = tokenizer.model.vocab;
    const model = { ...tokenizer.model, vocab };
    const incomplete = open({ ...tokenizer, model });
    expect(incomplete.decode(incomplete.encode("yes"))).toBe("yes");
    expect(diagnosticOf(() => incomplete.encode("yes!"))?.message).toContain("has no token for byte 33, and");
  });
});

describe("a malformed tokenizer.json", () => {
  const { tokenizer } = vectorsOf("SmolLM");
  const withModel = (change: Record<string, unknown>) => ({
    ...tokenizer,
    model: { ...tokenizer.model, ...change },
  });
  const [first] = tokenizer.model.merges;

  it.each([
    ["{", "it is not JSON"],
    ["[]", "it is not an object"],
    [{}, "model: "],
    [withModel({ vocab: [] }), "model.vocab: "],
    [withModel({ vocab: { ...tokenizer.model.vocab, x: -1 } }), 'token "x" has the number -1'],
    [withModel({ vocab: { ...tokenizer.model.vocab, x: "1" } }), 'token "x" has the number "1"'],
    [withModel({ vocab: { ...tokenizer.model.vocab, xyz: 2 } }), 'and "xyz" are both token 2'],
    [withModel({ vocab: { ...tokenizer.model.vocab, xyz: 2 ** 30 } }), "it has token 1073741824"],
    [withModel({ merges: [first, ["q", "zz"]] }), 'merge 1, ["q","zz"], is no pair of its pieces'],
    [withModel({ merges: ["a b c"] }), 'merge 0, "a b c", is no pair of its pieces'],
    [withModel({ merges: [first, "a b"] }), 'merge 1, "a b", is no pair of its pieces'],
    [withModel({ dropout: 0.5 }), "model.dropout: "],
    [withModel({ unk_token: "odd" }), 'its unk_token "odd" is none of its tokens'],
    [{ ...tokenizer, added_tokens: [{ id: "0", content: "x" }] }, "added_tokens.0.id: "],
    [{ ...tokenizer, pre_tokenizer: null }, "it has no unk_token for characters without a token"],
    [{ ...tokenizer, pre_tokenizer: 3 }, "its pre_tokenizer is no object with a type"],
    [
      { ...tokenizer, pre_tokenizer: { type: "Sequence" } },
      "its pre_tokenizer is a Sequence without pretoken",
    ],
    [{ ...tokenizer, normalizer: { type: "Prepend" } }, "its normalizer Prepend: prepend: "],
    [{ ...tokenizer, post_processor: { type: "TemplateProcessing" } }, "its post_processor is malformed"],
    [
      {
        ...tokenizer,
        pre_tokenizer: { type: "Split", pattern: { Regex: "(" }, behavior: "Isolated", invert: false },
      },
      "Invalid regular expression",
    ],
  ])("is refused: %#", (content, problem) => {
    const path = typeof content === "string" ? temporaryFile(content, "tokenizer.json") : written(content);
    const found = diagnosticOf(() => openHuggingFaceTokenizer(path));
    expect([found?.code, found?.message]).toEqual(["BL0544", expect.stringContaining(problem)]);
  });

  it.each([
    [withModel({ type: "Unigram" }), 'a model of the type "Unigram"'],
    [{ ...tokenizer, normalizer: { type: "Precompiled" } }, 'the normalizer "Precompiled"'],
    [{ ...tokenizer, decoder: { type: "toString" } }, 'the decoder "toString"'],
    [{ ...tokenizer, post_processor: { type: "Odd" } }, 'the post_processor "Odd"'],
    [
      { ...tokenizer, pre_tokenizer: { type: "ByteLevel", add_prefix_space: true } },
      "ByteLevel with a space in front of every text",
    ],
    [
      {
        ...tokenizer,
        pre_tokenizer: { type: "Split", pattern: { String: " " }, behavior: "MergedWithNext" },
      },
      'Split with the behaviour "MergedWithNext"',
    ],
  ])("says what is not supported: %#", (content, part) => {
    const found = diagnosticOf(() => open(content));
    expect([found?.code, found?.message]).toEqual([
      "BL0547",
      expect.stringContaining(`needs ${part}, which`),
    ]);
  });
});

describe("openTokenizer", () => {
  const { tokenizer, cases } = vectorsOf("Llama 3");

  it("takes a tokenizer.json under any name, and one in a folder", () => {
    const file = temporaryFile(`\n ${JSON.stringify(tokenizer)}`, "words");
    const folder = join(written(tokenizer), "..");
    for (const path of [file, folder]) {
      expect(openTokenizer(path).encode(cases[10]?.text ?? "")).toEqual(cases[10]?.ids);
    }
  });

  it("says what a folder lacks", () => {
    expect(diagnosticOf(() => openTokenizer(temporaryFolder(), 512))?.message).toContain(
      "the folder has no tokenizer (looked for tok512.bin, tokenizer.bin, tokenizer.json)",
    );
  });

  it("takes other files for llama2.c's", () => {
    expect(diagnosticOf(() => openTokenizer(temporaryFile("{\0\0\0more", "words")))?.message).toContain(
      "it ends inside token 0",
    );
  });
});
