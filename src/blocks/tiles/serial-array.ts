/**
 * A weight-stationary array of bit-serial tile columns with its edges, for cell libraries. Invariant: sums of column c come a cycle
 * later for each group of columns to its left.
 */
import { array, bit, input, instance, memoize, module, output, uint } from "../../dsl/index.ts";
import { PAIR_BITS, PAIR_WEIGHTS, tileSumBits } from "./parameters.ts";
import { SerialColumn, serialLatency } from "./serial.ts";
import { type DeepArrayShape, edgeDelay, groupOf, perGroup, requireDeepArray } from "./serial-edges.ts";

const columnShape = ({ rows, tokens, activationBits }: DeepArrayShape) =>
  ({ style: "gates", pairs: rows / PAIR_WEIGHTS, tokens, activationBits }) as const;

/** Bits of a sum. */
export const serialArraySumBits = (shape: DeepArrayShape): number => tileSumBits(columnShape(shape));

/** Clock edges from the lowest bits at the left edge to the sums of a column. */
export const serialArrayLatency = (shape: DeepArrayShape, column: number): number =>
  edgeDelay(column) + serialLatency(columnShape(shape));

/**
 * rows * columns weights, each of which meets `tokens` activations at a time.
 *
 *     bits of 16 columns' activations -> [] -> column 0..15 -> [] -> column 16..31 ...     [] registers
 *     weights, one column at a time   -> [] ->                 [] ->
 *
 * - `load`: a bit a column; those columns take `weights`, rows / 6 raw FineQ pairs, for the activation bits that enter in later
 *   cycles: they come with the lowest bits of a vector or in a pause.
 * - `restart`, `activations`: as those of `SerialColumn`, tokens * rows bits.
 * - `sums`: columns * tokens of `serialArraySumBits`, the first column's tokens first, `serialArrayLatency` after the lowest bits.
 *
 * A vector a token every activationBits cycles. Parameters out of range: BL0610.
 */
export const SerialArray = memoize((shape: DeepArrayShape) => {
  requireDeepArray("SerialArray", "serial", shape);
  const { rows, columns, tokens, activationBits } = shape;
  const pairs = rows / PAIR_WEIGHTS;
  return module(
    `serial_array_${rows}x${columns}x${tokens}_a${activationBits}`,
    {
      load: input(uint(columns)),
      weights: input(array(uint(PAIR_BITS), pairs)),
      restart: input(bit),
      activations: input(array(bit, rows * tokens)),
      sums: output(array(uint(serialArraySumBits(shape)), columns * tokens)),
    },
    ({ load, weights, restart, activations, sums }) => {
      const loads = perGroup(load, columns, "load");
      const restarts = perGroup(restart, columns, "restart");
      const pairsOf = weights.elements().map((pair, i) => perGroup(pair, columns, `pair_${i}`));
      const bits = activations.elements().map((one, i) => perGroup(one, columns, `activation_${i}`));
      sums.value = Array.from({ length: columns }, (_, number) => {
        const group = groupOf(number);
        const column = instance(SerialColumn(columnShape(shape)), { name: `column_${number}` });
        column.load.value = (loads[group] as typeof load).at(number);
        column.restart.value = (restarts[group] as typeof load).at(0);
        column.weights.value = pairsOf.map((late) => late[group] as typeof load);
        column.activations.value = bits.map((late) => (late[group] as typeof load).at(0));
        return column.sums.elements();
      }).flat();
    },
    { doc: `Bit-serial array: ${rows} inputs, ${columns} channels, ${tokens} tokens at a time.` },
  );
});
