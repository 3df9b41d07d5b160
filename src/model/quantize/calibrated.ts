/**
 * Calibrated rounding of a Llama, layer by layer. Invariant: a layer is calibrated with the inputs that it has when all layers before it are
 * quantized, and one layer's Hessians are in memory at a time.
 */
import { fail } from "../../diagnostics/index.ts";
import {
  calibrateFineq,
  dequantize,
  type FineqOptions,
  type Hessian,
  type HessianSum,
  hessianSum,
  type InverseFactor,
  inverseFactor,
  type OutlierRule,
  outputError,
  type QuantizedMatrix,
  quantizeGptq,
  uniformBitsOf,
  uniformQuantized,
  type WeightFormat,
} from "../../golden/index.ts";
import {
  copyRun,
  type InputMatrix,
  type LayerRun,
  type LlamaLayer,
  type LlamaModel,
  loadLlama,
  type Projection,
  runLayer,
  startRun,
} from "../forward/index.ts";
import type { Model, ModelTensor } from "../model.ts";
import { matrixSqnr } from "./quality.ts";
import { type progressOver, type QuantizedTensor, roundMatrix } from "./rounding.ts";
import type { TensorFormats } from "./select.ts";
import { withQuantized } from "./with-quantized.ts";

export interface CalibratedOptions extends OutlierRule {
  readonly windows: readonly ArrayLike<number>[];
  readonly progress: ReturnType<typeof progressOver>;
  /** Plain rounding, for matrices that are no layer's projections. */
  readonly round: (source: ModelTensor) => QuantizedTensor;
}

/** Projections of a layer that have the same inputs, and so the same Hessian. */
const SHARED_INPUTS = [["query", "key", "value"], ["attentionOutput"], ["gate", "up"], ["down"]] as const;

type ProjectionKey = (typeof SHARED_INPUTS)[number][number];

/** Quantizes the chosen tensors; errors as quantizeMatrices. */
export function* quantizeLayers(
  model: Model,
  formats: TensorFormats,
  chosen: readonly ModelTensor[],
  { windows, progress, round, clustersPerOutlier }: CalibratedOptions,
): Generator<QuantizedTensor> {
  const original = loadLlama(model, { keepLayers: false });
  if (windows.length === 0) {
    fail("BL0543", { what: "calibration text", found: 0, least: 1, most: original.config.contextLength });
  }
  // The output head comes last; it and the embedding belong to no layer.
  const inLayers = new Set(original.projections.slice(0, -1));
  const others = new Map<string, QuantizedMatrix>();
  for (const source of chosen.filter(({ name }) => !inLayers.has(name))) {
    const tensor = round(source);
    others.set(source.name, tensor.quantized);
    yield tensor;
  }
  // Tokens start at the embedding, so it is the first of what is quantized already.
  const llama = others.size === 0 ? original : loadLlama(withQuantized(model, others), { keepLayers: false });
  let left = chosen.filter(({ name }) => inLayers.has(name)).length;
  const run = startRun(llama, windows);
  for (let index = 0; left > 0; index++) {
    const layer = llama.layer(index);
    const calibrated = new Map<ProjectionKey, Projection>();
    const hessians = captureHessians(llama, run, index, layer, formats);
    for (const keys of SHARED_INPUTS) {
      const own = keys.filter((key) => formats.has(layer[key].name));
      const hessian = hessians.get(keys[0])?.hessian();
      hessians.delete(keys[0]);
      if (own.length === 0 || hessian === undefined) continue;
      const factor = inverseFactor(hessian, { tensor: layer[keys[0]].name, file: model.file });
      for (const key of own) {
        const projection = layer[key];
        const source = model.tensor(projection.name);
        const format = formats.get(projection.name) as WeightFormat;
        const tensor = quantizeProjection(
          source,
          model.file,
          format,
          projection,
          { hessian, factor },
          { onRows: progress.within(source), clustersPerOutlier },
        );
        progress.finish(source);
        calibrated.set(key, { ...projection, weights: dequantize(tensor.quantized) });
        left--;
        yield tensor;
      }
    }
    if (left > 0) runLayer(llama, run, index, { ...layer, ...Object.fromEntries(calibrated) });
  }
}

/** Sums the inputs of one projection of each group that has something to quantize, by the group's first projection. */
function captureHessians(
  llama: LlamaModel,
  run: LayerRun,
  index: number,
  layer: LlamaLayer,
  formats: TensorFormats,
): Map<ProjectionKey, HessianSum> {
  const sums = new Map<ProjectionKey, HessianSum>();
  const byName = new Map<string, HessianSum>();
  for (const keys of SHARED_INPUTS) {
    if (!keys.some((key) => formats.has(layer[key].name))) continue;
    const { name: tensor, inputs } = layer[keys[0]];
    const sum = hessianSum(inputs, { tensor, file: llama.source.file });
    sums.set(keys[0], sum);
    byName.set(tensor, sum);
  }
  const onInput = (name: string, input: InputMatrix): void => byName.get(name)?.add(input);
  if (sums.size > 0) runLayer(llama, copyRun(run), index, layer, onInput);
  return sums;
}

function quantizeProjection(
  source: ModelTensor,
  file: string,
  format: WeightFormat,
  { weights, outputs: rows, inputs: columns }: Projection,
  { hessian, factor }: { readonly hessian: Hessian; readonly factor: InverseFactor },
  options: FineqOptions,
): QuantizedTensor {
  const { onRows, clustersPerOutlier } = options;
  const place = { tensor: source.name, file };
  const layer = { values: weights, rows, columns };
  const quantized: QuantizedMatrix =
    format === "fineq"
      ? { format, matrix: calibrateFineq(layer, factor, place, options) }
      : uniformQuantized(quantizeGptq(layer, uniformBitsOf(format), factor, place, onRows));
  const signal = outputError(weights, new Float32Array(weights.length), hessian);
  const quality = (matrix: QuantizedMatrix): number => {
    const error = outputError(weights, dequantize(matrix), hessian);
    return error > 0 ? 10 * Math.log10(signal / error) : Number.POSITIVE_INFINITY;
  };
  return {
    source,
    quantized,
    sqnr: matrixSqnr(weights, quantized),
    outputs: {
      plain: quality(roundMatrix(format, weights, rows, columns, place, { clustersPerOutlier })),
      calibrated: quality(quantized),
    },
  };
}
