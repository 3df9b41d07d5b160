/** How every engine is timed: a checksum after a fixed number of cycles first, then runs of equal length, medians. */
import { median } from "../../report.ts";

/** What to do with a design: equal for all engines, except that slow ones may take fewer and shorter runs. */
export interface Task {
  /** Cycles after reset at which the checksum is read. */
  readonly checkCycles: number;
  readonly runs: number;
  /** Least length of a run. */
  readonly seconds: number;
}

export interface Measurement {
  /** The design's `checksum` port after `checkCycles`. */
  readonly checksum: number;
  /** Cycles of one run; with lanes, of each lane. */
  readonly cycles: number;
  readonly wallSeconds: readonly number[];
  readonly cpuSeconds: readonly number[];
}

/** Cycles a second by processor time, the median run: a shared machine disturbs it least. */
export const rateOf = ({ cycles, cpuSeconds }: Measurement): number => cycles / median(cpuSeconds);

/** The same by the clock. */
export const wallRateOf = ({ cycles, wallSeconds }: Measurement): number => cycles / median(wallSeconds);

/** Cycles for a run of `seconds`, by trial runs that double until they take a quarter of it. */
export async function cyclesFor(
  seconds: number,
  trial: (cycles: number) => number | Promise<number>,
): Promise<number> {
  let cycles = 64;
  for (;;) {
    const taken = await trial(cycles);
    if (taken >= seconds / 4) return Math.max(1, Math.ceil((cycles * seconds * 1.1) / taken));
    cycles *= taken < seconds / 40 ? 8 : 2;
  }
}
