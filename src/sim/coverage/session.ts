/**
 * The coverage of every simulation of a process, written as one file when the process or the test file ends. Invariant: a
 * simulation is taken in once, whether it was closed or not.
 */
import { type CoverageData, mergeCoverage, noCoverage } from "./data.ts";
import { writeCoverage } from "./files.ts";

/** The folder that BITLOOM_COVERAGE names, or undefined: then only simulations that ask for coverage record it. */
export const coverageFolder = (): string | undefined => process.env.BITLOOM_COVERAGE || undefined;

const running = new Set<() => CoverageData>();
let closed: CoverageData = noCoverage;
let isWaiting = false;

/** Takes a simulation in when the function that comes back is called, or at the end. */
export function recordCoverage(coverage: () => CoverageData): () => void {
  running.add(coverage);
  if (!isWaiting) process.once("exit", flushCoverage);
  isWaiting = true;
  return () => {
    if (running.delete(coverage)) closed = mergeCoverage([closed, coverage()]);
  };
}

/** Writes what was recorded since the last time into the folder of BITLOOM_COVERAGE; nothing when there is nothing. */
export function flushCoverage(): void {
  const folder = coverageFolder();
  const data = mergeCoverage([closed, ...[...running].map((coverage) => coverage())]);
  running.clear();
  closed = noCoverage;
  if (folder !== undefined && data.modules.length > 0) writeCoverage(folder, data);
}
