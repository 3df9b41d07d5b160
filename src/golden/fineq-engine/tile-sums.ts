/**
 * What engines of cluster tiles hold on the way to a sum, and what they see of a block at once. Invariant: sums are exact dot
 * products; a sum overflows when what the memory of sums would have to hold leaves the accumulator's range.
 */
import { decodeBlock, FINEQ_BLOCK_BYTES, FINEQ_BLOCK_WEIGHTS } from "../fineq-block.ts";
import { decodeFineq, type FineqMatrix } from "../fineq-matrix.ts";
import { CLUSTERS_PER_OUTLIER, type ClustersPerOutlier } from "../fineq-outliers.ts";
import type { GemmResult } from "../gemm.ts";
import type { FineqEngineShape, FineqTileShape } from "./shape.ts";

/**
 * sums[m, n] = sum over k of activations[m, k] * weights[n, k], row-major. `overflow` is 1 where the sum left `accumulatorBits` (2 to 32)
 * after some round of 24 weights; with planes also after the low bits of a round's magnitudes, in rounds that have outliers.
 */
export function tileSums(
  activations: Int8Array,
  m: number,
  matrix: FineqMatrix,
  accumulatorBits: number,
  isDoubled: (channel: number, round: number) => boolean,
): GemmResult {
  const { rows: n, columns: k } = matrix;
  const weights = decodeFineq(matrix);
  const top = 2 ** (accumulatorBits - 1) - 1;
  const sums = new Int32Array(m * n);
  const overflow = new Uint8Array(m * n);
  for (let channel = 0; channel < n; channel++) {
    for (let first = 0, round = 0; first < k; first += FINEQ_BLOCK_WEIGHTS, round++) {
      const parts = isDoubled(channel, round) ? [lowPart, highPart] : [whole];
      for (let row = 0; row < m; row++) {
        const at = row * n + channel;
        for (const part of parts) {
          let sum = sums[at] as number;
          for (let i = first; i < Math.min(k, first + FINEQ_BLOCK_WEIGHTS); i++) {
            sum += (activations[row * k + i] as number) * part(weights[channel * k + i] as number);
          }
          sums[at] = sum;
          if (sum > top || sum < -top - 1) overflow[at] = 1;
        }
      }
    }
  }
  return { sums, overflow };
}

const whole = (weight: number): number => weight;
const lowPart = (weight: number): number => Math.sign(weight) * (Math.abs(weight) & 1);
const highPart = (weight: number): number => Math.sign(weight) * (Math.abs(weight) & 2);

/**
 * For each tile, for each round: some block of the tile has a magnitude above 1, padding past K included. The engine loads such
 * rounds twice when it works by planes.
 */
export function fineqOutlierRounds(
  { rows, columns }: Pick<FineqEngineShape, "rows" | "columns">,
  m: number,
  matrix: FineqMatrix,
): boolean[] {
  const outliers = outlierBlocks(matrix);
  const rounds = Math.ceil(matrix.columns / FINEQ_BLOCK_WEIGHTS);
  const ofTileRow: boolean[] = [];
  for (let first = 0; first < matrix.rows; first += columns) {
    for (let round = 0; round < rounds; round++) {
      let isFound = false;
      for (let channel = first; channel < Math.min(matrix.rows, first + columns); channel++) {
        isFound ||= outliers[channel * rounds + round] === 1;
      }
      ofTileRow.push(isFound);
    }
  }
  return Array.from({ length: Math.ceil(m / rows) }, () => ofTileRow).flat();
}

/** Blocks by rows: 1 for those with a magnitude above 1. */
function outlierBlocks({ rows, columns, packed, bytesPerRow }: FineqMatrix): Uint8Array {
  const rounds = Math.ceil(columns / FINEQ_BLOCK_WEIGHTS);
  const found = new Uint8Array(rows * rounds);
  forEachBlock({ rows, rounds, bytesPerRow }, (channel, round, at) => {
    const { weights } = decodeBlock(packed, at);
    if (weights.some((weight) => Math.abs(weight) > 1)) found[channel * rounds + round] = 1;
  });
  return found;
}

/** The rule that the weights of an engine must obey; undefined when any FineQ matrix will do. */
export const fineqOutlierRule = ({ tile }: Pick<FineqEngineShape, "tile">): ClustersPerOutlier | undefined =>
  tile?.kind === "sparse"
    ? CLUSTERS_PER_OUTLIER.find((clusters) => clusters === tile.clustersPerOutlier)
    : undefined;

/** Whether some block has more than one cluster with magnitudes above 1 among `clustersPerOutlier` neighbours, padding included. */
export function fineqBreaksSparsity(
  { rows, columns, packed, bytesPerRow }: FineqMatrix,
  clustersPerOutlier: number,
): boolean {
  const rounds = Math.ceil(columns / FINEQ_BLOCK_WEIGHTS);
  let isBroken = false;
  forEachBlock({ rows, rounds, bytesPerRow }, (_channel, _round, at) => {
    const { weights } = decodeBlock(packed, at);
    for (let first = 0; first < FINEQ_BLOCK_WEIGHTS; first += 3 * clustersPerOutlier) {
      let outliers = 0;
      for (let cluster = first; cluster < first + 3 * clustersPerOutlier; cluster += 3) {
        if (weights.subarray(cluster, cluster + 3).some((weight) => Math.abs(weight) > 1)) outliers++;
      }
      isBroken ||= outliers > 1;
    }
  });
  return isBroken;
}

function forEachBlock(
  { rows, rounds, bytesPerRow }: { rows: number; rounds: number; bytesPerRow: number },
  visit: (channel: number, round: number, at: number) => void,
): void {
  for (let channel = 0; channel < rows; channel++) {
    for (let round = 0; round < rounds; round++) {
      visit(channel, round, channel * bytesPerRow + round * FINEQ_BLOCK_BYTES);
    }
  }
}

/** The golden sums of an engine of tiles. */
export function sumsOfTiles(
  shape: FineqEngineShape,
  { kind }: FineqTileShape,
  activations: Int8Array,
  m: number,
  matrix: FineqMatrix,
): GemmResult {
  const rounds = Math.ceil(matrix.columns / FINEQ_BLOCK_WEIGHTS);
  const doubled = kind === "planes" ? fineqOutlierRounds(shape, 1, matrix) : [];
  return tileSums(
    activations,
    m,
    matrix,
    Math.min(32, shape.accumulatorBits),
    (channel, round) => doubled[Math.floor(channel / shape.columns) * rounds + round] === true,
  );
}
