/** Calibrated rounding of whole layers, against the golden quantizers with inputs that are captured the long way. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  calibrateFineq,
  dequantize,
  hessianOf,
  inverseFactor,
  outputError,
  quantizeFineq,
  quantizeGptq,
  quantizeUniform,
  type WeightFormat,
} from "../../golden/index.ts";
import {
  captureInputs,
  layerFormats,
  loadLlama,
  negativeLogLikelihood,
  type QuantizedTensor,
  quantizeEach,
  quantizeMatrices,
  withQuantized,
} from "../index.ts";
import { openModelNow } from "../open-model.ts";
import { diagnosticOf } from "../testing.ts";

const DEMO = "examples/models/kjv-1.8m";
const demo = openModelNow(DEMO);
const llama = loadLlama(demo);
const heldOut = readFileSync(`${DEMO}/heldout.txt`);
const windowsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, at) => [...heldOut.subarray((first + at) * 256, (first + at + 1) * 256)]);
const windows = windowsFrom(0, 3);

/** Formats of the first layers' projections. */
function firstLayers(...formats: WeightFormat[]): Map<string, WeightFormat> {
  const all = new Array<WeightFormat>(8).fill("w2");
  return new Map([...layerFormats(llama, [...formats, ...all].slice(0, 8))].slice(0, 7 * formats.length));
}

const formats = firstLayers("w3", "fineq", "w2");
const quantized = new Map<string, QuantizedTensor>();
for (const tensor of quantizeEach(demo, formats, { rounding: "calibrated", windows })) {
  quantized.set(tensor.source.name, tensor);
}

/** What a layer's tensor must become when the layers before it are quantized and the layer itself is not. */
function expected(layer: number, name: string) {
  const before = new Map(
    [...quantized].flatMap(([other, tensor]) =>
      Number(other.split(".")[2]) < layer ? [[other, tensor.quantized]] : [],
    ),
  );
  const inputs = captureInputs(loadLlama(withQuantized(demo, before)), windows, name);
  const hessian = hessianOf(inputs, { tensor: name });
  const factor = inverseFactor(hessian, { tensor: name });
  const [rows, columns] = demo.tensor(name).shape as [number, number];
  const own = { values: demo.tensor(name).read(), rows, columns };
  const place = { tensor: name };
  const bits = layer === 0 ? 3 : 2;
  const matrix = layer === 1 ? calibrateFineq(own, factor, place) : quantizeGptq(own, bits, factor, place);
  const plain =
    layer === 1
      ? dequantize({ format: "fineq", matrix: quantizeFineq(own.values, rows, columns, place) })
      : dequantize({ format: `w${bits}`, matrix: quantizeUniform(own.values, rows, columns, bits, place) });
  const decibels = (weights: Float32Array): number =>
    10 *
    Math.log10(
      outputError(own.values, new Float32Array(rows * columns), hessian) /
        outputError(own.values, weights, hessian),
    );
  return { matrix, plain: decibels(plain), decibels };
}

describe("calibrated rounding", () => {
  it.each([0, 1, 2])("fits layer %i to the inputs that the quantized layers before it give", (layer) => {
    const own = [...quantized.values()].filter(({ source }) =>
      source.name.startsWith(`model.layers.${layer}.`),
    );
    expect(own).toHaveLength(7);
    for (const { source, quantized: found, outputs } of own) {
      const { matrix, plain, decibels } = expected(layer, source.name);
      expect(Buffer.from(found.matrix.packed).equals(Buffer.from(matrix.packed)), source.name).toBe(true);
      expect(found.matrix.scales, source.name).toEqual(matrix.scales);
      if ("zeros" in matrix) expect("zeros" in found.matrix && found.matrix.zeros).toEqual(matrix.zeros);
      expect(outputs?.plain).toBeCloseTo(plain, 9);
      expect(outputs?.calibrated).toBeCloseTo(decibels(dequantize(found)), 9);
      expect(outputs?.calibrated).toBeGreaterThan(plain);
    }
  });

  it("goes through the layers in order and reports progress up to the last weight", () => {
    expect([...quantized.keys()].map((name) => Number(name.split(".")[2]))).toEqual(
      [0, 1, 2].flatMap((layer) => new Array<number>(7).fill(layer)),
    );
    const seen: number[] = [];
    const one = new Map([...formats].slice(0, 4));
    const onProgress = ({ done, total }: { done: number; total: number }) => seen.push(done / total);
    quantizeMatrices(demo, one, { rounding: "calibrated", windows: windows.slice(0, 1), onProgress });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
  });

  it("predicts text that it did not see better than plain rounding", () => {
    const unseen = windowsFrom(100, 6);
    const four = firstLayers("w2", "w2", "w2", "w2");
    const loss = (rounding: Parameters<typeof quantizeMatrices>[2]) =>
      negativeLogLikelihood(loadLlama(withQuantized(demo, quantizeMatrices(demo, four, rounding))), unseen)
        .mean;
    const calibrated = loss({ rounding: "calibrated", windows: windowsFrom(0, 8) });
    expect(calibrated).toBeLessThan(loss({ rounding: "nearest" }) - 0.05);
  });

  it("takes single tensors, in later layers too, and rounds embeddings to nearest", () => {
    const few = new Map<string, WeightFormat>([
      ["model.layers.1.mlp.up_proj.weight", "w4"],
      ["model.embed_tokens.weight", "w8"],
    ]);
    const found = [...quantizeEach(demo, few, { rounding: "calibrated", windows })];
    expect(found.map(({ source, outputs }) => [source.name, outputs === undefined])).toEqual([
      ["model.embed_tokens.weight", true],
      ["model.layers.1.mlp.up_proj.weight", false],
    ]);
    const plain = quantizeMatrices(demo, few, { rounding: "nearest" });
    expect(found[0]?.quantized).toEqual(plain.get("model.embed_tokens.weight"));
    // Its inputs are those of the model with the quantized embedding, and of no other model.
    const [, up] = found;
    const fitted = (before: typeof plain) => {
      const name = "model.layers.1.mlp.up_proj.weight";
      const inputs = captureInputs(loadLlama(withQuantized(demo, before)), windows, name);
      const factor = inverseFactor(hessianOf(inputs, { tensor: name }), { tensor: name });
      return quantizeGptq({ values: demo.tensor(name).read(), rows: 384, columns: 144 }, 4, factor, {
        tensor: name,
      });
    };
    const embedding = plain.get("model.embed_tokens.weight");
    if (embedding === undefined) return expect.fail("the embedding was not quantized");
    expect(up?.quantized.matrix).toEqual(fitted(new Map([["model.embed_tokens.weight", embedding]])));
    expect(up?.quantized.matrix).not.toEqual(fitted(new Map()));
    return undefined;
  });

  it("refuses windows that say nothing", () => {
    const errorOf = (given: number[][]) =>
      diagnosticOf(() => quantizeMatrices(demo, formats, { rounding: "calibrated", windows: given }))?.code;
    expect(errorOf([])).toBe("BL0543");
    expect(errorOf([[256]])).toBe("BL0542");
    expect(errorOf([new Array<number>(257).fill(1)])).toBe("BL0543");
  });
});
