/**
 * Arrays for an iCE40 HX8K, for place and route. Invariant: each is of a size that was placed and routed, and carries out products
 * at that size. Of the device's 7680 logic cells the grid of any clusters fills 91 %, that of planes 84 %; the bit-serial one, mostly short
 * chains of carries, each of which begins a tile, 47 %.
 */
import {
  type GridShape,
  gridLatency,
  gridSumBits,
  PlanesGrid,
  SerialGrid,
  TileGrid,
} from "../../blocks/index.ts";
import type { ModuleDefinition } from "../../dsl/index.ts";
import { ACTIVATION_BITS } from "./constants.ts";
import { bitsInSeries, planePasses, wholeVectors, wholeWeights } from "./deep-kinds.ts";
import { type DeepShape, deepRun } from "./deep-run.ts";
import type { ArrayRun, IntegerProduct } from "./run.ts";

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
  /** The array, at its own size, carrying out a product of FineQ weights: k up to inputs, n up to channels, any m. */
  readonly run: (product: IntegerProduct) => ArrayRun;
}

type Driven = Pick<DeepShape, "vectorCycles" | "phases"> & {
  readonly passes: (product: IntegerProduct) => DeepShape["passes"];
};

interface GridKind extends Pick<FpgaArray, "title" | "cycles"> {
  readonly kind: "any" | "planes" | "serial";
  readonly grid: (shape: GridShape) => ModuleDefinition;
  readonly columns: number;
  readonly driven: Driven;
}

/** Inputs of all grids: a block of FineQ. */
const PAIRS = 4;

function gridOf({ kind, title, grid, columns, cycles, driven }: GridKind): FpgaArray {
  const shape: GridShape = { pairs: PAIRS, columns, tokens: 1, activationBits: ACTIVATION_BITS };
  const inputs = 6 * PAIRS;
  const { passes, ...vectors } = driven;
  return {
    name: `grid-${kind}`,
    title,
    device: "ice40-hx8k",
    module: () => grid(shape),
    inputs,
    channels: columns,
    tokens: 1,
    weights: inputs * columns,
    cycles,
    run: (product) =>
      deepRun(
        {
          ...vectors,
          module: grid(shape),
          latency: () => gridLatency(kind, shape),
          sumBits: gridSumBits(kind, shape),
          passes: passes(product),
        },
        { rows: inputs, columns, tokens: 1 },
        product,
      ),
  };
}

export const FPGA_ARRAYS: readonly FpgaArray[] = [
  gridOf({
    kind: "any",
    title: "FineQ tiles, any cluster in a cycle",
    grid: TileGrid,
    columns: 8,
    cycles: { least: 1, most: 1 },
    driven: { vectorCycles: wholeVectors, phases: 1, passes: () => [wholeWeights] },
  }),
  gridOf({
    kind: "planes",
    title: "FineQ tiles by ternary planes",
    grid: PlanesGrid,
    columns: 12,
    cycles: { least: 1, most: 2 },
    driven: { vectorCycles: wholeVectors, phases: 1, passes: planePasses },
  }),
  gridOf({
    kind: "serial",
    title: "FineQ tiles, activations bit by bit",
    grid: SerialGrid,
    columns: 14,
    cycles: { least: ACTIVATION_BITS, most: ACTIVATION_BITS },
    driven: { vectorCycles: bitsInSeries, phases: ACTIVATION_BITS, passes: () => [wholeWeights] },
  }),
];
