/**
 * The job that the engine runs: M x K activations times N x K weights, cut into tiles of the array's size. Every unit that
 * follows the tiles keeps its own count, so that the loader may be ahead of the array and the array ahead of the drain.
 */
import { type Bit, mux, named, reg, struct, type Uint, uint, type ValueOf, when } from "../../dsl/index.ts";
import { K_BITS, SIZE_BITS } from "./parameters.ts";

/** Sizes of the product; none is 0 while a job runs. */
export const Job = struct({ m: uint(SIZE_BITS), n: uint(SIZE_BITS), k: uint(K_BITS) });

export interface TileWalk {
  /** Rows and columns that are left, this tile's included. */
  readonly rowsLeft: Uint;
  readonly columnsLeft: Uint;
  /** This tile is the job's last. */
  readonly isLast: Bit;
}

/**
 * Counts tiles in the order of the streams: for each row of tiles, every column of tiles. `jobStart` takes the job's sizes,
 * `advance` goes on to the next tile. Counters of what remains: no divider.
 */
export function tileWalk(
  job: ValueOf<typeof Job>,
  jobStart: Bit,
  advance: Bit,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): TileWalk {
  const rowsLeft = reg(uint(SIZE_BITS));
  const columnsLeft = reg(uint(SIZE_BITS));
  const isRightmost = named("is_rightmost_tile", columnsLeft.le(columns));
  const isLowest = named("is_lowest_tile", rowsLeft.le(rows));
  when(jobStart, () => {
    rowsLeft.next = job.m;
    columnsLeft.next = job.n;
  }).elseWhen(advance, () => {
    columnsLeft.next = mux(isRightmost, job.n, columnsLeft.sub(columns));
    when(isRightmost, () => {
      rowsLeft.next = rowsLeft.sub(rows);
    });
  });
  return { rowsLeft, columnsLeft, isLast: isRightmost.and(isLowest) };
}
