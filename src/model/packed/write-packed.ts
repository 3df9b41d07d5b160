/**
 * Writes packed models, one tensor at a time and in any order. Invariant: equal input gives equal bytes, and the file appears under its
 * name only when every tensor is in it.
 */
import { fail } from "../../diagnostics/index.ts";
import type { QuantizedMatrix, WeightFormat } from "../../golden/index.ts";
import { isFloatDtype } from "../dtype.ts";
import { checkedBytes, type Model } from "../model.ts";
import { createSafetensors, type TensorToDeclare } from "../safetensors-writer.ts";
import {
  type DescribedTensor,
  formatEntry,
  PACKED_KEY,
  type Provenance,
  partBytes,
  partsOf,
} from "./layout.ts";

export interface PackedPlan {
  /** Must stay open: tensors that are not quantized are copied from it. */
  readonly source: Model;
  /** Of the tensors that will be quantized, by name. */
  readonly formats: ReadonlyMap<string, WeightFormat>;
  readonly made: Provenance;
}

/** A packed file on its way. */
export interface PackedFile {
  /** A quantized matrix, once for each tensor of the plan; BL0515 when its format or shape is another than the plan's. */
  write(name: string, quantized: QuantizedMatrix): void;
  /** A tensor that is not quantized, bit for bit; BL0507 when a weight of it is not finite. */
  keep(name: string): void;
  /** Puts the file under its name; BL0515 names a tensor that is missing. */
  finish(): void;
  /** Leaves no trace, unless the file is finished. */
  discard(): void;
}

/** Begins a file. BL0512 when it cannot be written, BL0526 when the source is packed itself, BL0514 for a format of no tensor. */
export function createPackedModel(path: string, { source, formats, made }: PackedPlan): PackedFile {
  if (source.format === "packed") fail("BL0526", { file: source.file });
  for (const name of formats.keys()) source.tensor(name);
  const declared: TensorToDeclare[] = [];
  const described: DescribedTensor[] = [];
  for (const { name, shape, dtype } of source.tensors) {
    const format = formats.get(name);
    if (format === undefined) {
      declared.push({ name, dtype, shape });
      continue;
    }
    const [rows, columns] = shape as [number, number];
    described.push({ name, format, shape: [rows, columns], dtype: isFloatDtype(dtype) ? dtype : "F32" });
    const { codes, scales, zeros } = partsOf(name, format, [rows, columns]);
    declared.push(codes, scales, ...(zeros === undefined ? [] : [zeros]));
  }
  const { config, metadata } = source;
  const entry = formatEntry({ config, tensors: described, made });
  const file = createSafetensors(path, declared, new Map([...metadata, [PACKED_KEY, entry]]));
  return {
    write(name, quantized) {
      for (const [part, bytes] of partBytes(name, quantized)) file.write(part, bytes);
    },
    keep(name) {
      file.write(name, checkedBytes(source.file, source.tensor(name)));
    },
    finish: file.finish,
    discard: file.discard,
  };
}
