/**
 * Quantizes chosen weight matrices of a model. Invariant: one layer at a time is held in float32, and what comes out depends on the
 * model's weights, the formats, the rounding and its windows alone.
 */
import type { QuantizedMatrix, WeightFormat } from "../../golden/index.ts";
import type { Model, ModelTensor } from "../model.ts";
import { quantizeLayers } from "./calibrated.ts";
import { matrixSqnr } from "./quality.ts";
import {
  chosenTensors,
  progressOver,
  type QuantizedTensor,
  type RoundingOptions,
  roundMatrix,
} from "./rounding.ts";
import type { TensorFormats } from "./select.ts";

/**
 * The named matrices in their formats. Errors: BL0507 and BL0509 name tensor and row, BL0514 a name that is not there, BL0524 a tensor
 * that is no matrix, BL0520 no name at all. Calibrated rounding runs the model and so refuses what loadLlama refuses, BL0542 and BL0543 for
 * its windows, BL0553 to BL0555 for inputs that say nothing.
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

/**
 * {@link quantizeMatrices} one at a time, for callers that write them down and let them go. Calibrated rounding takes the projections layer by
 * layer, after the other matrices (embedding and head), which are rounded to nearest.
 */
export function* quantizeEach(
  model: Model,
  formats: TensorFormats,
  options: RoundingOptions,
): Generator<QuantizedTensor> {
  const chosen = chosenTensors(model, formats);
  const progress = progressOver(chosen, options.onProgress);
  const round = (source: ModelTensor): QuantizedTensor => {
    const [rows, columns] = source.shape as [number, number];
    const values = source.read();
    const place = { tensor: source.name, file: model.file };
    const format = formats.get(source.name) as WeightFormat;
    const quantized = roundMatrix(format, values, rows, columns, place, {
      onRows: progress.within(source),
      clustersPerOutlier: options.clustersPerOutlier,
    });
    progress.finish(source);
    return { source, quantized, sqnr: matrixSqnr(values, quantized) };
  };
  if (options.rounding === "nearest") for (const source of chosen) yield round(source);
  else yield* quantizeLayers(model, formats, chosen, { ...options, progress, round });
}
