/** What all benchmarks share: repeated timing with medians, and a table that says on what it was measured. */
import { cpus, loadavg } from "node:os";

/** One run: by the clock, and what the processor spent on it (all threads); they part when the machine is shared. */
export interface Timing {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
}

/** Timings of `runs` runs, after one that is not counted. */
export function timeRuns(runs: number, action: () => void): Timing[] {
  action();
  return Array.from({ length: runs }, () => {
    const start = performance.now();
    const before = process.cpuUsage();
    action();
    const { user, system } = process.cpuUsage(before);
    return { wallSeconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 };
  });
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}

/** Prints a Markdown table under a line with the machine and the versions. */
export function printTable(
  title: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const processors = cpus();
  const lines = [header, header.map((name) => "-".repeat(name.length)), ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  console.log(title);
  console.log(
    `${processors[0]?.model.trim()}, ${processors.length} cores, ${process.platform}, load ${loadavg()[0]?.toFixed(1)}; Node ${process.version}\n`,
  );
  for (const line of lines) {
    console.log(`| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
  }
}
