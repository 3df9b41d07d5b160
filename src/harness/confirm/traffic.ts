/**
 * The port traffic of a run: what went into and came out of a design's ports, step by step. Invariant: a column holds
 * only the steps at which its port changed, so a run of any length with quiet ports stays small.
 */
import type { Design } from "../../ir/index.ts";

/** Raw bits; a number for ports of up to 53 bits. */
export type Bits = number | bigint;

/** Values of one port in one lane: `values[i]` holds from step `steps[i]` on. */
export interface Column {
  readonly name: string;
  /** Bits. */
  readonly width: number;
  readonly steps: readonly number[];
  readonly values: readonly Bits[];
}

/** Where the state was put in place from outside: the beginning, a poke of a register, a restored snapshot. */
export interface Segment {
  /** First step of it. */
  readonly step: number;
  /** The engine's cycle at that step. */
  readonly cycle: number;
  /** By lane: raw words of `stateElements(design)`, in their order. */
  readonly state: readonly (readonly bigint[])[];
}

export interface PortTraffic {
  readonly design: Design;
  /** Steps recorded. Some have no edge: the design settled there and somebody looked. */
  readonly steps: number;
  /** Bit i of an entry: `design.top.domains[i]` had its edge at the end of that step. */
  readonly edges: readonly number[];
  /** By lane: resets and inputs of the top, then its outputs. */
  readonly lanes: readonly { readonly inputs: readonly Column[]; readonly outputs: readonly Column[] }[];
  readonly segments: readonly Segment[];
  /** Recording ended at the limit of steps, the run went on. */
  readonly isCut: boolean;
}

/** The cycle of the engine that a recorded step belongs to. */
export function cycleOf(traffic: PortTraffic, step: number): number {
  const segment = traffic.segments.findLast((candidate) => candidate.step <= step);
  if (segment === undefined) return step;
  return traffic.edges
    .slice(segment.step, step)
    .reduce((cycle, edges) => cycle + (edges === 0 ? 0 : 1), segment.cycle);
}

/** Values of columns step by step. */
export function* rows(columns: readonly Column[], steps: number): Generator<readonly bigint[]> {
  const next = columns.map(() => 0);
  const current = columns.map(() => 0n);
  for (let step = 0; step < steps; step++) {
    columns.forEach((column, i) => {
      const at = next[i] ?? 0;
      if (column.steps[at] !== step) return;
      current[i] = BigInt(column.values[at] ?? 0n);
      next[i] = at + 1;
    });
    yield current;
  }
}
