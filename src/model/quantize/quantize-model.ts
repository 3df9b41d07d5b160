/**
 * Quantizes a model's weight matrices. Invariant: every tensor of the model is read and checked, so a result exists only
 * if all of it is sound; tensors that are not quantized are kept bit for bit.
 */

import {
  dequantizeFineq,
  type FineqMatrix,
  fineqBitsPerWeight,
  quantizeFineq,
  sqnr,
} from "../../golden/index.ts";
import { isFloatDtype } from "../dtype.ts";
import { elementsOf, type Model, type ModelTensor } from "../model.ts";
import type { Progress } from "./quantize-matrices.ts";
import { chooseMatrices, type MatrixChoice } from "./select.ts";

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

/**
 * Quantizes the two-dimensional floating-point tensors of a model with FineQ, embeddings and output head by option
 * only. Errors: BL0507 and BL0509 name tensor and row, BL0514 a name of `only` that is not there, BL0520 when nothing is
 * left to quantize.
 */
export function quantizeModel(
  model: Model,
  options: MatrixChoice = {},
  onProgress?: (progress: Progress) => void,
): QuantizedModel {
  const chosen = new Set(chooseMatrices(model, options));
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
