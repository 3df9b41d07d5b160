/** Whole models quantized into packed files: against an outside program's bytes, and against the golden quantizers; nothing half-written. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { dequantize, type WeightFormat } from "../../golden/index.ts";
import {
  chooseMatrices,
  forward,
  isEmbedding,
  layerFormats,
  llamaConfig,
  loadLlama,
  type MatrixChoice,
  type Model,
  openModel,
  quantizeMatrices,
  readPackedModel,
  unpackModel,
  type WriteQuantizedOptions,
  withQuantized,
  writeQuantized,
} from "../index.ts";
import { openModelNow } from "../open-model.ts";
import { smallModel } from "../packed/testing.ts";
import { openSafetensors } from "../safetensors-reader.ts";
import {
  diagnosticOf,
  float32Bytes,
  llama2cBytes,
  rejectionOf,
  safetensorsBytes,
  temporaryFile,
  temporaryFolder,
  uint16Bytes,
} from "../testing.ts";

interface ModelVectors {
  readonly models: readonly {
    readonly model: "demo" | "stories260K";
    readonly tensors: Record<string, { shape: number[]; packedSha256: string; scalesSha256: string }>;
  }[];
}

/** Written by bench/peers/fineq_reference.py, a separate program made from the format's description. */
const vectors = JSON.parse(
  readFileSync(new URL("../../golden/vectors/fineq-models.json", import.meta.url), "utf8"),
) as ModelVectors;

const DEMO = "examples/models/kjv-1.8m";
const PATHS = {
  demo: DEMO,
  stories260K: `${process.env.BITLOOM_DATA ?? "../shared/data"}/models/stories260K/stories260K.bin`,
};

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const newPath = () => join(temporaryFolder(), "packed.safetensors");

/** Every matrix of the choice in one format. */
function formatsOf(model: Model, choice: MatrixChoice = {}, format: WeightFormat = "fineq") {
  return new Map(chooseMatrices(model, choice).map(({ name }) => [name, format]));
}

async function pack(
  model: Model,
  formats = formatsOf(model),
  options: WriteQuantizedOptions = { rounding: "nearest" },
): Promise<string> {
  const path = newPath();
  await writeQuantized(path, model, formats, options);
  return path;
}

describe("choosing matrices", () => {
  const names = (choice: MatrixChoice) =>
    chooseMatrices(openModelNow(smallModel()), choice).map(({ name }) => name);

  it("takes two-dimensional weights, and embeddings on request or by name", () => {
    expect(names({})).toEqual(["layers.0.q.weight", "layers.0.k.weight"]);
    expect(names({ embeddings: true })).toHaveLength(3);
    expect(names({ only: ["layers.0.k.weight"] })).toEqual(["layers.0.k.weight"]);
    expect(names({ only: ["model.embed_tokens.weight", "norm.weight"] })).toEqual([
      "model.embed_tokens.weight",
    ]);
  });

  it("refuses when nothing is left or a name is unknown", () => {
    expect(diagnosticOf(() => names({ only: ["norm.weight"] }))?.code).toBe("BL0520");
    expect(diagnosticOf(() => names({ only: ["nobody"] }))?.code).toBe("BL0514");
  });

  it.each([
    ["model.embed_tokens.weight", true],
    ["transformer.wte.weight", true],
    ["lm_head.weight", true],
    ["bert.embeddings.word_embeddings.weight", true],
    ["output.weight", true],
    ["model.layers.0.self_attn.q_proj.weight", false],
    ["bert.encoder.layer.0.output.dense.weight", false],
    ["w", false],
  ])("calls %s an embedding: %s", (name, expected) => {
    expect(isEmbedding(name)).toBe(expected);
  });
});

describe("writing a quantized model", () => {
  it.for(vectors.models)(
    "gives the outside program's bytes for the $model model",
    async ({ model: label, tensors }, context) => {
      const path = PATHS[label];
      if (!existsSync(path)) context.skip(`${path} is not there; set BITLOOM_DATA`);
      const model = openModelNow(path);
      const written = openSafetensors(await pack(model, formatsOf(model, { only: Object.keys(tensors) })));
      const found = Object.keys(tensors).map((name) => [
        name,
        {
          shape: model.tensor(name).shape,
          packedSha256: sha256(written.tensor(`${name}.fineq`).readBytes()),
          scalesSha256: sha256(written.tensor(`${name}.scale`).readBytes()),
        },
      ]);
      expect(Object.fromEntries(found)).toEqual(tensors);
      expect(found.length).toBeGreaterThanOrEqual(8);
      model.close();
    },
  );

  it("uses the documented names, keeps the other tensors and says how it was made", async () => {
    const model = openModelNow(smallModel());
    const formats = new Map<string, WeightFormat>([
      ["layers.0.k.weight", "w3"],
      ["layers.0.q.weight", "fineq"],
    ]);
    const allocation = {
      budget: 2.5,
      ladder: ["w3", "fineq"],
      averageBits: 2.7,
      scores: "made up",
      layers: [{ format: "w3", score: -1, weights: 5 }],
    } satisfies WriteQuantizedOptions["allocation"];
    const stored = openSafetensors(await pack(model, formats, { rounding: "nearest", allocation }));
    const listed = stored.tensors.map(
      (tensor) => `${tensor.name} ${tensor.dtype} [${tensor.shape.join(", ")}]`,
    );
    expect(listed.sort()).toEqual([
      "layers.0.k.weight.scale F16 [3, 1]",
      "layers.0.k.weight.w3 U8 [3, 10]",
      "layers.0.k.weight.zero U8 [3, 1]",
      "layers.0.q.weight.fineq U8 [2, 7]",
      "layers.0.q.weight.scale F16 [2]",
      "model.embed_tokens.weight F32 [4, 3]",
      "norm.weight F16 [3]",
      "positions I64 [2]",
    ]);
    expect(stored.metadata.get("format")).toBe("pt");
    expect(JSON.parse(stored.metadata.get("bitloom") ?? "")).toEqual({
      version: 2,
      tensors: [
        { name: "layers.0.q.weight", format: "fineq", shape: [2, 24], dtype: "F16" },
        { name: "layers.0.k.weight", format: "w3", shape: [3, 25], dtype: "BF16" },
      ],
      made: { rounding: "nearest", allocation },
    });
    for (const name of ["model.embed_tokens.weight", "norm.weight", "positions"])
      expect(stored.tensor(name).readBytes()).toEqual(model.tensor(name).readBytes());
  });

  it.each<WeightFormat>(["fineq", "w2", "w3", "w4", "w8"])(
    "reads %s back as it was quantized, and unpacks it",
    async (format) => {
      const model = openModelNow(smallModel());
      const formats = formatsOf(model, { embeddings: true }, format);
      const path = await pack(model, formats);
      const packed = readPackedModel(path);
      const unpackedPath = newPath();
      const seen: number[] = [];
      unpackModel(packed, unpackedPath, ({ done, total }) => seen.push(done / total));
      expect(seen.at(-1)).toBe(1);
      const unpacked = await openModel(unpackedPath);
      expect(unpacked.format).toBe("safetensors");
      const expected = quantizeMatrices(model, formats, { rounding: "nearest" });
      expect(expected.size).toBe(3);
      for (const tensor of packed.tensors) {
        if (tensor.kind === "kept") continue;
        const matrix = expected.get(tensor.name);
        if (matrix === undefined) return expect.fail(`${tensor.name} was not to be quantized`);
        expect(tensor.readMatrix()).toEqual(matrix);
        expect(unpacked.tensor(tensor.name).read()).toEqual(dequantize(matrix));
        expect(unpacked.tensor(tensor.name).shape).toEqual(tensor.shape);
        expected.delete(tensor.name);
      }
      expect(expected.size).toBe(0);
      expect([...unpacked.tensor("norm.weight").read()]).toEqual([1, 1 + 2 ** -10, -(1 + 2 ** -9)]);
      expect(unpacked.tensor("positions").readBytes()).toEqual(new Uint8Array(16).fill(7));
      return undefined;
    },
  );

  it("makes the same file every time, with no other left beside it", async () => {
    const [a, b] = [await pack(openModelNow(smallModel())), await pack(openModelNow(smallModel()))];
    expect(readFileSync(a)).toEqual(readFileSync(b));
    expect(readdirSync(dirname(a))).toEqual(["packed.safetensors"]);
  });

  it("reports bits and noise of every tensor, and progress up to the last weight", async () => {
    const model = openModelNow(smallModel());
    const seen: number[] = [];
    const { tensors, kept } = await writeQuantized(newPath(), model, formatsOf(model, {}, "w4"), {
      rounding: "nearest",
      onProgress: ({ done, total }) => seen.push(done / total),
    });
    expect(kept).toEqual(["model.embed_tokens.weight", "norm.weight", "positions"]);
    expect(tensors.map(({ name, format, shape }) => [name, format, shape])).toEqual([
      ["layers.0.q.weight", "w4", [2, 24]],
      ["layers.0.k.weight", "w4", [3, 25]],
    ]);
    // 25 codes of 4 bits take 13 bytes; a scale and a zero point take 20 bits.
    expect(tensors[1]?.bits).toEqual({ codes: (8 * 13) / 25, total: (8 * 13 + 20) / 25 });
    for (const { sqnr } of tensors) expect(sqnr).toBeGreaterThan(10);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
  });

  it("carries a llama2.c header along, through unpacking and into a second packing", async () => {
    const path = await pack(openModelNow(temporaryFile(llama2cBytes(-5), "m.bin")));
    expect(llamaConfig(readPackedModel(path))).toMatchObject({ hiddenSize: 8, ropeInterleaved: true });
    const unpacked = newPath();
    unpackModel(readPackedModel(path), unpacked);
    expect(llamaConfig(openModelNow(unpacked))).toMatchObject({ hiddenSize: 8, ropeInterleaved: true });
    const again = await pack(openModelNow(unpacked));
    expect(llamaConfig(readPackedModel(again))).toMatchObject({ hiddenSize: 8, ropeInterleaved: true });
  });

  it("gives a file that runs as the model with quantized matrices does", async () => {
    const demo = openModelNow(DEMO);
    const formats = layerFormats(loadLlama(demo), ["w4", "fineq", "w2", "w3", "w8", "w2", "fineq", "w4"]);
    const path = await pack(demo, formats);
    const packed = await openModel(path);
    const tokens = [...Buffer.from("In the beginning God created")];
    const expected = withQuantized(demo, quantizeMatrices(demo, formats, { rounding: "nearest" }));
    const [found, wanted] = [packed, expected].map((model) =>
      Buffer.from(forward(loadLlama(model), tokens).slice().buffer),
    );
    expect(found?.length).toBe(4 * 256 * tokens.length);
    expect(found?.equals(wanted as Buffer)).toBe(true);
  });
});

describe("a model that cannot be quantized leaves no file, and is named", () => {
  const attempt = async (
    model: Model,
    options: Pick<WriteQuantizedOptions, "signal" | "onProgress"> = {},
    before?: string,
  ) => {
    const path = newPath();
    if (before !== undefined) writeFileSync(path, before);
    const writing = writeQuantized(path, model, formatsOf(model), { rounding: "nearest", ...options });
    return { path, writing };
  };
  const filesBeside = (path: string) => readdirSync(dirname(path));

  it("for NaN, in kept tensors too", async () => {
    for (const [name, dtype, bytes] of [
      ["a.weight", "F32", float32Bytes([2, Number.NaN])],
      ["norm", "F32", float32Bytes([2, Number.NEGATIVE_INFINITY])],
      ["norm", "F16", uint16Bytes([0x7bff, 0x7c01])],
      ["norm", "BF16", uint16Bytes([0x7f7f, 0xff80])],
    ] as const) {
      const header = {
        "b.weight": { dtype: "F32", shape: [1, 1], data_offsets: [0, 4] },
        [name]: { dtype, shape: name === "norm" ? [2] : [1, 2], data_offsets: [4, 4 + bytes.length] },
      };
      const file = temporaryFile(safetensorsBytes(header, Buffer.concat([float32Bytes([1]), bytes])));
      const { path, writing } = await attempt(openModelNow(file));
      expect(await rejectionOf(writing)).toMatchObject({ code: "BL0507", details: { file, tensor: name } });
      expect(filesBeside(path)).toEqual([]);
    }
  });

  it("for a scale that overflows, with its row", async () => {
    const header = { "b.weight": { dtype: "F32", shape: [2, 1], data_offsets: [0, 8] } };
    const file = temporaryFile(safetensorsBytes(header, float32Bytes([1, 3e5])));
    const { path, writing } = await attempt(openModelNow(file), {}, "what was there");
    expect((await rejectionOf(writing))?.message).toBe(
      `Row 1 of tensor "b.weight" of ${file} needs the scale 100000; binary16 ends at 65504.`,
    );
    expect(readFileSync(path, "utf8")).toBe("what was there");
    expect(filesBeside(path)).toEqual(["packed.safetensors"]);
  });

  it("when it is packed already", async () => {
    const packed = await openModel(await pack(openModelNow(smallModel())));
    const { path, writing } = await attempt(packed);
    expect((await rejectionOf(writing))?.code).toBe("BL0526");
    expect(filesBeside(path)).toEqual([]);
  });

  it("nor does one whose writing is stopped", async () => {
    const controller = new AbortController();
    let seen = 0;
    const onProgress = (): void => {
      if (++seen === 4) controller.abort(new RangeError("enough"));
    };
    const { path, writing } = await attempt(openModelNow(smallModel()), {
      signal: controller.signal,
      onProgress,
    });
    await expect(writing).rejects.toThrow("enough");
    expect(seen).toBe(4);
    expect(filesBeside(path)).toEqual([]);
  });
});
