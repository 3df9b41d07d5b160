/** What FPGA cells are, by the names that Yosys' libraries of the three families give them. */
import type { FpgaResources } from "../report.ts";

const NONE: FpgaResources = {
  luts: 0,
  flipFlops: 0,
  carries: 0,
  multiplexers: 0,
  blockRams: 0,
  lutRams: 0,
  dsps: 0,
};

const KINDS: readonly (readonly [pattern: RegExp, kind: keyof FpgaResources, weight: number])[] = [
  [/^(SB_LUT4|LUT4|LUT[1-6]|INV)$/, "luts", 1],
  [/^(SB_DFF[A-Z]*|TRELLIS_FF|FD[RSCP]E(_1)?)$/, "flipFlops", 1],
  [/^(SB_CARRY|CCU2C|CARRY4)$/, "carries", 1],
  [/^(PFUMX|L6MUX21|MUXF[78])$/, "multiplexers", 1],
  [/^(SB_RAM40_4K[A-Z]*|DP16KD|PDPW16KD|RAMB18E1)$/, "blockRams", 1],
  [/^RAMB36E1$/, "blockRams", 2],
  [/^(TRELLIS_DPR16X4|RAM\d+[XM].*|SRL(16E|C32E)|SRLC16E)$/, "lutRams", 1],
  [/^(SB_MAC16|MULT18X18D|DSP48E1)$/, "dsps", 1],
];

/** Sums by kind; cells of other kinds (constants, buffers) count for nothing. */
export function resourcesOf(
  cells: readonly { readonly type: string; readonly count: number }[],
): FpgaResources {
  const sum = { ...NONE };
  for (const { type, count } of cells) {
    const found = KINDS.find(([pattern]) => pattern.test(type));
    if (found === undefined) continue;
    const [, kind, weight] = found;
    sum[kind] += weight * count;
  }
  return sum;
}

/** sum + instances * more. */
export function addResources(sum: FpgaResources, more: FpgaResources, instances: number): FpgaResources {
  const add = (kind: keyof FpgaResources): number => sum[kind] + instances * more[kind];
  return {
    luts: add("luts"),
    flipFlops: add("flipFlops"),
    carries: add("carries"),
    multiplexers: add("multiplexers"),
    blockRams: add("blockRams"),
    lutRams: add("lutRams"),
    dsps: add("dsps"),
  };
}
