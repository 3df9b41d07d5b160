/** Holds an engine against the interpreter: the same stimulus, every output at every step, start values included. */
import type { Engine } from "../sim/index.ts";
import type { StimulusStep } from "./trace.ts";

export interface EngineDifference {
  readonly step: number;
  readonly port: string;
  readonly expected: bigint;
  readonly got: bigint;
}

/** The first output that differs from `expected` (as `traceOf` gives it for the same seed); undefined when none does. */
export function firstDifference(
  engine: Engine,
  stimulus: readonly StimulusStep[],
  expected: readonly Readonly<Record<string, bigint>>[],
): EngineDifference | undefined {
  const { top } = engine.design;
  const bitOf = new Map(top.domains.map(({ name }, index) => [name, 2 ** index]));
  const outputs = top.ports.filter((port) => port.role === "output").map((port) => engine.probe(port.name));
  const inputs = new Map(Object.keys(stimulus[0]?.inputs ?? {}).map((name) => [name, engine.probe(name)]));
  let previous: Readonly<Record<string, bigint>> = {};
  for (const [step, { inputs: values, edges }] of stimulus.entries()) {
    for (const [name, probe] of inputs) {
      const bits = values[name] ?? 0n;
      if (bits !== previous[name]) probe.setBits(bits);
    }
    previous = values;
    for (const output of outputs) {
      const wanted = expected[step]?.[output.path] ?? 0n;
      const got = output.getBits();
      if (got !== wanted) return { step, port: output.path, expected: wanted, got };
    }
    if (edges.length > 0)
      engine.step(
        edges.reduce((sum, name) => sum + (bitOf.get(name) ?? 0), 0),
        true,
      );
  }
  return undefined;
}
