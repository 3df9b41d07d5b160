/**
 * Pipelined tile columns side by side, for FPGAs: all see the same activations, each has the weights of its own output channel.
 * Invariant: every column has every vector in the same cycle, so that sums of a vector come together.
 *
 * Weights are decoded once, at the edge, into a register that all columns load from.
 */
import {
  type AnyType,
  array,
  bit,
  type Inside,
  input,
  instance,
  memoize,
  module,
  type OperandOf,
  type Outside,
  output,
  type PortMap,
  type RegisterOf,
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
  return gridModule("any", shape, {
    control: ClusterControl,
    controlsOfPair: PAIR_CLUSTERS,
    bitsPerCycle: shape.activationBits,
    loading: {},
    ...nothingPassed,
    decode: pairControls,
    sums: (clusters, _, vectors, sumBits) => vectors.map((vector) => clusterSums(clusters, vector, sumBits)),
    columnDoc: "A column of any FineQ clusters behind a decoder.",
    doc: `${sizeOf(shape)}, any FineQ clusters, for FPGAs.`,
  });
});

/** Columns of ternary planes: the ports of `TileGrid`, and `plane` with `load` as in `PlanesColumn`. */
export const PlanesGrid = memoize((shape: GridShape) => {
  requireGrid("PlanesGrid", "planes", shape);
  return gridModule("planes", shape, {
    control: uint(2),
    controlsOfPair: PAIR_WEIGHTS,
    bitsPerCycle: shape.activationBits,
    loading: { plane: input(bit) },
    ...nothingPassed,
    decode: (pair, { plane }) => planeControls(pair, plane),
    sums: (weights, _, vectors, sumBits) =>
      vectors.map((vector) => pipelinedPlaneSum(weights, vector, sumBits)),
    columnDoc: "A column of ternary weights behind a decoder.",
    doc: `${sizeOf(shape)}, ternary planes, for FPGAs.`,
  });
});

/**
 * Bit-serial columns: the ports of `TileGrid`, with `restart` and a bit of each activation as in `SerialColumn`. Weights come with
 * the lowest bits of a vector or in a pause.
 */
export const SerialGrid = memoize((shape: GridShape) => {
  requireGrid("SerialGrid", "serial", shape);
  return gridModule("serial", shape, {
    control: LaneControl,
    controlsOfPair: PAIR_WEIGHTS,
    bitsPerCycle: 1,
    loading: {},
    passing: { restart: input(bit) },
    pass: ({ restart }) => {
      const restarts = reg(bit);
      restarts.next = restart;
      return (column) => {
        column.restart.value = restarts;
      };
    },
    decode: laneControls,
    sums: (weights, { restart }, vectors, sumBits) => pipelinedSerialSums(weights, restart, vectors, sumBits),
    columnDoc: "A bit-serial column behind a decoder.",
    doc: `${shape.columns} bit-serial columns of ${PAIR_WEIGHTS * shape.pairs} inputs, for FPGAs.`,
  });
});

/** What sets the grids of one kind apart. */
interface GridParts<C extends AnyType, L extends PortMap, P extends PortMap> {
  /** What a column holds: so many of these for each pair. */
  readonly control: C;
  readonly controlsOfPair: number;
  /** Bits of an activation that come in a cycle. */
  readonly bitsPerCycle: number;
  /** Inputs that the decoder reads beside a pair. */
  readonly loading: L;
  /** Inputs beside activations, of the grid and of its columns. */
  readonly passing: P;
  /** Registers them at the edge; what it returns connects a column. */
  readonly pass: (passing: Inside<P>) => (column: Outside<P>) => void;
  readonly decode: (pair: Uint, loading: Inside<L>) => OperandOf<C>[];
  readonly sums: (
    held: readonly RegisterOf<C>[],
    passing: Inside<P>,
    vectors: readonly (readonly Uint[])[],
    sumBits: number,
  ) => Uint[];
  readonly columnDoc: string;
  readonly doc: string;
}

const nothingPassed = { passing: {}, pass: () => () => {} };

/** An edge of registers, and columns of which each holds its own controls. */
function gridModule<C extends AnyType, L extends PortMap, P extends PortMap>(
  kind: GridKind,
  shape: GridShape,
  parts: GridParts<C, L, P>,
) {
  const { pairs, columns, tokens } = shape;
  const sumBits = gridSumBits(kind, shape);
  const controls = array(parts.control, parts.controlsOfPair * pairs);
  const inputs = array(uint(parts.bitsPerCycle), PAIR_WEIGHTS * pairs * tokens);
  const Column = module(
    `${nameOf(kind, shape)}_column`,
    {
      load: input(bit),
      controls: input(controls),
      ...parts.passing,
      activations: input(inputs),
      sums: output(array(uint(sumBits), tokens)),
    },
    (ports) => {
      const held = reg(controls);
      when(ports.load, () => {
        held.next = ports.controls;
      });
      const vectors = tokensOf(ports.activations.elements(), tokens);
      ports.sums.value = parts.sums(held.elements(), ports, vectors, sumBits);
    },
    { doc: parts.columnDoc },
  );
  return module(
    nameOf(kind, shape),
    {
      load: input(uint(columns)),
      weights: input(array(uint(PAIR_BITS), pairs)),
      ...parts.loading,
      ...parts.passing,
      activations: input(inputs),
      sums: output(array(uint(sumBits), columns * tokens)),
    },
    (ports) => {
      const decoded = reg(controls);
      decoded.next = ports.weights.elements().flatMap((pair) => parts.decode(pair, ports));
      const edge = reg(uint(columns), { name: "load_edge" });
      edge.next = ports.load;
      const connect = parts.pass(ports);
      const vectors = reg(inputs);
      vectors.next = ports.activations;
      ports.sums.value = Array.from({ length: columns }, (_, number) => {
        const column = instance(Column, { name: `column_${number}` });
        column.load.value = edge.at(number);
        column.controls.value = decoded;
        connect(column);
        column.activations.value = vectors;
        return column.sums.elements();
      }).flat();
    },
    { doc: parts.doc },
  );
}

const sizeOf = ({ pairs, columns }: GridShape): string =>
  `${columns} columns of ${PAIR_WEIGHTS * pairs} inputs`;

const nameOf = (kind: GridKind, { pairs, columns, tokens, activationBits }: GridShape): string =>
  `tile_grid_${kind}_${pairs}x${columns}x${tokens}_a${activationBits}`;

function requireGrid(block: string, kind: GridKind, shape: GridShape): void {
  requireTile(block, { ...styled(shape), kind });
  requireWhole(block, "columns", shape.columns, 1, 256);
}
