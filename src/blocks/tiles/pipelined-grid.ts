/**
 * Pipelined tile columns side by side, for FPGAs: all see the same activations, each has the weights of its own output channel.
 * Invariant: every column has every vector in the same cycle, so that sums of a vector come together.
 *
 * Weights are decoded once, at the edge, into a register that all columns load from.
 */
import {
  array,
  type Bit,
  bit,
  input,
  instance,
  memoize,
  module,
  output,
  reg,
  type Uint,
  uint,
  when,
} from "../../dsl/index.ts";
import { requireWhole } from "../parameters.ts";
import {
  PAIR_BITS,
  PAIR_CLUSTERS,
  PAIR_WEIGHTS,
  requireTile,
  type TileShape,
  tileSumBits,
} from "./parameters.ts";
import { ClusterControl, clusterSums, pairControls, pipelinedLatency, tokensOf } from "./pipelined.ts";
import { pipelinedPlaneSum, planeControls, planeLatency, planeSumBits } from "./planes.ts";
import { LaneControl, laneControls, pipelinedSerialSums, serialLatency } from "./serial.ts";

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
 * - `load`: a bit a column; those columns take `weights`, raw FineQ pairs, for the vectors that enter in later cycles.
 * - `activations`: tokens * 6 * pairs numbers as a + 2^(activationBits - 1).
 * - `sums`: columns * tokens of `gridSumBits`, the first column's tokens first; dot products plus excess, `gridLatency` later.
 *
 * Parameters out of range: BL0610.
 */
export const TileGrid = memoize((shape: GridShape) => {
  requireGrid("TileGrid", "any", shape);
  const { columns, activationBits } = shape;
  const sumBits = gridSumBits("any", shape);
  const controls = array(ClusterControl, PAIR_CLUSTERS * shape.pairs);
  const Column = module(
    `${nameOf("any", shape)}_column`,
    {
      load: input(bit),
      controls: input(controls),
      activations: input(array(uint(activationBits), inputsOf(shape))),
      sums: output(array(uint(sumBits), shape.tokens)),
    },
    (ports) => {
      const held = reg(controls);
      when(ports.load, () => {
        held.next = ports.controls;
      });
      const vectors = tokensOf(ports.activations.elements(), shape.tokens);
      ports.sums.value = vectors.map((vector) => clusterSums(held.elements(), vector, sumBits));
    },
    { doc: "A column of any FineQ clusters behind a decoder." },
  );
  return module(
    nameOf("any", shape),
    {
      ...gridPorts(shape),
      activations: input(array(uint(activationBits), inputsOf(shape))),
      sums: output(array(uint(sumBits), columns * shape.tokens)),
    },
    ({ load, weights, activations, sums }) => {
      const decoded = reg(controls);
      decoded.next = weights.elements().flatMap(pairControls);
      const edge = registered(load);
      const vectors = reg(array(uint(activationBits), inputsOf(shape)));
      vectors.next = activations;
      sums.value = Array.from({ length: columns }, (_, number) => {
        const column = instance(Column, { name: `column_${number}` });
        column.load.value = edge.at(number);
        column.controls.value = decoded;
        column.activations.value = vectors;
        return column.sums.elements();
      }).flat();
    },
    { doc: `${columns} columns of ${PAIR_WEIGHTS * shape.pairs} inputs, any FineQ clusters, for FPGAs.` },
  );
});

/** Columns of ternary planes: the ports of `TileGrid`, and `plane` with `load` as in `PlanesColumn`. */
export const PlanesGrid = memoize((shape: GridShape) => {
  requireGrid("PlanesGrid", "planes", shape);
  const { columns, activationBits } = shape;
  const sumBits = gridSumBits("planes", shape);
  const controls = array(uint(2), PAIR_WEIGHTS * shape.pairs);
  const Column = module(
    `${nameOf("planes", shape)}_column`,
    {
      load: input(bit),
      controls: input(controls),
      activations: input(array(uint(activationBits), inputsOf(shape))),
      sums: output(array(uint(sumBits), shape.tokens)),
    },
    (ports) => {
      const held = reg(controls);
      when(ports.load, () => {
        held.next = ports.controls;
      });
      const vectors = tokensOf(ports.activations.elements(), shape.tokens);
      ports.sums.value = vectors.map((vector) => pipelinedPlaneSum(held.elements(), vector, sumBits));
    },
    { doc: "A column of ternary weights behind a decoder." },
  );
  return module(
    nameOf("planes", shape),
    {
      ...gridPorts(shape),
      plane: input(bit),
      activations: input(array(uint(activationBits), inputsOf(shape))),
      sums: output(array(uint(sumBits), columns * shape.tokens)),
    },
    ({ load, plane, weights, activations, sums }) => {
      const decoded = reg(controls);
      decoded.next = weights.elements().flatMap((pair) => planeControls(pair, plane));
      const edge = registered(load);
      const vectors = reg(array(uint(activationBits), inputsOf(shape)));
      vectors.next = activations;
      sums.value = Array.from({ length: columns }, (_, number) => {
        const column = instance(Column, { name: `column_${number}` });
        column.load.value = edge.at(number);
        column.controls.value = decoded;
        column.activations.value = vectors;
        return column.sums.elements();
      }).flat();
    },
    { doc: `${columns} columns of ${PAIR_WEIGHTS * shape.pairs} inputs, ternary planes, for FPGAs.` },
  );
});

/**
 * Bit-serial columns: the ports of `TileGrid`, with `restart` and a bit of each activation as in `SerialColumn`. Weights come with
 * the lowest bits of a vector or in a pause.
 */
export const SerialGrid = memoize((shape: GridShape) => {
  requireGrid("SerialGrid", "serial", shape);
  const { columns } = shape;
  const sumBits = gridSumBits("serial", shape);
  const controls = array(LaneControl, PAIR_WEIGHTS * shape.pairs);
  const Column = module(
    `${nameOf("serial", shape)}_column`,
    {
      load: input(bit),
      controls: input(controls),
      restart: input(bit),
      activations: input(array(bit, inputsOf(shape))),
      sums: output(array(uint(sumBits), shape.tokens)),
    },
    (ports) => {
      const held = reg(controls);
      when(ports.load, () => {
        held.next = ports.controls;
      });
      const vectors: Bit[][] = tokensOf(ports.activations.elements(), shape.tokens);
      ports.sums.value = pipelinedSerialSums(held.elements(), ports.restart, vectors, sumBits);
    },
    { doc: "A bit-serial column behind a decoder." },
  );
  return module(
    nameOf("serial", shape),
    {
      ...gridPorts(shape),
      restart: input(bit),
      activations: input(array(bit, inputsOf(shape))),
      sums: output(array(uint(sumBits), columns * shape.tokens)),
    },
    ({ load, restart, weights, activations, sums }) => {
      const decoded = reg(controls);
      decoded.next = weights.elements().flatMap(laneControls);
      const edge = registered(load);
      const restarts = reg(bit);
      restarts.next = restart;
      const vectors = reg(array(bit, inputsOf(shape)));
      vectors.next = activations;
      sums.value = Array.from({ length: columns }, (_, number) => {
        const column = instance(Column, { name: `column_${number}` });
        column.load.value = edge.at(number);
        column.controls.value = decoded;
        column.restart.value = restarts;
        column.activations.value = vectors;
        return column.sums.elements();
      }).flat();
    },
    { doc: `${columns} bit-serial columns of ${PAIR_WEIGHTS * shape.pairs} inputs, for FPGAs.` },
  );
});

const inputsOf = ({ pairs, tokens }: GridShape): number => PAIR_WEIGHTS * pairs * tokens;

const nameOf = (kind: GridKind, { pairs, columns, tokens, activationBits }: GridShape): string =>
  `tile_grid_${kind}_${pairs}x${columns}x${tokens}_a${activationBits}`;

const gridPorts = ({ pairs, columns }: GridShape) => ({
  load: input(uint(columns)),
  weights: input(array(uint(PAIR_BITS), pairs)),
});

function registered(value: Uint): Uint {
  const edge = reg(uint(value.width), { name: "load_edge" });
  edge.next = value;
  return edge;
}

function requireGrid(block: string, kind: GridKind, shape: GridShape): void {
  requireTile(block, { ...styled(shape), kind });
  requireWhole(block, "columns", shape.columns, 1, 256);
}
