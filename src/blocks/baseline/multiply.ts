/** The arithmetic of conventional elements. Invariant: exact modulo 2^width for every operand, excess included. */
import { cat, literal, mux, named, type Sint, type Uint, uint } from "../../dsl/index.ts";
import {
  addProduct,
  addSignMagnitudeProduct,
  type BitHeap,
  bitHeap,
  heapSum,
  type Integer,
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

/** sum + activation * weight, two's complement of `width` bits; biased: with an excess of the weight's, unsigned. Combinational. */
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
  const isBiased = style === "biased";
  if (weights === "int3" && isBiased) {
    // Blank rows are all ones: part of the excess, and a smaller gate than one that makes zeros.
    const ones = literal(uint(activation.width), 2 ** activation.width - 1);
    const chosen = withoutSign(activation).xor(negative.repeat(activation.width));
    for (const shift of [0, 1]) {
      const row = named("row", mux(magnitude.at(shift), chosen, ones));
      heap.add(row, { shift, arrival: 2 });
    }
  } else if (weights === "int3") addSignMagnitudeProduct(heap, activation, { magnitude, negative });
  else {
    const method = METHODS[weights];
    addProduct(isBiased ? rowsAlone(heap) : heap, activation, weight.asSint(), { method });
  }
  heap.add(isBiased ? sum.asUint() : sum, { arrival: 0.5 });
  return heapSum(heap).asSint();
}

/** value + 2^(width - 1). */
const withoutSign = (value: Sint): Uint =>
  cat(value.at(value.width - 1).not(), value.trunc(value.width - 1).asUint());

/** Into the same heap: rows counted up from their lowest value, and no bits beside them, which are Booth's plus ones. */
const rowsAlone = (heap: BitHeap): BitHeap => ({
  ...heap,
  add: (value, options) => heap.add(isSigned(value) ? withoutSign(value) : value, options),
  addBit: () => undefined,
});

const isSigned = (value: Integer): value is Sint => value.type.kind === "sint";
