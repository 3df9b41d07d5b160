/**
 * A weight-stationary array of ternary planes with its edges, for cell libraries: planes are decoded once, at the edge. Invariant:
 * sums of column c come a cycle later for each group of columns to its left.
 */
import {
  array,
  bit,
  cat,
  input,
  instance,
  memoize,
  module,
  output,
  type Uint,
  uint,
} from "../../dsl/index.ts";
import { PAIR_BITS, PAIR_WEIGHTS } from "./parameters.ts";
import { planeLatency, planeOfPair, planeSumBits, planeSums } from "./planes.ts";
import { type DeepArrayShape, edgeDelay, groupOf, perGroup, requireDeepArray } from "./serial-edges.ts";

const columnShape = ({ rows, activationBits }: DeepArrayShape) =>
  ({ style: "gates", pairs: rows / PAIR_WEIGHTS, activationBits }) as const;

/** Bits of a sum. */
export const planesArraySumBits = (shape: DeepArrayShape): number => planeSumBits(columnShape(shape));

/** Clock edges from activations at the left edge to the sums of a column. */
export const planesArrayLatency = (shape: DeepArrayShape, column: number): number =>
  edgeDelay(column) + planeLatency(columnShape(shape));

/**
 * rows * columns weights of -1, 0 and 1, each of which meets `tokens` activations at a time.
 *
 * - `load`: a bit a column; those columns take plane `plane` of `weights`, rows / 6 raw FineQ pairs, for the vectors that enter in
 *   later cycles.
 * - `activations`: tokens * rows numbers as a + 2^(activationBits - 1).
 * - `sums`: columns * tokens of `planesArraySumBits`, the first column's tokens first, as those of `PlanesColumn`,
 *   `planesArrayLatency` later.
 *
 * A vector a token in every cycle. Parameters out of range: BL0610.
 */
export const PlanesArray = memoize((shape: DeepArrayShape) => {
  requireDeepArray("PlanesArray", "planes", shape);
  const { rows, columns, tokens, activationBits } = shape;
  return module(
    `planes_array_${rows}x${columns}x${tokens}_a${activationBits}`,
    {
      load: input(uint(columns)),
      plane: input(bit),
      weights: input(array(uint(PAIR_BITS), rows / PAIR_WEIGHTS)),
      activations: input(array(uint(activationBits), rows * tokens)),
      sums: output(array(uint(planesArraySumBits(shape)), columns * tokens)),
    },
    ({ load, plane, weights, activations, sums }) => {
      const loads = perGroup(load, columns, "load");
      const decoded = weights.elements().flatMap((pair) => planeOfPair(pair, plane));
      const signs = decoded.map(({ counts, isNegative }, i) =>
        perGroup(cat(isNegative, counts), columns, `weight_${i}`),
      );
      const vectors = activations.elements().map((one, i) => perGroup(one, columns, `activation_${i}`));
      sums.value = Array.from({ length: columns }, (_, number) => {
        const group = groupOf(number);
        const column = instance(DecodedColumn(shape), { name: `column_${number}` });
        column.load.value = (loads[group] as Uint).at(number);
        column.weights.value = signs.map((late) => late[group] as Uint);
        column.activations.value = vectors.map((late) => late[group] as Uint);
        return column.sums.elements();
      }).flat();
    },
    { doc: `Array of ternary planes: ${rows} inputs, ${columns} channels, ${tokens} tokens at a time.` },
  );
});

/** A column that takes {negative, counts} for each weight. */
const DecodedColumn = memoize((shape: DeepArrayShape) => {
  const { rows, tokens, activationBits } = shape;
  const sumBits = planesArraySumBits(shape);
  return module(
    `planes_array_column_${rows}x${tokens}_a${activationBits}`,
    {
      load: input(bit),
      weights: input(array(uint(2), rows)),
      activations: input(array(uint(activationBits), rows * tokens)),
      sums: output(array(uint(sumBits), tokens)),
    },
    ({ load, weights, activations, sums }) => {
      const decoded = weights
        .elements()
        .map((weight) => ({ counts: weight.at(0), isNegative: weight.at(1) }));
      const vectors = Array.from({ length: tokens }, (_, token) =>
        Array.from({ length: rows }, (_unused, i) => activations.at(token * rows + i)),
      );
      sums.value = planeSums(decoded, { load, sumBits }, vectors);
    },
    { doc: `Column of ternary weights: ${rows} inputs, ${tokens} tokens at a time.` },
  );
});
