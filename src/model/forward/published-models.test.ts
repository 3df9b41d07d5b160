/** The forward pass on two trained models against figures that other programs computed. CI reads the first 16 windows of the nightly 320. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it, type TestContext } from "vitest";
import {
  findTokenizer,
  forward,
  generateGreedy,
  loadLlama,
  negativeLogLikelihood,
  openModel,
  type Tokenizer,
} from "../index.ts";

const DEMO = "examples/models/kjv-1.8m";
const DATA = process.env.BITLOOM_DATA ?? "../shared/data";

const isNightly = process.env.BITLOOM_NIGHTLY === "1";
/** All of the held-out text, or the part whose windows are published one by one. */
const WINDOWS = isNightly ? 320 : 16;

interface DemoFigures {
  readonly prompt_bytes: number[];
  readonly logits: number[];
  readonly argmax: number;
  readonly nll_first_16_windows_nats_per_byte: number[];
  readonly mean_nll_first_16_windows_nats_per_byte: number;
  readonly mean_nll_heldout_nats_per_byte: number;
}

describe("the demo model", async () => {
  const figures = JSON.parse(readFileSync(`${DEMO}/logits.json`, "utf8")) as DemoFigures;
  const model = await openModel(DEMO);
  const llama = loadLlama(model);

  /** The largest difference from the published logits of the last byte. */
  const worst = (logits: Float32Array): number => {
    expect(figures.logits).toHaveLength(256);
    const last = logits.subarray(-256);
    return Math.max(...figures.logits.map((logit, at) => Math.abs(logit - (last[at] as number))));
  };

  it("gives the published logits within 1e-3", () => {
    const logits = forward(llama, figures.prompt_bytes);
    expect(logits).toHaveLength(64 * 256);
    expect(worst(logits)).toBeLessThan(1e-3);
    const last = logits.subarray(-256);
    expect(last.indexOf(Math.max(...last))).toBe(figures.argmax);
  });

  it.each([
    ["the other rotary convention", { rope_interleaved: true }],
    ["another rotary base", { rope_theta: 20000 }],
    ["another epsilon", { rms_norm_eps: 1e-3 }],
  ] as const)("misses them with %s", (_, setting) => {
    const faulty = loadLlama({ ...model, config: { ...model.config, ...setting } });
    expect(worst(forward(faulty, figures.prompt_bytes))).toBeGreaterThan(1e-3);
  });

  it("misses them without one row of one projection", () => {
    const name = "model.layers.7.mlp.down_proj.weight";
    const tensor = (wanted: string) =>
      wanted === name
        ? { ...model.tensor(name), read: () => model.tensor(name).read().fill(0, 0, 384) }
        : model.tensor(wanted);
    expect(worst(forward(loadLlama({ ...model, tensor }), figures.prompt_bytes))).toBeGreaterThan(1e-3);
  });

  it(`predicts ${WINDOWS} held-out windows as published, within 1e-3 nats a byte`, () => {
    const text = readFileSync(`${DEMO}/heldout.txt`);
    const windows = Array.from({ length: WINDOWS }, (_, at) => text.subarray(at * 256, at * 256 + 256));
    const found = negativeLogLikelihood(llama, windows);
    expect(found.predicted).toBe(WINDOWS * 255);
    const published = isNightly
      ? figures.mean_nll_heldout_nats_per_byte
      : figures.mean_nll_first_16_windows_nats_per_byte;
    expect(Math.abs(found.mean - published)).toBeLessThan(1e-3);
    expect(figures.nll_first_16_windows_nats_per_byte).toHaveLength(16);
    figures.nll_first_16_windows_nats_per_byte.forEach((nats, at) => {
      expect(Math.abs(nats - (found.windows[at] as number))).toBeLessThan(1e-3);
    });
  });

  it("continues a text as its README shows", () => {
    const prompt = [...Buffer.from("And God said")];
    const generated = Buffer.from(generateGreedy(llama, prompt, 60)).toString();
    expect(generated).toBe(" unto him, The LORD said unto him, The LORD said unto him, T");
    expect(readFileSync(`${DEMO}/README.md`, "utf8")).toContain(`And God said${generated}`);
  });
});

describe("stories260K", () => {
  const path = `${DATA}/models/stories260K/stories260K.bin`;
  const text = `${DATA}/text/tinystories-197k.txt`;
  const missing = [path, text].find((file) => !existsSync(file));
  const needsData = (context: TestContext) => {
    if (missing !== undefined) context.skip(`${missing} is not there; set BITLOOM_DATA`);
  };
  const load = async () => {
    const llama = loadLlama(await openModel(path));
    return { llama, tokenizer: findTokenizer(llama.source) as Tokenizer };
  };

  it("tells the story that llama2.c tells", async (context) => {
    needsData(context);
    const { llama, tokenizer } = await load();
    const told = tokenizer.decode(generateGreedy(llama, [tokenizer.start as number], 40));
    expect(told.slice(0, told.indexOf(".") + 1)).toBe(
      "Once upon a time, there was a little girl named Lily.",
    );
  });

  it("predicts 12,424 tokens of stories with 1.3980 nats each, within 0.002", async (context) => {
    needsData(context);
    const { llama, tokenizer } = await load();
    // The reference's chunks: whole paragraphs until they have 900 characters, <s> first, at most 512 tokens.
    const chunks: string[] = [];
    let chunk = "";
    for (const paragraph of readFileSync(text, "utf8").split("\n\n")) {
      chunk = chunk === "" ? paragraph : `${chunk}\n\n${paragraph}`;
      if (chunk.length < 900) continue;
      chunks.push(chunk);
      chunk = "";
    }
    const windows = chunks
      .slice(0, 26)
      .map((part) => [tokenizer.start as number, ...tokenizer.encode(part)].slice(0, 512));
    const found = negativeLogLikelihood(llama, windows);
    expect(found.predicted).toBe(12_424);
    expect(Math.abs(found.mean - 1.398)).toBeLessThan(0.002);
  });
});
