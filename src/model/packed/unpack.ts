/** Packed models back to ordinary ones. Invariant: a weight is what its codes, scale and zero point stand for, exactly. */
import { CONFIG_KEY } from "../config.ts";
import { encodeFloat32, isFloatDtype } from "../dtype.ts";
import { elementsOf, type ModelTensor } from "../model.ts";
import { type TensorToWrite, writeSafetensors } from "../safetensors-writer.ts";
import type { PackedModel } from "./packed-model.ts";

/** Where unpacking is. */
export interface UnpackProgress {
  readonly tensor: string;
  /** Weights done so far, of all tensors. */
  readonly done: number;
  readonly total: number;
}

/**
 * Writes a packed model's weights as an ordinary F32 safetensors file: s * q or s * (u - z) for quantized tensors, the kept ones
 * widened exactly (tensors that are not floating point are copied). The configuration goes along as a metadata entry,
 * because a llama2.c model has no config.json. Errors as writeSafetensors and readMatrix.
 */
export function unpackModel(
  { model }: PackedModel,
  path: string,
  onProgress?: (progress: UnpackProgress) => void,
): void {
  const sizes = new Map(model.tensors.map((tensor) => [tensor.name, elementsOf(tensor.shape)]));
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const metadata = new Map(model.metadata);
  if (model.config !== undefined) metadata.set(CONFIG_KEY, JSON.stringify(model.config));
  let done = 0;
  writeSafetensors(path, model.tensors.map(toFloat32), metadata, (tensor) => {
    done += sizes.get(tensor) ?? 0;
    onProgress?.({ tensor, done, total });
  });
}

const toFloat32 = (tensor: ModelTensor): TensorToWrite =>
  isFloatDtype(tensor.dtype)
    ? { name: tensor.name, dtype: "F32", shape: tensor.shape, bytes: () => encodeFloat32(tensor.read()) }
    : { name: tensor.name, dtype: tensor.dtype, shape: tensor.shape, bytes: tensor.readBytes };
