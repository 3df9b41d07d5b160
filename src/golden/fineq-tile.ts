/**
 * What cluster tiles add to a dot product. Tiles take activations as a + 2^(bits - 1), unsigned, and complement them for
 * negative weights, so their sums exceed the dot product by a number that depends on the weights alone (our design choice).
 * Invariant: tile sum = dot product + excess.
 */

/** The excess of a tile's sum over the dot product: for each weight w, |w| * (2^(bits - 1) - (w < 0 ? 1 : 0)). */
export function fineqTileExcess(weights: ArrayLike<number>, activationBits: number): number {
  let excess = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    excess += Math.abs(weight) * (2 ** (activationBits - 1) - (weight < 0 ? 1 : 0));
  }
  return excess;
}

/** What a tile gives for two's complement activations of `activationBits` bits. */
export function fineqTileSum(
  weights: ArrayLike<number>,
  activations: ArrayLike<number>,
  activationBits: number,
): number {
  let sum = fineqTileExcess(weights, activationBits);
  for (let i = 0; i < weights.length; i++) sum += (weights[i] as number) * (activations[i] as number);
  return sum;
}
