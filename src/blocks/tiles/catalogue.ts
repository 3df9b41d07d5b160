/** Cluster tiles as the command line offers them. */
import { type BlockEntry, blockEntry, choiceParameter, integerParameter } from "../catalogue-entry.ts";
import { TileColumn } from "./column.ts";
import { PAIR_WEIGHTS, TILE_STYLES } from "./parameters.ts";
import { PlanesGrid, SerialGrid, TileGrid } from "./pipelined-grid.ts";
import { PlanesColumn } from "./planes.ts";
import { SerialColumn } from "./serial.ts";
import { TileArray } from "./tile-array.ts";

const shape = {
  kind: choiceParameter({
    doc: "any: every FineQ cluster in a cycle; sparse: one cluster in some with magnitudes above 1",
    default: "any",
    choices: ["any", "sparse"],
  }),
  tokens: integerParameter({
    doc: "activation vectors that meet the same weights in a cycle",
    default: 1,
    min: 1,
    max: 16,
  }),
  activationBits: integerParameter({
    doc: "bits of an activation, offset binary",
    default: 8,
    min: 2,
    max: 8,
  }),
  clustersPerOutlier: integerParameter({
    doc: "of sparse tiles: clusters among which one may have magnitudes above 1; 2, 4, 8 or 16",
    default: 2,
    min: 2,
    max: 16,
  }),
};

const style = choiceParameter({
  doc: "gates: a sum in a cycle, for cell libraries; pipelined: a register behind every adder, for FPGAs",
  default: "gates",
  choices: [...TILE_STYLES],
});

const pairs = integerParameter({ doc: "FineQ pairs deep, 6 inputs each", default: 4, min: 1, max: 32 });

const ofColumn = { pairs, tokens: shape.tokens, activationBits: shape.activationBits };

export const tileBlocks: readonly BlockEntry[] = [
  blockEntry({
    name: "tile-column",
    title: "Column of a cluster tile",
    doc: "Holds the FineQ pairs of one output channel and multiplies whole clusters: sums are the dot products of the activation vectors plus an excess that depends on the weights alone. A vector a token in every cycle, latency 1; pipelined more.",
    parameters: {
      ...shape,
      style,
      pairs,
    },
    reference: { pairs: "1" },
    make: TileColumn,
  }),
  blockEntry({
    name: "planes-column",
    title: "Column of a tile of ternary planes",
    doc: "As tile-column, but of every magnitude one bit is held, chosen while loading: sums are those of weights -1, 0 and 1, which the user shifts. A vector a token in every cycle, latency 1; pipelined more.",
    parameters: { style, ...ofColumn },
    reference: { pairs: "1" },
    make: PlanesColumn,
  }),
  blockEntry({
    name: "serial-column",
    title: "Column of a bit-serial tile",
    doc: "As tile-column, but activations come bit by bit, the highest first: a vector a token every activationBits cycles. Latency 1 from the lowest bits; pipelined more.",
    parameters: { style, ...ofColumn },
    reference: { pairs: "1" },
    make: SerialColumn,
  }),
  blockEntry({
    name: "tile-array",
    title: "Array of cluster tiles",
    doc: "Tile columns side by side with their edges: weights loaded a channel at a time and recoded once, activations registered for each 16 columns. A vector a token in every cycle; sums 2 cycles after the activations, one more for each 16 columns.",
    parameters: {
      ...shape,
      pairs,
      columns: integerParameter({ doc: "output channels", default: 4, min: 1, max: 256 }),
    },
    reference: { pairs: "1", columns: "2" },
    make: ({ pairs, ...given }) => TileArray({ ...given, rows: PAIR_WEIGHTS * pairs }),
  }),
  blockEntry({
    name: "tile-grid",
    title: "Grid of tile columns for FPGAs",
    doc: "Pipelined tile columns side by side behind one decoder; all see the same activations, each has the weights of its own output channel. A vector a token in every cycle (any, planes) or every activationBits cycles (serial).",
    parameters: {
      kind: choiceParameter({
        doc: "any: every FineQ cluster in a cycle; planes: one bit of the magnitudes a load; serial: one bit of each activation a cycle",
        default: "any",
        choices: ["any", "planes", "serial"],
      }),
      pairs,
      columns: integerParameter({ doc: "output channels", default: 4, min: 1, max: 256 }),
      tokens: shape.tokens,
      activationBits: shape.activationBits,
    },
    reference: { pairs: "1", columns: "2" },
    make: ({ kind, ...grid }) =>
      kind === "any" ? TileGrid(grid) : kind === "planes" ? PlanesGrid(grid) : SerialGrid(grid),
  }),
];
