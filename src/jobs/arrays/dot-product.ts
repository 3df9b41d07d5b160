/** The plain dot product that arrays are checked against. */

/** Exact; both of equal length. */
export const dotProduct = (weights: readonly number[], activations: readonly number[]): number =>
  weights.reduce((sum, weight, i) => sum + weight * (activations[i] as number), 0);
