/** Operands of the demo model, against the model's own numbers and the golden quantizer. */

import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeFineq, fineqRowBytes, quantizeFineq } from "../../golden/index.ts";
import { captureInputs, loadLlama, openModel, textWindows } from "../index.ts";
import { diagnosticOf } from "../testing.ts";
import { byteTokenizer } from "../tokenizer/index.ts";
import { type OperandSource, openOperands } from "./index.ts";

const DEMO = "examples/models/kjv-1.8m";
const TENSOR = "model.layers.4.mlp.gate_proj.weight";

describe("operands of the demo model", () => {
  let source: OperandSource;
  let weights: Float32Array;
  beforeAll(async () => {
    source = await openOperands(DEMO);
    const model = await openModel(DEMO);
    weights = model.tensor(TENSOR).read();
    model.close();
  });

  it("are of the gate projection in the middle layer, with held-out text", () => {
    expect(source).toMatchObject({ rows: 384, columns: 144 });
    expect(source.description).toMatch(
      /^model\.layers\.4\.mlp\.gate_proj\.weight \(384 x 144\).*heldout\.txt/,
    );
  });

  it("have weights within half a step of the real ones, and each row's largest at the end of the range", () => {
    const whole = source.take(144, 384, 1);
    for (const [name, largest] of [
      ["int8", 127],
      ["int4", 7],
      ["int3", 3],
    ] as const) {
      for (let row = 0; row < 384; row++) {
        const real = weights.subarray(row * 144, (row + 1) * 144);
        const most = real.reduce((all, value) => Math.max(all, Math.abs(value)), 0);
        const integers = whole[name].subarray(row * 144, (row + 1) * 144);
        const errors = real.map((value, i) => Math.abs(value - ((integers[i] ?? 0) * most) / largest));
        expect(errors.reduce((all, error) => Math.max(all, error), 0)).toBeLessThanOrEqual(
          (0.5001 * most) / largest,
        );
        expect(integers.reduce((all, value) => Math.max(all, Math.abs(value)), 0)).toBe(largest);
      }
    }
  });

  it("have the golden quantizer's FineQ weights, and indices that say where the pruned weight is", () => {
    const golden = quantizeFineq(weights, 384, 144, { tensor: TENSOR });
    expect(golden.bytesPerRow).toBe(fineqRowBytes(144));
    const integers = decodeFineq(golden);
    const { fineq } = source.take(64, 20, 1);
    let outliers = 0;
    for (let row = 0; row < 20; row++) {
      expect(fineq.weights.subarray(row * 64, (row + 1) * 64)).toEqual(
        integers.subarray(row * 144, row * 144 + 64),
      );
      for (let at = 0; at < 64; at++) {
        const weight = fineq.weights[row * 64 + at] ?? 0;
        const index = fineq.indices[row * 11 + Math.floor(at / 6)] ?? 0;
        if (Math.abs(weight) > 1) outliers++;
        if (index === 0) expect(Math.abs(weight)).toBeLessThanOrEqual(1);
        else if (at % 3 === index - 1) expect(weight).toBe(0);
      }
    }
    expect(outliers).toBeGreaterThan(0);
  });

  it("keep the rule of sparse outliers", () => {
    const { weights: sparse } = source.take(144, 30, 1).sparse(4);
    let outliers = 0;
    for (let group = 0; group < sparse.length; group += 12) {
      const clusters = [0, 3, 6, 9].filter((at) =>
        [0, 1, 2].some((lane) => Math.abs(sparse[group + at + lane] ?? 0) > 1),
      );
      expect(clusters.length).toBeLessThanOrEqual(1);
      outliers += clusters.length;
    }
    expect(outliers).toBeGreaterThan(0);
  });

  it("have each token's true activations by its own largest, and begin again after the last token", async () => {
    const llama = loadLlama(await openModel(DEMO));
    const text = readFileSync(`${DEMO}/heldout.txt`, "utf8");
    const inputs = captureInputs(llama, textWindows(byteTokenizer, text, 256, 512), TENSOR, 512);
    const { activations } = source.take(100, 1, 514);
    for (const token of [0, 1, 300, 511]) {
      const real = inputs.values.subarray(token * 144, (token + 1) * 144);
      const most = real.reduce((all, value) => Math.max(all, Math.abs(value)), 0);
      for (let k = 0; k < 100; k++) {
        const error = Math.abs((activations[token * 100 + k] ?? 0) - ((real[k] ?? 0) * 127) / most);
        expect(error).toBeLessThanOrEqual(0.5001);
      }
    }
    expect(activations.subarray(512 * 100)).toEqual(activations.subarray(0, 200));
  });

  it("are refused where the matrix is too small", () => {
    expect(diagnosticOf(() => source.take(145, 1, 1))).toMatchObject({ code: "BL0549" });
    expect(diagnosticOf(() => source.take(1, 385, 1))?.message).toContain("384 rows and 144 columns");
  });
});
