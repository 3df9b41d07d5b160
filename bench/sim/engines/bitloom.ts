/** Bitloom's engines as bench mates: in this process, compiled code warm before a run counts. */
import { elaborate, type ModuleDefinition } from "../../../src/dsl/index.ts";
import type { Design } from "../../../src/ir/index.ts";
import { type Engine, type MakeEngineOptions, makeEngine } from "../../../src/sim/index.ts";
import { type Contender, cyclesFor, type Lap, type Task } from "./measure.ts";

/** Out of reset, at cycle 0 of the count. */
export function startedEngine(design: Design, options: MakeEngineOptions): Engine {
  const engine = makeEngine(design, { engine: "compiled", ...options });
  const reset = engine.probe("reset");
  for (let lane = 0; lane < engine.lanes; lane++) reset.setNumber(1, lane);
  engine.step();
  for (let lane = 0; lane < engine.lanes; lane++) reset.setNumber(0, lane);
  return engine;
}

/** Times `action`; processor time counts threads of V8 that compile meanwhile. */
export function timed(action: () => void): Lap {
  const wall = performance.now();
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return { wallSeconds: (performance.now() - wall) / 1000, cpuSeconds: (user + system) / 1e6 };
}

/** An engine of Bitloom, warm. Its lap is one `run(n)`. */
export async function bitloomContender(
  design: Design,
  task: Task,
  options: MakeEngineOptions = {},
): Promise<Contender> {
  const engine = startedEngine(design, options);
  engine.run(task.checkCycles);
  const checksum = engine.probe("checksum").getNumber(engine.lanes - 1);
  const trial = (cycles: number) => timed(() => engine.run(cycles)).wallSeconds;
  await warmUp(task.seconds, trial);
  const cycles = await cyclesFor(task.seconds, trial);
  return { checksum, cycles: cycles * engine.lanes, lap: () => timed(() => engine.run(cycles)) };
}

/** No longer than this, should the speed never settle. */
const LONGEST_WARM_UP = 5;

/**
 * Runs until V8 has put its best code in place, which another thread compiles: for a second at least, and until three runs
 * in a row are equally fast within a tenth.
 */
async function warmUp(seconds: number, trial: (cycles: number) => number): Promise<void> {
  const began = performance.now();
  const rates: number[] = [];
  for (;;) {
    const cycles = await cyclesFor(seconds, trial);
    rates.push(cycles / trial(cycles));
    const spent = (performance.now() - began) / 1000;
    const last = rates.slice(-3);
    const isSteady = last.length === 3 && Math.max(...last) < 1.1 * Math.min(...last);
    if (spent > LONGEST_WARM_UP || (spent > 1 && isSteady)) return;
    // V8 may install what it has compiled.
    await new Promise((resolve) => setImmediate(resolve));
  }
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
