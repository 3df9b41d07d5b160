/** Bitloom's engines as bench mates: in this process, compiled code warm before a run counts. */
import { elaborate, type ModuleDefinition } from "../../../src/dsl/index.ts";
import type { Design } from "../../../src/ir/index.ts";
import { type Engine, type MakeEngineOptions, makeEngine } from "../../../src/sim/index.ts";
import { cyclesFor, type Measurement, type Task } from "./measure.ts";

/** Out of reset, at cycle 0 of the count. */
export function startedEngine(design: Design, options: MakeEngineOptions): Engine {
  const engine = makeEngine(design, { engine: "compiled", ...options });
  const reset = engine.probe("reset");
  for (let lane = 0; lane < engine.lanes; lane++) reset.setNumber(1, lane);
  engine.step();
  for (let lane = 0; lane < engine.lanes; lane++) reset.setNumber(0, lane);
  return engine;
}

/** Processor and wall seconds of `action`; the processor's count threads of V8 that compile meanwhile. */
export function timed(action: () => void): { readonly wall: number; readonly cpu: number } {
  const wall = performance.now();
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - wall) / 1000, cpu: (user + system) / 1e6 };
}

/** Measures `run(n)` of the engine. With lanes, `cycles` counts those of one lane. */
export async function runBitloom(
  design: Design,
  task: Task,
  options: MakeEngineOptions = {},
): Promise<Measurement> {
  const engine = startedEngine(design, options);
  engine.run(task.checkCycles);
  const checksum = engine.probe("checksum").getNumber(engine.lanes - 1);
  const trial = (cycles: number) => timed(() => engine.run(cycles)).wall;
  // The first estimate is of code that the fast compiler made; the second of what stays.
  await cyclesFor(task.seconds, trial);
  const cycles = await cyclesFor(task.seconds, trial);
  const runs = Array.from({ length: task.runs }, () => timed(() => engine.run(cycles)));
  return {
    checksum,
    cycles,
    wallSeconds: runs.map(({ wall }) => wall),
    cpuSeconds: runs.map(({ cpu }) => cpu),
  };
}

export interface FirstCycle {
  /** Generator and elaboration with its checks. */
  readonly elaborate: number;
  /** Netlist, schedule, WebAssembly. */
  readonly compile: number;
  /** The first step, for which V8 compiles what it runs. */
  readonly step: number;
}

/** From the generator's call to the end of the first step, all of it, in seconds by the clock and of the processor. */
export function firstCycleOf(generator: () => ModuleDefinition): {
  readonly wall: FirstCycle;
  readonly cpu: number;
} {
  const started = process.cpuUsage();
  const clock = [performance.now()];
  const design = elaborate(generator());
  clock.push(performance.now());
  const engine = makeEngine(design, { engine: "compiled" });
  clock.push(performance.now());
  engine.step();
  clock.push(performance.now());
  const { user, system } = process.cpuUsage(started);
  const [elaborating, compiling, stepping] = clock.slice(1).map((at, i) => (at - (clock[i] ?? 0)) / 1000) as [
    number,
    number,
    number,
  ];
  return {
    wall: { elaborate: elaborating, compile: compiling, step: stepping },
    cpu: (user + system) / 1e6,
  };
}
