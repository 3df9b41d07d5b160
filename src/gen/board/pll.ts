/**
 * Settings of the iCE40's PLL. Invariant: reference, oscillator and output are in the ranges of Lattice's FPGA-TN-02052 (sysCLOCK PLL
 * of iCE40), with the feedback path SIMPLE.
 */

export interface PllSettings {
  /** The reference is divided by divR + 1, multiplied by divF + 1 and divided by 2^divQ. */
  readonly divR: number;
  readonly divF: number;
  readonly divQ: number;
  readonly filterRange: number;
  /** MHz. */
  readonly output: number;
}

/** MHz, both ends included. */
const PHASE_DETECTOR = [10, 133] as const;
const OSCILLATOR = [533, 1066] as const;
export const PLL_OUTPUT = [16, 275] as const;

/** Upper ends of the phase detector's filter ranges 1, 2, ..., in MHz. */
const FILTER_ENDS = [17, 26, 44, 66, 101];

/**
 * The settings whose output is nearest to `wanted` MHz, the smallest dividers among equals; undefined where `wanted` is
 * not within reach.
 */
export function pllSettings(reference: number, wanted: number): PllSettings | undefined {
  if (wanted < PLL_OUTPUT[0] || wanted > PLL_OUTPUT[1]) return undefined;
  let best: PllSettings | undefined;
  for (let divR = 0; divR < 16; divR++) {
    const detector = reference / (divR + 1);
    if (detector < PHASE_DETECTOR[0] || detector > PHASE_DETECTOR[1]) continue;
    for (let divF = 0; divF < 128; divF++) {
      const vco = detector * (divF + 1);
      if (vco < OSCILLATOR[0] || vco > OSCILLATOR[1]) continue;
      for (let divQ = 1; divQ <= 6; divQ++) {
        const output = vco / 2 ** divQ;
        if (best !== undefined && Math.abs(output - wanted) >= Math.abs(best.output - wanted)) continue;
        const range = FILTER_ENDS.findIndex((end) => detector < end);
        best = { divR, divF, divQ, filterRange: range < 0 ? FILTER_ENDS.length + 1 : range + 1, output };
      }
    }
  }
  return best;
}
