/** Layers of a program against what the forward pass itself sees, projection by projection. */
import { describe, expect, it } from "vitest";
import {
  dequantize,
  type QuantizedMatrix,
  quantizeActivations,
  type WeightFormat,
} from "../../golden/index.ts";
import { forward, loadLlama } from "../forward/index.ts";
import { type Config, memoryModel, shapesOf, smallConfig } from "../forward/testing.ts";
import type { Model } from "../model.ts";
import { quantizeMatrices, withQuantized } from "../quantize/index.ts";
import { lieqLayersOf, windowTokens } from "./index.ts";

const LADDER: readonly WeightFormat[] = ["w4", "fineq", "w2"];
const windows = [
  Array.from({ length: 19 }, (_, at) => (at * 7) % 23),
  Array.from({ length: 8 }, (_, at) => (at * 5 + 3) % 23),
];

function quantized(config: Config = smallConfig): {
  source: Model;
  matrices: Map<string, QuantizedMatrix>;
} {
  const source = memoryModel(config, shapesOf(config));
  const names = loadLlama(source).projections.slice(0, -1);
  const formats = new Map(names.map((name, at) => [name, LADDER[Math.floor(at / 7) % 3] as WeightFormat]));
  return { source, matrices: quantizeMatrices(source, formats, { rounding: "nearest" }) };
}

/** What the projection sees when both windows are read, by a pass of its own for each. */
function inputsOf(model: Model, tensor: string): number[][] {
  return windows.flatMap((window) => {
    const rows: number[][] = [];
    forward(loadLlama(model), window, {
      onInput(name, { rows: count, columns, values }) {
        if (name !== tensor) return;
        for (let row = 0; row < count; row++)
          rows.push([...values.subarray(row * columns, (row + 1) * columns)]);
      },
    });
    return rows;
  });
}

describe("layers of a program", () => {
  const { source, matrices } = quantized();
  const model = withQuantized(source, matrices);
  const llama = loadLlama(model);

  it("are the seven projections of each layer, in the order of the forward pass, with their weights", () => {
    const layers = lieqLayersOf(llama, matrices, windows, { tokens: 4 });
    expect(layers.map(({ name }) => name)).toEqual(llama.projections.slice(0, -1));
    expect(layers).toHaveLength(21);
    for (const layer of layers) {
      expect(layer.weights).toBe(matrices.get(layer.name));
      expect(layer.m).toBe(4);
      expect(layer.activations).toHaveLength(4 * layer.weights.matrix.columns);
      expect(dequantize(layer.weights)).toEqual(model.tensor(layer.name).read());
    }
  });

  it.each([1, 2, 5, 27, 100])("have the INT8 inputs of %i tokens spread over the text", (tokens) => {
    const layers = lieqLayersOf(llama, matrices, windows, { tokens });
    const count = Math.min(tokens, 27);
    // 27 tokens in two windows: 19 and 8.
    const chosen: Record<number, number[]> = { 1: [26], 2: [0, 26], 5: [0, 6, 13, 19, 26] };
    const rows = chosen[tokens] ?? Array.from({ length: 27 }, (_, at) => at);
    for (const layer of layers.filter((_, at) => at % 5 === 0)) {
      const seen = inputsOf(model, layer.name);
      const values = Float32Array.from(rows.flatMap((row) => seen[row] as number[]));
      const { codes, scale } = quantizeActivations(values);
      expect(layer.m).toBe(count);
      expect(layer.activations).toEqual(codes);
      expect(layer.activationScale).toBe(scale);
    }
  });

  it("come from the quantized model: the float32 model's inputs are others after the first product", () => {
    const other = lieqLayersOf(loadLlama(source), matrices, windows, { tokens: 27 });
    const own = lieqLayersOf(llama, matrices, windows, { tokens: 27 });
    expect(other[0]?.activations).toEqual(own[0]?.activations);
    expect(other[20]?.activations).not.toEqual(own[20]?.activations);
  });

  it("leave out projections that are not quantized, and the head", () => {
    const names = [llama.projections[3], llama.projections[9], llama.head.name] as string[];
    const some = new Map(names.map((name) => [name, matrices.get(name) ?? [...matrices.values()][0]]));
    const layers = lieqLayersOf(llama, some as typeof matrices, windows, { tokens: 2 });
    expect(layers.map(({ name }) => name)).toEqual(names.slice(0, 2));
  });

  it("report every layer of the model once", () => {
    const seen: string[] = [];
    const onProgress = (done: number, total: number) => seen.push(`${done} of ${total}`);
    lieqLayersOf(llama, matrices, windows, { tokens: 1, onProgress });
    expect(seen).toEqual(["1 of 3", "2 of 3", "3 of 3"]);
    expect(windowTokens(windows)).toBe(27);
  });
});
