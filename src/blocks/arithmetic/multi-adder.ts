/**
 * Adders of many numbers, and dot products: as functions on values, and as blocks. Invariant: one bit heap holds everything, so
 * there is one final adder, or in tree style one level of registers for each halving of the rows.
 */
import { array, input, memoize, module, output, sint, type Uint, uint } from "../../dsl/index.ts";
import { bitsFor, requireWhole } from "../parameters.ts";
import { adderTree } from "./adder-tree.ts";
import { type BitHeap, bitHeap, type Integer, isSigned } from "./bit-heap.ts";
import { FINAL_ADDERS, type FinalAdder, heapSum } from "./heap-sum.ts";
import {
  addWeighted,
  requireChoice,
  requireWeight,
  rowsPerProduct,
  type WeightShape,
  weightDoc,
  weightSlug,
} from "./weights.ts";

/** compressed: combinational, full and half adders, for gates. tree: registered adders of two, for FPGAs. */
export type SumStyle = "compressed" | "tree";
export const SUM_STYLES = ["compressed", "tree"] as const satisfies readonly SumStyle[];

/** What adds a block's heap up. */
export interface SumShape {
  readonly style: SumStyle;
  /** Of the compressed style. */
  readonly finalAdder: FinalAdder;
}

/** The exact sum of the values, wide enough for every one; two's complement if any is. Combinational. */
export function addAll(values: readonly Integer[], finalAdder: FinalAdder = "ripple"): Integer {
  const anySigned = values.some(isSigned);
  const widest = Math.max(1, ...values.map((value) => value.width + Number(anySigned && !isSigned(value))));
  const heap = bitHeap(widest + growth(values.length));
  for (const value of values) heap.add(value);
  const total = heapSum(heap, { finalAdder });
  return anySigned ? total.asSint() : total;
}

/** Cycles that the tree of `rows` rows takes. */
export const treeLatency = (rows: number): number => growth(rows);

/** Bits that a sum of `count` numbers is wider than they are. */
const growth = (count: number): number => (count <= 1 ? 0 : bitsFor(count - 1));

export interface MultiAdderShape extends SumShape {
  /** Numbers added, 2 to 1024. */
  readonly operands: number;
  /** Bits of each, 1 to 256; two's complement ones 2 or more. */
  readonly width: number;
  readonly isSigned: boolean;
}

/**
 * The sum of `operands` numbers, exact.
 *
 * - `operands`: all numbers; `total`: their sum, ceil(log2(operands)) bits wider.
 *
 * compressed: no latency. tree: latency `treeLatency(operands)`, sums in every cycle. Parameters out of range: BL0610.
 */
export const MultiAdder = memoize((shape: MultiAdderShape) => {
  const { operands: count, width, style } = shape;
  requireWhole("MultiAdder", "operands", count, 2, 1024);
  requireWhole("MultiAdder", "width", width, shape.isSigned ? 2 : 1, 256);
  requireSum("MultiAdder", shape);
  const total = width + growth(count);
  const integer = (bits: number) => (shape.isSigned ? sint(bits) : uint(bits));
  return module(
    `multi_adder_${count}x${shape.isSigned ? "s" : ""}${width}_${sumSlug(shape)}`,
    {
      operands: input(array(integer(width), count)),
      total: output(integer(total), { doc: `Their sum${latencyDoc(style, count)}.` }),
    },
    ({ operands, total }) => {
      const heap = bitHeap(total.width);
      for (const operand of operands.elements()) heap.add(operand);
      const found = totalOf(heap, shape);
      total.value = shape.isSigned ? found.asSint() : found;
    },
    { doc: `Sum of ${count} numbers of ${width} bits, ${style}.` },
  );
});

export interface DotProductShape extends WeightShape, SumShape {
  /** Products added, 1 to 256. */
  readonly length: number;
  /** Two's complement bits of an activation, 2 to 64. */
  readonly activationBits: number;
  /** Two's complement bits of the partial sum and the result, activationBits + weightBits to 256. */
  readonly sumBits: number;
}

/**
 * partial + activations . weights: the adder of a tile, all rows of all products in one heap.
 *
 * - `activations` two's complement, `weights` in their coding, `partial` the sum that comes from the tile before; `total`
 *   modulo 2^sumBits.
 *
 * compressed: no latency. tree: latency `treeLatency(rowsPerProduct(shape) * length + 1)`, sums in every cycle. Parameters out of range: BL0610.
 */
export const DotProduct = memoize((shape: DotProductShape) => {
  const { length, activationBits, weightBits, sumBits, style } = shape;
  requireWhole("DotProduct", "length", length, 1, 256);
  requireWhole("DotProduct", "activationBits", activationBits, 2, 64);
  requireWeight("DotProduct", shape);
  requireWhole("DotProduct", "sumBits", sumBits, activationBits + weightBits, 256);
  requireSum("DotProduct", shape);
  return module(
    `dot_product_${length}x${activationBits}x${weightSlug(shape)}_w${sumBits}_${sumSlug(shape)}`,
    {
      activations: input(array(sint(activationBits), length), { doc: "Two's complement." }),
      weights: input(array(uint(weightBits), length), { doc: weightDoc(shape) }),
      partial: input(sint(sumBits), { doc: "Added to the products." }),
      total: output(sint(sumBits), {
        doc: `Modulo 2^${sumBits}${latencyDoc(style, rowsPerProduct(shape) * length + 1)}.`,
      }),
    },
    ({ activations, weights, partial, total }) => {
      const heap = bitHeap(sumBits);
      for (let i = 0; i < length; i++) addWeighted(heap, activations.at(i), weights.at(i), shape);
      heap.add(partial);
      total.value = totalOf(heap, shape).asSint();
    },
    { doc: `Dot product of ${length} pairs and a partial sum, ${style}.` },
  );
});

const totalOf = (heap: BitHeap, { style, finalAdder }: SumShape): Uint =>
  style === "tree" ? adderTree(heap).sum : heapSum(heap, { finalAdder });

const sumSlug = ({ style, finalAdder }: SumShape): string => (style === "tree" ? style : finalAdder);

const latencyDoc = (style: SumStyle, rows: number): string =>
  style === "tree" ? `, ${treeLatency(rows)} cycles later` : "";

function requireSum(block: string, { style, finalAdder }: SumShape): void {
  requireChoice(block, "style", style, SUM_STYLES);
  requireChoice(block, "finalAdder", finalAdder, FINAL_ADDERS);
}
