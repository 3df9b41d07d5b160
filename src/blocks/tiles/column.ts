/**
 * A column of cluster tiles: the weights of one output channel, and the sums of the activation vectors that pass. Invariant:
 * of weights that keep the kind's rule every kind and style gives the same sums. Sparse columns that are handed others differ:
 * those of gates count the low bits of what breaks the rule, pipelined ones, which are those of any cluster, count everything whole.
 */
import { memoize } from "../../dsl/index.ts";
import { requireParameter } from "../parameters.ts";
import { gatesColumn } from "./gates.ts";
import { requireTile, type TileShape } from "./parameters.ts";
import { pipelinedColumn, pipelinedLatency } from "./pipelined.ts";

/** Clock edges from activations to their sums. */
export const tileLatency = (shape: Pick<TileShape, "style" | "pairs">): number =>
  shape.style === "gates" ? 1 : pipelinedLatency(shape);

/**
 * One channel of a tile.
 *
 * - `load`: the column takes `weights`, raw FineQ pairs {index, odd cluster, even cluster}; they count for the activations of
 *   later cycles.
 * - `activations`: tokens * 6 * pairs numbers as a + 2^(activationBits - 1); the first token's first.
 * - `sums`: for each token the dot product plus the excess that depends on the weights alone (docs/formats.md); sparse ones of
 *   weights that break the rule as docs/tiles.md says.
 *
 * Latency `tileLatency`, a vector a token in every cycle. Parameters out of range: BL0610.
 */
export const TileColumn = memoize((shape: TileShape) => {
  requireTile("TileColumn", shape);
  const { kind, style } = shape;
  const isWhole = kind === "any" || kind === "sparse";
  requireParameter("TileColumn", "kind", kind, "any, sparse; for others PlanesColumn, SerialColumn", isWhole);
  if (style === "pipelined") return pipelinedColumn(shape);
  return gatesColumn({ ...shape, kind: kind === "any" ? "any" : "sparse" });
});
