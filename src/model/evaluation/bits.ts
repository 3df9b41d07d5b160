/** Average bits of the weights of several matrices. Invariant: matrices count by their weights, so that one large layer counts more than a small one. */
import { type BitsPerWeight, type QuantizedMatrix, storedBits, WEIGHT_FORMATS } from "../../golden/index.ts";
import { elementsOf, type ModelTensor } from "../model.ts";

/** A number of weights with their bits. */
export interface WeightsAndBits {
  readonly weights: number;
  readonly bits: BitsPerWeight;
}

/** Bits a weight over all parts; NaN without a weight. */
export function averageBits(parts: Iterable<WeightsAndBits>): BitsPerWeight {
  let [weights, codes, total] = [0, 0, 0];
  for (const part of parts) {
    weights += part.weights;
    codes += part.weights * part.bits.codes;
    total += part.weights * part.bits.total;
  }
  return { codes: codes / weights, total: total / weights };
}

/** Bits a weight of quantized matrices, without and with scales. */
export function matrixBits(matrices: Iterable<QuantizedMatrix>): BitsPerWeight {
  return averageBits(
    [...matrices].map(({ format, matrix: { rows, columns } }) => ({
      weights: rows * columns,
      bits: storedBits(format, columns),
    })),
  );
}

/** Bits a weight of a tensor as its file holds it; of foreign block formats, whose scales lie among the codes, both are the whole. */
export function tensorBits({ shape, byteLength, stored }: ModelTensor): BitsPerWeight {
  const format = WEIGHT_FORMATS.find((known) => known === stored?.format);
  if (format !== undefined) return storedBits(format, shape[1] ?? 1);
  const bits = (8 * (stored?.byteLength ?? byteLength)) / elementsOf(shape);
  return { codes: bits, total: bits };
}
