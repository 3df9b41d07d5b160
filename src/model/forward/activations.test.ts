/** Where activations come from: a given text, held-out text beside the model, or the model itself; and that it is said. */
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { activationSource, loadLlama, openModel } from "../index.ts";
import { diagnosticOf, temporaryFile, temporaryFolder } from "../testing.ts";
import { byteTokenizer } from "../tokenizer/index.ts";
import { generateGreedy, type LlamaModel, textWindows } from "./index.ts";
import { memoryModel, shapesOf, smallConfig } from "./testing.ts";

/** A small model that reads bytes, with room for 10 of them, in a new empty folder. */
function byteModel(): LlamaModel & { folder: string } {
  const config = { ...smallConfig, vocab_size: 256, max_position_embeddings: 10 };
  const folder = temporaryFolder();
  const source = { ...memoryModel(config, shapesOf(config)), file: join(folder, "model.safetensors") };
  return { ...loadLlama(source), folder };
}

describe("activationSource", () => {
  it("cuts a given text into windows of the context's length", () => {
    const text = temporaryFile("In the beginning was the Word", "john.txt");
    const found = activationSource(byteModel(), { text, tokens: 25 });
    expect(found.kind).toBe("text");
    expect(found.description).toBe("25 tokens from the start of john.txt (bytes), 3 windows");
    expect(found.windows.map(byteTokenizer.decode)).toEqual(["In the beg", "inning was", " the "]);
  });

  it("cuts shorter windows when asked to, never longer ones", () => {
    const text = temporaryFile("In the beginning was the Word", "john.txt");
    const short = activationSource(byteModel(), { text, tokens: 10, windowLength: 4 });
    expect(short.windows.map(byteTokenizer.decode)).toEqual(["In t", "he b", "eg"]);
    const long = activationSource(byteModel(), { text, tokens: 25, windowLength: 11 });
    expect(long.windows.map(({ length }) => length)).toEqual([10, 10, 5]);
    const written = activationSource(byteModel(), { tokens: 25, windowLength: 4 });
    expect(written.windows.map(({ length }) => length)).toEqual([4]);
  });

  it("takes all of a text that is shorter than asked for", () => {
    const text = temporaryFile("Amen", "amen.txt");
    const { windows, description } = activationSource(byteModel(), { text, tokens: 25 });
    expect(windows).toEqual([[0x41, 0x6d, 0x65, 0x6e]]);
    expect(description).toBe("4 tokens from the start of amen.txt (bytes), 1 window");
  });

  it("takes heldout.txt beside the model when no text is given", () => {
    const llama = byteModel();
    copyFileSync(temporaryFile("Grace be with you", "x"), join(llama.folder, "heldout.txt"));
    const found = activationSource(llama, { tokens: 12 });
    expect(found.kind).toBe("heldout");
    expect(found.description).toBe(
      "12 tokens from the start of heldout.txt beside the model (bytes), 2 windows",
    );
    expect(found.windows.map(byteTokenizer.decode)).toEqual(["Grace be w", "it"]);
  });

  it("lets a model of bytes write after a newline when there is no text", () => {
    const llama = byteModel();
    const found = activationSource(llama, { tokens: 100 });
    expect(found.kind).toBe("greedy");
    expect(found.description).toBe("10 tokens that the model itself wrote greedily after token 10");
    expect(found.windows).toEqual([[10, ...generateGreedy(llama, [10], 9)]]);
  });

  it.each([
    [undefined, 1],
    [7, 7],
  ] as const)("lets another model write after its start token: bos_token_id %s", (stated, start) => {
    const config = { ...smallConfig, ...(stated === undefined ? {} : { bos_token_id: stated }) };
    const { windows } = activationSource(loadLlama(memoryModel(config, shapesOf(config))), { tokens: 6 });
    expect(windows).toHaveLength(1);
    expect(windows[0]).toHaveLength(6);
    expect(windows[0]?.[0]).toBe(start);
  });

  it("reads each layer once for a text of the model's own, even when layers are not kept", () => {
    const source = memoryModel(smallConfig, shapesOf(smallConfig));
    const llama = loadLlama(source, { keepLayers: false });
    const before = source.reads();
    activationSource(llama, { tokens: 20 });
    // Nine tensors a layer; embedding, last norm and head may be read again for each token.
    const ofLayers = 9 * llama.config.layers;
    const others = source.reads() - before - ofLayers;
    expect(others).toBeGreaterThanOrEqual(0);
    expect(others).toBeLessThan(3 * 20);
  });

  it("refuses text for a model without a tokenizer, text that is not there, and empty text", () => {
    const llama = loadLlama(memoryModel(smallConfig, shapesOf(smallConfig)));
    const text = temporaryFile("a", "a.txt");
    expect(diagnosticOf(() => activationSource(llama, { text, tokens: 6 }))?.message).toBe(
      "memory/model.safetensors has 23 tokens and no tokenizer beside it (looked for tok23.bin, tokenizer.bin, tokenizer.json), so text cannot be encoded.",
    );
    const missing = join(temporaryFolder(), "none.txt");
    expect(diagnosticOf(() => activationSource(byteModel(), { text: missing, tokens: 6 }))?.code).toBe(
      "BL0501",
    );
    const empty = temporaryFile("", "empty.txt");
    expect(diagnosticOf(() => activationSource(byteModel(), { text: empty, tokens: 6 }))?.code).toBe(
      "BL0543",
    );
  });

  it("puts <s> in front of each window of stories", async (context) => {
    const data = process.env.BITLOOM_DATA ?? "../shared/data";
    const text = `${data}/text/tinystories-197k.txt`;
    const file = `${data}/models/stories260K/stories260K.bin`;
    const missing = [text, file].find((path) => !existsSync(path));
    if (missing !== undefined) context.skip(`${missing} is not there; set BITLOOM_DATA`);
    const found = activationSource(loadLlama(await openModel(file)), { text, tokens: 1000 });
    expect(found.description).toBe(
      "1000 tokens from the start of tinystories-197k.txt (tok512.bin), 2 windows",
    );
    expect(found.windows.map((window) => [window.length, window[0]])).toEqual([
      [512, 1],
      [488, 1],
    ]);
  });
});

describe("textWindows", () => {
  const text = readFileSync("examples/models/kjv-1.8m/heldout.txt", "utf8");

  it.each([1, 15, 16, 17, 100, 5000])("gives the text's own first %d tokens, whatever it encodes", (most) => {
    const windows = textWindows(byteTokenizer, text, 64, most);
    expect(windows.flat()).toEqual(byteTokenizer.encode(text).slice(0, most));
  });

  it("encodes further when the text's start has few tokens", () => {
    const sparse = {
      ...byteTokenizer,
      start: 1,
      encode: (part: string) => Array(Math.floor(part.length / 100)).fill(5),
    };
    expect(textWindows(sparse, text, 4, 10)).toEqual([
      [1, 5, 5, 5],
      [1, 5, 5, 5],
      [1, 5],
    ]);
  });
});
