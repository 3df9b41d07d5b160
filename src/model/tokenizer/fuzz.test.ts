/** Damaged tokenizers of every kind end in a clear error or in a sound tokenizer: never in a crash, a hang or another exception. */
import { describe, expect, it } from "vitest";
import { fuzz } from "../fuzz-testing.ts";
import { ggufBytes, type HandMadeFile, tinyMetadata } from "../gguf/testing.ts";
import { openModel } from "../index.ts";
import { findTokenizer, openHuggingFaceTokenizer, openLlama2cTokenizer, type Tokenizer } from "./index.ts";
import { tokenizerBytes } from "./testing.ts";

/** Mutations of each reader. */
const COUNT = 2000;
const TEXT = "abba, a cab\n\n  12 <end> é\u00a0世 \u{1f642}";
const LETTERS = ["a", "b", "c", " ", "\n", ",", "1", "2", "é"];

/** What is wrong with a tokenizer that a reader let through: its tokens must be its own, and be some text. */
function faultOf(tokenizer: Tokenizer | undefined): string | undefined {
  if (tokenizer === undefined) return undefined;
  const { start, vocabularySize } = tokenizer;
  const isToken = (token: number) => Number.isInteger(token) && token >= 0 && token < vocabularySize;
  if (start !== undefined && !isToken(start)) return `start token ${start}`;
  const tokens = tokenizer.encode(TEXT);
  if (!tokens.every(isToken)) return `tokens ${tokens.join()}`;
  return typeof tokenizer.decode(tokens) === "string" ? undefined : "no text";
}

const json = (change: Record<string, unknown>, model: Record<string, unknown>): Buffer =>
  Buffer.from(
    JSON.stringify({
      version: "1.0",
      added_tokens: [
        { id: 0, content: "<end>", special: true, lstrip: false, rstrip: true, normalized: false },
      ],
      normalizer: null,
      pre_tokenizer: null,
      post_processor: {
        type: "TemplateProcessing",
        single: [{ SpecialToken: { id: "<end>", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
      },
      decoder: null,
      ...change,
      model: { type: "BPE", dropout: null, unk_token: "<end>", ...model },
    }),
  );

const jsonFiles: readonly Buffer[] = [
  json(
    {
      normalizer: { type: "Sequence", normalizers: [{ type: "NFC" }, { type: "Lowercase" }] },
      pre_tokenizer: {
        type: "Sequence",
        pretokenizers: [
          { type: "Digits", individual_digits: true },
          {
            type: "Split",
            pattern: { Regex: "\\p{L}+|[^\\r\\n\\s]{1,3}" },
            behavior: "Isolated",
            invert: false,
          },
          { type: "ByteLevel", add_prefix_space: false, use_regex: true },
        ],
      },
      decoder: { type: "ByteLevel" },
    },
    {
      vocab: { "<end>": 0, a: 1, b: 2, c: 3, Ġ: 4, ab: 5, ba: 6 },
      merges: ["a b", "b a"],
      ignore_merges: true,
    },
  ),
  json(
    {
      normalizer: {
        type: "Sequence",
        normalizers: [
          { type: "Prepend", prepend: "▁" },
          { type: "Replace", pattern: { String: " " }, content: "▁" },
        ],
      },
      decoder: {
        type: "Sequence",
        decoders: [
          { type: "Replace", pattern: { String: "▁" }, content: " " },
          { type: "ByteFallback" },
          { type: "Fuse" },
          { type: "Strip", content: " ", start: 1, stop: 0 },
        ],
      },
    },
    {
      vocab: { "<end>": 0, "▁": 1, a: 2, b: 3, "▁a": 4, "<0xC3>": 5, "<0xA9>": 6 },
      merges: [["▁", "a"]],
      byte_fallback: true,
      fuse_unk: true,
    },
  ),
  json(
    { pre_tokenizer: { type: "Metaspace", replacement: "▁", prepend_scheme: "first", split: true } },
    { vocab: { "<end>": 0, "▁": 1, a: 2, b: 3, "▁a": 4 }, merges: ["▁ a"] },
  ),
];

function gguf(tokenizer: HandMadeFile["metadata"]): Buffer {
  const metadata = [...tokenizer, ["llama.vocab_size", "u32", 40] as const, ...tinyMetadata];
  return ggufBytes({ metadata, tensors: [] });
}
const ggufFiles: readonly Buffer[] = [
  gguf([
    ["tokenizer.ggml.model", "string", "llama"],
    ["tokenizer.ggml.tokens", "strings", ["<unk>", "<s>", "<0x0A>", "<end>", "▁", "a", "b", "▁a"]],
    ["tokenizer.ggml.scores", "f32s", [0, 0, 0, 0, -1, -2, -3, -4]],
    ["tokenizer.ggml.token_type", "i32s", [2, 3, 6, 4, 1, 1, 1, 1]],
    ["tokenizer.ggml.add_space_prefix", "bool", true],
  ]),
  gguf([
    ["tokenizer.ggml.model", "string", "gpt2"],
    ["tokenizer.ggml.pre", "string", "smollm"],
    ["tokenizer.ggml.tokens", "strings", ["<s>", "a", "b", "c", "Ġ", "ab", "<end>"]],
    ["tokenizer.ggml.token_type", "i32s", [3, 1, 1, 1, 1, 1, 4]],
    ["tokenizer.ggml.merges", "strings", ["a b"]],
    ["tokenizer.ggml.bos_token_id", "u32", 0],
    ["tokenizer.ggml.add_bos_token", "bool", true],
    ["tokenizer.ggml.unknown_token_id", "u32", 0],
  ]),
];

describe(`${COUNT} mutations of small tokenizers`, () => {
  it("do not break the reader of tokenizer.json", async () => {
    const read = async (path: string) => faultOf(openHuggingFaceTokenizer(path, 40));
    const report = await fuzz(
      { files: jsonFiles, fileName: "tokenizer.json", read, leastCodes: 2 },
      6,
      COUNT,
    );
    expect(report.read).toBeGreaterThan(COUNT / 20);
  });

  it("do not break the reader of GGUF tokenizers", async () => {
    const read = async (path: string) => {
      const model = await openModel(path);
      try {
        return faultOf(findTokenizer(model));
      } finally {
        model.close();
      }
    };
    const report = await fuzz({ files: ggufFiles, fileName: "m.gguf", read, leastCodes: 5 }, 7, COUNT);
    expect(report.read).toBeGreaterThan(COUNT / 20);
  });

  it("do not break the reader of llama2.c tokenizers", async () => {
    const pieces = LETTERS.map((text, at) => [text, -at] as const);
    const files = [tokenizerBytes([...pieces, ["ab", -1]])];
    const read = async (path: string) => faultOf(openLlama2cTokenizer(path, 259 + LETTERS.length + 1));
    await fuzz({ files, fileName: "tok.bin", read, leastCodes: 1 }, 8, COUNT);
  });
});
