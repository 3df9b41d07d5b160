/** The forward pass on several threads, and of models that are read layer by layer: the same bits, in the same order, in little memory. */
import { createHash } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, it } from "vitest";
import {
  captureInputs,
  forward,
  generateGreedy,
  type InputMatrix,
  loadLlama,
  negativeLogLikelihood,
  useThreads,
} from "./index.ts";
import { type Config, memoryModel, shapesOf, smallConfig } from "./testing.ts";

/** Large enough for other threads: 40 million operations in a layer. */
const wideConfig: Config = {
  ...smallConfig,
  hidden_size: 120,
  intermediate_size: 330,
  max_position_embeddings: 400,
};
const wide = loadLlama(memoryModel(wideConfig, shapesOf(wideConfig)));
const window = (length: number, seed: number) =>
  Array.from({ length }, (_, at) => (at * seed + (at >> 3)) % 23);
const windows = [window(257, 3), window(64, 5), window(2, 7), window(391, 11)];

afterEach(() => useThreads(1));

describe("the number of threads", () => {
  /** A short text that stands for the bits of an array: comparing a million numbers takes a minute. */
  const digest = (values: Float32Array): string =>
    createHash("sha256").update(new Uint8Array(values.slice().buffer)).digest("hex");

  const results = () => {
    const seen: [string, number, number, string][] = [];
    const onInput = (name: string, { rows, columns, values }: InputMatrix) =>
      seen.push([name, rows, columns, digest(values)]);
    return {
      likelihood: negativeLogLikelihood(wide, windows, { onInput }),
      unseen: negativeLogLikelihood(wide, windows),
      seen,
      logits: digest(forward(wide, windows[3] as number[])),
      captured: digest(captureInputs(wide, windows, "model.layers.1.mlp.down_proj.weight").values),
      generated: generateGreedy(wide, windows[0] as number[], 20),
    };
  };

  it("changes no bit and no order", () => {
    useThreads(1);
    const alone = results();
    expect(alone.seen).toHaveLength(4 * (3 * 7 + 1));
    expect(new Set(alone.seen.map(([, , , bits]) => bits)).size).toBeGreaterThan(4 * 3 * 4);
    expect(alone.likelihood).toEqual(alone.unseen);
    for (const threads of [2, 3, 2]) {
      useThreads(threads);
      expect(results()).toEqual(alone);
    }
  });

  it("leaves what a hook throws to the caller, and the next run as it was", () => {
    useThreads(2);
    const expected = negativeLogLikelihood(wide, windows);
    const onInput = () => {
      throw new Error("seen enough");
    };
    expect(() => negativeLogLikelihood(wide, windows, { onInput })).toThrow("seen enough");
    expect(negativeLogLikelihood(wide, windows)).toEqual(expected);
  });

  it("lets a hook run the model itself", () => {
    useThreads(2);
    const expected = negativeLogLikelihood(wide, windows);
    let inner = 0;
    const onInput = (name: string) => {
      if (!name.includes("layers.1.self_attn.o_proj")) return;
      forward(wide, windows[1] as number[]);
      inner++;
    };
    expect(negativeLogLikelihood(wide, windows, { onInput })).toEqual(expected);
    expect(inner).toBe(4);
  });
});

describe("many tokens and words", () => {
  it("are cut into batches of windows and pieces of the head without a trace", () => {
    const config = { ...smallConfig, vocab_size: 40_003, num_hidden_layers: 1 };
    const llama = loadLlama(memoryModel(config, shapesOf(config)));
    // 70 x 120 tokens are more than a batch, 40,003 x 28 weights more than a piece.
    const many = Array.from({ length: 70 }, (_, at) =>
      Array.from({ length: 120 }, (_, token) => (token * (at + 3) * 577) % 40_003),
    );
    const found = negativeLogLikelihood(llama, many);
    for (const index of [0, 67, 68, 69]) {
      const tokens = many[index] as number[];
      const logits = forward(llama, tokens);
      let sum = 0;
      for (let row = 0; row + 1 < tokens.length; row++) {
        const ofRow = logits.subarray(row * 40_003, (row + 1) * 40_003);
        const total = ofRow.reduce((all, logit) => all + Math.exp(logit), 0);
        sum += Math.log(total) - (ofRow[tokens[row + 1] as number] as number);
      }
      expect(found.windows[index]).toBeCloseTo(sum / 119, 5);
      expect(negativeLogLikelihood(llama, [tokens]).mean).toBe(found.windows[index]);
    }
  });
});

describe("a model that is read layer by layer", () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;

  /** The most bytes of arrays at once, beyond those at the beginning, in a middle layer, the last one and at the head. */
  function mostHeld(config: Config, keepLayers: boolean): { most: number; largest: number; all: number } {
    const model = memoryModel(config, shapesOf(config));
    const held = (): number => {
      // The second collection waits for the memory that the first has found to be freed.
      collect();
      collect();
      return process.memoryUsage().arrayBuffers;
    };
    const before = held();
    const llama = loadLlama(model, { keepLayers });
    let most = held() - before;
    const onInput = (name: string) => {
      const watched = /layers\.(25|49)\.mlp\.down|lm_head|embed/.test(name);
      if (watched) most = Math.max(most, held() - before);
    };
    negativeLogLikelihood(llama, [[1, 2, 3, 4]], { onInput });
    const sizes = model.tensors.map(({ byteLength }) => byteLength);
    return { most, largest: Math.max(...sizes), all: sizes.reduce((sum, size) => sum + size, 0) };
  }

  it.each([true, false])("holds less than twice its largest tensor (tied head: %s)", (tied) => {
    // As in the models at hand, the embedding is larger than a layer.
    const config = { ...smallConfig, num_hidden_layers: 50, vocab_size: 5000, tie_word_embeddings: tied };
    const { most, largest, all } = mostHeld(config, false);
    expect(most).toBeLessThan(2 * largest);
    const kept = mostHeld(config, true);
    expect(kept.most).toBeGreaterThanOrEqual(all);
    expect(kept.most).toBeGreaterThan(2 * largest);
  });
});
