/** The images of a program, byte by byte, in the orders that program.ts states. Invariant: what is past an edge is zero. */
import { UNIFORM_GROUP } from "../../uniform.ts";
import type { QuantizedMatrix } from "../../weight-format.ts";
import type { LieqEngineShape, LieqLayer } from "./program.ts";
import {
  columnTiles,
  depthGroups,
  type LayerSize,
  rowTiles,
  tileBytes,
  WORD_LAYOUTS,
  wordsOf,
} from "./tiles.ts";

export const layerSize = ({ m, weights: { format, matrix } }: LieqLayer): LayerSize => ({
  format,
  m,
  n: matrix.rows,
  k: matrix.columns,
});

/** Where the words of group `group` of K begin in a packed row. */
const groupByte = ({ format, matrix }: QuantizedMatrix, group: number): number =>
  format === "fineq" ? 0 : (group * UNIFORM_GROUP * matrix.bits) / 8;

/** Weights of one layer, for one row of tiles. */
export function weightsImage(shape: LieqEngineShape, layer: LieqLayer): Uint8Array {
  const size = layerSize(layer);
  const { format, matrix } = layer.weights;
  const { bytes: wordBytes } = WORD_LAYOUTS[format];
  const tiles = columnTiles(size, shape);
  const image = new Uint8Array(tiles.reduce((sum, { length }) => sum + tileBytes(size, length), 0));
  let tileAt = 0;
  for (const tile of tiles) {
    let at = tileAt;
    depthGroups(size).forEach(({ length }, group) => {
      const start = groupByte(layer.weights, group);
      for (let word = 0; word < wordsOf(format, length); word++) {
        for (let column = 0; column < tile.length; column++, at += wordBytes) {
          const row = (tile.first + column) * matrix.bytesPerRow;
          const from = start + word * wordBytes;
          image.set(
            matrix.packed.subarray(row + from, row + Math.min(from + wordBytes, matrix.bytesPerRow)),
            at,
          );
        }
      }
    });
    tileAt += tileBytes(size, tile.length);
  }
  return image;
}

/** Scales and zero points of one layer, for one row of tiles. */
export function scalesImage(shape: LieqEngineShape, layer: LieqLayer): Uint8Array {
  const size = layerSize(layer);
  const groups = depthGroups(size).length;
  const image = new Uint8Array(4 * size.n * groups);
  const { format, matrix } = layer.weights;
  const view = new DataView(image.buffer);
  let at = 0;
  for (const tile of columnTiles(size, shape)) {
    for (let group = 0; group < groups; group++) {
      for (let column = 0; column < tile.length; column++, at += 4) {
        const place = (tile.first + column) * groups + group;
        view.setUint16(at, matrix.scales[place] as number, true);
        if (format !== "fineq") view.setUint8(at + 2, matrix.zeros[place] as number);
      }
    }
  }
  return image;
}

/** Activations of one layer. */
export function activationsImage(shape: LieqEngineShape, layer: LieqLayer): Uint8Array {
  const size = layerSize(layer);
  const tiles = rowTiles(size, shape);
  const image = new Uint8Array(tiles.length * size.k * shape.rows);
  tiles.forEach((tile, index) => {
    for (let row = 0; row < tile.length; row++) {
      for (let k = 0; k < size.k; k++) {
        const value = layer.activations[(tile.first + row) * size.k + k] as number;
        image[(index * size.k + k) * shape.rows + row] = value;
      }
    }
  });
  return image;
}
