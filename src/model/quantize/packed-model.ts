/**
 * Packed models: ordinary safetensors files in which a quantized tensor NAME is `NAME.fineq` (U8, [rows, bytes a row])
 * and `NAME.scale` (F16, [rows]), every other tensor is as it was, and `__metadata__.bitloom` says which is which.
 * Invariant: what is read back is what was quantized, bit for bit.
 */
import { z } from "zod";
import { fail } from "../../diagnostics/index.ts";
import { dequantizeFineq, type FineqMatrix, fineqRowBytes, isFiniteHalf } from "../../golden/index.ts";
import { decodeUint16, encodeFloat32, encodeUint16, isFloatDtype } from "../dtype.ts";
import { elementsOf, type Model, type ModelTensor } from "../model.ts";
import { CONFIG_KEY, openModelNow } from "../open-model.ts";
import { type TensorToWrite, writeSafetensors } from "../safetensors-writer.ts";
import type { Progress } from "./quantize-matrices.ts";
import type { QuantizedModel } from "./quantize-model.ts";

/** Version of the layout, in the metadata entry. */
export const PACKED_VERSION = 1;

/** Key of the metadata entry. */
export const PACKED_KEY = "bitloom";

const describedSchema = z.object({
  name: z.string(),
  format: z.literal("fineq"),
  shape: z.tuple([z.number().int().positive(), z.number().int().positive()]),
  dtype: z.enum(["F32", "F16", "BF16"]),
});
const entrySchema = z.object({
  version: z.literal(PACKED_VERSION),
  config: z.record(z.string(), z.unknown()).optional(),
  tensors: z.array(describedSchema),
});

/** A quantized tensor of a packed file. */
export interface PackedTensor {
  readonly kind: "fineq";
  readonly name: string;
  /** Of the weights: [out, in]. */
  readonly shape: readonly [number, number];
  /** What the weights were before. */
  readonly dtype: "F32" | "F16" | "BF16";
  readonly byteLength: number;
  /** Reads blocks and scales; BL0521 on a scale that is negative or not finite. */
  readMatrix(): FineqMatrix;
}

/** A tensor of a packed file that was not quantized. */
export interface UnpackedTensor {
  readonly kind: "kept";
  readonly name: string;
  readonly tensor: ModelTensor;
}

export interface PackedModel {
  readonly file: string;
  /** As {@link Model.config}, carried along from the source. */
  readonly config: Readonly<Record<string, unknown>> | undefined;
  /** Text entries of the source. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Quantized tensors in the source's order, then the kept ones. */
  readonly tensors: readonly (PackedTensor | UnpackedTensor)[];
  close(): void;
}

/**
 * Writes a quantized model, atomically and deterministically. Errors as writeSafetensors. The source must still be open:
 * kept tensors are copied from it.
 */
export function writePackedModel(path: string, model: QuantizedModel): void {
  const tensors: TensorToWrite[] = [];
  const described: z.infer<typeof describedSchema>[] = [];
  for (const tensor of model.tensors) {
    const { name, source } = tensor;
    if (tensor.kind === "kept") {
      tensors.push({ name, dtype: source.dtype, shape: source.shape, bytes: source.readBytes });
      continue;
    }
    const { rows, columns, bytesPerRow, packed, scales } = tensor.matrix;
    const dtype = isFloatDtype(source.dtype) ? source.dtype : "F32";
    described.push({ name, format: "fineq", shape: [rows, columns], dtype });
    tensors.push({ name: `${name}.fineq`, dtype: "U8", shape: [rows, bytesPerRow], bytes: () => packed });
    tensors.push({ name: `${name}.scale`, dtype: "F16", shape: [rows], bytes: () => encodeUint16(scales) });
  }
  const { config, metadata } = model.source;
  const entry = { version: PACKED_VERSION, ...(config === undefined ? {} : { config }), tensors: described };
  writeSafetensors(path, tensors, new Map([...metadata, [PACKED_KEY, JSON.stringify(entry)]]));
}

/** Whether an opened model is a packed one. */
export function isPackedModel(model: Model): boolean {
  return model.metadata.has(PACKED_KEY);
}

/** Opens a packed model and checks its description against its tensors: BL0513, or what openModel reports; GGUF files are none. */
export function readPackedModel(path: string): PackedModel {
  const model = openModelNow(path);
  try {
    return describe(model);
  } catch (error) {
    model.close();
    throw error;
  }
}

function describe(model: Model): PackedModel {
  const { file } = model;
  const entry = parseEntry(file, model.metadata.get(PACKED_KEY));
  const kept = new Map(model.tensors.map((tensor) => [tensor.name, tensor]));
  const take = (name: string, dtype: "U8" | "F16", shape: readonly number[]): ModelTensor => {
    const tensor = kept.get(name);
    const expected = `${dtype} [${shape.join(", ")}]`;
    if (tensor === undefined) return fail("BL0513", { file, problem: `tensor "${name}" is missing` });
    kept.delete(name);
    const found = `${tensor.dtype} [${tensor.shape.join(", ")}]`;
    if (found !== expected)
      fail("BL0513", { file, problem: `tensor "${name}" is ${found}; expected ${expected}` });
    return tensor;
  };
  const packed = entry.tensors.map((described): PackedTensor => {
    const [rows, columns] = described.shape;
    const bytesPerRow = fineqRowBytes(columns);
    const blocks = take(`${described.name}.fineq`, "U8", [rows, bytesPerRow]);
    const scaleTensor = take(`${described.name}.scale`, "F16", [rows]);
    return {
      kind: "fineq",
      name: described.name,
      shape: described.shape,
      dtype: described.dtype,
      byteLength: blocks.byteLength + scaleTensor.byteLength,
      readMatrix() {
        const scales = decodeUint16(scaleTensor.readBytes());
        const row = scales.findIndex((bits) => bits >= 0x8000 || !isFiniteHalf(bits));
        if (row >= 0) {
          const problem = isFiniteHalf(scales[row] as number) ? "negative" : "not finite";
          fail("BL0521", { file, tensor: described.name, row, problem });
        }
        return { rows, columns, bytesPerRow, packed: blocks.readBytes(), scales };
      },
    };
  });
  const unpacked = [...kept.values()].map(
    (tensor): UnpackedTensor => ({ kind: "kept", name: tensor.name, tensor }),
  );
  return {
    file,
    config: entry.config ?? model.config,
    metadata: new Map([...model.metadata].filter(([key]) => key !== PACKED_KEY)),
    tensors: [...packed, ...unpacked],
    close: model.close,
  };
}

/**
 * Writes a packed model's weights as an ordinary F32 safetensors file: s * q for quantized tensors, the kept ones
 * widened exactly (tensors that are not floating point are copied). The configuration goes along as a metadata entry,
 * because a llama2.c model has no config.json. Errors as writeSafetensors and readMatrix.
 */
export function unpackModel(
  model: PackedModel,
  path: string,
  onProgress?: (progress: Progress) => void,
): void {
  const total = model.tensors.reduce((sum, tensor) => sum + elementsOf(shapeOf(tensor)), 0);
  let done = 0;
  const tensors = model.tensors.map(toFloat32);
  const sizes = new Map(model.tensors.map((tensor) => [tensor.name, elementsOf(shapeOf(tensor))]));
  const metadata = new Map(model.metadata);
  if (model.config !== undefined) metadata.set(CONFIG_KEY, JSON.stringify(model.config));
  writeSafetensors(path, tensors, metadata, (tensor) => {
    done += sizes.get(tensor) ?? 0;
    onProgress?.({ tensor, done, total });
  });
}

const shapeOf = (tensor: PackedTensor | UnpackedTensor): readonly number[] =>
  tensor.kind === "fineq" ? tensor.shape : tensor.tensor.shape;

function toFloat32(packed: PackedTensor | UnpackedTensor): TensorToWrite {
  const { name } = packed;
  if (packed.kind === "fineq") {
    const bytes = () => encodeFloat32(dequantizeFineq(packed.readMatrix()));
    return { name, dtype: "F32", shape: packed.shape, bytes };
  }
  const { tensor } = packed;
  if (!isFloatDtype(tensor.dtype)) {
    return { name, dtype: tensor.dtype, shape: tensor.shape, bytes: tensor.readBytes };
  }
  return { name, dtype: "F32", shape: tensor.shape, bytes: () => encodeFloat32(tensor.read()) };
}

function parseEntry(file: string, text: string | undefined): z.infer<typeof entrySchema> {
  if (text === undefined)
    return fail("BL0513", { file, problem: `it has no metadata entry "${PACKED_KEY}"` });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail("BL0513", { file, problem: `its metadata entry "${PACKED_KEY}" is not JSON` });
  }
  const parsed = entrySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return fail("BL0513", {
    file,
    problem: `metadata entry "${PACKED_KEY}": ${issue?.path.join(".")}: ${issue?.message}`,
  });
}
