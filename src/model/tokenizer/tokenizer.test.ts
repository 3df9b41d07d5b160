/** Tokenizers on files written piece by piece, and on the published one of 512 tokens. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Model } from "../model.ts";
import { diagnosticOf, temporaryFile, temporaryFolder } from "../testing.ts";
import { byteTokenizer, findTokenizer, openLlama2cTokenizer } from "./index.ts";
import { mergeTokens } from "./merge.ts";
import { type Piece, tokenizerBytes } from "./testing.ts";

const open = (pieces: readonly Piece[], vocabulary = 259 + pieces.length) =>
  openLlama2cTokenizer(temporaryFile(tokenizerBytes(pieces), "tok.bin"), vocabulary);

/** Tokens 259 up: space, a, b, c, ab, bc, abc, " a", é. */
const letters: readonly Piece[] = [
  [" ", -9],
  ["a", -9],
  ["b", -9],
  ["c", -9],
  ["ab", -2],
  ["bc", -1],
  ["abc", -3],
  [" a", -4],
  ["é", -9],
];

const modelIn = (folder: string, vocabulary: number): Model => ({
  file: join(folder, "model.bin"),
  format: "llama2.c",
  config: {
    vocab_size: vocabulary,
    hidden_size: 8,
    intermediate_size: 8,
    num_hidden_layers: 1,
    num_attention_heads: 1,
    max_position_embeddings: 8,
    rms_norm_eps: 1e-5,
  },
  metadata: new Map(),
  tensors: [],
  tensor: () => {
    throw new Error("no tensors here");
  },
  close() {},
});

describe("mergeTokens", () => {
  /** The definition, one merge at a time over the whole list, as run.c does it. */
  function mergedSlowly(initial: readonly number[], scores: ReadonlyMap<string, [number, number]>): number[] {
    const tokens = [...initial];
    for (;;) {
      let best: { at: number; token: number; score: number } | undefined;
      for (let at = 0; at + 1 < tokens.length; at++) {
        const joined = scores.get(`${tokens[at]} ${tokens[at + 1]}`);
        if (joined !== undefined && (best === undefined || joined[1] > best.score))
          best = { at, token: joined[0], score: joined[1] };
      }
      if (best === undefined) return tokens;
      tokens.splice(best.at, 2, best.token);
    }
  }

  it("does what merging one pair at a time does, equal scores included", () => {
    const token = fc.nat(5);
    const pair = fc.tuple(token, token, token, fc.integer({ min: -3, max: 3 }));
    let merged = 0;
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 8 }), fc.array(token, { maxLength: 60 }), (pairs, initial) => {
        const scores = new Map(
          pairs.map(([a, b, c, score]) => [`${a} ${b}`, [c, score] as [number, number]]),
        );
        const found = mergeTokens(initial, (left, right) => {
          const joined = scores.get(`${left} ${right}`);
          return joined === undefined ? undefined : { token: joined[0], score: joined[1] };
        });
        const expected = mergedSlowly(initial, scores);
        if (expected.length < initial.length) merged++;
        expect(found).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
    expect(merged).toBeGreaterThan(500);
  });
});

describe("a llama2.c tokenizer", () => {
  const tokenizer = open(letters);

  it.each([
    ["the highest score first", "ab", [259, 263]],
    ["a pair before the piece it becomes part of", "abc", [259, 265]],
    ["a space in front as part of a piece", "a", [266]],
    ["pieces made of pieces", "bcab", [259, 264, 263]],
    ["letters beyond ASCII", "é", [259, 267]],
    ["the bytes of what it has no piece for", "aü\n", [266, 3 + 0xc3, 3 + 0xbc, 3 + 10]],
    ["a byte order mark as its bytes", "\ufeff", [259, 3 + 0xef, 3 + 0xbb, 3 + 0xbf]],
    ["a text that looks like a control token", "<s>", [259, 3 + 0x3c, 3 + 0x73, 3 + 0x3e]],
    ["no text as no token", "", []],
  ] as const)("encodes %s", (_, text, tokens) => {
    expect(tokenizer.encode(text)).toEqual(tokens);
  });

  it("decodes every text back", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."abc é\n\u{1f600}\ufeff<>") }), (text) => {
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
        expect(byteTokenizer.decode(byteTokenizer.encode(text))).toBe(text);
      }),
    );
  });

  it("decodes control tokens to nothing", () => {
    expect(tokenizer.decode([1, 266, 2, 0, 261])).toBe("ab");
    expect(tokenizer.start).toBe(1);
  });

  it.each([-1, 268, 0.5])("refuses to decode token %d", (token) => {
    expect(diagnosticOf(() => tokenizer.decode([1, token]))).toMatchObject({
      code: "BL0542",
      details: { token, at: 1, vocabulary: 268 },
    });
  });

  it.each([
    ["too few tokens", () => open(letters, 269), "it has 268 tokens; the model has 269"],
    ["too many tokens", () => open(letters, 267), "it has more than the model's 267 tokens"],
    ["a score that is no number", () => open([["a", Number.NaN]]), "the score of token 259 is not a number"],
    [
      "a piece longer than the longest",
      () => open([["abcdefghi", 0]]),
      "token 259 has length 9; allowed is 0..8",
    ],
    [
      "a model too small for the bytes",
      () => open([], 258),
      "its model has 258 tokens, fewer than the 259 with fixed meanings",
    ],
  ] as const)("refuses %s", (_, action, problem) => {
    expect(diagnosticOf(action)).toMatchObject({ code: "BL0544", details: { problem } });
  });

  it("refuses a piece that is not UTF-8", () => {
    const bytes = tokenizerBytes([["a", 0]]);
    bytes[bytes.length - 1] = 0xff;
    const found = diagnosticOf(() => openLlama2cTokenizer(temporaryFile(bytes, "tok.bin"), 260));
    expect(found?.message).toContain("token 259 is not UTF-8");
  });

  it("refuses a file cut at any byte", () => {
    const bytes = tokenizerBytes(letters);
    for (let length = 0; length < bytes.length; length += length < 4000 ? 97 : 1) {
      const path = temporaryFile(bytes.subarray(0, length), "tok.bin");
      expect(diagnosticOf(() => openLlama2cTokenizer(path, 268))?.code).toBe("BL0544");
    }
  });

  it("reads the published file of 512 tokens and gives 197 kB of stories back", (context) => {
    const data = process.env.BITLOOM_DATA ?? "../shared/data";
    const file = `${data}/models/stories260K/tok512.bin`;
    const stories = `${data}/text/tinystories-197k.txt`;
    const missing = [file, stories].find((path) => !existsSync(path));
    if (missing !== undefined) context.skip(`${missing} is not there; set BITLOOM_DATA`);
    const published = openLlama2cTokenizer(file, 512);
    const text = readFileSync(stories, "utf8");
    const tokens = published.encode(text);
    expect(published.decode(tokens)).toBe(text);
    const pieces = published.encode("Once upon a time").map((token) => published.decode([258, token]));
    expect(pieces).toEqual([" Once", " upon", " a", " time"].map((piece) => `\ufffd${piece}`));
    expect(text.length / tokens.length).toBeGreaterThan(1.9);
  });
});

describe("the byte tokenizer", () => {
  it("takes bytes for tokens", () => {
    expect(byteTokenizer.encode("Aé\n")).toEqual([0x41, 0xc3, 0xa9, 10]);
    expect(byteTokenizer.decode([0x41, 0xc3, 0xa9, 10])).toBe("Aé\n");
    expect(byteTokenizer.start).toBeUndefined();
    expect(diagnosticOf(() => byteTokenizer.decode([65, 256]))?.code).toBe("BL0542");
  });
});

describe("findTokenizer", () => {
  it("takes the file beside the model, the one named by its size first", () => {
    const path = temporaryFile(tokenizerBytes(letters), "tokenizer.bin");
    const folder = join(path, "..");
    expect(findTokenizer(modelIn(folder, 268))?.description).toBe("tokenizer.bin");
    expect(diagnosticOf(() => findTokenizer(modelIn(folder, 256)))?.code).toBe("BL0544");
  });

  it("takes bytes for a model with 256 tokens and no tokenizer's file", () => {
    expect(findTokenizer(modelIn(temporaryFolder(), 256))).toBe(byteTokenizer);
    expect(findTokenizer(modelIn(temporaryFolder(), 257))).toBeUndefined();
    const path = temporaryFile("", "tokenizer.model");
    expect(findTokenizer(modelIn(join(path, ".."), 256))).toBeUndefined();
    const broken = temporaryFile("{}", "tokenizer.json");
    expect(diagnosticOf(() => findTokenizer(modelIn(join(broken, ".."), 256)))?.code).toBe("BL0544");
  });

  it("finds the demo model's", () => {
    const model = modelIn("examples/models/kjv-1.8m", 256);
    expect(findTokenizer({ ...model, file: "examples/models/kjv-1.8m" })).toBe(byteTokenizer);
  });
});
