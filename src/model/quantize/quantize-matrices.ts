/**
 * Quantizes chosen weight matrices of a model. Invariant: one matrix at a time is held in float32, and what comes out depends on the
 * model's weights, the formats and the rounding alone.
 */
import { fail } from "../../diagnostics/index.ts";
import {
  type QuantizedMatrix,
  quantizeFineq,
  quantizeUniform,
  uniformBitsOf,
  uniformQuantized,
  type WeightFormat,
} from "../../golden/index.ts";
import { elementsOf, type Model, type ModelTensor } from "../model.ts";
import { matrixSqnr } from "./quality.ts";
import { isMatrix, type TensorFormats } from "./select.ts";

/** How weights become codes: each to its nearest one. */
export type Rounding = "nearest";

export interface RoundingOptions {
  readonly rounding: Rounding;
  readonly onProgress?: (progress: Progress) => void;
}

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
}

/**
 * The named matrices in their formats. Errors: BL0507 and BL0509 name tensor and row, BL0514 a name that is not there, BL0524 a tensor
 * that is no matrix, BL0520 no name at all.
 */
export function quantizeMatrices(
  model: Model,
  formats: TensorFormats,
  options: RoundingOptions,
): Map<string, QuantizedMatrix> {
  const matrices = new Map<string, QuantizedMatrix>();
  for (const { source, quantized } of quantizeEach(model, formats, options)) {
    matrices.set(source.name, quantized);
  }
  return matrices;
}

/** {@link quantizeMatrices} one at a time, in the model's order, for callers that write them down and let them go. */
export function* quantizeEach(
  model: Model,
  formats: TensorFormats,
  { onProgress }: RoundingOptions,
): Generator<QuantizedTensor> {
  if (formats.size === 0) fail("BL0520", { file: model.file });
  for (const name of formats.keys()) {
    const tensor = model.tensor(name);
    if (!isMatrix(tensor))
      fail("BL0524", { file: model.file, tensor: name, dtype: tensor.dtype, shape: tensor.shape });
  }
  const chosen = model.tensors.filter(({ name }) => formats.has(name));
  const total = chosen.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
  let before = 0;
  for (const source of chosen) {
    const format = formats.get(source.name) as WeightFormat;
    const [rows, columns] = source.shape as [number, number];
    const values = source.read();
    const quantized = roundMatrix(
      format,
      values,
      rows,
      columns,
      { tensor: source.name, file: model.file },
      (done) => onProgress?.({ tensor: source.name, done: before + done * columns, total }),
    );
    before += values.length;
    yield { source, quantized, sqnr: matrixSqnr(values, quantized) };
  }
}

/** Plain rounding of W[rows, columns] to a format; errors as quantizeFineq and quantizeUniform. */
export function roundMatrix(
  format: WeightFormat,
  values: Float32Array,
  rows: number,
  columns: number,
  place: { readonly tensor: string; readonly file?: string },
  onRows?: (rows: number) => void,
): QuantizedMatrix {
  return format === "fineq"
    ? { format, matrix: quantizeFineq(values, rows, columns, place, onRows) }
    : uniformQuantized(quantizeUniform(values, rows, columns, uniformBitsOf(format), place, onRows));
}
