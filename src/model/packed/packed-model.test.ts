/** Quantizing, packing, reading back and unpacking whole models. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeFineq, dequantizeFineq } from "../../golden/index.ts";
import {
  isEmbedding,
  isPackedModel,
  llamaConfig,
  quantizeModel,
  readPackedModel,
  unpackModel,
  writePackedModel,
} from "../index.ts";
import { openModelNow } from "../open-model.ts";
import {
  diagnosticOf,
  float32Bytes,
  llama2cBytes,
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

const PATHS = {
  demo: "examples/models/kjv-1.8m",
  stories260K: `${process.env.BITLOOM_DATA ?? "../shared/data"}/models/stories260K/stories260K.bin`,
};

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Two projections (the second with K = 25), an embedding, a norm, a table of integers. */
function smallModel(): string {
  const shapes: Record<string, [string, number[], Buffer]> = {
    "model.embed_tokens.weight": ["F32", [4, 3], float32Bytes(Array.from({ length: 12 }, (_, k) => k / 10))],
    "layers.0.q.weight": ["F16", [2, 24], uint16Bytes(Array.from({ length: 48 }, (_, k) => 0x2c00 + 37 * k))],
    "layers.0.k.weight": ["BF16", [3, 25], uint16Bytes(Array.from({ length: 75 }, (_, k) => 0xbd00 + 5 * k))],
    "norm.weight": ["F16", [3], uint16Bytes([0x3c00, 0x3c01, 0xbc02])],
    positions: ["I64", [2], Buffer.alloc(16, 7)],
  };
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  let offset = 0;
  for (const [name, [dtype, shape, bytes]] of Object.entries(shapes)) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
  }
  return temporaryFile(
    safetensorsBytes(header, Buffer.concat(Object.values(shapes).map(([, , bytes]) => bytes))),
  );
}

function packed(options = {}): string {
  const path = join(temporaryFolder(), "packed.safetensors");
  writePackedModel(path, quantizeModel(openModelNow(smallModel()), options));
  return path;
}

describe("quantizing a model", () => {
  it.for(vectors.models)(
    "gives the outside program's bytes for the $model model",
    ({ model: label, tensors }, context) => {
      const path = PATHS[label];
      if (!existsSync(path)) context.skip(`${path} is not there; set BITLOOM_DATA`);
      const model = openModelNow(path);
      const quantized = quantizeModel(model, { only: Object.keys(tensors) });
      const found = quantized.tensors.flatMap((tensor) => {
        if (tensor.kind === "kept") return [];
        const { packed: blocks, scales } = tensor.matrix;
        const scaleBytes = uint16Bytes([...scales]);
        return [
          [
            tensor.name,
            { shape: tensor.source.shape, packedSha256: sha256(blocks), scalesSha256: sha256(scaleBytes) },
          ],
        ];
      });
      expect(Object.fromEntries(found)).toEqual(tensors);
      expect(found.length).toBeGreaterThanOrEqual(8);
      model.close();
    },
  );

  it("takes two-dimensional weights and keeps embeddings, norms and integers", () => {
    const { tensors } = quantizeModel(openModelNow(smallModel()));
    expect(tensors.map((tensor) => [tensor.name, tensor.kind])).toEqual([
      ["model.embed_tokens.weight", "kept"],
      ["layers.0.q.weight", "fineq"],
      ["layers.0.k.weight", "fineq"],
      ["norm.weight", "kept"],
      ["positions", "kept"],
    ]);
  });

  it("takes embeddings on request, or exactly the tensors named", () => {
    const kinds = (options: object) =>
      quantizeModel(openModelNow(smallModel()), options)
        .tensors.map((tensor) => tensor.kind[0])
        .join("");
    expect(kinds({ embeddings: true })).toBe("fffkk");
    expect(kinds({ only: ["layers.0.k.weight"] })).toBe("kkfkk");
    expect(kinds({ only: ["model.embed_tokens.weight"] })).toBe("fkkkk");
  });

  it("refuses when nothing is left to quantize or a name is unknown", () => {
    const model = openModelNow(smallModel());
    expect(diagnosticOf(() => quantizeModel(model, { only: ["norm.weight"] }))?.code).toBe("BL0520");
    expect(diagnosticOf(() => quantizeModel(model, { only: ["nobody"] }))?.code).toBe("BL0514");
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

  it("reports progress up to the last weight", () => {
    const seen: number[] = [];
    quantizeModel(openModelNow(smallModel()), {}, ({ done, total }) => seen.push(done / total));
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
  });

  it("names the file, tensor and place of NaN, in kept tensors too", () => {
    for (const name of ["a.weight", "norm"]) {
      const shape = name === "norm" ? [2] : [1, 2];
      const header = {
        "b.weight": { dtype: "F32", shape: [1, 1], data_offsets: [0, 4] },
        [name]: { dtype: "F32", shape, data_offsets: [4, 12] },
      };
      const path = temporaryFile(safetensorsBytes(header, float32Bytes([1, 2, Number.NaN])));
      const found = diagnosticOf(() => quantizeModel(openModelNow(path)));
      expect(found).toMatchObject({ code: "BL0507", details: { file: path, tensor: name } });
    }
  });

  it("names the file, tensor and row of a scale that overflows", () => {
    const header = { "b.weight": { dtype: "F32", shape: [2, 1], data_offsets: [0, 8] } };
    const path = temporaryFile(safetensorsBytes(header, float32Bytes([1, 3e5])));
    expect(diagnosticOf(() => quantizeModel(openModelNow(path)))?.message).toBe(
      `Row 1 of tensor "b.weight" of ${path} needs the scale 100000; binary16 ends at 65504.`,
    );
  });
});

describe("packed model", () => {
  it("is a safetensors file with blocks, scales and kept tensors under the documented names", () => {
    const model = openModelNow(packed());
    expect(isPackedModel(model)).toBe(true);
    const listed = model.tensors.map(
      (tensor) => `${tensor.name} ${tensor.dtype} [${tensor.shape.join(", ")}]`,
    );
    expect(listed.sort()).toEqual([
      "layers.0.k.weight.fineq U8 [3, 14]",
      "layers.0.k.weight.scale F16 [3]",
      "layers.0.q.weight.fineq U8 [2, 7]",
      "layers.0.q.weight.scale F16 [2]",
      "model.embed_tokens.weight F32 [4, 3]",
      "norm.weight F16 [3]",
      "positions I64 [2]",
    ]);
    expect(model.metadata.get("format")).toBe("pt");
    expect(JSON.parse(model.metadata.get("bitloom") ?? "")).toEqual({
      version: 1,
      tensors: [
        { name: "layers.0.q.weight", format: "fineq", shape: [2, 24], dtype: "F16" },
        { name: "layers.0.k.weight", format: "fineq", shape: [3, 25], dtype: "BF16" },
      ],
    });
  });

  it("reads back what was quantized and keeps the rest bit for bit", () => {
    const source = openModelNow(smallModel());
    const quantized = quantizeModel(source);
    const path = join(temporaryFolder(), "packed.safetensors");
    writePackedModel(path, quantized);
    const back = readPackedModel(path);
    const byName = new Map(back.tensors.map((tensor) => [tensor.name, tensor]));
    for (const tensor of quantized.tensors) {
      const found = byName.get(tensor.name);
      if (tensor.kind === "fineq" && found?.kind === "fineq")
        expect(found.readMatrix()).toEqual(tensor.matrix);
      else if (found?.kind === "kept") expect(found.tensor.readBytes()).toEqual(tensor.source.readBytes());
      else expect.fail(`${tensor.name} changed its kind`);
    }
    expect(back.tensors).toHaveLength(5);
  });

  it("is the same file every time, with no other left beside it", () => {
    const [a, b] = [packed(), packed()];
    expect(readFileSync(a)).toEqual(readFileSync(b));
    expect(readdirSync(dirname(a))).toEqual(["packed.safetensors"]);
  });

  it("carries a llama2.c header along as its configuration", () => {
    const path = join(temporaryFolder(), "packed.safetensors");
    writePackedModel(path, quantizeModel(openModelNow(temporaryFile(llama2cBytes(-5), "m.bin"))));
    expect(llamaConfig(readPackedModel(path))).toMatchObject({ hiddenSize: 8, ropeInterleaved: true });
  });

  it("carries it on through unpacking, and into a second packing", () => {
    const folder = temporaryFolder();
    const [path, unpacked] = [join(folder, "packed.safetensors"), join(folder, "unpacked.safetensors")];
    writePackedModel(path, quantizeModel(openModelNow(temporaryFile(llama2cBytes(-5), "m.bin"))));
    unpackModel(readPackedModel(path), unpacked);
    expect(llamaConfig(openModelNow(unpacked))).toMatchObject({ hiddenSize: 8, ropeInterleaved: true });
    writePackedModel(path, quantizeModel(openModelNow(unpacked)));
    expect(llamaConfig(readPackedModel(path))).toMatchObject({ hiddenSize: 8, ropeInterleaved: true });
  });

  it("unpacks to F32: scale times integer for blocks, the value itself for the rest", () => {
    const model = readPackedModel(packed());
    const path = join(temporaryFolder(), "unpacked.safetensors");
    const seen: number[] = [];
    unpackModel(model, path, ({ done, total }) => seen.push(done / total));
    expect(seen.at(-1)).toBe(1);
    const unpacked = openModelNow(path);
    expect(isPackedModel(unpacked)).toBe(false);
    expect(unpacked.tensor("norm.weight").dtype).toBe("F32");
    expect([...unpacked.tensor("norm.weight").read()]).toEqual([1, 1 + 2 ** -10, -(1 + 2 ** -9)]);
    expect(unpacked.tensor("positions").readBytes()).toEqual(new Uint8Array(16).fill(7));
    const matrix = model.tensors.find((tensor) => tensor.name === "layers.0.k.weight");
    if (matrix?.kind !== "fineq") return expect.fail("layers.0.k.weight is not packed");
    const values = unpacked.tensor("layers.0.k.weight");
    expect(values.shape).toEqual([3, 25]);
    expect(values.read()).toEqual(dequantizeFineq(matrix.readMatrix()));
    expect(decodeFineq(matrix.readMatrix()).some((q) => q !== 0)).toBe(true);
    return undefined;
  });

  const entry = (tensors: unknown[], version: unknown = 1) => ({
    __metadata__: { bitloom: JSON.stringify({ version, tensors }) },
    "w.fineq": { dtype: "U8", shape: [1, 7], data_offsets: [0, 7] },
    "w.scale": { dtype: "F16", shape: [1], data_offsets: [7, 9] },
  });
  const w = { name: "w", format: "fineq", shape: [1, 24], dtype: "F32" };
  const reading = (header: object, scale = 0x3c00) =>
    readPackedModel(
      temporaryFile(safetensorsBytes(header, Buffer.concat([Buffer.alloc(7), uint16Bytes([scale])]))),
    );

  it.each([
    ["an ordinary model", { ...entry([w]), __metadata__: {} }, 'it has no metadata entry "bitloom"'],
    ["an entry that is not JSON", { ...entry([w]), __metadata__: { bitloom: "{" } }, "is not JSON"],
    ["a later version", entry([w], 2), 'metadata entry "bitloom": version: '],
    ["another format", entry([{ ...w, format: "lieq" }]), "tensors.0.format: "],
    ["a missing tensor", entry([{ ...w, name: "v" }]), 'tensor "v.fineq" is missing'],
    [
      "blocks of another shape",
      entry([{ ...w, shape: [1, 25] }]),
      '"w.fineq" is U8 [1, 7]; expected U8 [1, 14]',
    ],
    ["a tensor described twice", entry([w, w]), 'tensor "w.fineq" is missing'],
  ])("refuses %s", (_, header, problem) => {
    const found = diagnosticOf(() => reading(header));
    expect(found?.code).toBe("BL0513");
    expect(found?.message).toContain(problem);
  });

  it.each([
    [0x7c00, "not finite"],
    [0x7e01, "not finite"],
    [0xbc00, "negative"],
    [0x8000, "negative"],
  ])("refuses the stored scale %i", (scale, problem) => {
    const [tensor] = reading(entry([w]), scale).tensors;
    if (tensor?.kind !== "fineq") return expect.fail("w is not packed");
    const found = diagnosticOf(() => tensor.readMatrix());
    expect(found?.code).toBe("BL0521");
    expect(found?.message).toMatch(new RegExp(`^Scale 0 of tensor "w" of .* is ${problem}\\.$`));
    return undefined;
  });
});
