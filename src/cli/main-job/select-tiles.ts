/** Which column tiles of a weight matrix a run simulates: evenly spread, the first and the last (the ragged one) always. */
import { type FineqMatrix, fineqRowBytes } from "../../golden/index.ts";

export interface TileSelection {
  /** Indices of the chosen tiles of `columns` output channels. */
  readonly tiles: readonly number[];
  /** Tiles that the whole matrix has. */
  readonly total: number;
  /** The rows (output channels) of the chosen tiles as one matrix. */
  readonly matrix: FineqMatrix;
}

/** Chooses at most `limit` tiles; a limit of Infinity takes all. */
export function selectTiles(matrix: FineqMatrix, columns: number, limit: number): TileSelection {
  const total = Math.ceil(matrix.rows / columns);
  const count = Math.min(total, limit);
  const tiles = Array.from({ length: count }, (_, i) =>
    count === 1 ? 0 : Math.round((i * (total - 1)) / (count - 1)),
  );
  const channels = tiles.flatMap((tile) =>
    Array.from({ length: Math.min(columns, matrix.rows - tile * columns) }, (_, c) => tile * columns + c),
  );
  return { tiles, total, matrix: takeRows(matrix, channels) };
}

function takeRows(matrix: FineqMatrix, channels: readonly number[]): FineqMatrix {
  const bytesPerRow = fineqRowBytes(matrix.columns);
  const packed = new Uint8Array(channels.length * bytesPerRow);
  channels.forEach((channel, i) => {
    const from = channel * bytesPerRow;
    packed.set(matrix.packed.subarray(from, from + bytesPerRow), i * bytesPerRow);
  });
  const scales = Uint16Array.from(channels, (channel) => matrix.scales[channel] ?? 0);
  return { rows: channels.length, columns: matrix.columns, bytesPerRow, packed, scales };
}
