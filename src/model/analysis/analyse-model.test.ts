/** The analysis of whole models against a second Llama and against models that were built without the layer. */
import { describe, expect, it } from "vitest";
import { rankCorrelation } from "../../golden/index.ts";
import { loadLlama, negativeLogLikelihood } from "../forward/index.ts";
import { type Config, memoryModel, referenceLogits, shapesOf, smallConfig } from "../forward/testing.ts";
import type { Model } from "../model.ts";
import { diagnosticOf } from "../testing.ts";
import { analyseModel } from "./analyse-model.ts";
import { layerScores } from "./layer-score.ts";
import { countingLayers } from "./testing.ts";

// Untied, so that losses come from more than the embedding.
const config: Config = { ...smallConfig, num_hidden_layers: 4, tie_word_embeddings: false };
const source = memoryModel(config, shapesOf(config));
const llama = loadLlama(source);
const windows = [
  [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5],
  [2, 7, 1, 8],
  [1, 6, 1, 8, 0, 3, 3],
];

/** The same model in a file that never had a layer: the later ones bear its number and those after it. */
function withoutLayer(gone: number): Model {
  const earlier = (name: string) =>
    name.replace(
      /layers\.(\d+)\./,
      (_, layer) => `layers.${Number(layer) + (Number(layer) >= gone ? 1 : 0)}.`,
    );
  return {
    ...source,
    config: { ...config, num_hidden_layers: 3 },
    tensor: (name) => source.tensor(earlier(name)),
  };
}

/** Mean loss in nats, in binary64, from the second Llama's logits. */
function plainLoss(model: Model): number {
  const losses = windows.flatMap((window) => {
    const logits = referenceLogits(model, window);
    return window.slice(1).map((token, at) => {
      const row = logits[at] as number[];
      const total = row.reduce((sum, logit) => sum + Math.exp(logit), 0);
      return Math.log(total) - (row[token] as number);
    });
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

const analysis = analyseModel(llama, windows, { seed: 3, topK: 2 });

describe("the analysis of a model", () => {
  it("has its loss and perplexity over all predicted tokens", () => {
    expect(analysis.nll).toBeCloseTo(plainLoss(source), 4);
    expect(analysis.perplexity / Math.exp(plainLoss(source))).toBeCloseTo(1, 4);
    expect(analysis.predicted).toBe(10 + 3 + 6);
  });

  it("has the perplexity of the model that never had the layer, for every layer", () => {
    const plain = plainLoss(source);
    expect(analysis.layers.map(({ layer }) => layer)).toEqual([0, 1, 2, 3]);
    for (const { layer, nllWithout, perplexityWithout, nllDrop, perplexityDrop } of analysis.layers) {
      const without = plainLoss(withoutLayer(layer));
      expect(nllWithout).toBeCloseTo(without, 4);
      expect(nllDrop).toBeCloseTo(without - plain, 4);
      expect(perplexityWithout / Math.exp(without)).toBeCloseTo(1, 4);
      expect(perplexityDrop / (Math.exp(without) - Math.exp(plain))).toBeCloseTo(1, 2);
    }
  });

  it("would be found wrong with another layer left out", () => {
    const losses = [0, 1, 2, 3].map((layer) => plainLoss(withoutLayer(layer)));
    const differences = losses.flatMap((a, i) => losses.slice(i + 1).map((b) => Math.abs(a - b)));
    expect(Math.min(...differences)).toBeGreaterThan(1e-3);
  });

  it("has the same bits as whole forward passes with a layer skipped", () => {
    expect(analysis.nll).toBe(negativeLogLikelihood(llama, windows).mean);
    for (const { layer, nllWithout } of analysis.layers) {
      const skipped = negativeLogLikelihood(llama, windows, { skipLayers: new Set([layer]) });
      expect(nllWithout).toBe(skipped.mean);
    }
  });

  it("has the layers' scores", () => {
    const scores = layerScores(llama, windows, { seed: 3, topK: 2 });
    expect(scores).toHaveLength(4);
    scores.forEach((score, layer) => {
      expect(analysis.layers[layer]).toMatchObject(score);
    });
  });

  it("orders the layers from the most to the least deserving", () => {
    const { layers, orders } = analysis;
    const falls = (order: readonly number[], of: (layer: (typeof layers)[number]) => number) => {
      expect([...order].sort()).toEqual([0, 1, 2, 3]);
      const values = order.map((layer) => of(layers[layer] as (typeof layers)[number]));
      expect(values).toEqual([...values].sort((a, b) => b - a));
    };
    falls(orders.score, ({ score }) => score);
    falls(orders.perplexityDrop, ({ perplexityDrop }) => perplexityDrop);
    falls(orders.topEnergyGain, ({ topEnergyGain }) => topEnergyGain);
  });

  it("correlates the three orders", () => {
    const { layers, correlations } = analysis;
    const scores = layers.map(({ score }) => score);
    const drops = layers.map(({ perplexityDrop }) => perplexityDrop);
    const gains = layers.map(({ topEnergyGain }) => topEnergyGain);
    expect(correlations).toEqual({
      scoreAndDrop: rankCorrelation(scores, drops),
      gainAndDrop: rankCorrelation(gains, drops),
      scoreAndGain: rankCorrelation(scores, gains),
    });
    for (const value of Object.values(correlations)) expect(Math.abs(value)).toBeLessThanOrEqual(1);
  });

  it("has no correlation of a single layer", () => {
    const one = { ...smallConfig, num_hidden_layers: 1 };
    const { layers, correlations } = analyseModel(loadLlama(memoryModel(one, shapesOf(one))), windows);
    expect(layers).toHaveLength(1);
    expect(Object.values(correlations)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it("reads each layer once", () => {
    const counted = countingLayers(source);
    const lean = loadLlama(counted, { keepLayers: false });
    const found = analyseModel(lean, windows, { seed: 3, topK: 2 });
    expect(counted.reads()).toBe(4 * 9);
    expect(found).toEqual(analysis);
  });

  it("tells how far it is", () => {
    const seen: { done: number; total: number; what: string }[] = [];
    analyseModel(llama, windows, { onProgress: (progress) => seen.push(progress) });
    // Ten passes of a layer, and the head for the model and without each of four layers.
    expect(seen.map(({ done, total }) => [done, total])).toEqual(
      Array.from({ length: 15 }, (_, k) => [k, 15]),
    );
    expect(seen[0]?.what).toBe("layer 0");
    expect(seen.at(-1)?.what).toBe("losses without layer 3");
  });

  it.each([
    ["no window", [], 0],
    ["a window of one token", [[1, 2], [3]], 1],
  ])("refuses %s", (_, given, found) => {
    const error = diagnosticOf(() => analyseModel(llama, given));
    expect([error?.code, error?.message]).toEqual([
      "BL0543",
      `The window has ${found} tokens; this model takes 2..150.`,
    ]);
  });
});
