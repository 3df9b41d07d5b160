/** Cluster tiles: FineQ weights held in place, whole clusters multiplied in a cycle. */
export { tileBlocks } from "./catalogue.ts";
export { TileColumn, tileLatency } from "./column.ts";
export {
  PAIR_BITS,
  PAIR_WEIGHTS,
  type TileKind,
  type TileShape,
  type TileStyle,
  tileSumBits,
} from "./parameters.ts";
export {
  type GridKind,
  type GridShape,
  gridLatency,
  gridSumBits,
  PlanesGrid,
  SerialGrid,
  TileGrid,
} from "./pipelined-grid.ts";
export { type PlaneShape, PlanesColumn, planeLatency, planeSumBits } from "./planes.ts";
export { PlanesArray, planesArrayLatency, planesArraySumBits } from "./planes-array.ts";
export { SerialColumn, type SerialShape, serialLatency } from "./serial.ts";
export { SerialArray, serialArrayLatency, serialArraySumBits } from "./serial-array.ts";
export { type DeepArrayShape, edgeDelay, groupOf, perGroup } from "./serial-edges.ts";
export { TileArray, type TileArrayShape, tileArrayLatency, tileArraySumBits } from "./tile-array.ts";
