/**
 * Conventional weights in tiles of the same organisation as FineQ's (docs/tiles.md): all products of a column in one bit heap.
 * Invariant: sums are exact for every operand.
 */
import {
  array,
  bit,
  input,
  instance,
  memoize,
  module,
  named,
  output,
  reg,
  type Uint,
  uint,
  when,
} from "../../dsl/index.ts";
import { addProduct, bitHeap, exceptWhere, heapSum, subtractComplement } from "../arithmetic/index.ts";
import { bitsFor, requireWhole } from "../parameters.ts";
import { edgeDelay, groupOf, perGroup } from "../tiles/index.ts";
import {
  type BaselineShape,
  baselineSlug,
  baselineSumBits,
  baselineWeightBits,
  requireBaseline,
} from "./parameters.ts";

export interface BaselineTileShape extends Omit<BaselineShape, "style"> {
  /** Inputs, 1 to 192. */
  readonly rows: number;
  /** Output channels, 1 to 256. */
  readonly columns: number;
  /** Activation vectors that meet the same weights in a cycle, 1 to 16. */
  readonly tokens: number;
}

/** Bits of a sum: with int3 without sign, up to 3 for each input's largest value. */
export const baselineTileSumBits = ({ rows, ...shape }: BaselineTileShape): number =>
  shape.weights === "int3"
    ? bitsFor(3 * rows * (2 ** shape.activationBits - 1))
    : baselineSumBits(shape, rows);

/** Clock edges from activations at the left edge to the sums of a column. */
export const baselineTileLatency = (column: number): number => edgeDelay(column) + 1;

const slug = (shape: BaselineTileShape): string =>
  `${shape.rows}_${baselineSlug({ ...shape, style: "good" })}`;

/**
 * rows * columns weights, each of which meets `tokens` activations at a time; edges, groups of columns and latencies as those of
 * TileArray.
 *
 * - `load`: a bit a column; those columns take `weights`, raw bits as `BaselineWeights` says, for the vectors of later cycles.
 * - `activations`: tokens * rows numbers, the first token's first: in two's complement; with int3 as a + 2^(activationBits - 1).
 * - `sums`: columns * tokens of `baselineTileSumBits`, the first column's tokens first, `baselineTileLatency` later: dot products in
 *   two's complement; with int3 plus the excess of TileColumn, whose tricks serve it too.
 *
 * A vector a token in every cycle. Parameters out of range: BL0610.
 */
export const BaselineTileArray = memoize((shape: BaselineTileShape) => {
  const { rows, columns, tokens, weights: coding, activationBits } = shape;
  const block = "BaselineTileArray";
  requireBaseline(block, { ...shape, style: "good" });
  requireWhole(block, "rows", rows, 1, 192);
  requireWhole(block, "columns", columns, 1, 256);
  requireWhole(block, "tokens", tokens, 1, 16);
  return module(
    `baseline_tile_array_${slug(shape)}_${columns}x${tokens}`,
    {
      load: input(uint(columns), { doc: "A bit a column, which takes `weights`." }),
      weights: input(array(uint(baselineWeightBits(coding)), rows)),
      activations: input(array(uint(activationBits), rows * tokens), {
        doc: "The first token's first.",
      }),
      sums: output(array(uint(baselineTileSumBits(shape)), columns * tokens), {
        doc: "Dot products, with int3 plus excess, the first column's tokens first.",
      }),
    },
    ({ load, weights, activations, sums }) => {
      const loads = perGroup(load, columns, "load");
      const codes = weights.elements().map((one, i) => perGroup(one, columns, `weight_${i}`));
      const vectors = activations.elements().map((one, i) => perGroup(one, columns, `activation_${i}`));
      sums.value = Array.from({ length: columns }, (_, number) => {
        const group = groupOf(number);
        const column = instance(BaselineTileColumn({ ...shape, columns: 1 }), { name: `column_${number}` });
        column.load.value = (loads[group] as Uint).at(number);
        column.weights.value = codes.map((late) => late[group] as Uint);
        column.activations.value = vectors.map((late) => late[group] as Uint);
        return column.sums.elements();
      }).flat();
    },
    { doc: `Tiles of ${coding} weights: ${rows} inputs, ${columns} channels, ${tokens} tokens at a time.` },
  );
});

/** The weights of one channel. */
const BaselineTileColumn = memoize((shape: BaselineTileShape) => {
  const { rows, tokens, weights: coding, activationBits } = shape;
  const sumBits = baselineTileSumBits(shape);
  const weightType = array(uint(baselineWeightBits(coding)), rows);
  return module(
    `baseline_tile_column_${slug(shape)}_x${tokens}`,
    {
      load: input(bit),
      weights: input(weightType),
      activations: input(array(uint(activationBits), rows * tokens)),
      sums: output(array(uint(sumBits), tokens)),
    },
    ({ load, weights, activations, sums }) => {
      const held = reg(weightType);
      when(load, () => {
        held.next = weights;
      });
      sums.value = Array.from({ length: tokens }, (_, token) => {
        const products = instance(BaselineTileProducts({ ...shape, tokens: 1 }), { name: `token_${token}` });
        products.weights.value = held;
        products.activations.value = activations.elements().slice(token * rows, (token + 1) * rows);
        const total = reg(uint(sumBits), { name: `total_${token}` });
        total.next = products.sum;
        return total;
      });
    },
    { doc: `Tile column of ${coding} weights: ${rows} inputs, ${tokens} tokens at a time.` },
  );
});

/** The sum of one activation vector, combinational. */
const BaselineTileProducts = memoize((shape: BaselineTileShape) => {
  const { rows, weights: coding, activationBits } = shape;
  const sumBits = baselineTileSumBits(shape);
  return module(
    `baseline_tile_products_${slug(shape)}`,
    {
      weights: input(array(uint(baselineWeightBits(coding)), rows)),
      activations: input(array(uint(activationBits), rows)),
      sum: output(uint(sumBits)),
    },
    ({ weights, activations, sum }) => {
      const heap = bitHeap(sumBits);
      // As in FineQ's tiles: the heap holds -sum - 1, the sum's complement.
      const isInverted = coding === "int3";
      if (isInverted) heap.addConstant(-1);
      for (let row = 0; row < rows; row++) {
        const [activation, weight] = [activations.at(row), weights.at(row)];
        if (isInverted) {
          const signed = named("signed", activation.xor(weight.at(2).repeat(activationBits)));
          for (const shift of [0, 1])
            subtractComplement(heap, named("row", exceptWhere(signed, weight.at(shift))), shift);
        } else addProduct(heap, activation.asSint(), weight.asSint());
      }
      const total = heapSum(heap);
      sum.value = isInverted ? total.not() : total;
    },
    { doc: "Products of a tile's weights and their sum, one activation vector." },
  );
});
