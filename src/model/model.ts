/**
 * What a model is to the rest of Bitloom, whatever file it came from: named tensors that are read when asked for.
 * Invariant: names are Hugging Face's, shapes are outermost first, and a tensor that can be listed can be read in full.
 */
import { fail } from "../diagnostics/index.ts";
import type { BinaryFile } from "./binary-file.ts";
import {
  type Dtype,
  decodeFloats,
  dtypeBytes,
  encodeFloat32,
  firstNotFinite,
  isFloatDtype,
  readHalves,
} from "./dtype.ts";
import type { Tokenizer } from "./tokenizer/tokenizer.ts";

export interface ModelTensor {
  /** For instance `model.layers.0.self_attn.q_proj.weight`. */
  readonly name: string;
  /** Outermost dimension first; a weight matrix is [out, in]. */
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  readonly byteLength: number;
  /** How the file holds weights that are decoded on reading, as GGUF's block formats and packed ones are; undefined when it holds `dtype`. */
  readonly stored?: { readonly format: string; readonly byteLength: number };
  /** All weights, row-major, exactly. BL0511 when the type is not F32, F16 or BF16; BL0507 on NaN or infinity. */
  read(): Float32Array;
  /** The elements as `dtype`, little-endian. */
  readBytes(): Uint8Array<ArrayBuffer>;
}

export interface Model {
  /** The file or folder that was opened, as the user gave it. */
  readonly file: string;
  /** What the file is; a packed model is a safetensors file whose weights were quantized, and is read as what they stand for. */
  readonly format: "safetensors" | "llama2.c" | "gguf" | "packed";
  /**
   * What config.json says, in Hugging Face's words; made from the header for llama2.c files, with
   * `rope_interleaved: true`, and for GGUF files. Undefined when there is none. See {@link llamaConfig}.
   */
  readonly config: Readonly<Record<string, unknown>> | undefined;
  /** The text entries of a safetensors file's `__metadata__`, or a GGUF file's that start with `general.`. */
  readonly metadata: ReadonlyMap<string, string>;
  /** The tokenizer that the file itself holds, as GGUF files do, made when asked for; undefined when it holds none. BL0544, BL0547. */
  readonly tokenizer?: () => Tokenizer | undefined;
  /** In the order of the file's data. */
  readonly tensors: readonly ModelTensor[];
  /** The tensor of that name; BL0514 lists what there is. */
  tensor(name: string): ModelTensor;
  /** Releases the files; tensors cannot be read afterwards. */
  close(): void;
}

/**
 * The model with other weights in some tensors, as F32 of the same shape; `values` may make them when they are read. BL0514 for a name
 * that is not there. Closing either closes both.
 */
export function withTensors(model: Model, replaced: ReadonlyMap<string, () => Float32Array>): Model {
  for (const name of replaced.keys()) model.tensor(name);
  const tensors = model.tensors.map((tensor): ModelTensor => {
    const values = replaced.get(tensor.name);
    if (values === undefined) return tensor;
    const { name, shape } = tensor;
    return {
      name,
      shape,
      dtype: "F32",
      byteLength: elementsOf(shape) * dtypeBytes.F32,
      read: values,
      readBytes: () => encodeFloat32(values()),
    };
  });
  return { ...model, tensors, tensor: tensorFinder(model.file, tensors) };
}

/** Number of elements of a shape. */
export const elementsOf = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);

/** A tensor that lies at `offset` of an open file. */
export function fileTensor(
  file: BinaryFile,
  name: string,
  dtype: Dtype,
  shape: readonly number[],
  offset: number,
): ModelTensor {
  const byteLength = elementsOf(shape) * dtypeBytes[dtype];
  const tensor = plainTensor(file.path, name, dtype, shape, () => file.read(offset, byteLength));
  if (dtype !== "F16" && dtype !== "BF16") return tensor;
  const read = (): Float32Array => {
    const values = readHalves(dtype, elementsOf(shape), (bytes) => file.readInto(bytes, offset));
    return requireFinite(values, { file: file.path, tensor: name, shape });
  };
  return { ...tensor, read };
}

/** A tensor of little-endian elements; `readBytes` gives all of them in a buffer of their own. */
export function plainTensor(
  file: string,
  name: string,
  dtype: Dtype,
  shape: readonly number[],
  readBytes: () => Uint8Array<ArrayBuffer>,
): ModelTensor {
  return {
    name,
    shape,
    dtype,
    byteLength: elementsOf(shape) * dtypeBytes[dtype],
    readBytes,
    read() {
      if (!isFloatDtype(dtype)) return fail("BL0511", { file, tensor: name, dtype });
      return requireFinite(decodeFloats(dtype, readBytes()), { file, tensor: name, shape });
    },
  };
}

/** The weights themselves; BL0507 with row and column of the first one that is not finite. */
export function requireFinite(weights: Float32Array, place: WeightsPlace): Float32Array {
  const bad = weights.findIndex((weight) => !Number.isFinite(weight));
  if (bad >= 0) refuseWeight(place, bad, weights[bad] as number);
  return weights;
}

/** Names weights in errors. */
interface WeightsPlace {
  readonly file: string;
  readonly tensor: string;
  readonly shape: readonly number[];
}

function refuseWeight({ file, tensor, shape }: WeightsPlace, at: number, value: number): never {
  const columns = Math.max(1, elementsOf(shape.slice(1)));
  return fail("BL0507", { tensor, file, row: Math.floor(at / columns), column: at % columns, value });
}

/** A tensor's bytes for a copy; BL0507 when it is floating point and a weight is not finite. */
export function checkedBytes(file: string, { name, shape, dtype, readBytes }: ModelTensor): Uint8Array {
  const bytes = readBytes();
  if (!isFloatDtype(dtype)) return bytes;
  const bad = firstNotFinite(dtype, bytes);
  const size = dtypeBytes[dtype];
  if (bad >= 0) {
    const [value] = decodeFloats(dtype, bytes.slice(bad * size, (bad + 1) * size));
    refuseWeight({ file, tensor: name, shape }, bad, value as number);
  }
  return bytes;
}

/** Finds a tensor by name or fails with BL0514. */
export function tensorFinder(file: string, tensors: readonly ModelTensor[]): (name: string) => ModelTensor {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  return (name) => byName.get(name) ?? fail("BL0514", { file, tensor: name, present: [...byName.keys()] });
}
