/**
 * Parameters of cluster tiles, and what follows from them. Invariant: a shape that `requireTile` accepted can be built.
 */
import { bitsFor, requireParameter, requireWhole } from "../parameters.ts";

/** Bits, clusters and weights of a FineQ pair: {index[1:0], cluster 2p+1 [5:0], cluster 2p [5:0]}; see docs/formats.md. */
export const PAIR_BITS = 14;
export const PAIR_CLUSTERS = 2;
export const PAIR_WEIGHTS = 6;

/**
 * What a tile does in a cycle with the clusters that it holds. any: every FineQ cluster. sparse: at most one cluster of
 * `clustersPerOutlier` neighbours has magnitudes above 1. planes: one bit of the magnitudes, chosen when they are loaded, so
 * that blocks without outliers are loaded once and others twice. serial: one bit of each activation, the highest first.
 */
export type TileKind = "any" | "sparse" | "planes" | "serial";
export const TILE_KINDS = ["any", "sparse", "planes", "serial"] as const satisfies readonly TileKind[];

/** gates: sums of a cycle, for cell libraries. pipelined: a register behind every two-input adder, for FPGAs. */
export type TileStyle = "gates" | "pipelined";
export const TILE_STYLES = ["gates", "pipelined"] as const satisfies readonly TileStyle[];

export interface TileShape {
  readonly kind: TileKind;
  readonly style: TileStyle;
  /** FineQ pairs deep: 6 * pairs inputs, 1 to 32. */
  readonly pairs: number;
  /** Activation vectors that meet the same weights in a cycle, 1 to 16. */
  readonly tokens: number;
  /** Bits of an activation, 2 to 8. */
  readonly activationBits: number;
  /** Of sparse tiles: 2, 4, 8 or 16, and a divisor of 2 * pairs. */
  readonly clustersPerOutlier: number;
}

/** BL0610 names the first parameter that is out of range. */
export function requireTile(block: string, shape: TileShape): void {
  requireParameter(block, "kind", shape.kind, TILE_KINDS.join(", "), TILE_KINDS.includes(shape.kind));
  requireParameter(block, "style", shape.style, TILE_STYLES.join(", "), TILE_STYLES.includes(shape.style));
  requireWhole(block, "pairs", shape.pairs, 1, 32);
  requireWhole(block, "tokens", shape.tokens, 1, 16);
  requireWhole(block, "activationBits", shape.activationBits, 2, 8);
  if (shape.kind !== "sparse") return;
  const { clustersPerOutlier, pairs } = shape;
  requireParameter(
    block,
    "clustersPerOutlier",
    clustersPerOutlier,
    `2, 4, 8 or 16 that divides the tile's ${PAIR_CLUSTERS * pairs} clusters`,
    [2, 4, 8, 16].includes(clustersPerOutlier) && (PAIR_CLUSTERS * pairs) % clustersPerOutlier === 0,
  );
}

/** Bits of a tile's sum. The largest: magnitudes 3 in four of a pair's six weights. */
export const tileSumBits = ({ pairs, activationBits }: Pick<TileShape, "pairs" | "activationBits">): number =>
  bitsFor(pairs * 12 * (2 ** activationBits - 1));
