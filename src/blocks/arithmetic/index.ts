/** Arithmetic: bit heaps, and the multipliers and adders that are built on them. */
export { type AdderTree, type AdderTreeOptions, adderTree } from "./adder-tree.ts";
export { type BitHeap, bitHeap, type Integer, type Row, type RowOptions } from "./bit-heap.ts";
export { arithmeticBlocks } from "./catalogue.ts";
export { exceptWhere, subtractComplement } from "./complements.ts";
export { carrySave, type FinalAdder, heapSum, type SumOptions } from "./heap-sum.ts";
export {
  addAll,
  DotProduct,
  type DotProductShape,
  MultiAdder,
  type MultiAdderShape,
  type SumShape,
  type SumStyle,
  treeLatency,
} from "./multi-adder.ts";
export {
  Multiplier,
  type MultiplierShape,
  MultiplyAccumulate,
  type MultiplyAccumulateShape,
  type MultiplyOptions,
  multiply,
  multiplyAdd,
} from "./multiplier.ts";
export {
  addProduct,
  addSignMagnitudeProduct,
  type ProductMethod,
  type ProductOptions,
  type SignMagnitude,
} from "./products.ts";
export { rowsPerProduct, type WeightCoding, type WeightShape } from "./weights.ts";
