/** Weights of two models: errors in decibels by hand, and every way in which two models do not belong together. */
import { describe, expect, it } from "vitest";
import { memoryModel, shapesOf, smallConfig } from "../forward/testing.ts";
import { tensorFinder, withTensors } from "../model.ts";
import { diagnosticOf } from "../testing.ts";
import { compareWeights, requireSameTensors, weightSqnr } from "./index.ts";

const shapes = shapesOf(smallConfig);
const source = memoryModel(smallConfig, shapes);
const NORM = "model.norm.weight";

const withShapes = (changed: ReadonlyMap<string, number[]>) => ({
  ...memoryModel(smallConfig, changed),
  file: "quantized.safetensors",
});
const problemOf = (other: ReturnType<typeof withShapes>, kept: string[] = []) => {
  const found = diagnosticOf(() => requireSameTensors(source, other, kept));
  expect(found === undefined || found.code === "BL0565").toBe(true);
  return found?.message;
};

describe("weights", () => {
  it("of 3 and 4 read as 3 and 3 have an error of 1 in 25, 13.98 dB", () => {
    const exact = withTensors(source, new Map([[NORM, () => Float32Array.of(3, 4)]])).tensor(NORM);
    const rough = withTensors(source, new Map([[NORM, () => Float32Array.of(3, 3)]])).tensor(NORM);
    const error = compareWeights(exact, rough);
    expect(error).toEqual({ tensor: NORM, signal: 25, noise: 1 });
    expect(weightSqnr([error])).toBeCloseTo(13.979, 3);
    expect(weightSqnr([compareWeights(exact, exact)])).toBe(Number.POSITIVE_INFINITY);
  });

  it("of several tensors count by their energies", () => {
    const errors = [
      { signal: 900, noise: 0 },
      { signal: 100, noise: 10 },
    ];
    expect(weightSqnr(errors)).toBeCloseTo(20, 10);
  });
});

describe("models that are held against each other", () => {
  it("may be the same in another order", () => {
    expect(problemOf(withShapes(new Map([...shapes].reverse())))).toBeUndefined();
  });

  it("must not lack a tensor", () => {
    const fewer = new Map([...shapes].filter(([name]) => name !== NORM));
    expect(problemOf(withShapes(fewer))).toBe(
      `quantized.safetensors was not made from memory/model.safetensors: it has no tensor "${NORM}", which the model has.`,
    );
  });

  it("must not have one more", () => {
    expect(problemOf(withShapes(new Map(shapes).set("lm_head.weight", [23, 28])))).toContain(
      'it has a tensor "lm_head.weight", which the model does not have',
    );
  });

  it("must not have one of another shape", () => {
    expect(problemOf(withShapes(new Map(shapes).set(NORM, [29])))).toContain(
      `its tensor "${NORM}" is [29], the model's is [28]`,
    );
  });

  it("must agree in the tensors that were kept, to the last element", () => {
    const changed = () => source.tensor(NORM).read().fill(7, 27);
    const other = { ...withShapes(shapes), ...withTensors(source, new Map([[NORM, changed]])) };
    const model = { ...other, file: "quantized.safetensors", tensor: tensorFinder("q", other.tensors) };
    expect(problemOf(model)).toBeUndefined();
    expect(problemOf(model, ["model.embed_tokens.weight"])).toBeUndefined();
    expect(problemOf(model, [NORM])).toContain(`element 27 of "${NORM}", which is not quantized, is 7`);
  });
});
