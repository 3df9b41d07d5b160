/**
 * Edges of arrays of deep tile columns. Invariant: everything that enters in one cycle reaches a group of columns in one cycle,
 * so that what is loaded before a vector is loaded before it everywhere.
 */
import type { Uint } from "../../dsl/index.ts";
import { requireWhole } from "../parameters.ts";
import { tapped } from "../systolic/index.ts";
import { PAIR_WEIGHTS, requireTile, type TileKind } from "./parameters.ts";

/** Columns between two registers of what all columns see. Our choice: a fan-out of 16. */
export const COLUMNS_PER_GROUP = 16;

export interface DeepArrayShape {
  /** Inputs, a multiple of 6, up to 192. */
  readonly rows: number;
  /** Output channels, 1 to 256. */
  readonly columns: number;
  readonly tokens: number;
  readonly activationBits: number;
}

/** Fails with BL0610. */
export function requireDeepArray(block: string, kind: TileKind, shape: DeepArrayShape): void {
  const { rows, columns, tokens, activationBits } = shape;
  requireTile(block, {
    kind,
    style: "gates",
    pairs: rows / PAIR_WEIGHTS,
    tokens,
    activationBits,
    clustersPerOutlier: 2,
  });
  requireWhole(block, "columns", columns, 1, 256);
}

/** The group that a column belongs to; a group is a cycle behind the one to its left. */
export const groupOf = (column: number): number => Math.floor(column / COLUMNS_PER_GROUP);

/** Cycles from an array's ports to those of a column. */
export const edgeDelay = (column: number): number => groupOf(column) + 1;

/** `value` as each group sees it: one cycle late, two, and so on. */
export const perGroup = (value: Uint, columns: number, name: string): readonly Uint[] =>
  tapped(value, edgeDelay(columns - 1) + 1, name).slice(1);
