/** Which column tiles of a matrix the AFPR job simulates: evenly spread, the first and the last (the ragged one) always. */
import type { JobSimulator } from "./tile-run.ts";
import type { AfprWorkload } from "./workload.ts";

export interface ColumnTileSelection {
  /** Rows of the matrix in the chosen tiles, in order. */
  readonly outputs: readonly number[];
  /** Tiles that the whole matrix has. */
  readonly columnTiles: number;
  /** Row-major outputs x inputs, of the chosen outputs. */
  readonly weights: Float32Array;
}

/** Chooses at most `tiles` column tiles, or as many as take about a minute. */
export function selectColumnTiles(
  workload: Pick<AfprWorkload, "outputs" | "inputs" | "weights">,
  options: {
    readonly rows: number;
    readonly columns: number;
    readonly tiles: number | undefined;
    readonly simulator: JobSimulator;
  },
): ColumnTileSelection {
  const { inputs, outputs, weights } = workload;
  const { columns } = options;
  const columnTiles = Math.ceil(outputs / columns);
  const count = Math.min(columnTiles, options.tiles ?? tilesThatFit(inputs, options));
  const chosen = Array.from({ length: count }, (_, at) =>
    count === 1 ? 0 : Math.round((at * (columnTiles - 1)) / (count - 1)),
  ).flatMap((tile) =>
    Array.from({ length: Math.min(columns, outputs - tile * columns) }, (_, c) => tile * columns + c),
  );
  const part = new Float32Array(chosen.length * inputs);
  for (const [at, output] of chosen.entries()) {
    part.set(weights.subarray(output * inputs, (output + 1) * inputs), at * inputs);
  }
  return { outputs: chosen, columnTiles, weights: part };
}

/** Cells times cycles that a simulator gets through in about a minute: 576 x 256 at some 5,000 cycles a second in process. */
const MINUTE: Readonly<Record<JobSimulator, number>> = { bitloom: 4.5e10, verilator: 4.5e10, icarus: 4.5e8 };

/** Two sides of a row take up to 15 pulses and reads of some 6 cycles each to program; conversions are few beside that. */
const PROGRAMMING_CYCLES_PER_ROW = 2 * 15 * 6;

function tilesThatFit(
  inputs: number,
  { rows, columns, simulator }: { rows: number; columns: number; simulator: JobSimulator },
): number {
  const cost = inputs * PROGRAMMING_CYCLES_PER_ROW * rows * columns;
  return Math.max(1, Math.floor(MINUTE[simulator] / cost));
}
