/**
 * A running design with its clocks, tasks and recorded stimulus. Order of events in a cycle: (1) drive: tasks that wait
 * for the cycle resume in the order of their forks, pokes take effect at once, a peek settles first; (2) sample: tasks
 * that yielded `sample` resume, everything is settled, pokes are refused; (3) observers, properties, the edge.
 */
import { captureSite, fail } from "../../diagnostics/index.ts";
import { carryCoverage } from "../coverage/index.ts";
import type { Engine, EngineEvent, EngineSnapshot, MemoryProbe, Probe } from "../engine/engine.ts";
import {
  type FileEngine,
  type Recorder,
  type RecordOptions,
  recordWaves,
  type Wave,
  type WaveFileRange,
  type WaveRequest,
  writeWhileStepping,
} from "../waves/index.ts";
import { ClockPlan, type ClockState, type ClockTimings } from "./clocks.ts";
import { propertyError, withNote } from "./explain.ts";
import { loggedMemory, loggedProbe } from "./logged-probes.ts";
import { foundAt } from "./paths.ts";
import { RandomSource } from "./random-source.ts";
import { requireCount, requireFit, requireSeed } from "./requirements.ts";
import { type PhaseLock, Scheduler } from "./scheduler.ts";
import { simulationStarted } from "./started.ts";
import { type ForkOptions, cycle as nextCycle, type Process, type Task, Wait } from "./task.ts";
import { stepTiming } from "./timing.ts";
import { timeout, tooLong } from "./waiting.ts";

export interface SimulationOptions {
  /** Of the random choices; the engine's start values have their own. Default 1. */
  readonly seed?: number | undefined;
  readonly clocks?: ClockTimings | undefined;
  /** "record": violated properties are collected in `violations` and the run goes on. Default "stop". */
  readonly properties?: "stop" | "record" | undefined;
  /** False: no waves, and no memory for them. */
  readonly waves?: WaveRecording | false | undefined;
}

export interface WaveRecording extends RecordOptions {
  /** Every signal of every cycle goes to this file, `.vcd` or `.blt`, which is complete when the simulation is disposed of. */
  readonly file?: string | undefined;
}

/** Options of a fork: the file belongs to the original alone. */
export const forkOptions = <O extends SimulationOptions>(options: O): O =>
  options.waves ? { ...options, waves: { ...options.waves, file: undefined } } : options;

export interface Observer {
  /** Everything is settled; the edge of these domains comes next. */
  readonly beforeEdge: (cycle: number, domains: number) => void;
  /** A snapshot was restored: the past is another one. */
  readonly restored?: ((cycle: number) => void) | undefined;
}

/** State of the design, its clocks and the random choices; not of tasks, observers or models of black boxes. */
export interface SimulationSnapshot {
  readonly engine: EngineSnapshot;
  readonly clocks: ClockState;
  readonly random: number;
}

export interface RunLimit {
  /** Cycles after which it is an error. Default 100,000. */
  readonly maxCycles?: number | undefined;
}

const DEFAULT_LIMIT = 100_000;

export class Simulation {
  readonly engine: Engine;
  readonly seed: number;
  readonly random: RandomSource;
  /** Violations seen so far with `properties: "record"`. */
  readonly violations: EngineEvent[] = [];
  /** Locked in the sample phase and at the end; handles ask it before they poke. */
  readonly phase: PhaseLock = { isLocked: false, isOver: false };
  private readonly clocks: ClockPlan;
  private readonly options: SimulationOptions;
  private readonly scheduler: Scheduler;
  private readonly recorder: Recorder | undefined;
  private readonly file: FileEngine | undefined;
  private readonly observers: Observer[] = [];
  private readonly ends: (() => void)[] = [];
  private hasFailed = false;
  /** Of a snapshot; known from the first `restore` on. */
  private stateBytes: number | undefined;
  private readonly probes = new Map<string, Probe>();

  constructor(engine: Engine, options: SimulationOptions = {}) {
    this.options = options;
    this.seed = options.seed ?? 1;
    requireSeed(this.seed);
    this.random = new RandomSource(this.seed);
    this.clocks = new ClockPlan(engine.design, options.clocks);
    this.scheduler = new Scheduler(this.phase, (error) => this.explain(error));
    const timing = stepTiming(engine.design, options.clocks);
    const file = options.waves === false ? undefined : options.waves?.file;
    this.file = file === undefined ? undefined : writeWhileStepping(engine, file, timing);
    this.engine = this.file?.engine ?? engine;
    carryCoverage(engine, this.engine);
    this.recorder = options.waves === false ? undefined : recordWaves(this.engine, options.waves, timing);
    const beforeEdge = this.recorder?.observe;
    if (beforeEdge !== undefined) this.observers.push({ beforeEdge });
    simulationStarted({ module: engine.design.top.name, seed: this.seed });
  }

  /** Steps made. */
  get cycle(): number {
    return this.engine.cycle;
  }

  /** Instant of the coming step, in the unit in which the periods were given. */
  get time(): number {
    return this.clocks.time;
  }

  // ------------------------------------------------------------ running

  /** `count` steps, 0 or more: in each, the edges of all domains that fall on the next instant. BL0447 from within a task. */
  step(count = 1): void {
    this.requireRunning("step");
    requireCount("the number of steps", count);
    if (!this.isPlain) {
      for (let made = 0; made < count; made++) this.fullStep();
      return;
    }
    const history = this.recorder?.history;
    for (let left = count; left > 0; ) {
      const chunk = history === undefined ? left : Math.min(left, history.room);
      const made = chunk === 1 ? Number(this.engine.step()) : this.engine.run(chunk);
      history?.stepped(made);
      this.clocks.advance(made);
      left -= made;
      if (made < chunk) {
        this.refused(this.clocks.mask);
        left--;
      }
    }
  }

  /** The same as `step(cycles)`. */
  run(cycles: number): void {
    this.step(cycles);
  }

  /** Steps until the condition holds, which is asked before each step. Returns the steps made; BL0428 at the limit. */
  runUntil(condition: () => boolean, { maxCycles = DEFAULT_LIMIT }: RunLimit = {}): number {
    requireCount("maxCycles", maxCycles);
    let made = 0;
    for (; !condition(); made++) {
      if (made >= maxCycles) this.waitedTooLong("the condition", maxCycles);
      this.step();
    }
    return made;
  }

  /**
   * Steps until every task that is not in the background has ended; it stops in the drive phase in which the last one
   * ends. Returns the steps made. Fails with BL0428 at the limit, with BL0429 when all tasks wait for each other.
   */
  runUntilDone({ maxCycles = DEFAULT_LIMIT }: RunLimit = {}): number {
    this.requireRunning("runUntilDone");
    requireCount("maxCycles", maxCycles);
    const { scheduler } = this;
    for (let made = 0; ; made++) {
      scheduler.drive(this.cycle);
      if (scheduler.isDone) return made;
      if (scheduler.isDeadlocked) this.waitedTooLong("the tasks", 0);
      if (made >= maxCycles) this.waitedTooLong("the tasks", maxCycles);
      this.afterDrive();
    }
  }

  /**
   * Holds the resets of these domains (all when none is named) until each has had two edges, then releases them. Tasks
   * run meanwhile; inputs stay as they are.
   */
  reset(...names: readonly string[]): void {
    const { domains } = this.engine.design.top;
    const chosen = names.length === 0 ? domains : domains.filter((d) => names.includes(d.name));
    for (const name of names) this.clocks.bitOf(name);
    const resets = chosen.flatMap(({ name, reset, resetActive }) =>
      reset === undefined
        ? []
        : [
            {
              probe: this.probe(reset),
              active: resetActive === "high" ? 1 : 0,
              bit: this.clocks.bitOf(name),
            },
          ],
    );
    const drive = (isActive: boolean): void => {
      for (const { probe, active } of resets) this.pokeAll(probe, isActive ? active : 1 - active);
    };
    drive(true);
    const left = resets.map(() => 2);
    while (left.some((edges) => edges > 0)) {
      const { mask } = this.clocks;
      resets.forEach(({ bit }, i) => {
        if ((mask & bit) !== 0) left[i] = (left[i] ?? 0) - 1;
      });
      this.step();
    }
    drive(false);
  }

  // ------------------------------------------------------------ tasks

  /** Starts a task in the coming drive phase. */
  fork<T>(body: (() => Process<T>) | Process<T>, options: ForkOptions = {}): Task<T> {
    this.requireRunning("fork");
    const process = typeof body === "function" ? body() : body;
    return this.scheduler.fork(process, captureSite(), this.cycle, options);
  }

  /** `yield* sim.cycles(n)`: until `count` cycles later; 1 or more. */
  *cycles(count: number): Process {
    if (count > 0) yield new Wait(`${count} cycles`, { cycles: count });
  }

  /** `yield sim.edge("write")`: until the drive phase after the domain's coming edge. BL0424 on an unknown domain. */
  edge(domain: string): Wait {
    return new Wait(`an edge of ${domain}`, { mask: this.clocks.bitOf(domain) });
  }

  /** `yield sim.sampleOf("write")`: as `sample`, in a cycle that ends with an edge of the domain. */
  sampleOf(domain: string): Wait {
    return new Wait(`the sample phase before an edge of ${domain}`, {
      inSample: true,
      mask: this.clocks.bitOf(domain),
    });
  }

  /** `yield* sim.until(condition)`: asks at the task's turn in every drive phase, at once for the first time. */
  *until(condition: () => boolean): Process {
    while (!condition()) yield nextCycle;
  }

  /**
   * `yield* sim.timeout(body, cycles)`: what a process, or a task when it ends, gives; BL0428 in the drive phase that many
   * cycles later when it has not. The process is ended then, a task goes on.
   */
  timeout<T>(body: (() => Process<T>) | Process<T> | Task<T>, cycles: number, name?: string): Process<T> {
    return timeout(this, body, cycles, name);
  }

  // ------------------------------------------------------------ state

  /** A value by its path; pokes through it are part of the recorded stimulus. BL0292 on an unknown path. */
  probe(path: string): Probe {
    const known = this.probes.get(path);
    if (known !== undefined) return known;
    const probe = foundAt(this.engine.design, path, () => this.engine.probe(path));
    const made = loggedProbe(probe, this.recorder?.history);
    this.probes.set(path, made);
    return made;
  }

  /** The words of a memory by its path; writes are part of the recorded stimulus. BL0292 on an unknown path. */
  memoryProbe(path: string): MemoryProbe {
    const probe = foundAt(this.engine.design, path, () => this.engine.memory(path));
    return loggedMemory(probe, this.recorder?.history);
  }

  save(): SimulationSnapshot {
    return { engine: this.engine.save(), clocks: this.clocks.save(), random: this.random.state };
  }

  /** Back to a snapshot of this simulation or a fork of it. Fails with BL0431 while tasks live, BL0448 on another's. */
  restore(snapshot: SimulationSnapshot): void {
    this.requireRunning("restore");
    const { live } = this.scheduler;
    if (live.length > 0) fail("BL0431", { tasks: live.map(({ name }) => name) });
    this.stateBytes ??= this.engine.save().bytes.length;
    requireFit(this.engine.design, snapshot.engine.bytes.length, this.stateBytes);
    this.engine.restore(snapshot.engine);
    this.clocks.restore(snapshot.clocks);
    this.random.state = snapshot.random;
    this.recorder?.history?.restored();
    for (const observer of this.observers) observer.restored?.(this.cycle);
  }

  /** A second simulation that goes on from here by itself; tasks and observers stay behind. BL0423 with black boxes. */
  forkSimulation(): Simulation {
    const twin = new Simulation(this.engine.fork(), forkOptions(this.options));
    twin.goTo(this);
    return twin;
  }

  /** Takes the time and the random choices of another simulation; the engine is there already. */
  protected goTo(other: Simulation): void {
    this.clocks.restore(other.clocks.save());
    this.random.state = other.random.state;
  }

  /** Calls back in every cycle from now on; the function that comes back ends that. */
  observe(observer: Observer): () => void {
    this.observers.push(observer);
    return () => {
      const at = this.observers.indexOf(observer);
      if (at >= 0) this.observers.splice(at, 1);
    };
  }

  /**
   * Waves of these signals over the cycles so far, and over the one in which a violated property stopped the run. Fails
   * with BL0432 when the simulation keeps none.
   */
  wave(...names: readonly (string | WaveRequest)[]): Wave {
    const recorder = this.recorder ?? fail("BL0432", { module: this.engine.design.top.name });
    const paths = names.filter((name) => typeof name === "string");
    const request = names.find((name) => typeof name !== "string");
    return recorder.wave(paths, request, this.isRefused);
  }

  /**
   * All signals over the cycles so far in a file, whole or not at all: `.vcd` is a value change dump, `.blt` a trace, smaller
   * and faster. Fails with BL0432 when the simulation keeps no waves, BL0464 on another name, BL0465 on cycles that are not
   * kept, BL0466 with black boxes, BL0467 when the file cannot be written.
   */
  writeWaves(file: string, range?: WaveFileRange): void {
    const recorder = this.recorder ?? fail("BL0432", { module: this.engine.design.top.name });
    recorder.write(file, range, this.isRefused);
  }

  /** Called when the simulation is disposed of, unless an error has left it before; may throw what is wrong at the end. */
  atEnd(check: () => void): void {
    this.ends.push(check);
  }

  /**
   * Ends all tasks, whose `finally` blocks run; then the checks of `atEnd`. Values and waves stay, but the run is over:
   * BL0449 on poking, stepping and forking.
   */
  [Symbol.dispose](): void {
    try {
      this.scheduler.killAll();
    } finally {
      this.phase.isLocked = true;
      this.phase.isOver = true;
    }
    this.file?.close();
    const ends = this.ends.splice(0);
    if (this.hasFailed) return;
    for (const end of ends) this.guarded(end);
  }

  // ------------------------------------------------------------ inside

  /** The run stopped at a step that a property refused: its cycle is the one to look at, so waves end with it. */
  private get isRefused(): boolean {
    return this.engine.failures().length > 0;
  }

  private requireRunning(what: string): void {
    if (this.phase.isOver) fail("BL0449", { module: this.engine.design.top.name, what });
  }

  private get isPlain(): boolean {
    return this.scheduler.isIdle && this.observers.length === 0 && this.clocks.isUniform;
  }

  private fullStep(): void {
    this.scheduler.drive(this.cycle);
    this.afterDrive();
  }

  private afterDrive(): void {
    const { engine, clocks, scheduler } = this;
    const { mask } = clocks;
    const { cycle } = engine;
    if (!scheduler.isIdle) scheduler.sample(cycle, mask);
    if (this.observers.length > 0) {
      engine.settle();
      this.guarded(() => {
        for (const observer of this.observers) observer.beforeEdge(cycle, mask);
      });
    }
    if (!engine.step(mask)) this.refused(mask);
    else this.committed(mask);
  }

  private committed(mask: number): void {
    this.recorder?.history?.stepped(1, mask);
    this.clocks.advance();
    this.scheduler.stepped(mask);
  }

  /** Throws, or makes the step in spite of the violations and keeps them. */
  private refused(mask: number): void {
    const failures = this.engine.failures();
    if (this.options.properties !== "record") {
      throw this.explain(propertyError(this.engine, failures));
    }
    this.violations.push(...failures);
    this.engine.step(mask, true);
    this.committed(mask);
  }

  private pokeAll(probe: Probe, bits: number): void {
    for (let lane = 0; lane < this.engine.lanes; lane++) probe.setNumber(bits, lane);
  }

  private guarded(body: () => void): void {
    try {
      body();
    } catch (error) {
      throw this.explain(error);
    }
  }

  private explain(error: unknown): unknown {
    this.hasFailed = true;
    return withNote(error, `cycle ${this.cycle}, seed ${this.seed}`);
  }

  private waitedTooLong(what: string, cycles: number): never {
    throw this.explain(tooLong(what, cycles, this.scheduler.live));
  }
}
