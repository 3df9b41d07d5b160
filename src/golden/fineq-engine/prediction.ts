/**
 * What is known of a job before it runs, and what its counters must show then. Invariant: dates depend on sizes alone, and in
 * engines that follow the data on which rounds have outliers.
 */

/** Sizes of a job, 1 or more each. */
export interface FineqJobSize {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  /** For each tile, for each round: some block has an outlier. Needed for `tiles-planes` alone; `fineqOutlierRounds` tells. */
  readonly outlierRounds?: readonly boolean[] | undefined;
}

export interface FineqPrediction {
  /** Cycles in which the engine is busy. */
  readonly cycles: number;
  /** Cycles in which the array or the tiles work; output-stationary: tiles * K * T. */
  readonly steps: number;
  /** Cycles without a step while the job still has steps to make; utilisation is steps / (steps + stalls). */
  readonly stalls: number;
}
