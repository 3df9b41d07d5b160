/**
 * Quantizes a model's weight matrices. Invariant: every tensor of the model is read and checked, so a result exists only
 * if all of it is sound; tensors that are not quantized are kept bit for bit.
 */

import { fail } from "../diagnostics/index.ts";
import {
  dequantizeFineq,
  type FineqMatrix,
  fineqBitsPerWeight,
  quantizeFineq,
  sqnr,
} from "../golden/index.ts";
import { isFloatDtype } from "./dtype.ts";
import { elementsOf, type Model, type ModelTensor } from "./model.ts";

export interface QuantizeOptions {
  /** Quantize embeddings and output head too. They cost a model the most, so the default is to keep them. */
  readonly embeddings?: boolean;
  /** Quantize only these tensors (embeddings included when named); every other one is kept. */
  readonly only?: readonly string[];
}

export interface FineqTensor {
  readonly kind: "fineq";
  readonly name: string;
  /** The original tensor. */
  readonly source: ModelTensor;
  readonly matrix: FineqMatrix;
  /** Decibels; see sqnr. */
  readonly sqnr: number;
  /** Padding and scales included. */
  readonly bitsPerWeight: number;
}

export interface KeptTensor {
  readonly kind: "kept";
  readonly name: string;
  readonly source: ModelTensor;
}

export interface QuantizedModel {
  readonly source: Model;
  /** In the order of the source. */
  readonly tensors: readonly (FineqTensor | KeptTensor)[];
}

/** Where a long run is. */
export interface Progress {
  readonly tensor: string;
  /** Weights done so far, of all tensors. */
  readonly done: number;
  readonly total: number;
}

/**
 * Quantizes the two-dimensional floating-point tensors of a model with FineQ, embeddings and output head by option
 * only. Errors: BL0507 and BL0509 name tensor and row, BL0514 a name of `only` that is not there, BL0520 when nothing is
 * left to quantize.
 */
export function quantizeModel(
  model: Model,
  options: QuantizeOptions = {},
  onProgress?: (progress: Progress) => void,
): QuantizedModel {
  const chosen = chooseTensors(model, options);
  const total = model.tensors.reduce((sum, tensor) => sum + elementsOf(tensor.shape), 0);
  let before = 0;
  const tensors = model.tensors.map((tensor): FineqTensor | KeptTensor => {
    const report = (done: number) => onProgress?.({ tensor: tensor.name, done: before + done, total });
    const result = chosen.has(tensor) ? quantizeTensor(model.file, tensor, report) : keepTensor(tensor);
    report(elementsOf(tensor.shape));
    before += elementsOf(tensor.shape);
    return result;
  });
  return { source: model, tensors };
}

/**
 * Whether a name is that of an embedding or an output head, in Llama's and other families' words: any part with "embed"
 * in it, `wte`, `wpe`, `lm_head`, T5's `shared`, or `output.weight` at the top.
 */
export function isEmbedding(name: string): boolean {
  return (
    name === "output.weight" || name.split(".").some((part) => /embed|^(wte|wpe|lm_head|shared)$/i.test(part))
  );
}

/** Whether FineQ can hold a tensor at all: a non-empty two-dimensional floating-point one. */
export function isMatrix(tensor: ModelTensor): boolean {
  return tensor.shape.length === 2 && isFloatDtype(tensor.dtype) && elementsOf(tensor.shape) > 0;
}

function chooseTensors(model: Model, options: QuantizeOptions): ReadonlySet<ModelTensor> {
  const candidates =
    options.only?.map(model.tensor) ??
    model.tensors.filter((tensor) => options.embeddings === true || !isEmbedding(tensor.name));
  const chosen = new Set(candidates.filter(isMatrix));
  if (chosen.size === 0) fail("BL0520", { file: model.file });
  return chosen;
}

function quantizeTensor(file: string, tensor: ModelTensor, onWeights: (done: number) => void): FineqTensor {
  const [rows, columns] = tensor.shape as [number, number];
  const weights = tensor.read();
  const matrix = quantizeFineq(weights, rows, columns, { tensor: tensor.name, file }, (done) =>
    onWeights(done * columns),
  );
  return {
    kind: "fineq",
    name: tensor.name,
    source: tensor,
    matrix,
    sqnr: sqnr(weights, dequantizeFineq(matrix)),
    bitsPerWeight: fineqBitsPerWeight(rows, columns),
  };
}

function keepTensor(tensor: ModelTensor): KeptTensor {
  if (isFloatDtype(tensor.dtype)) tensor.read();
  return { kind: "kept", name: tensor.name, source: tensor };
}
