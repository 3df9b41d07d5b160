/** The weight operand of blocks with products: its codings, and its product in a heap. */
import type { Sint, Uint } from "../../dsl/index.ts";
import { requireParameter, requireWhole } from "../parameters.ts";
import type { BitHeap, RowOptions } from "./bit-heap.ts";
import {
  addProduct,
  addSignMagnitudeProduct,
  boothDigits,
  PRODUCT_METHODS,
  type ProductMethod,
} from "./products.ts";

/** How a weight is written. */
export type WeightCoding = "signed" | "unsigned" | "sign-magnitude";
export const WEIGHT_CODINGS = ["signed", "unsigned", "sign-magnitude"] as const;

export interface WeightShape {
  /** 2 to 64. */
  readonly weightBits: number;
  readonly coding: WeightCoding;
  /** Sign-magnitude weights have a row for each bit of the magnitude, whatever the method. */
  readonly method: ProductMethod;
}

/** Adds activation * weight to the heap. */
export function addWeighted(
  heap: BitHeap,
  activation: Sint,
  weight: Uint,
  { coding, weightBits, method }: WeightShape,
  options: RowOptions = {},
): void {
  if (coding === "sign-magnitude") {
    const number = { magnitude: weight.trunc(weightBits - 1), negative: weight.at(weightBits - 1) };
    addSignMagnitudeProduct(heap, activation, number, options);
  } else {
    addProduct(heap, activation, coding === "signed" ? weight.asSint() : weight, { ...options, method });
  }
}

/** Rows that a product puts into its heap. */
export function rowsPerProduct({ coding, weightBits, method }: WeightShape): number {
  // A row that may be negative brings its plus one with it.
  if (coding === "sign-magnitude") return 2 * (weightBits - 1);
  return method === "rows" ? weightBits : 2 * boothDigits(weightBits, coding === "signed");
}

/** Fails with BL0610. */
export function requireWeight(block: string, { weightBits, coding, method }: WeightShape): void {
  requireWhole(block, "weightBits", weightBits, 2, 64);
  requireChoice(block, "coding", coding, WEIGHT_CODINGS);
  requireChoice(block, "method", method, PRODUCT_METHODS);
}

/** Fails with BL0610. */
export function requireChoice(
  block: string,
  parameter: string,
  found: string,
  choices: readonly string[],
): void {
  requireParameter(block, parameter, found, choices.join(", "), choices.includes(found));
}

/** For names of modules. */
export const weightSlug = ({ weightBits, coding, method }: WeightShape): string =>
  `${weightBits}_${coding === "sign-magnitude" ? "sign_magnitude" : `${coding}_${method}`}`;

/** For the documents of ports. */
export const weightDoc = ({ coding }: WeightShape): string => DOCS[coding];

const DOCS: Readonly<Record<WeightCoding, string>> = {
  signed: "Two's complement.",
  unsigned: "Unsigned.",
  "sign-magnitude": "Sign in the top bit, magnitude below.",
};
