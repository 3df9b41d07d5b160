/**
 * Sparse outliers, a rule for FineQ matrices that smaller hardware can rely on: of n neighbouring clusters of a row, counted from its
 * start, at most one has magnitudes above 1. Invariant: a matrix that obeys the rule is plain FineQ, the same blocks and indices. Nothing of
 * this is in the FineQ paper (arXiv 2504.19746); it is our design choice.
 *
 * Pairs share an index, so an outlier cluster's neighbour in the pair loses the same weight and keeps magnitudes of 0 and 1 in its 3-bit
 * fields. A group of n/2 pairs has 1 + 3n choices: all pairs at index 0, or one pair at index 1..3 with outliers in its even or its odd
 * cluster and the others at index 0.
 */
import { FINEQ_PAIR_WEIGHTS, type FineqIndex } from "./fineq-block.ts";

/** n of the rule: even, because pairs share an index. */
export const CLUSTERS_PER_OUTLIER = [2, 4, 8, 16] as const;

export type ClustersPerOutlier = (typeof CLUSTERS_PER_OUTLIER)[number];

/** Options of quantizers that can keep the rule. */
export interface OutlierRule {
  /** At most one outlier cluster in so many neighbours; undefined: any cluster may have outliers. */
  readonly clustersPerOutlier?: ClustersPerOutlier | undefined;
}

const CLUSTER_WEIGHTS = 3;
const CLUSTERS_PER_PAIR = 2;

/** Pairs among which one may have an outlier cluster. */
export const pairsPerOutlier = (clusters: ClustersPerOutlier): number => clusters / CLUSTERS_PER_PAIR;

/**
 * What a pair may be: index 0 (choice 0); index 1..3 with magnitudes to 3 in both clusters (1..3), in the even cluster alone (4..6), in
 * the odd one alone (7..9).
 */
export type PairChoice = number;

/** Index 0 and nothing else. */
export const TERNARY_CHOICES: readonly PairChoice[] = [0];
/** Choices of plain FineQ. */
export const PLAIN_CHOICES: readonly PairChoice[] = [0, 1, 2, 3];
/** Choices with one outlier cluster; among equals the first is taken: the even cluster's, then the smaller index. */
export const OUTLIER_CHOICES: readonly PairChoice[] = [4, 5, 6, 7, 8, 9];

/** The index of a choice. */
export const choiceIndex = (choice: PairChoice): FineqIndex =>
  (choice === 0 ? 0 : 1 + ((choice - 1) % 3)) as FineqIndex;

/** Largest |q| of weight k = 0..5 of a pair under a choice, at [choice * 6 + k]. */
export const LARGEST_MAGNITUDES = Uint8Array.from(
  [...TERNARY_CHOICES, ...PLAIN_CHOICES.slice(1), ...OUTLIER_CHOICES].flatMap((choice) =>
    Array.from({ length: FINEQ_PAIR_WEIGHTS }, (_, k) => {
      const index = choiceIndex(choice);
      if (index === 0) return 1;
      if (k % CLUSTER_WEIGHTS === index - 1) return 0;
      const cluster = k < CLUSTER_WEIGHTS ? 0 : 1;
      const hasOutliers = choice <= 3 || cluster === (choice <= 6 ? 0 : 1);
      return hasOutliers ? 3 : 1;
    }),
  ),
);
