/**
 * How every engine is timed: a checksum after a fixed number of cycles first, then runs of equal length, medians. Engines take
 * turns run by run, so that what else happens on the machine meets all of them alike.
 */
import { median } from "../../report.ts";

/** What to do with a design: equal for all engines. */
export interface Task {
  /** Cycles after reset at which the checksum is read. */
  readonly checkCycles: number;
  readonly runs: number;
  /** Least length of a run. */
  readonly seconds: number;
}

/** One run. */
export interface Lap {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
}

/** An engine with its design, warm and ready to run. */
export interface Contender {
  /** The design's `checksum` port after `checkCycles`. */
  readonly checksum: number;
  /** Cycles of one run; with lanes, of all lanes together. */
  readonly cycles: number;
  readonly lap: () => Lap | Promise<Lap>;
}

export interface Measurement {
  readonly checksum: number;
  readonly cycles: number;
  readonly laps: readonly Lap[];
}

/** `runs` rounds, in each of which everybody runs once. */
export async function takeTurns<K extends string>(
  contenders: ReadonlyMap<K, Contender>,
  runs: number,
): Promise<Map<K, Measurement>> {
  const laps = new Map<K, Lap[]>();
  for (let run = 0; run < runs; run++) {
    for (const [name, { lap }] of contenders) {
      const done = laps.get(name) ?? [];
      done.push(await lap());
      laps.set(name, done);
    }
  }
  return new Map(
    [...contenders].map(([name, { checksum, cycles }]) => [
      name,
      { checksum, cycles, laps: laps.get(name) ?? [] },
    ]),
  );
}

/** Cycles a second by processor time, the median run: a shared machine disturbs it least. */
export const rateOf = ({ cycles, laps }: Measurement): number =>
  cycles / median(laps.map(({ cpuSeconds }) => cpuSeconds));

/** The same by the clock. */
export const wallRateOf = ({ cycles, laps }: Measurement): number =>
  cycles / median(laps.map(({ wallSeconds }) => wallSeconds));

/**
 * Cycles for a run of `seconds`: trial runs double until they take a quarter of it and nearly twice as long as the one
 * before, so that a fixed cost, such as opening a file, is not taken for the price of a cycle.
 */
export async function cyclesFor(
  seconds: number,
  trial: (cycles: number) => number | Promise<number>,
): Promise<number> {
  let before = Number.POSITIVE_INFINITY;
  for (let cycles = 64; ; cycles *= 2) {
    const taken = await trial(cycles);
    const isProportional = taken > 1.6 * before;
    if ((taken >= seconds / 4 && isProportional) || taken >= 2 * seconds) {
      return Math.max(1, Math.ceil((cycles * seconds * 1.1) / taken));
    }
    before = taken;
  }
}
