/**
 * A model quantized into a packed file. Invariant: tensors are quantized, written and let go one by one, so that memory follows the largest
 * tensor and not the model; the file is complete or not there.
 */
import { setImmediate } from "node:timers/promises";
import { storedBits, type WeightFormat } from "../../golden/index.ts";
import { elementsOf, type Model } from "../model.ts";
import { createPackedModel, type Provenance } from "../packed/index.ts";
import { quantizeEach } from "./quantize-matrices.ts";
import type { OutputQuality, Progress, RoundingOptions } from "./rounding.ts";
import type { TensorFormats } from "./select.ts";

export type WriteQuantizedOptions = RoundingOptions & {
  /** How the formats were chosen, for the file's provenance. */
  readonly allocation?: Provenance["allocation"];
  /** Where the windows of calibrated rounding come from, in words, for the file's provenance. */
  readonly windowsFrom?: string;
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
  /** Calibrated rounding of a layer's projections only. */
  readonly outputs?: OutputQuality;
}

export interface QuantizedReport {
  /** In the order in which they were quantized. */
  readonly tensors: readonly TensorReport[];
  /** Names of the tensors that were copied. */
  readonly kept: readonly string[];
}

/**
 * Quantizes the named tensors of a model and writes them with the rest, bit for bit, as a packed file. Every tensor is read and checked.
 * Progress counts the tensors that are copied too. Errors: those of quantizeMatrices and createPackedModel; BL0507 for a kept tensor with a
 * weight that is not finite.
 */
export async function writeQuantized(
  path: string,
  model: Model,
  formats: TensorFormats,
  options: WriteQuantizedOptions,
): Promise<QuantizedReport> {
  const { signal, onProgress } = options;
  const file = createPackedModel(path, { source: model, formats, made: provenanceOf(options) });
  const kept = model.tensors.filter(({ name }) => !formats.has(name));
  const total = model.tensors.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
  const tensors: TensorReport[] = [];
  let copied = 0;
  const report = ({ tensor, done }: Pick<Progress, "tensor" | "done">): void =>
    onProgress?.({ tensor, done: copied + done, total });
  try {
    for (const { name, shape } of kept) {
      file.keep(name);
      copied += elementsOf(shape);
      report({ tensor: name, done: 0 });
      await turn(signal);
    }
    const each = quantizeEach(model, formats, { ...options, onProgress: report });
    for (const { source, quantized, ...quality } of each) {
      const { rows, columns } = quantized.matrix;
      file.write(source.name, quantized);
      tensors.push({
        name: source.name,
        format: quantized.format,
        shape: [rows, columns],
        bits: storedBits(quantized.format, columns),
        ...quality,
      });
      await turn(signal);
    }
    file.finish();
  } finally {
    file.discard();
  }
  return { tensors, kept: kept.map(({ name }) => name) };
}

function provenanceOf(options: WriteQuantizedOptions): Provenance {
  const { rounding, allocation, clustersPerOutlier, windowsFrom: source = "" } = options;
  const chosen = {
    ...(allocation === undefined ? {} : { allocation }),
    ...(clustersPerOutlier === undefined ? {} : { clustersPerOutlier }),
  };
  if (options.rounding === "nearest") return { rounding, ...chosen };
  const windows = options.windows.length;
  const tokens = options.windows.reduce((sum, window) => sum + window.length, 0);
  return { rounding, calibration: { source, windows, tokens }, ...chosen };
}

/** Lets signals of the operating system and the caller's own work through. */
async function turn(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
