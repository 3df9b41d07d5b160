/**
 * LieQ's geometry of a projection's output (arXiv 2508.03332): how many directions its energy is spread over, compared with the
 * output of random weights. Which outputs are compared, and how a layer's score is averaged, is our design choice.
 */
import { fail } from "../../diagnostics/index.ts";
import { gaussSource, syntheticWeights } from "../synthetic.ts";
import { type RealMatrix, squaredSingularValues } from "./spectrum.ts";

/** Standard deviation of the random weights. The diagnostics do not depend on it: they do not see scaling. */
export const RANDOM_WEIGHT_DEVIATION = 0.02;

/**
 * Compact(Z) = exp(-sum p_k ln p_k) with p_k = s_k^2 / sum s^2: the effective number of directions, 1 for rank one to n for n equal
 * singular values. `energies` are the s_k^2 in any order; BL0551 when they have no finite sum above zero.
 */
export function compactness(energies: ArrayLike<number>, what = "the matrix"): number {
  const total = totalEnergy(energies, what);
  let entropy = 0;
  for (let k = 0; k < energies.length; k++) {
    const share = (energies[k] as number) / total;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return Math.exp(entropy);
}

/** E_k: the share of the energy in the k largest of the s_k^2, 0..1. `energies` fall; BL0551 as above. */
export function topEnergy(energies: ArrayLike<number>, k: number, what = "the matrix"): number {
  const total = totalEnergy(energies, what);
  let sum = 0;
  for (let at = 0; at < Math.min(k, energies.length); at++) sum += energies[at] as number;
  return Math.min(1, sum / total);
}

/** What the spectra of Z = W h and of Z~ = W~ h say about a projection, or about one head of it. */
export interface SpectralDiagnostics {
  /** Compact(Z). */
  readonly compactness: number;
  /** Compact(Z~). */
  readonly randomCompactness: number;
  /** d_r = (Compact(Z~) - Compact(Z)) / Compact(Z~); high where training has drawn the output together. */
  readonly reduction: number;
  /** E_k(Z). */
  readonly topEnergy: number;
  /** E_k(Z) - E_k(Z~). */
  readonly topEnergyGain: number;
}

/** Compares the output of trained weights with that of random ones; both [outputs, tokens]. BL0551 names the projection. */
export function spectralDiagnostics(
  output: RealMatrix,
  randomOutput: RealMatrix,
  k: number,
  what: string,
): SpectralDiagnostics {
  const energies = squaredSingularValues(output, what);
  const randomEnergies = squaredSingularValues(randomOutput, `${what} with random weights`);
  const compact = compactness(energies, what);
  const randomCompact = compactness(randomEnergies, `${what} with random weights`);
  const top = topEnergy(energies, k, what);
  return {
    compactness: compact,
    randomCompactness: randomCompact,
    reduction: (randomCompact - compact) / randomCompact,
    topEnergy: top,
    topEnergyGain: top - topEnergy(randomEnergies, k),
  };
}

/** W~[outputs, inputs], row-major: seeded normal numbers of deviation {@link RANDOM_WEIGHT_DEVIATION}, in binary32. */
export function randomWeights(outputs: number, inputs: number, seed: number): Float32Array {
  return syntheticWeights(gaussSource(seed), outputs * inputs, RANDOM_WEIGHT_DEVIATION);
}

/**
 * A layer's figure: the mean over its projections, each of which is the mean over its heads (one entry where a projection is taken
 * whole), so that many heads do not outweigh the projections without. BL0552 when something is empty.
 */
export function layerMean(projections: readonly (readonly number[])[]): number {
  return mean(
    projections.map((heads) => mean(heads, "heads of a projection")),
    "projections of a layer",
  );
}

function mean(values: readonly number[], what: string): number {
  if (values.length === 0) fail("BL0552", { what: `The number of ${what}`, found: 0, allowed: "1 or more" });
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function totalEnergy(energies: ArrayLike<number>, what: string): number {
  let total = 0;
  for (let k = 0; k < energies.length; k++) total += energies[k] as number;
  if (!(total > 0 && total < Number.POSITIVE_INFINITY)) {
    fail("BL0551", { what, problem: total === 0 ? "it is all zero" : "its energy is not finite" });
  }
  return total;
}
