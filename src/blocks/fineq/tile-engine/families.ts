/**
 * What multiplies in a FineQ engine, and what is taken unless stated. Invariant: nothing else in the project decides either; the
 * measurements behind the defaults are in docs/adr/0037-default-families.md.
 */
import type { TileStyle } from "../../tiles/index.ts";

/**
 * What multiplies. output-stationary: an array of accumulators and temporal pulses. The others: a column of cluster tiles for
 * every output channel, whose block meets tokens one group a cycle (docs/adr/0033-fineq-engine-families.md).
 */
export type FineqFamily = "output-stationary" | "tiles-any" | "tiles-sparse" | "tiles-planes";
export const FINEQ_FAMILIES = [
  "output-stationary",
  "tiles-any",
  "tiles-sparse",
  "tiles-planes",
] as const satisfies readonly FineqFamily[];

/** What a design is made for: a library of cells, or an FPGA. */
export type TargetKind = "cells" | "fpga";

/**
 * By the kind of target; `tileStyle` is that of tiles which are asked for. Simulations and generated Verilog are for cells unless they say
 * otherwise. tiles-sparse takes weights of its rule alone, so it is no default; engines of tiles do not fit an iCE40.
 */
export const DEFAULT_FAMILIES: Readonly<
  Record<TargetKind, { readonly family: FineqFamily; readonly tileStyle: TileStyle }>
> = {
  cells: { family: "tiles-any", tileStyle: "gates" },
  fpga: { family: "output-stationary", tileStyle: "pipelined" },
};

/**
 * Rows and columns of an engine that states none and goes to a small device, by the synthesis target's name; they fit with stand-ins for its pins
 * (docs/synthesis.md has the measurement). All others have 16 x 16.
 */
export const DEFAULT_SIZES: Readonly<Record<string, { readonly rows: number; readonly cols: number }>> = {
  ice40: { rows: 4, cols: 4 },
  "ice40-hx8k": { rows: 4, cols: 4 },
  "ice40-up5k": { rows: 2, cols: 2 },
};

/** The family of an engine that does not state one: who states a temporal code wants the array that has it. */
export const defaultFamily = (coding: string | undefined, target: TargetKind = "cells"): FineqFamily =>
  coding === undefined ? DEFAULT_FAMILIES[target].family : "output-stationary";
