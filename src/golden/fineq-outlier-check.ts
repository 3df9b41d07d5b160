/** Whether a matrix keeps the rule of sparse outliers (fineq-outliers.ts). Invariant: it looks at weights alone, not at how they came about. */
import { decodeBlockInto, FINEQ_BLOCK_BYTES, FINEQ_BLOCK_WEIGHTS } from "./fineq-block.ts";
import type { FineqMatrix } from "./fineq-matrix.ts";
import type { ClustersPerOutlier } from "./fineq-outliers.ts";

const CLUSTER_WEIGHTS = 3;

/**
 * Whether of every `clusters` neighbouring clusters of a row, counted from its start, at most one has a magnitude above 1. What is not a
 * FineQ matrix was refused when it was made, so nothing is refused here; padding counts as zeros whatever its bits.
 */
export function obeysOutlierRule(matrix: FineqMatrix, clusters: ClustersPerOutlier): boolean {
  const { rows, columns, bytesPerRow, packed } = matrix;
  const weights = new Int8Array(Math.ceil(columns / FINEQ_BLOCK_WEIGHTS) * FINEQ_BLOCK_WEIGHTS);
  const group = clusters * CLUSTER_WEIGHTS;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column += FINEQ_BLOCK_WEIGHTS) {
      const offset = row * bytesPerRow + (column / FINEQ_BLOCK_WEIGHTS) * FINEQ_BLOCK_BYTES;
      decodeBlockInto(packed, offset, weights, column, Math.min(FINEQ_BLOCK_WEIGHTS, columns - column));
    }
    for (let from = 0; from < columns; from += group) {
      const outliers = new Set<number>();
      for (let k = from; k < Math.min(columns, from + group); k++) {
        if (Math.abs(weights[k] as number) > 1) outliers.add(Math.floor(k / CLUSTER_WEIGHTS));
      }
      if (outliers.size > 1) return false;
    }
  }
  return true;
}
