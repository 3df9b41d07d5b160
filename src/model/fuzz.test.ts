/** Damaged files of every kind end in a clear error or in a sound model: never in a crash, a hang or another exception. */
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { WEIGHT_FORMATS, type WeightFormat } from "../golden/index.ts";
import { faultOf, fuzz } from "./fuzz-testing.ts";
import { ggufBytes, tinyMetadata } from "./gguf/testing.ts";
import { chooseMatrices, openModel, readPackedModel, writeQuantized } from "./index.ts";
import { openLlama2c } from "./llama2c.ts";
import { openModelNow } from "./open-model.ts";
import { openSafetensors } from "./safetensors-reader.ts";
import { float32Bytes, llama2cBytes, safetensorsBytes, temporaryFile, uint16Bytes } from "./testing.ts";

/** Mutations of each reader. */
const COUNT = 2000;

const safetensors = safetensorsBytes(
  {
    __metadata__: { format: "pt", author: "nobody" },
    "model.norm.weight": { dtype: "F32", shape: [4], data_offsets: [0, 16] },
    "a.weight": { dtype: "F16", shape: [2, 3], data_offsets: [16, 28] },
    "b.weight": { dtype: "BF16", shape: [2, 2], data_offsets: [28, 36] },
    ids: { dtype: "U8", shape: [4], data_offsets: [36, 40] },
  },
  Buffer.concat([float32Bytes([1, 2, 3, 4]), uint16Bytes([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), Buffer.alloc(4)]),
);

const gguf = ggufBytes({
  metadata: [...tinyMetadata, ["tokenizer.ggml.tokens", "strings", ["<s>", "a", "b"]]],
  tensors: [
    { name: "token_embd.weight", dimensions: [8, 3], type: 0, data: float32Bytes(new Array(24).fill(1)) },
    { name: "blk.0.attn_q.weight", dimensions: [8, 8], type: 1, data: Buffer.alloc(128, 1) },
    { name: "blk.0.ffn_up.weight", dimensions: [32, 2], type: 8, data: Buffer.alloc(68, 2) },
  ],
});
const published = ["tiny-llama.gguf", "tiny-qwen3.gguf"].map((name) =>
  readFileSync(new URL(`./gguf/vectors/${name}`, import.meta.url)),
);

/** Files of every format, and of all of them mixed. */
async function packed(): Promise<Buffer[]> {
  const source = openModelNow(temporaryFile(llama2cBytes(-5), "model.bin"));
  const path = temporaryFile("");
  const matrices = chooseMatrices(source);
  const formatOf: ((at: number) => WeightFormat)[] = [
    ...WEIGHT_FORMATS.map((format) => () => format),
    (at) => WEIGHT_FORMATS[at % WEIGHT_FORMATS.length] as WeightFormat,
  ];
  const files: Buffer[] = [];
  for (const choose of formatOf) {
    const formats = new Map(matrices.map(({ name }, at) => [name, choose(at)]));
    await writeQuantized(path, source, formats, { rounding: "nearest" });
    files.push(readFileSync(path));
  }
  source.close();
  return files;
}

/** Codes, scales and zero points of the right sizes, and weights that can be read. */
async function faultOfPacked(path: string): Promise<string | undefined> {
  const model = readPackedModel(path);
  try {
    for (const tensor of model.tensors) {
      if (tensor.kind === "kept") continue;
      const { format, matrix } = tensor.readMatrix();
      const { rows, bytesPerRow } = matrix;
      const scales = format === "fineq" ? rows : rows * matrix.groups;
      if (matrix.packed.length !== rows * bytesPerRow || matrix.scales.length !== scales)
        return `${tensor.name}: another size`;
      if (format !== "fineq" && matrix.zeros.some((zero) => zero >= 2 ** matrix.bits))
        return `${tensor.name}: a zero point out of range`;
    }
  } finally {
    model.close();
  }
  return faultOf(openModel(path));
}

describe(`${COUNT} mutations of small files`, () => {
  it("do not break the safetensors reader", async () => {
    const read = (path: string) => faultOf(openSafetensors(path));
    await fuzz({ files: [safetensors], fileName: "m.safetensors", read, leastCodes: 4 }, 1, COUNT);
  });

  it("do not break the llama2.c reader", async () => {
    const read = (path: string) => faultOf(openLlama2c(path));
    const files = [llama2cBytes(5), llama2cBytes(-5)];
    await fuzz({ files, fileName: "m.bin", read, leastCodes: 3 }, 2, COUNT);
  });

  it("do not break the reader of packed models", async () => {
    const files = await packed();
    await fuzz({ files, fileName: "m.safetensors", read: faultOfPacked, leastCodes: 5 }, 3, COUNT);
  });

  it("do not break the GGUF reader", async () => {
    const read = (path: string) => faultOf(openModel(path));
    const files = [gguf, gguf, ...published];
    await fuzz({ files, fileName: "m.gguf", read, leastCodes: 6 }, 4, COUNT);
  });
});

describe("the fuzzer", () => {
  const target = { files: [safetensors], fileName: "m", leastCodes: 0 };

  it("is not content with a reader that throws what it likes", async () => {
    const careless = async (path: string) => {
      if (readFileSync(path).length < safetensors.length) throw new RangeError("out of bounds");
      return undefined;
    };
    await expect(fuzz({ ...target, read: careless }, 5, 100)).rejects.toThrow(
      /mutation \d+ of seed 5: .*ended in RangeError: out of bounds/s,
    );
  });

  it("is not content with a reader that returns half of a tensor", async () => {
    const half = async (path: string) =>
      readFileSync(path).length < safetensors.length ? "a.weight: half of it" : undefined;
    await expect(fuzz({ ...target, read: half }, 5, 100)).rejects.toThrow(/mutation \d+ of seed 5/);
  });

  it("is not content with a reader that notices nothing, or accepts nothing", async () => {
    await expect(fuzz({ ...target, read: async () => undefined }, 5, 50)).rejects.toThrow(
      "no mutation was noticed",
    );
    let isFirst = true;
    const strict = async (path: string) => {
      if (isFirst) isFirst = false;
      else writeFileSync(path, "");
      return faultOf(openSafetensors(path));
    };
    await expect(fuzz({ ...target, read: strict }, 5, 50)).rejects.toThrow("no mutation was harmless");
  });
});
