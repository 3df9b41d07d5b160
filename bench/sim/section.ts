/** What a part of the benchmark gives back: a table of everything measured, and how it stands against the goals. */
export interface Goal {
  readonly measure: string;
  /** As issue 3 words it. */
  readonly goal: string;
  readonly found: string;
  readonly met: boolean;
}

export interface Section {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly goals: readonly Goal[];
}

export interface BenchOptions {
  /** Fewer runs, and no 64 x 64 outside this process. */
  readonly quick: boolean;
}

/** `1234567` as "1.23 M". */
export function metric(value: number): string {
  for (const [unit, name] of [
    [1e9, " G"],
    [1e6, " M"],
    [1e3, " k"],
  ] as const) {
    if (value >= unit) return (value / unit).toPrecision(3) + name;
  }
  return value.toPrecision(3);
}

export const times = (ratio: number): string => `${ratio >= 100 ? Math.round(ratio) : ratio.toPrecision(3)}x`;

export const milliseconds = (seconds: number): string =>
  `${(1000 * seconds).toFixed(seconds < 0.01 ? 2 : 0)} ms`;

/** A goal of a ratio that should be high. */
export const ratioGoal = (measure: string, ratio: number, least: number): Goal => ({
  measure,
  goal: `${least.toLocaleString("en")}x or more`,
  found: times(ratio),
  met: ratio >= least,
});

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** All engines must have computed the same before a speed means anything. */
export function requireEqualChecksums(design: string, checksums: ReadonlyMap<string, number>): void {
  const values = new Set(checksums.values());
  // 0 is where every checksum starts: engines that agree on it may have computed nothing.
  if (values.size === 1 && !values.has(Number.NaN) && !values.has(0)) return;
  const list = [...checksums].map(([engine, checksum]) => `${engine}: ${checksum}`).join(", ");
  throw new Error(`${design}: the engines disagree or computed nothing (${list})`);
}
