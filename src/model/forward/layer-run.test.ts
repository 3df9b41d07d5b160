/** Windows taken layer by layer against the whole forward pass: hidden states, inputs, replaced weights, losses. */
import { describe, expect, it } from "vitest";
import { withTensors } from "../model.ts";
import {
  copyRun,
  forward,
  type LlamaModel,
  likelihoodOf,
  loadLlama,
  negativeLogLikelihood,
  runLayer,
  startRun,
} from "./index.ts";
import { memoryModel, shapesOf, smallConfig } from "./testing.ts";

const llama = loadLlama(memoryModel(smallConfig, shapesOf(smallConfig)));
const windows = [
  [3, 1, 4, 1, 5, 9, 2, 6],
  [2, 7, 1],
  [1, 6, 1, 8, 0],
];

/** The inputs of all projections, by tensor, window by window. */
function inputsOf(model: LlamaModel): Map<string, number[][]> {
  const inputs = new Map<string, number[][]>();
  for (const window of windows) {
    forward(model, window, {
      onInput: (name, { values }) => inputs.set(name, [...(inputs.get(name) ?? []), [...values]]),
    });
  }
  return inputs;
}

describe("a run layer by layer", () => {
  it("ends in the losses of the whole forward pass", () => {
    const run = startRun(llama, windows);
    for (let layer = 0; layer < 3; layer++) runLayer(llama, run, layer);
    expect(likelihoodOf(llama, run, windows)).toEqual(negativeLogLikelihood(llama, windows));
  });

  it("gives the layer's inputs window by window, in the order of the projections", () => {
    const expected = inputsOf(llama);
    const run = startRun(llama, windows);
    for (let layer = 0; layer < 3; layer++) {
      const seen: [string, number[]][] = [];
      runLayer(llama, run, layer, undefined, (name, { values }) => seen.push([name, [...values]]));
      const names = llama.projections.slice(7 * layer, 7 * layer + 7);
      const inOrder = windows.flatMap((_, at) => names.map((name) => [name, expected.get(name)?.[at]]));
      expect(seen).toEqual(inOrder);
    }
  });

  it("can try a layer on a copy and run it again with other weights", () => {
    const name = "model.layers.1.mlp.up_proj.weight";
    const replaced = llama.source.tensor(name).read().fill(0.25, 0, 28);
    const faulty = loadLlama(withTensors(llama.source, new Map([[name, () => replaced]])));
    const expected = inputsOf(faulty);
    const run = startRun(llama, windows);
    const given = run.map(({ hidden }) => [...hidden]);
    runLayer(llama, copyRun(run), 0);
    expect(run.map(({ hidden }) => [...hidden])).toEqual(given);
    runLayer(llama, run, 0);
    runLayer(llama, copyRun(run), 1);
    const layer = llama.layer(1);
    runLayer(llama, run, 1, { ...layer, up: { ...layer.up, weights: replaced } });
    const found: number[][] = [];
    runLayer(llama, run, 2, undefined, (tensor, { values }) => {
      if (tensor === "model.layers.2.self_attn.q_proj.weight") found.push([...values]);
    });
    expect(found).toEqual(expected.get("model.layers.2.self_attn.q_proj.weight"));
    expect(found).not.toEqual(inputsOf(llama).get("model.layers.2.self_attn.q_proj.weight"));
  });
});
