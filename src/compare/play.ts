/** Runs of arrays on the in-process simulator. Invariant: an output counts as checked only when it was read and compared. */
import { elaborate } from "../dsl/index.ts";
import type { ArrayRun } from "../jobs/index.ts";
import { type Engine, makeEngine } from "../sim/index.ts";

/** An output that was not what it should have been. */
export interface WrongOutput {
  readonly cycle: number;
  readonly port: string;
  readonly low: number;
  readonly found: bigint;
  readonly expected: bigint;
}

export interface PlayedRun {
  /** Outputs compared; as many as the run expects, or some are due in cycles that it does not have. */
  readonly checked: number;
  readonly wrong: readonly WrongOutput[];
}

/**
 * Plays a run from start to end; cycles that nothing is expected in count too. `engine` is one of the run's array in its
 * start state, for several runs of one array; by default one is made.
 */
export function playArrayRun(run: ArrayRun, engine: Engine = makeEngine(elaborate(run.module))): PlayedRun {
  const dueAt = new Map<number, ArrayRun["expected"][number][]>();
  for (const due of run.expected) {
    const list = dueAt.get(due.cycle);
    if (list) list.push(due);
    else dueAt.set(due.cycle, [due]);
  }
  const wrong: WrongOutput[] = [];
  let checked = 0;
  run.cycles.forEach((values, cycle) => {
    for (const [port, value] of Object.entries(values)) engine.probe(port).setBits(value);
    for (const { port, low, bits, value } of dueAt.get(cycle) ?? []) {
      const found = BigInt.asUintN(bits, engine.probe(port).getBits() >> BigInt(low));
      checked++;
      if (found !== value) wrong.push({ cycle, port, low, found, expected: value });
    }
    engine.step();
  });
  return { checked, wrong };
}
