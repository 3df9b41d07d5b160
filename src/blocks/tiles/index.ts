/** Cluster tiles: FineQ weights held in place, whole clusters multiplied in a cycle. */
export { TileColumn, tileLatency, tileSumBits } from "./column.ts";
export {
  PAIR_BITS,
  PAIR_WEIGHTS,
  type TileKind,
  type TileShape,
  type TileStyle,
} from "./parameters.ts";
