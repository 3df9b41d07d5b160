/** What rounding a model's matrices takes and gives, whichever way the codes are chosen; and plain rounding itself. */
import { fail } from "../../diagnostics/index.ts";
import {
  type FineqOptions,
  type OutlierRule,
  type QuantizedMatrix,
  quantizeFineq,
  quantizeUniform,
  type TensorPlace,
  uniformBitsOf,
  uniformQuantized,
  type WeightFormat,
} from "../../golden/index.ts";
import { elementsOf, type Model, type ModelTensor } from "../model.ts";
import { isMatrix, type TensorFormats } from "./select.ts";

/**
 * How weights become codes: each to its nearest one, or so that the outputs suffer least on the text that is given (GPTQ, arXiv 2210.17323,
 * for the uniform formats; calibrated FineQ, our design choice). An outlier rule concerns matrices in FineQ alone.
 */
export type Rounding = "nearest" | "calibrated";

export type RoundingOptions = OutlierRule & {
  readonly onProgress?: (progress: Progress) => void;
} & (
    | { readonly rounding: "nearest" }
    | {
        readonly rounding: "calibrated";
        /** Tokens whose activations the weights are fitted to; each window fits the model's context. */
        readonly windows: readonly ArrayLike<number>[];
      }
  );

/** Where a long run is. */
export interface Progress {
  readonly tensor: string;
  /** Weights done so far, of all tensors. */
  readonly done: number;
  readonly total: number;
}

export interface QuantizedTensor {
  readonly source: ModelTensor;
  readonly quantized: QuantizedMatrix;
  /** Decibels; see sqnr. */
  readonly sqnr: number;
  /** Calibrated rounding of a layer's projections only. */
  readonly outputs?: OutputQuality;
}

/**
 * Energy of a projection's exact outputs over that of their error, decibels, on the inputs that it was calibrated with; infinite when nothing
 * was lost. The inputs come from layers before it that are quantized already.
 */
export interface OutputQuality {
  readonly plain: number;
  readonly calibrated: number;
}

/** The tensors of the formats in the model's order. BL0514 for one that is not there, BL0524 for one that is no matrix, BL0520 for none. */
export function chosenTensors(model: Model, formats: TensorFormats): ModelTensor[] {
  if (formats.size === 0) fail("BL0520", { file: model.file });
  for (const name of formats.keys()) {
    const tensor = model.tensor(name);
    if (!isMatrix(tensor))
      fail("BL0524", { file: model.file, tensor: name, dtype: tensor.dtype, shape: tensor.shape });
  }
  return model.tensors.filter(({ name }) => formats.has(name));
}

/** Counts weights over tensors; `within` makes the listener for the rows of one, `finish` ends it. */
export function progressOver(tensors: readonly ModelTensor[], onProgress?: (progress: Progress) => void) {
  const total = tensors.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
  let before = 0;
  return {
    within:
      ({ name, shape }: ModelTensor) =>
      (rows: number): void =>
        onProgress?.({ tensor: name, done: before + rows * (shape[1] as number), total }),
    finish({ shape }: ModelTensor): void {
      before += elementsOf(shape);
    },
  };
}

/** Plain rounding of W[rows, columns] to a format; the outlier rule is FineQ's. Errors as quantizeFineq and quantizeUniform. */
export function roundMatrix(
  format: WeightFormat,
  values: Float32Array,
  rows: number,
  columns: number,
  place: TensorPlace,
  { onRows, clustersPerOutlier }: FineqOptions = {},
): QuantizedMatrix {
  return format === "fineq"
    ? { format, matrix: quantizeFineq(values, rows, columns, place, { onRows, clustersPerOutlier }) }
    : uniformQuantized(quantizeUniform(values, rows, columns, uniformBitsOf(format), place, onRows));
}
