/**
 * Arrays for an iCE40 HX8K, for place and route. Invariant: each is of a size that was placed and routed; grids of any clusters
 * and of planes fill about nine tenths of the device. Bit-serial grids are mostly short chains of carries, each of which begins a tile, so
 * that theirs has half of the cells.
 */
import { type GridShape, PlanesGrid, SerialGrid, TileGrid } from "../../blocks/index.ts";
import type { ModuleDefinition } from "../../dsl/index.ts";

export interface FpgaArray {
  /** Lower-case words joined by `-`; unique. */
  readonly name: string;
  /** For tables. */
  readonly title: string;
  /** A target of `synthesiseAndPlace`. */
  readonly device: "ice40-hx8k";
  readonly module: () => ModuleDefinition;
  readonly inputs: number;
  readonly channels: number;
  /** Activation vectors at a time. */
  readonly tokens: number;
  /** Weights that the grid holds: inputs * channels. */
  readonly weights: number;
  /** Cycles that all weights take for a vector, by the data. */
  readonly cycles: { readonly least: number; readonly most: number };
}

/** Inputs of all grids: a block of FineQ. */
const PAIRS = 4;

function gridOf(
  name: string,
  title: string,
  grid: (shape: GridShape) => ModuleDefinition,
  columns: number,
  cycles: FpgaArray["cycles"],
): FpgaArray {
  const shape: GridShape = { pairs: PAIRS, columns, tokens: 1, activationBits: 8 };
  return {
    name,
    title,
    device: "ice40-hx8k",
    module: () => grid(shape),
    inputs: 6 * PAIRS,
    channels: columns,
    tokens: 1,
    weights: 6 * PAIRS * columns,
    cycles,
  };
}

export const FPGA_ARRAYS: readonly FpgaArray[] = [
  gridOf("grid-any", "FineQ tiles, any cluster in a cycle", TileGrid, 8, { least: 1, most: 1 }),
  gridOf("grid-planes", "FineQ tiles by ternary planes", PlanesGrid, 12, { least: 1, most: 2 }),
  gridOf("grid-serial", "FineQ tiles, activations bit by bit", SerialGrid, 14, { least: 8, most: 8 }),
];
