/**
 * What a simulation was fed with, so that the waves of any signal can be made afterwards by running the same cycles again
 * on a copy of the engine. Invariant: restoring a segment's snapshot and repeating its log gives the state that the
 * simulation had at every step; segments are in order of cycles and do not overlap.
 */
import type { Engine, EngineSnapshot, MemoryProbe, Probe } from "../engine/engine.ts";

/** Steps or log entries after which a new segment starts: what a wave has to repeat at most to reach its first cycle. */
const SEGMENT_STEPS = 65_536;
const SEGMENT_ENTRIES = 65_536;
/** Room of a new log, which grows fourfold: most simulations are short. */
const FIRST_ENTRIES = 256;

/** Log entry of an `Action`; its number is the index in `actions`. */
const ACTION = -1;
/** Log entries from here down are steps of the domains `STEP - entry`; their number is how many. */
const STEP = -2;

type Action = (engine: Engine) => void;

/** Consecutive cycles from one snapshot. */
class Segment {
  readonly from: number;
  to: number;
  readonly snapshot: EngineSnapshot;
  /** Poked probe times lanes plus lane, `ACTION`, or `STEP` - domains; `used` of them. */
  entries = new Int32Array(FIRST_ENTRIES);
  numbers = new Float64Array(FIRST_ENTRIES);
  used = 0;
  readonly actions: Action[] = [];

  constructor(engine: Engine) {
    this.from = engine.cycle;
    this.to = engine.cycle;
    this.snapshot = engine.save();
  }

  append(entry: number, number: number): void {
    const { used } = this;
    if (used === this.entries.length) this.grow();
    this.entries[used] = entry;
    this.numbers[used] = number;
    this.used = used + 1;
  }

  /** About: a closure with a bigint is an action. */
  get bytes(): number {
    return this.snapshot.bytes.byteLength + 12 * this.entries.length + 100 * this.actions.length;
  }

  private grow(): void {
    const entries = new Int32Array(4 * this.entries.length);
    entries.set(this.entries);
    this.entries = entries;
    const numbers = new Float64Array(4 * this.numbers.length);
    numbers.set(this.numbers);
    this.numbers = numbers;
  }
}

export interface HistoryOptions {
  /** Bytes after which the oldest segments are dropped. */
  readonly keep: number;
}

/** Called in every cycle before the edge of these domains. */
export type CycleVisitor = (engine: Engine, cycle: number, domains: number) => void;

export class History {
  private readonly engine: Engine;
  private readonly keep: number;
  private readonly allDomains: number;
  private readonly probes: string[] = [];
  private segments: Segment[];
  private current: Segment;
  private copy: Engine | undefined;

  constructor(engine: Engine, { keep }: HistoryOptions) {
    this.engine = engine;
    this.keep = keep;
    this.allDomains = 2 ** engine.design.top.domains.length - 1;
    this.current = new Segment(engine);
    this.segments = [this.current];
  }

  /** First cycle that is kept, and the cycle that comes next. */
  get from(): number {
    return this.segments[0]?.from ?? this.current.from;
  }
  get to(): number {
    return this.current.to;
  }

  /** Steps that may be made before `stepped` must be called. */
  get room(): number {
    return Math.max(1, SEGMENT_STEPS - (this.current.to - this.current.from));
  }

  /** What to call when the probe gets raw bits in a lane. */
  pokesOf({ path }: Probe): (bits: number | bigint, lane: number) => void {
    const { lanes } = this.engine;
    const first = (this.probes.push(path) - 1) * lanes;
    return (bits, lane) => {
      if (typeof bits === "bigint") this.acted((engine) => engine.probe(path).setBits(bits, lane));
      else {
        this.current.append(first + lane, bits);
        // Only where nothing steps: steps start segments before.
        if (this.current.used >= 4 * SEGMENT_ENTRIES) this.startSegment();
      }
    };
  }

  /** The word got these raw bits in this lane. */
  wrote({ path }: MemoryProbe, address: number, bits: bigint, lane: number): void {
    this.acted((engine) => engine.memory(path).setWord(address, bits, lane));
  }

  /** The engine made `count` steps of these domains (all when undefined). */
  stepped(count: number, domains: number = this.allDomains): void {
    const { current } = this;
    const last = current.used - 1;
    if (last >= 0 && current.entries[last] === STEP - domains) {
      current.numbers[last] = (current.numbers[last] ?? 0) + count;
    } else current.append(STEP - domains, count);
    current.to += count;
    if (current.to - current.from >= SEGMENT_STEPS || current.used >= SEGMENT_ENTRIES) this.startSegment();
  }

  /** The engine's state was replaced; cycles from its present one on are forgotten. */
  restored(): void {
    const { cycle } = this.engine;
    this.segments = this.segments.filter((segment) => segment.from < cycle);
    const last = this.segments.at(-1);
    if (last !== undefined) last.to = Math.min(last.to, cycle);
    // Cycles that were never seen lie in between: what came before is of another run.
    if (last !== undefined && last.to < cycle) this.segments = [];
    this.startSegment();
  }

  /**
   * Repeats cycles `from` to `to` - 1 on a copy of the engine. Both must lie within what is kept, or `to` one above: then
   * the present cycle, which has not had its edge, is the last. `on`: a fork of the engine to use instead of the own one.
   */
  replay(from: number, to: number, visit: CycleVisitor, on?: Engine): void {
    if (from >= to) return;
    if (on === undefined) this.copy ??= this.engine.fork();
    const engine = on ?? (this.copy as Engine);
    for (const segment of this.segments) {
      const isPresent = segment === this.current && to > segment.to;
      if (segment.from >= to || (segment.to <= from && !isPresent)) continue;
      this.replaySegment(engine, segment, from, Math.min(to, segment.to), visit);
      // The edge that did not come is shown all the same: it is where the run stopped.
      if (isPresent) visit(engine, segment.to, this.allDomains);
    }
  }

  /** Leaves the engine with every poke made that came before the edge of cycle `to`, settled. */
  private replaySegment(
    engine: Engine,
    segment: Segment,
    from: number,
    to: number,
    visit: CycleVisitor,
  ): void {
    const { entries, numbers, used, actions } = segment;
    const { lanes } = engine;
    const probes = this.probes.map((path) => engine.probe(path));
    engine.restore(segment.snapshot);
    let cycle = segment.from;
    for (let i = 0; i < used; i++) {
      const entry = entries[i] ?? 0;
      const number = numbers[i] ?? 0;
      if (entry >= 0) probes[Math.floor(entry / lanes)]?.setNumber(number, entry % lanes);
      else if (entry === ACTION) actions[number]?.(engine);
      else {
        for (let n = 0; n < number && cycle < to; n++, cycle++) {
          if (cycle >= from) visit(engine, cycle, STEP - entry);
          // A step that a property refused was made in spite of it, or it would not be in the log.
          if (!engine.step(STEP - entry)) engine.step(STEP - entry, true);
        }
        if (cycle >= to && to < segment.to) return;
      }
    }
    engine.settle();
  }

  private acted(action: Action): void {
    this.current.append(ACTION, this.current.actions.push(action) - 1);
  }

  private startSegment(): void {
    // A segment without a cycle has nothing to show.
    const { current } = this;
    if (current.from === current.to && this.segments.at(-1) === current) this.segments.pop();
    this.current = new Segment(this.engine);
    this.segments.push(this.current);
    let bytes = this.segments.reduce((sum, segment) => sum + segment.bytes, 0);
    while (bytes > this.keep && this.segments.length > 2) bytes -= this.segments.shift()?.bytes ?? 0;
  }
}
