/** When a weight-stationary array works at its full rate. Invariant: no cycle counts in which an element has no vector of its own. */
import type { ArrayRun } from "./run.ts";

export interface Fillings {
  /** The cycle of each filling's first vector. */
  readonly starts: readonly number[];
  /** Cycles from a vector's first one until the last element works on it. */
  readonly filled: number;
  /** Cycles of a filling's vectors. */
  readonly cycles: number;
  /** Cycles that a vector, or vectors side by side, take. */
  readonly phases: number;
  /** Useful multiply-accumulates of such a step, all fillings together. */
  readonly multiplyAccumulates: number;
}

/** Whole steps of every filling; the exchanges of weights between fillings are pauses. */
export function steadyOf({
  starts,
  filled,
  cycles,
  phases,
  multiplyAccumulates,
}: Fillings): ArrayRun["steady"] {
  const steps = Math.max(0, Math.floor((cycles - filled) / phases));
  const windows = starts.map((start) => ({ from: start + filled, to: start + filled + steps * phases }));
  return {
    from: windows[0]?.from ?? 0,
    to: (steps === 0 ? windows[0]?.from : windows.at(-1)?.to) ?? 0,
    pauses:
      steps === 0 ? [] : windows.slice(1).map(({ from }, i) => ({ from: windows[i]?.to ?? 0, to: from })),
    multiplyAccumulates: steps * multiplyAccumulates,
  };
}
