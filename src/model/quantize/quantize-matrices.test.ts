/** Chosen matrices in any mixture of formats, against the golden quantizers called one by one; models that read them. */
import { describe, expect, it } from "vitest";
import {
  dequantize,
  type QuantizedMatrix,
  quantizeFineq,
  quantizeUniform,
  sqnr,
  type WeightFormat,
} from "../../golden/index.ts";
import {
  forward,
  isMatrix,
  layerFormats,
  loadLlama,
  quantizeEach,
  quantizeMatrices,
  withQuantized,
} from "../index.ts";
import { openModelNow } from "../open-model.ts";
import { diagnosticOf } from "../testing.ts";

const DEMO = "examples/models/kjv-1.8m";
const FORMATS: WeightFormat[] = ["w4", "fineq", "w2", "w3", "w8", "w2", "fineq", "w2"];

const demo = openModelNow(DEMO);
const llama = loadLlama(demo);
const formats = layerFormats(llama, FORMATS);
const matrices = quantizeMatrices(demo, formats, { rounding: "nearest" });

// Comparing element by element in the test runner takes seconds.
const sameBytes = (left: ArrayBufferView, right: ArrayBufferView): boolean =>
  Buffer.from(left.buffer, left.byteOffset, left.byteLength).equals(
    Buffer.from(right.buffer, right.byteOffset, right.byteLength),
  );

const sameMatrix = (left: QuantizedMatrix["matrix"], right: QuantizedMatrix["matrix"]): boolean =>
  sameBytes(left.packed, right.packed) &&
  sameBytes(left.scales, right.scales) &&
  ("zeros" in left ? "zeros" in right && sameBytes(left.zeros, right.zeros) : !("zeros" in right)) &&
  left.rows === right.rows &&
  left.columns === right.columns;

describe("formats of layers", () => {
  it("name the seven projections of every layer and nothing else", () => {
    expect(formats.size).toBe(56);
    for (const [name, format] of formats) {
      const layer = Number(
        /^model\.layers\.(\d)\.(self_attn\.[qkvo]|mlp\.(gate|up|down))_proj\.weight$/.exec(name)?.[1],
      );
      expect(format).toBe(FORMATS[layer]);
    }
  });

  it("must be as many as there are layers", () => {
    expect(diagnosticOf(() => layerFormats(llama, ["w4"]))?.message).toBe(
      "The formats of layers have length 1; expected 8.",
    );
  });
});

describe("quantized matrices", () => {
  it("are what the golden quantizers make of each tensor alone", () => {
    expect(matrices.size).toBe(56);
    const bits = { w2: 2, w3: 3, w4: 4, w8: 8 } as const;
    for (const [name, quantized] of matrices) {
      const tensor = demo.tensor(name);
      const [rows, columns] = tensor.shape as [number, number];
      const { format } = quantized;
      const expected =
        format === "fineq"
          ? quantizeFineq(tensor.read(), rows, columns, { tensor: name })
          : quantizeUniform(tensor.read(), rows, columns, bits[format], { tensor: name });
      expect(format).toBe(formats.get(name));
      expect(sameMatrix(quantized.matrix, expected), name).toBe(true);
    }
  });

  it("come with their noise, in the model's order, and with progress up to the last weight", () => {
    const seen: number[] = [];
    const few = new Map([...formats].slice(0, 9));
    const each = [
      ...quantizeEach(demo, few, {
        rounding: "nearest",
        onProgress: ({ done, total }) => seen.push(done / total),
      }),
    ];
    const order = demo.tensors.map(({ name }) => name).filter((name) => few.has(name));
    expect(each.map(({ source }) => source.name)).toEqual(order);
    for (const { source, quantized, sqnr: decibels } of each)
      expect(decibels).toBe(sqnr(source.read(), dequantize(quantized)));
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
  });

  it("refuse vectors, unknown names and an empty list", () => {
    const codeOf = (name: string) =>
      diagnosticOf(() => quantizeMatrices(demo, new Map([[name, "w4"]]), { rounding: "nearest" }));
    expect(codeOf("model.norm.weight")?.message).toBe(
      `Tensor "model.norm.weight" of ${DEMO}/model.safetensors is F16 [144]; what is quantized is F32, F16 or BF16 with two dimensions.`,
    );
    expect(codeOf("nobody")?.code).toBe("BL0514");
    expect(diagnosticOf(() => quantizeMatrices(demo, new Map(), { rounding: "nearest" }))?.code).toBe(
      "BL0520",
    );
  });
});

describe("a model with quantized matrices", () => {
  it("reads scale times integer in their place and everything else as it was", () => {
    const quantized = withQuantized(demo, matrices);
    for (const tensor of quantized.tensors.filter(isMatrix)) {
      const matrix = matrices.get(tensor.name);
      const expected = matrix === undefined ? demo.tensor(tensor.name).read() : dequantize(matrix);
      expect(sameBytes(tensor.read(), expected), tensor.name).toBe(true);
    }
  });

  it("runs, and 8 bits everywhere hardly change its logits", () => {
    const eight = layerFormats(llama, new Array<WeightFormat>(8).fill("w8"));
    const model = withQuantized(demo, quantizeMatrices(demo, eight, { rounding: "nearest" }));
    const tokens = [...Buffer.from("In the beginning God created")];
    const [exact, rounded] = [forward(llama, tokens), forward(loadLlama(model), tokens)];
    const worst = exact.reduce(
      (most, logit, at) => Math.max(most, Math.abs(logit - (rounded[at] as number))),
      0,
    );
    expect(worst).toBeGreaterThan(0.001);
    expect(worst).toBeLessThan(0.3);
  });
});
