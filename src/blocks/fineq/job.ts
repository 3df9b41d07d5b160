/**
 * The job that the engine runs: M x K activations times N x K weights, cut into tiles of the array's size. Every unit that
 * follows the tiles keeps its own count, so that the loader may be ahead of the array and the array ahead of the drain.
 */
import { type Bit, literal, mux, reg, struct, type Uint, uint, type ValueOf, when } from "../../dsl/index.ts";
import { bitsFor } from "../parameters.ts";
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
  const jobRowsLeft = reg(uint(SIZE_BITS));
  const jobColumnsLeft = reg(uint(SIZE_BITS));
  const isRightmost = jobColumnsLeft.le(columns);
  const isLowest = jobRowsLeft.le(rows);
  when(jobStart, () => {
    jobRowsLeft.next = job.m;
    jobColumnsLeft.next = job.n;
  }).elseWhen(advance, () => {
    jobColumnsLeft.next = mux(isRightmost, job.n, jobColumnsLeft.sub(columns));
    when(isRightmost, () => {
      jobRowsLeft.next = jobRowsLeft.sub(rows);
    });
  });
  return { rowsLeft: jobRowsLeft, columnsLeft: jobColumnsLeft, isLast: isRightmost.and(isLowest) };
}

/** min(value, most) in the bits that `most` needs: how many rows or columns of a tile are used. */
export function capped(value: Uint, most: number): Uint {
  const width = bitsFor(most);
  return mux(value.gt(most), literal(uint(width), most), value.trunc(width));
}
