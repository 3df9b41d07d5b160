/** Two models in step: the distance of their residual streams against values worked out by hand, and their likelihoods. */
import { describe, expect, it } from "vitest";
import { loadLlama, negativeLogLikelihood } from "../forward/index.ts";
import { memoryModel, shapesOf, smallConfig } from "../forward/testing.ts";
import { type Model, withTensors } from "../model.ts";
import { type ComparedModel, compareModels } from "./index.ts";

const source = memoryModel(smallConfig, shapesOf(smallConfig));
const windows = [
  [1, 2, 3, 4, 5, 6, 7],
  [9, 8, 7],
  [3, 1],
];

/** The model with some tensors multiplied by a number. */
const scaled = (model: Model, factors: Readonly<Record<string, number>>): Model =>
  withTensors(
    model,
    new Map(
      Object.entries(factors).map(([name, factor]) => [
        name,
        () =>
          model
            .tensor(name)
            .read()
            .map((weight) => factor * weight),
      ]),
    ),
  );

const outputs = (layer: number): string[] =>
  ["self_attn.o_proj", "mlp.down_proj"].map((part) => `model.layers.${layer}.${part}.weight`);

/** Layers that add nothing to the residual stream. */
const silent = (model: Model, layers: readonly number[]): Model =>
  scaled(model, Object.fromEntries(layers.flatMap(outputs).map((name) => [name, 0])));

const compare = (reference: Model, other: Model) => {
  const { reference: exact, others } = compareModels(loadLlama(reference), [loadLlama(other)], windows);
  const [{ likelihood, hiddenErrors }] = others as [ComparedModel];
  return { reference: exact, other: likelihood, hiddenErrors };
};

describe("models in step", () => {
  it("predict as each does alone", () => {
    const other = scaled(source, { "model.layers.1.mlp.up_proj.weight": 0.5 });
    const found = compare(source, other);
    expect(found.reference).toEqual(negativeLogLikelihood(loadLlama(source), windows));
    expect(found.other).toEqual(negativeLogLikelihood(loadLlama(other), windows));
    expect(found.other.mean).not.toBe(found.reference.mean);
  });

  it("do not part where they are equal, and part from the first layer that differs", () => {
    expect(compare(source, source).hiddenErrors).toEqual([0, 0, 0]);
    const [first, second, third] = compare(source, silent(source, [1])).hiddenErrors;
    expect(first).toBe(0);
    expect(second).toBeGreaterThan(0.1);
    expect(third).toBeGreaterThan(0.1);
  });

  it("are a quarter apart when the embedding is a quarter larger and layers add nothing", () => {
    const still = silent(source, [0, 1, 2]);
    const larger = scaled(still, { "model.embed_tokens.weight": 1.25 });
    for (const error of compare(still, larger).hiddenErrors) expect(error).toBeCloseTo(0.25, 6);
    for (const error of compare(larger, still).hiddenErrors) expect(error).toBeCloseTo(0.2, 6);
  });

  it("are as far apart as a product written out says", () => {
    // A window of one token repeated attends to equal values only, so o_proj's input is v_proj's output, head by head.
    const reference = silent(source, [1, 2]);
    const down = "model.layers.0.mlp.down_proj.weight";
    const attention = "model.layers.0.self_attn.o_proj.weight";
    const left = scaled(reference, { [down]: 0 });
    const right = scaled(reference, { [down]: 0, [attention]: 0.75 });
    const token = 11;
    const read = (name: string) => source.tensor(name).read();
    const product = (name: string, x: readonly number[]) => {
      const [rows, columns] = source.tensor(name).shape as [number, number];
      const weights = read(name);
      return Array.from({ length: rows }, (_, row) =>
        x.reduce((sum, value, k) => sum + value * (weights[row * columns + k] as number), 0),
      );
    };
    const hidden = [...read("model.embed_tokens.weight").slice(28 * token, 28 * (token + 1))];
    const root = Math.sqrt(hidden.reduce((sum, x) => sum + x * x, 0) / 28 + 1e-5);
    const norm = read("model.layers.0.input_layernorm.weight");
    const values = product(
      "model.layers.0.self_attn.v_proj.weight",
      hidden.map((x, k) => (x / root) * (norm[k] as number)),
    );
    const perHead = [0, 0, 0, 1, 1, 1].flatMap((shared) => values.slice(10 * shared, 10 * shared + 10));
    const added = product(attention, perHead);
    const length = Math.hypot(...hidden.map((x, k) => x + (added[k] as number)));
    const expected = (0.25 * Math.hypot(...added)) / length;
    const repeated = [[token, token, token]];
    const found = compareModels(loadLlama(left), [loadLlama(right)], repeated).others[0]?.hiddenErrors ?? [];
    expect(found).toHaveLength(3);
    expect(expected).toBeGreaterThan(0.01);
    for (const error of found) expect(error).toBeCloseTo(expected, 6);
  });

  it("say which layer they are about to run, and read one layer of each at a time", () => {
    const seen: [number, number][] = [];
    const before = source.reads();
    const fresh = () => loadLlama(source, { keepLayers: false });
    const [reference, other] = [fresh(), fresh()];
    const loaded = source.reads();
    compareModels(reference, [other], windows, (layer) => seen.push([layer, source.reads() - loaded]));
    expect(loaded).toBeGreaterThan(before);
    // Nine tensors a layer and model.
    expect(seen).toEqual([
      [0, 0],
      [1, 18],
      [2, 36],
      [3, 54],
    ]);
  });
});
