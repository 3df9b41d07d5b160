/** The arithmetic of conventional elements. Invariant: exact modulo 2^width for every operand. */
import { mux, type Sint, type Uint } from "../../dsl/index.ts";
import {
  addProduct,
  addSignMagnitudeProduct,
  bitHeap,
  heapSum,
  type ProductMethod,
} from "../arithmetic/index.ts";
import type { BaselineShape, BaselineWeights } from "./parameters.ts";

/** Whichever gives the smaller element in Nangate 45 (docs/baselines.md). */
const METHODS: Readonly<Record<Exclude<BaselineWeights, "int3">, ProductMethod>> = {
  int8: "booth",
  int4: "booth",
};

export interface MultiplyAccumulateOperands {
  readonly activation: Sint;
  /** Raw bits, as `BaselineWeights` says. */
  readonly weight: Uint;
  /** As wide as the result, or narrower. */
  readonly sum: Sint;
}

/** sum + activation * weight, two's complement of `width` bits. Combinational. */
export function multiplyAccumulated(
  { weights, style }: BaselineShape,
  width: number,
  { activation, weight, sum }: MultiplyAccumulateOperands,
): Sint {
  const magnitude = weight.trunc(2);
  const negative = weight.at(weight.width - 1);
  if (style === "naive") {
    const positive = magnitude.zext(3).asSint();
    const number = weights === "int3" ? mux(negative, positive.neg(), positive) : weight.asSint();
    return sum.sext(width).add(activation.mul(number).sext(width));
  }
  const heap = bitHeap(width);
  if (weights === "int3") addSignMagnitudeProduct(heap, activation, { magnitude, negative });
  else addProduct(heap, activation, weight.asSint(), { method: METHODS[weights] });
  heap.add(sum, { arrival: 0.5 });
  return heapSum(heap).asSint();
}
