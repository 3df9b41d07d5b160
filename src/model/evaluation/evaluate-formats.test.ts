/** Formats tried on models: figures against quantizing, unpacking and running by separate steps; bits by hand. */
import { describe, expect, it } from "vitest";
import { dequantizeUniform, quantizeUniform } from "../../golden/index.ts";
import { loadLlama, negativeLogLikelihood } from "../forward/index.ts";
import { memoryModel, shapesOf, smallConfig } from "../forward/testing.ts";
import { withTensors } from "../model.ts";
import { layerFormats } from "../quantize/index.ts";
import { averageBits, evaluateFormats, matrixBits, perplexity, qualityKept, tensorBits } from "./index.ts";

const source = memoryModel(smallConfig, shapesOf(smallConfig));
const llama = loadLlama(source);
const windows = [
  [4, 5, 6, 7, 8, 9],
  [1, 2, 3],
];

describe("a model in formats of its layers", () => {
  it("predicts as the same weights do that were rounded one by one", () => {
    const formats = layerFormats(llama, ["w4", "w2", "w3"]);
    const found = evaluateFormats(llama, formats, { rounding: "nearest" }, windows);
    const bits = { w2: 2, w3: 3, w4: 4 } as const;
    const rounded = [...formats].map(([name, format]) => {
      const [rows, columns] = source.tensor(name).shape as [number, number];
      const width = bits[format as keyof typeof bits];
      const matrix = quantizeUniform(source.tensor(name).read(), rows, columns, width, { tensor: name });
      return [name, () => dequantizeUniform(matrix)] as const;
    });
    expect(rounded).toHaveLength(21);
    const expected = negativeLogLikelihood(loadLlama(withTensors(source, new Map(rounded))), windows);
    expect(found.likelihood).toEqual(expected);
    expect(found.likelihood.mean).not.toBe(negativeLogLikelihood(llama, windows).mean);
    expect([...found.matrices.keys()].sort()).toEqual([...formats.keys()].sort());
  });

  it("has the bits of its layers, weighted by their weights", () => {
    // Columns are 28, 45 and 60, one group each; o_proj alone has 60: 28 x 60, down_proj 28 x 45, the others K = 28.
    const { bits } = evaluateFormats(
      llama,
      layerFormats(llama, ["w4", "w2", "w2"]),
      { rounding: "nearest" },
      windows,
    );
    const rowsOf28 = 60 + 20 + 20 + 45 + 45;
    const weights = 28 * rowsOf28 + 28 * 60 + 28 * 45;
    const stored = (width: number) => {
      const bytes = (columns: number) => 8 * Math.ceil((columns * width) / 8);
      return rowsOf28 * bytes(28) + 28 * bytes(60) + 28 * bytes(45);
    };
    const overhead = (width: number) => (rowsOf28 + 28 + 28) * (16 + width);
    expect(bits.codes).toBeCloseTo((stored(4) + 2 * stored(2)) / (3 * weights), 10);
    expect(bits.total - bits.codes).toBeCloseTo((overhead(4) + 2 * overhead(2)) / (3 * weights), 10);
  });

  it("has FineQ's bits where a layer is in FineQ", () => {
    const { matrices } = evaluateFormats(
      llama,
      new Map([["model.layers.0.self_attn.q_proj.weight", "fineq"]]),
      { rounding: "nearest" },
      windows,
    );
    // 28 weights a row are two blocks of seven bytes, and 16 bits of scale.
    expect(matrixBits(matrices.values())).toEqual({ codes: 112 / 28, total: 128 / 28 });
  });
});

describe("figures", () => {
  it("weigh parts by their weights", () => {
    const part = (weights: number, codes: number, total: number) => ({ weights, bits: { codes, total } });
    expect(averageBits([part(1, 4, 5), part(3, 2, 3)])).toEqual({ codes: 2.5, total: 3.5 });
    expect(averageBits([]).codes).toBeNaN();
  });

  it("take a tensor's bits from what its file holds", () => {
    const tensor = source.tensor("model.norm.weight");
    expect(tensorBits(tensor)).toEqual({ codes: 32, total: 32 });
    expect(tensorBits({ ...tensor, stored: { format: "Q8_0", byteLength: 34 } }).total).toBeCloseTo(272 / 28);
    const matrix = source.tensor("model.layers.0.mlp.down_proj.weight");
    // 45 codes of 3 bits take 17 bytes; one group a row has 16 + 3 bits more.
    expect(tensorBits({ ...matrix, stored: { format: "w3", byteLength: 28 * 20 } })).toEqual({
      codes: 136 / 45,
      total: 136 / 45 + 19 / 45,
    });
  });

  it("keep all of the quality at equal loss, half of it at twice the perplexity", () => {
    expect(perplexity(Math.log(8))).toBeCloseTo(8, 12);
    expect(qualityKept(1.5, 1.5)).toBe(1);
    expect(qualityKept(1.5, 1.5 + Math.log(2))).toBeCloseTo(0.5, 12);
    expect(qualityKept(1.5, 1)).toBeGreaterThan(1);
  });
});
