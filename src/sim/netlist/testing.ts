/** Tests compare a netlist with the interpreter: the same design, stimulus and seed, from the first step on. */
import type { Design } from "../../ir/index.ts";
import { randomStimulus, type StimulusStep } from "../../testing/index.ts";
import { type BlackBoxModel, type Interpreter, interpret } from "../index.ts";
import { buildNetlist } from "./build.ts";
import { NetlistEvaluator } from "./evaluate.ts";

export interface Comparison {
  readonly seed?: number;
  readonly steps?: number;
  readonly models?: Readonly<Record<string, () => BlackBoxModel>>;
  /** Changes the netlist's sample before it is compared: for showing that the comparison can fail. */
  readonly fault?: (bits: bigint, step: number) => bigint;
}

/** Outputs compared, over both settings of folding, and the first place where they differ. */
export interface Agreement {
  readonly compared: number;
  readonly difference: string | undefined;
}

/** Compares every output in every step, start values included, and the events of properties. */
export function compareWithInterpreter(design: Design, comparison: Comparison = {}): Agreement {
  const { seed = 1, steps = 20 } = comparison;
  return compareOn(design, randomStimulus(design, seed, steps), comparison);
}

/** The same with a stimulus of the test's own. */
export function compareOn(
  design: Design,
  stimulus: readonly StimulusStep[],
  { seed = 1, models = {}, fault }: Comparison = {},
): Agreement {
  const outputs = design.top.ports.filter((port) => port.role === "output").map((port) => port.name);
  let compared = 0;
  const expected = play(interpret(design, { seed, models }), stimulus, outputs);
  for (const folding of [true, false]) {
    const evaluator = new NetlistEvaluator(buildNetlist(design, { folding }), { seed, models });
    const found = play(evaluator, stimulus, outputs);
    for (const [step, samples] of expected.samples.entries()) {
      for (const [i, name] of outputs.entries()) {
        const wanted = samples[i] as bigint;
        const sample = found.samples[step]?.[i] as bigint;
        const bits = fault?.(sample, step) ?? sample;
        compared++;
        if (bits === wanted) continue;
        const where = `${design.top.name}.${name} in step ${step}, folding ${folding}`;
        return { compared, difference: `${where}: ${bits}, not ${wanted}` };
      }
    }
    const [events, wanted] = [evaluator.events, expected.events].map((list) =>
      list.map(({ kind, path, cycle }) => `${kind} ${path} in ${cycle}`).join(", "),
    );
    compared += expected.events.length;
    if (events !== wanted) return { compared, difference: `events: ${events}, not ${wanted}` };
  }
  return { compared, difference: undefined };
}

type Running = Pick<Interpreter, "poke" | "peek" | "step"> & {
  readonly events: Interpreter["events"] | NetlistEvaluator["events"];
};

function play(sim: Running, stimulus: readonly StimulusStep[], outputs: readonly string[]) {
  const samples = stimulus.map((step) => {
    for (const [port, bits] of Object.entries(step.inputs)) sim.poke(port, bits);
    const sample = outputs.map((name) => sim.peek(name));
    if (step.edges.length > 0) sim.step(...step.edges);
    return sample;
  });
  return { samples, events: typeof sim.events === "function" ? sim.events() : sim.events };
}
