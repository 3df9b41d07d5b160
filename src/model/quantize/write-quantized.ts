/**
 * A model quantized into a packed file. Invariant: tensors are quantized, written and let go one by one, so that memory follows the largest
 * tensor and not the model; the file is complete or not there.
 */
import { setImmediate } from "node:timers/promises";
import { storedBits, type WeightFormat } from "../../golden/index.ts";
import { elementsOf, type Model } from "../model.ts";
import { createPackedModel, type Provenance } from "../packed/index.ts";
import { type Progress, quantizeEach, type RoundingOptions } from "./quantize-matrices.ts";
import type { TensorFormats } from "./select.ts";

export type WriteQuantizedOptions = RoundingOptions & {
  /** How the formats were chosen, for the file's provenance. */
  readonly allocation?: Provenance["allocation"];
  /** Stops between two tensors; the promise is then rejected with the signal's reason and nothing is left behind. */
  readonly signal?: AbortSignal;
};

/** What became of a tensor. */
export interface TensorReport {
  readonly name: string;
  readonly format: WeightFormat;
  /** [out, in]. */
  readonly shape: readonly [number, number];
  /** Stored bits a weight: codes with the padding of rows; in all with scales and zero points. */
  readonly bits: { readonly codes: number; readonly total: number };
  /** Decibels. */
  readonly sqnr: number;
}

export interface QuantizedReport {
  /** In the order in which they were quantized. */
  readonly tensors: readonly TensorReport[];
  /** Names of the tensors that were copied. */
  readonly kept: readonly string[];
}

/**
 * Quantizes the named tensors of a model and writes them with the rest, bit for bit, as a packed file. Every tensor is read and checked.
 * Errors: those of quantizeMatrices and createPackedModel; BL0507 for a kept tensor with a weight that is not finite.
 */
export async function writeQuantized(
  path: string,
  model: Model,
  formats: TensorFormats,
  { allocation, signal, onProgress, ...rounding }: WriteQuantizedOptions,
): Promise<QuantizedReport> {
  const made = { rounding: rounding.rounding, ...(allocation === undefined ? {} : { allocation }) };
  const file = createPackedModel(path, { source: model, formats, made });
  const keptTensors = model.tensors.filter(({ name }) => !formats.has(name));
  const keptWeights = keptTensors.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
  const tensors: TensorReport[] = [];
  try {
    let copied = 0;
    const all = model.tensors.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
    for (const { name, shape } of keptTensors) {
      file.keep(name);
      copied += elementsOf(shape);
      onProgress?.({ tensor: name, done: copied, total: all });
      await turn(signal);
    }
    const report = ({ tensor, done }: Progress): void =>
      onProgress?.({ tensor, done: keptWeights + done, total: all });
    for (const { source, quantized, sqnr } of quantizeEach(model, formats, {
      ...rounding,
      onProgress: report,
    })) {
      const { rows, columns } = quantized.matrix;
      file.write(source.name, quantized);
      tensors.push({
        name: source.name,
        format: quantized.format,
        shape: [rows, columns],
        bits: storedBits(quantized.format, columns),
        sqnr,
      });
      await turn(signal);
    }
    file.finish();
  } finally {
    file.discard();
  }
  return { tensors, kept: keptTensors.map(({ name }) => name) };
}

/** Lets signals of the operating system and the caller's own work through. */
async function turn(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
