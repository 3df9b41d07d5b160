/**
 * Pipelined tile columns side by side, for FPGAs: all see the same activations, each has the weights of its own output channel.
 * Invariant: every column has every vector in the same cycle, so that sums of a vector come together.
 */
import { array, bit, input, instance, memoize, module, output, reg, uint } from "../../dsl/index.ts";
import { requireWhole } from "../parameters.ts";
import { PAIR_BITS, PAIR_WEIGHTS, requireTile, type TileShape, tileSumBits } from "./parameters.ts";
import { pipelinedColumn, pipelinedLatency } from "./pipelined.ts";
import { PlanesColumn, planeLatency, planeSumBits } from "./planes.ts";
import { SerialColumn, serialLatency } from "./serial.ts";

/** What the columns of a grid are made of. Sparse tiles have no pipelined form of their own. */
export type GridKind = "any" | "planes" | "serial";

export interface GridShape extends Pick<TileShape, "pairs" | "tokens" | "activationBits"> {
  /** Output channels, 1 to 256. */
  readonly columns: number;
}

const styled = <S extends GridShape>(shape: S) => ({
  ...shape,
  style: "pipelined" as const,
  clustersPerOutlier: 2,
});

/** Bits of a sum of one column. */
export const gridSumBits = (kind: GridKind, shape: GridShape): number =>
  kind === "planes" ? planeSumBits(shape) : tileSumBits(shape);

/** Clock edges from activations, of serial grids their lowest bits, to sums: those of a column and one register at the edge. */
export function gridLatency(kind: GridKind, shape: GridShape): number {
  if (kind === "any") return 1 + pipelinedLatency(shape);
  return 1 + (kind === "planes" ? planeLatency(styled(shape)) : serialLatency(styled(shape)));
}

/**
 * Columns of any FineQ clusters, a vector in every cycle.
 *
 * - `load`: a bit a column; those columns take `weights`, raw FineQ pairs, for the vectors of this cycle and later ones: a vector
 *   passes the register at the edge while weights are loaded.
 * - `activations`: tokens * 6 * pairs numbers as a + 2^(activationBits - 1).
 * - `sums`: columns * tokens of `gridSumBits`, the first column's tokens first; dot products plus excess, `gridLatency` later.
 *
 * Parameters out of range: BL0610.
 */
export const TileGrid = memoize((shape: GridShape) => {
  const { sumBits, inputs, ports, name } = gridOf("any", shape);
  const { pairs, columns, tokens, activationBits } = shape;
  return module(
    name,
    {
      ...ports(),
      activations: input(array(uint(activationBits), inputs)),
      sums: output(array(uint(sumBits), columns * tokens)),
    },
    ({ load, weights, activations, sums }) => {
      const vectors = reg(array(uint(activationBits), inputs));
      vectors.next = activations;
      const definition = pipelinedColumn({ ...styled(shape), kind: "any" });
      sums.value = Array.from({ length: columns }, (_, number) => {
        const column = instance(definition, { name: `column_${number}` });
        column.load.value = load.at(number);
        column.weights.value = weights;
        column.activations.value = vectors;
        return column.sums.elements();
      }).flat();
    },
    { doc: `${columns} columns of ${PAIR_WEIGHTS * pairs} inputs, any FineQ clusters, for FPGAs.` },
  );
});

/** Columns of ternary planes: the ports of `TileGrid`, and `plane` with `load` as in `PlanesColumn`. */
export const PlanesGrid = memoize((shape: GridShape) => {
  const { sumBits, inputs, ports, name } = gridOf("planes", shape);
  const { pairs, columns, tokens, activationBits } = shape;
  return module(
    name,
    {
      ...ports(),
      plane: input(bit),
      activations: input(array(uint(activationBits), inputs)),
      sums: output(array(uint(sumBits), columns * tokens)),
    },
    ({ load, plane, weights, activations, sums }) => {
      const vectors = reg(array(uint(activationBits), inputs));
      vectors.next = activations;
      const definition = PlanesColumn(columnOf(shape));
      sums.value = Array.from({ length: columns }, (_, number) => {
        const column = instance(definition, { name: `column_${number}` });
        column.load.value = load.at(number);
        column.plane.value = plane;
        column.weights.value = weights;
        column.activations.value = vectors;
        return column.sums.elements();
      }).flat();
    },
    { doc: `${columns} columns of ${PAIR_WEIGHTS * pairs} inputs, ternary planes, for FPGAs.` },
  );
});

/** Bit-serial columns: the ports of `TileGrid`, with `restart` and a bit of each activation as in `SerialColumn`. */
export const SerialGrid = memoize((shape: GridShape) => {
  const { sumBits, inputs, ports, name } = gridOf("serial", shape);
  const { pairs, columns, tokens } = shape;
  return module(
    name,
    {
      ...ports(),
      restart: input(bit),
      activations: input(array(bit, inputs)),
      sums: output(array(uint(sumBits), columns * tokens)),
    },
    ({ load, restart, weights, activations, sums }) => {
      const vectors = reg(array(bit, inputs));
      vectors.next = activations;
      const restarts = reg(bit);
      restarts.next = restart;
      const definition = SerialColumn(columnOf(shape));
      sums.value = Array.from({ length: columns }, (_, number) => {
        const column = instance(definition, { name: `column_${number}` });
        column.load.value = load.at(number);
        column.restart.value = restarts;
        column.weights.value = weights;
        column.activations.value = vectors;
        return column.sums.elements();
      }).flat();
    },
    { doc: `${columns} bit-serial columns of ${PAIR_WEIGHTS * pairs} inputs, for FPGAs.` },
  );
});

const columnOf = ({ pairs, tokens, activationBits }: GridShape) =>
  ({ style: "pipelined", pairs, tokens, activationBits }) as const;

/** Checks, and what all grids have. */
function gridOf(kind: GridKind, shape: GridShape) {
  const { pairs, columns, tokens, activationBits } = shape;
  requireTile("TileGrid", { ...styled(shape), kind });
  requireWhole("TileGrid", "columns", columns, 1, 256);
  return {
    name: `tile_grid_${kind}_${pairs}x${columns}x${tokens}_a${activationBits}`,
    inputs: PAIR_WEIGHTS * pairs * tokens,
    sumBits: gridSumBits(kind, shape),
    ports: () => ({ load: input(uint(columns)), weights: input(array(uint(PAIR_BITS), pairs)) }),
  };
}
