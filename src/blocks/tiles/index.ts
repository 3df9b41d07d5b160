/** Cluster tiles: FineQ weights held in place, whole clusters multiplied in a cycle. */
export { TileColumn, tileLatency } from "./column.ts";
export {
  PAIR_BITS,
  PAIR_WEIGHTS,
  type TileKind,
  type TileShape,
  type TileStyle,
  tileSumBits,
} from "./parameters.ts";
