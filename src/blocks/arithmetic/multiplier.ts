/**
 * Multipliers and multiply-accumulate on bit heaps: as functions on values, and as blocks. Invariant: products are exact; one adder
 * adds product and sum.
 */
import {
  bit,
  input,
  memoize,
  module,
  output,
  reg,
  type Sint,
  sint,
  type Uint,
  uint,
} from "../../dsl/index.ts";
import { requireWhole } from "../parameters.ts";
import { bitHeap, type Integer, isSigned } from "./bit-heap.ts";
import { FINAL_ADDERS, type FinalAdder, heapSum } from "./heap-sum.ts";
import { addProduct, type ProductMethod } from "./products.ts";
import {
  addWeighted,
  requireChoice,
  requireWeight,
  type WeightShape,
  weightDoc,
  weightSlug,
} from "./weights.ts";

export interface MultiplyOptions {
  /** "booth" unless stated. */
  readonly method?: ProductMethod | undefined;
  /** "ripple" unless stated. */
  readonly finalAdder?: FinalAdder | undefined;
}

/** a * b, exact; as wide as both together, two's complement if either is. Combinational. */
export function multiply(a: Integer, b: Integer, { method, finalAdder }: MultiplyOptions = {}): Integer {
  const heap = bitHeap(a.width + b.width);
  addProduct(heap, a, b, { method });
  const product = heapSum(heap, { finalAdder });
  return isSigned(a) || isSigned(b) ? product.asSint() : product;
}

/** accumulator + a * b, as wide as the accumulator and modulo that width. Combinational; one adder for all. */
export function multiplyAdd<S extends Uint | Sint>(
  accumulator: S,
  a: Integer,
  b: Integer,
  { method, finalAdder }: MultiplyOptions = {},
): S {
  const heap = bitHeap(accumulator.width);
  addProduct(heap, a, b, { method });
  heap.add(accumulator);
  const result = heapSum(heap, { finalAdder });
  return (isSigned(accumulator) ? result.asSint() : result) as S;
}

export interface MultiplierShape extends WeightShape {
  /** Two's complement bits of the activation, 2 to 64. */
  readonly activationBits: number;
  readonly finalAdder: FinalAdder;
}

/**
 * activation * weight, combinational.
 *
 * - `activation` two's complement, `weight` in its coding; `product` two's complement, activationBits + weightBits wide.
 *
 * No latency. Parameters out of range: BL0610.
 */
export const Multiplier = memoize((shape: MultiplierShape) => {
  const { activationBits, weightBits, finalAdder } = shape;
  requireWhole("Multiplier", "activationBits", activationBits, 2, 64);
  requireWeight("Multiplier", shape);
  requireChoice("Multiplier", "finalAdder", finalAdder, FINAL_ADDERS);
  const width = activationBits + weightBits;
  return module(
    `multiplier_${activationBits}x${weightSlug(shape)}_${finalAdder}`,
    {
      activation: input(sint(activationBits), { doc: "Two's complement." }),
      weight: input(uint(weightBits), { doc: weightDoc(shape) }),
      product: output(sint(width), { doc: "Exact." }),
    },
    ({ activation, weight, product }) => {
      const heap = bitHeap(width);
      addWeighted(heap, activation, weight, shape);
      product.value = heapSum(heap, { finalAdder }).asSint();
    },
    { doc: `Multiplier, ${activationBits} x ${weightBits} bits, ${shape.coding} weights.` },
  );
});

export interface MultiplyAccumulateShape extends MultiplierShape {
  /** Two's complement bits of the sum, activationBits + weightBits to 256. */
  readonly sumBits: number;
}

/**
 * total + activation * weight in every cycle: product and sum in one heap.
 *
 * - `activation`, `weight` as in `Multiplier`; `total` is the register, modulo 2^sumBits.
 * - `start`: this cycle's product begins a new sum. The register has no reset (docs/adr/0006), so the first product needs it.
 *
 * Latency 1, a product a cycle. Parameters out of range: BL0610.
 */
export const MultiplyAccumulate = memoize((shape: MultiplyAccumulateShape) => {
  const { activationBits, weightBits, finalAdder, sumBits } = shape;
  requireWhole("MultiplyAccumulate", "activationBits", activationBits, 2, 64);
  requireWeight("MultiplyAccumulate", shape);
  requireChoice("MultiplyAccumulate", "finalAdder", finalAdder, FINAL_ADDERS);
  requireWhole("MultiplyAccumulate", "sumBits", sumBits, activationBits + weightBits, 256);
  return module(
    `multiply_accumulate_${activationBits}x${weightSlug(shape)}_${finalAdder}_w${sumBits}`,
    {
      activation: input(sint(activationBits), { doc: "Two's complement." }),
      weight: input(uint(weightBits), { doc: weightDoc(shape) }),
      start: input(bit, { doc: "This cycle's product begins a new sum." }),
      total: output(sint(sumBits), { doc: `The sum, modulo 2^${sumBits}.` }),
    },
    ({ activation, weight, start, total }) => {
      const held = reg(sint(sumBits));
      const heap = bitHeap(sumBits);
      addWeighted(heap, activation, weight, shape);
      heap.add(held.asUint().and(start.not().repeat(sumBits)), { arrival: 0.5 });
      held.next = heapSum(heap, { finalAdder }).asSint();
      total.value = held;
    },
    { doc: `Multiply-accumulate, ${activationBits} x ${weightBits} bits into ${sumBits}, one adder.` },
  );
});
