/** Scores of whole models against their definition, and what they must and must not depend on. */
import { describe, expect, it } from "vitest";
import { uniformSource } from "../../golden/index.ts";
import { loadLlama } from "../forward/index.ts";
import { memoryModel, shapesOf, smallConfig } from "../forward/testing.ts";
import { withTensors } from "../model.ts";
import { diagnosticOf } from "../testing.ts";
import { layerScores, projectionSeeds, SCORE_DEFAULTS } from "./layer-score.ts";
import { countingLayers, explicitScores } from "./testing.ts";

const source = memoryModel(smallConfig, shapesOf(smallConfig));
const llama = loadLlama(source);
const letters = (count: number, step: number) =>
  Array.from({ length: count }, (_, at) => (at * at * step + at) % 23);
const windows = [letters(40, 3), letters(2, 1), letters(90, 7)];

describe("scores of layers", () => {
  it.each([
    // 132 tokens: the inputs of q, k, v become their factor, those of down stay.
    ["many tokens", windows, 9, 3],
    ["few tokens", [letters(11, 3), letters(5, 2)], 0, 1],
  ] as const)("are those of Z = W h written out, for %s", (_, tokens, seed, topK) => {
    const found = layerScores(llama, tokens, { seed, topK });
    const expected = explicitScores(
      llama,
      tokens.map((window) => [...window]),
      seed,
      topK,
    );
    expect(found.map(({ layer }) => layer)).toEqual([0, 1, 2]);
    expected.forEach(({ score, topEnergyGain }, layer) => {
      expect(found[layer]?.score).toBeCloseTo(score, 4);
      expect(found[layer]?.topEnergyGain).toBeCloseTo(topEnergyGain, 5);
    });
  });

  it("hold each projection with its heads, and count its weights", () => {
    const [first] = layerScores(llama, windows);
    expect(first?.projections.map(({ tensor }) => tensor)).toEqual(llama.projections.slice(0, 7));
    expect(first?.projections.map(({ parts }) => parts.length)).toEqual([6, 2, 2, 1, 1, 1, 1]);
    expect(first?.projections.map(({ outputs, inputs }) => [outputs, inputs])).toEqual([
      [60, 28],
      [20, 28],
      [20, 28],
      [28, 60],
      [45, 28],
      [45, 28],
      [28, 45],
    ]);
    expect(first?.weights).toBe(28 * (60 + 20 + 20 + 60 + 45 + 45 + 45));
    const mean = (first?.projections ?? []).reduce((sum, { score }) => sum + score, 0) / 7;
    expect(first?.score).toBeCloseTo(mean, 12);
  });

  it("are the same every time for a seed, and others for another", () => {
    const once = layerScores(llama, windows, { seed: 4 });
    expect(layerScores(llama, windows, { seed: 4 })).toEqual(once);
    const other = layerScores(llama, windows, { seed: 5 });
    for (const layer of [0, 1, 2]) expect(other[layer]?.score).not.toBe(once[layer]?.score);
    // The model's own side does not depend on it.
    expect(other[1]?.projections[0]?.parts[0]?.compactness).toBe(
      once[1]?.projections[0]?.parts[0]?.compactness,
    );
  });

  it("have stated defaults", () => {
    expect(SCORE_DEFAULTS).toEqual({ seed: 1, topK: 4 });
    expect(layerScores(llama, windows)).toEqual(layerScores(llama, windows, { seed: 1, topK: 4 }));
  });

  it("of the last layer do not see the scale of its output matrix", () => {
    const name = "model.layers.2.mlp.down_proj.weight";
    const scaled = source
      .tensor(name)
      .read()
      .map((weight) => 8 * weight);
    const found = layerScores(loadLlama(withTensors(source, new Map([[name, () => scaled]]))), windows);
    expect(found).toEqual(layerScores(llama, windows));
  });

  it("read each layer once and keep none of it", () => {
    const counted = countingLayers(source);
    const lean = loadLlama(counted, { keepLayers: false });
    expect(layerScores(lean, windows)).toEqual(layerScores(llama, windows));
    expect(counted.reads()).toBe(3 * 9);
  });

  it("tell how far they are, projection by projection", () => {
    const seen: string[] = [];
    layerScores(llama, windows, {
      onProgress: ({ done, total, tensor }) => seen.push(`${done}/${total} ${tensor}`),
    });
    expect(seen).toEqual(llama.projections.slice(0, 21).map((tensor, at) => `${at}/21 ${tensor}`));
  });

  it("name the projection of a layer that does nothing", () => {
    const name = "model.layers.1.self_attn.o_proj.weight";
    const zero = new Map([[name, () => new Float32Array(28 * 60)]]);
    const found = diagnosticOf(() => layerScores(loadLlama(withTensors(source, zero)), windows));
    expect(found?.code).toBe("BL0551");
    expect(found?.message).toContain(`${name} is undefined: it is all zero`);
  });
});

describe("seeds of projections", () => {
  it("are the generator's numbers in the order in which a token meets the projections", () => {
    const next = uniformSource(12);
    const expected = Array.from({ length: 14 }, () => Math.floor(next() * 4294967296));
    expect(projectionSeeds(12, 2)).toEqual(expected);
    expect(new Set(expected).size).toBe(14);
    // A model with more layers has the same seeds in its first ones.
    expect(projectionSeeds(12, 3).slice(0, 14)).toEqual(expected);
  });
});
