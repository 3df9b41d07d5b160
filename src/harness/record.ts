/**
 * A cycle testbench with random inputs, whose expected outputs the interpreter gives. An output with bits that depend
 * on what registers and memories held at the start is not compared in that step: they are found by running with several
 * start values. The whole output, because a four-state simulator spreads one unknown bit of a sum over all of its bits.
 */
import type { CycleStep, CycleTestbench } from "../gen/index.ts";
import { bitWidth, type Design, maskOf } from "../ir/index.ts";
import { type EngineName, makeEngine, randomBits, resetLevel } from "../sim/index.ts";

export interface RecordOptions {
  /** Steps after reset, 1 or more. */
  readonly cycles: number;
  /** Any 32-bit number. */
  readonly seed: number;
  /**
   * Inputs keep a habit for some steps (still, mostly 0, mostly 1, small, any), and every reset comes back now and then:
   * reaches states that inputs without memory do not. New values for every input in every step unless stated.
   */
  readonly episodes?: boolean | undefined;
  /** Default "interpreter", the oracle; "compiled" for thousands of steps. */
  readonly engine?: EngineName | undefined;
}

const RESET_STEPS = 2;
/**
 * Far apart (multiples of 2^32 over the golden ratio), because neighbouring seeds give start values that share bits. A bit
 * that depends on the start agrees in all of them by chance once in 2^23.
 */
const START_SEEDS = Array.from({ length: 24 }, (_, index) => Math.imul(index + 1, 0x9e3779b9) >>> 0);

/** Records `design` under new random inputs in every step; all clocks rise in every step. */
export function recordTestbench(design: Design, options: RecordOptions): CycleTestbench {
  const stimulus = options.episodes ? episodes(design, options) : uniform(design, options);
  return recordInputs(design, stimulus, { engine: options.engine });
}

export interface RecordedRuns {
  /** As in `RecordOptions`. */
  readonly engine?: EngineName | undefined;
  /** Runs, 2 or more, that find the bits that depend on the start: two of them differ in half of those. 24 unless stated. */
  readonly starts?: number | undefined;
}

/**
 * Records `design` under the raw bits of its input ports in each step after reset; an input that a step leaves out keeps its
 * value.
 */
export function recordInputs(
  design: Design,
  stimulus: readonly Readonly<Record<string, bigint>>[],
  { engine = "interpreter", starts = START_SEEDS.length }: RecordedRuns = {},
): CycleTestbench {
  const outputs = design.top.ports.filter((port) => port.role === "output");
  const traces = START_SEEDS.slice(0, starts).map((seed) => trace(design, stimulus, seed, engine));
  const steps = stimulus.map((values, i): CycleStep => {
    const samples = traces.map((samplesOf) => samplesOf[i] ?? {});
    const expected: Record<string, bigint> = {};
    const care: Record<string, bigint> = {};
    for (const port of outputs) {
      const [first = 0n, ...others] = samples.map((sample) => sample[port.name] ?? 0n);
      expected[port.name] = first;
      const known = others.every((other) => other === first);
      care[port.name] = known ? maskOf(bitWidth(port.type)) : 0n;
    }
    return { inputs: values, expected, care };
  });
  return { top: design.top, resetSteps: RESET_STEPS, steps };
}

function trace(
  design: Design,
  stimulus: readonly Readonly<Record<string, bigint>>[],
  seed: number,
  name: EngineName,
): Record<string, bigint>[] {
  const engine = makeEngine(design, { seed, engine: name });
  const outputs = design.top.ports.filter((port) => port.role === "output").map((port) => port.name);
  const reset = (active: boolean): void => {
    for (const domain of design.top.domains) {
      if (domain.reset === undefined) continue;
      engine.probe(domain.reset).setBits(resetLevel(design, domain.name, active));
    }
  };
  // Random inputs may break what a design assumes; Verilog goes on then, and so does this.
  const step = (): void => {
    if (design.top.domains.length > 0) engine.step(undefined, true);
  };
  // What a zero at the inputs makes of an unknown register, a four-state simulator does not know: other inputs show it.
  const random = randomBits(seed);
  const holdInputs = (bitsOf: (width: number) => bigint): void => {
    for (const { name: port, type } of inputsOf(design)) engine.probe(port).setBits(bitsOf(bitWidth(type)));
  };
  if (seed !== START_SEEDS[0]) holdInputs(random);
  reset(true);
  for (let i = 0; i < RESET_STEPS; i++) step();
  reset(false);
  holdInputs(() => 0n);
  return stimulus.map((values) => {
    for (const [port, bits] of Object.entries(values)) engine.probe(port).setBits(bits);
    const sample = Object.fromEntries(outputs.map((port) => [port, engine.probe(port).getBits()]));
    step();
    return sample;
  });
}

const inputsOf = (design: Design) => design.top.ports.filter((port) => port.role === "input");

function uniform(design: Design, { cycles, seed }: RecordOptions): Record<string, bigint>[] {
  const random = randomBits(seed);
  return Array.from({ length: cycles }, () =>
    Object.fromEntries(inputsOf(design).map((port) => [port.name, random(bitWidth(port.type))])),
  );
}

/** How an input behaves during an episode. */
type Habit = (width: number, before: bigint) => bigint;

function episodes(design: Design, { cycles, seed }: RecordOptions): Record<string, bigint>[] {
  const random = randomBits(seed);
  const any: Habit = (width) => random(width);
  const rarely =
    (habit: Habit, otherwise: Habit): Habit =>
    (width, before) =>
      (random(3) === 0n ? habit : otherwise)(width, before);
  const habits: readonly Habit[] = [
    any,
    (_, before) => before,
    rarely(any, () => 0n),
    rarely(any, (width) => maskOf(width)),
    (width) => random(Math.min(width, 3)),
  ];
  const steps: Record<string, bigint>[] = [];
  let values: Record<string, bigint> = {};
  while (steps.length < cycles) {
    const chosen = inputsOf(design).map((port) => ({
      name: port.name,
      width: bitWidth(port.type),
      habit: habits[Number(random(16)) % habits.length] ?? any,
    }));
    const resets = design.top.domains.flatMap((domain) =>
      domain.reset === undefined
        ? []
        : [{ name: domain.reset, at: random(2) === 0n ? 0 : -1, domain: domain.name }],
    );
    const length = 8 + Number(random(6));
    for (let step = 0; step < length && steps.length < cycles; step++) {
      values = {
        ...Object.fromEntries(chosen.map((c) => [c.name, c.habit(c.width, values[c.name] ?? 0n)])),
        ...Object.fromEntries(resets.map((r) => [r.name, resetLevel(design, r.domain, r.at === step)])),
      };
      steps.push(values);
    }
  }
  return steps;
}
