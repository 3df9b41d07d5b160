/**
 * A weight-stationary array of tile columns with its edges, for cell libraries: weights are recoded once, at the edge. Invariant:
 * sums of column c come a cycle later for each group of columns to its left.
 */
import { array, input, instance, memoize, module, output, type Uint, uint } from "../../dsl/index.ts";
import { requireParameter, requireWhole } from "../parameters.ts";
import { CodedColumn, type GatesShape, gatesSlug, tileCode, tileComplements } from "./gates.ts";
import { PAIR_BITS, PAIR_WEIGHTS, requireTile, tileSumBits } from "./parameters.ts";
import { type DeepArrayShape, edgeDelay, groupOf, perGroup } from "./serial-edges.ts";

export interface TileArrayShape extends DeepArrayShape {
  readonly kind: GatesShape["kind"];
  /** Of sparse tiles: 2, 4, 8 or 16, and a divisor of rows / 3. */
  readonly clustersPerOutlier: number;
}

const columnShape = ({ rows, ...shape }: TileArrayShape): GatesShape => ({
  kind: shape.kind,
  pairs: rows / PAIR_WEIGHTS,
  tokens: shape.tokens,
  activationBits: shape.activationBits,
  clustersPerOutlier: shape.clustersPerOutlier,
});

/** Bits of a sum. */
export const tileArraySumBits = (shape: TileArrayShape): number => tileSumBits(columnShape(shape));

/** Clock edges from activations at the left edge to the sums of a column. */
export const tileArrayLatency = (column: number): number => edgeDelay(column) + 1;

/**
 * rows * columns weights, each of which meets `tokens` activations at a time.
 *
 *     activations, tokens * rows     -> [] -> columns 0..15 -> [] -> columns 16..31 ...     [] registers
 *     weights, one column at a time  -> recoder -> [] ->       [] ->
 *
 * - `load`: a bit a column; those columns take `weights`, rows / 6 raw FineQ pairs, for the vectors that enter in later cycles.
 * - `activations`: tokens * rows numbers as a + 2^(activationBits - 1); the first token's first.
 * - `sums`: columns * tokens of `tileArraySumBits`, the first column's tokens first, `tileArrayLatency` later; each as that of
 *   `TileColumn`.
 *
 * A vector a token in every cycle. Parameters out of range: BL0610.
 */
export const TileArray = memoize((shape: TileArrayShape) => {
  const { rows, columns, tokens, activationBits } = shape;
  const column = columnShape(shape);
  requireRecoded(column);
  requireWhole("TileArray", "columns", columns, 1, 256);
  return module(
    `tile_array_${gatesSlug(column)}_${columns}x${tokens}`,
    {
      load: input(uint(columns), { doc: "A bit a column, which takes `weights`." }),
      weights: input(array(uint(PAIR_BITS), column.pairs), { doc: "Raw FineQ pairs of one channel." }),
      activations: input(array(uint(activationBits), rows * tokens), {
        doc: `Offset by ${2 ** (activationBits - 1)}; the first token's first.`,
      }),
      sums: output(array(uint(tileArraySumBits(shape)), columns * tokens), {
        doc: "Dot products plus excess, the first column's tokens first.",
      }),
    },
    ({ load, weights, activations, sums }) => {
      const loads = perGroup(load, columns, "load");
      const codes = perGroup(tileCode(column, weights.elements()), columns, "code");
      const vectors = activations.elements().map((one, i) => perGroup(one, columns, `activation_${i}`));
      const complements = Array.from({ length: groupOf(columns - 1) + 1 }, (_, group) =>
        tileComplements(
          column,
          vectors.map((late) => late[group] as Uint),
        ),
      );
      sums.value = Array.from({ length: columns }, (_, number) => {
        const group = groupOf(number);
        const tile = instance(CodedColumn(column), { name: `column_${number}` });
        tile.load.value = (loads[group] as Uint).at(number);
        tile.code.value = codes[group] as Uint;
        tile.activations.value = vectors.map((late) => late[group] as Uint);
        tile.complements.value = complements[group] as Uint[];
        return tile.sums.elements();
      }).flat();
    },
    {
      doc: `Array of cluster tiles (${shape.kind}): ${rows} inputs, ${columns} channels, ${tokens} tokens at a time.`,
    },
  );
});

function requireRecoded(column: GatesShape): void {
  requireTile("TileArray", { ...column, style: "gates" });
  const isKnown = column.kind === "any" || column.kind === "sparse";
  requireParameter(
    "TileArray",
    "kind",
    column.kind,
    "any, sparse; for others PlanesArray, SerialArray",
    isKnown,
  );
}
