/**
 * Plays a stream plan against a design in process, with the verdict of the Verilog testbench that the same plan gives:
 * the same stalls in the same cycles, the same comparisons, the same counts. Invariant: `passed` only if every value that
 * the plan promises was compared and none differed.
 */
import {
  eventName,
  type ResolvedPlan,
  resolvePlan,
  type StreamSide,
  type StreamTestbench,
  streamSeed,
} from "../../gen/index.ts";
import type { Design } from "../../ir/index.ts";
import {
  type Engine,
  type FailureReason,
  type MakeEngineOptions,
  makeEngine,
  type SimulationResult,
} from "../../sim/index.ts";
import { BenchState, fieldPort } from "./bench-state.ts";
import { registerMaster } from "./register-master.ts";
import { playedScript } from "./script.ts";
import { type BeatEvents, consumerDriver, producerDriver, type StreamDriver } from "./stream-drivers.ts";

export interface PlayOptions extends MakeEngineOptions {
  /** An engine of the same design in its start state, instead of a new one; several plans may share one by its snapshot. */
  readonly on?: Engine | undefined;
  /** Cycles so far; called a few times a second. */
  readonly onProgress?: ((cycles: number) => void) | undefined;
  /** Ends the run at the first mismatch. */
  readonly stopAtMismatch?: boolean | undefined;
}

/** What simulators are called in reports. */
export const IN_PROCESS = "Bitloom's own simulator";

/** Everything else of the process gets a turn this often. */
const BREATH_MS = 100;
/** Cycles between looks at the wall clock. */
const CYCLES_PER_LOOK = 64;

/** Plays `plan` on the top of `design`; errors are those of `writeStreamTestbench`. */
export async function playStreamPlan(
  design: Design,
  plan: Omit<StreamTestbench, "top">,
  options: PlayOptions = {},
): Promise<SimulationResult> {
  const began = performance.now();
  const resolved = resolvePlan({ ...plan, top: design.top });
  const engine = options.on ?? makeEngine(design, options);
  const built = performance.now();
  const play = new Play(resolved, engine, options);
  await play.run();
  return play.result({ build: (built - began) / 1000, run: (performance.now() - built) / 1000 });
}

/** One clock of the run: its next rising edge in picoseconds, and what looks at it. */
interface PlayedClock {
  readonly period: number;
  /** As `Engine.step` takes it. */
  readonly domains: number;
  readonly streams: readonly StreamDriver[];
  readonly isMain: boolean;
  next: number;
}

class Play {
  private readonly bench = new BenchState();
  private readonly resolved: ResolvedPlan;
  private readonly engine: Engine;
  private readonly options: PlayOptions;
  private readonly producers: readonly StreamDriver[];
  private readonly consumers: readonly StreamDriver[];
  private readonly master: ReturnType<typeof registerMaster> | undefined;
  private readonly script: ReturnType<typeof playedScript>;
  private readonly clocks: readonly PlayedClock[];
  private readonly watched: readonly {
    readonly name: string;
    readonly isHigh: () => boolean;
    high: number;
  }[];
  /** Falling edges of the main clock, picoseconds. */
  private nextFall: number;
  private readonly mainPeriod: number;
  private brokenProperties = 0;
  private isDone = false;
  private lastBreath = performance.now();

  constructor(resolved: ResolvedPlan, engine: Engine, options: PlayOptions) {
    const { bench } = this;
    this.resolved = resolved;
    this.engine = engine;
    this.options = options;
    for (const { name, active } of resolved.resets) engine.probe(name).setBits(active);
    for (const [name, bits] of resolved.initial) engine.probe(name).setBits(bits);
    const eventsOf = (side: StreamSide): BeatEvents => {
      const own = resolved.events.filter(({ port }) => port === side.port);
      return new Map(
        own.map(({ beat }) => [beat, own.filter((o) => o.beat === beat).map(({ name }) => name)]),
      );
    };
    this.producers = resolved.producers.map((side) => producerDriver(engine, side, bench, eventsOf(side)));
    this.consumers = resolved.consumers.map((side) => consumerDriver(engine, side, bench, eventsOf(side)));
    const streams = [...this.producers, ...this.consumers];
    const { registers, registerStall: stall } = resolved;
    const seed = Number(streamSeed(resolved.seed, "registers"));
    this.master = registers && registerMaster(engine, registers, bench, { stall, seed });
    this.script = playedScript({ engine, resolved, bench, master: this.master, streams });
    this.watched = resolved.watched.map(({ name }) => {
      const { get } = fieldPort(engine, { name, width: 1 });
      return { name, isHigh: () => get() === 1, high: 0 };
    });
    const { domains } = engine.design.top;
    this.clocks = resolved.clocks.map(({ name, half, skew }) => ({
      period: 2 * half,
      domains: 2 ** domains.findIndex(({ clock }) => clock === name),
      streams: streams.filter(({ clock = resolved.mainClock }) => clock === name),
      isMain: name === resolved.mainClock,
      next: skew + half,
    }));
    const main = resolved.clocks.find(({ name }) => name === resolved.mainClock);
    this.mainPeriod = 2 * (main?.half ?? 0);
    this.nextFall = (main?.skew ?? 0) + this.mainPeriod;
  }

  /** From reset to the end of the drain. */
  async run(): Promise<void> {
    const { bench, resolved, options, script } = this;
    for (let i = 0; i < resolved.resetCycles; i++) this.toFallingEdge();
    for (const { name, active } of resolved.resets) this.engine.probe(name).setBits(1n - active);
    bench.isRunning = true;
    const steps = script.run();
    const timeout = resolved.plan.timeoutCycles;
    const isOver = (): boolean => {
      this.isDone = this.hasAll();
      const stops = options.stopAtMismatch === true && this.wrong() !== 0;
      return this.isDone || bench.isAborted || bench.cycle >= timeout || stops;
    };
    while (!isOver()) {
      this.toFallingEdge();
      steps.next();
      if (bench.cycle % CYCLES_PER_LOOK === 0) await this.breathe();
    }
    if (!this.isDone) return;
    for (let i = 0; i < resolved.drainCycles; i++) this.toFallingEdge();
  }

  /** Lets timers, progress bars and Ctrl-C have their turn. */
  private async breathe(): Promise<void> {
    const now = performance.now();
    if (now - this.lastBreath < BREATH_MS) return;
    this.options.onProgress?.(this.bench.cycle);
    await new Promise<void>((resume) => {
      setImmediate(resume);
    });
    this.lastBreath = performance.now();
  }

  /** Every rising edge up to the next falling edge of the main clock, in order of time. */
  private toFallingEdge(): void {
    for (;;) {
      let first: PlayedClock | undefined;
      for (const clock of this.clocks) {
        if (clock.next < this.nextFall && (first === undefined || clock.next < first.next)) first = clock;
      }
      if (first === undefined) break;
      this.rise(first);
      first.next += first.period;
    }
    this.nextFall += this.mainPeriod;
  }

  private rise(clock: PlayedClock): void {
    const { bench } = this;
    if (clock.isMain) this.master?.sample();
    if (bench.isRunning) {
      for (const stream of clock.streams) stream.sample();
      if (clock.isMain) {
        for (const output of this.watched) if (output.isHigh()) output.high++;
        bench.cycle++;
      }
    }
    // A module without clocks has a testbench with one.
    if (clock.domains >= 1 && !this.engine.step(clock.domains)) {
      this.brokenProperties += this.engine.failures().length;
      this.engine.step(clock.domains, true);
    }
    if (bench.isRunning) for (const stream of clock.streams) stream.drive();
  }

  private hasAll(): boolean {
    if (this.resolved.script.length > 0 && !this.script.isDone()) return false;
    for (const stream of this.producers) if (stream.count < stream.planned) return false;
    for (const stream of this.consumers) if (stream.count < stream.planned) return false;
    return true;
  }

  private wrong(): number {
    return this.consumers.reduce((sum, { wrong }) => sum + wrong, this.script.wrong());
  }

  result(seconds: SimulationResult["seconds"]): SimulationResult {
    const { bench, resolved } = this;
    const { plan } = resolved;
    let mismatches = this.wrong();
    let checked = this.consumers.reduce((sum, { count }) => sum + count, this.script.checked());
    const compare = (port: string, cycle: number, expected: string, got: string): void => {
      checked++;
      if (expected === got) return;
      bench.mismatch({ cycle, port, expected, got });
      mismatches++;
    };
    for (const [i, { name, cycles }] of resolved.watched.entries()) {
      const high = this.watched[i]?.high ?? 0;
      if (this.isDone) compare(name, bench.cycle, `${cycles}_cycles`, `${high}_cycles`);
    }
    const measurements: Record<string, number> = {};
    for (const { name, from, to, cycles } of plan.measurements ?? []) {
      const [begin, end] = [from, to].map((event) => bench.events.get(eventName(plan, event)) ?? -1) as [
        number,
        number,
      ];
      const isWhole = begin >= 0 && end >= 0;
      if (isWhole) measurements[name] = end - begin;
      if (this.isDone && cycles !== undefined) {
        compare(name, end, String(cycles), isWhole ? String(end - begin) : "none");
      }
    }
    const reason = this.reason(mismatches, checked);
    return {
      passed: reason === undefined,
      reason,
      checked,
      planned: resolved.checks,
      mismatches,
      firstMismatch: bench.firstMismatch,
      cycles: bench.cycle,
      measurements,
      streams: [...this.producers, ...this.consumers].map(({ port, count, planned }) => ({
        name: port,
        beats: count,
        of: planned,
      })),
      readings: this.script.readings(),
      received: Object.fromEntries(
        this.consumers.flatMap(({ port, received }) => (received === undefined ? [] : [[port, received]])),
      ),
      seconds,
      simulator: IN_PROCESS,
      messages: "",
      output: "",
    };
  }

  private reason(mismatches: number, checked: number): FailureReason | undefined {
    if (mismatches !== 0) return "mismatch";
    if (!this.isDone) return "timeout";
    if (checked === 0) return "nothing_checked";
    if (this.brokenProperties > 0) return "property";
    return checked === this.resolved.checks ? undefined : "incomplete";
  }
}
