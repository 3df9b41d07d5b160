/**
 * The module that remembers what was covered: one is added to every module that has points. Invariant: its registers are
 * never reset, start at zero, and take in nothing at an edge at which the reset is active.
 */
import {
  bitWidth,
  type ClockDomain,
  type Expr,
  type Module,
  type Signal,
  type SignalRole,
  type Statement,
  type UintType,
} from "../../ir/index.ts";
import { add, and, asUint, bit, eq, literal, mux, not, or, packed, ref, uint, whole } from "./expressions.ts";
import type { CountPoint, CoveragePoint, FlagPoint, TogglePoint, TransitionPoint } from "./points.ts";

/** Registers of the recorder by name, and what their bits stand for. */
export interface RecorderLayout {
  /** Bit i is 1 when point i has been hit. */
  readonly flags: readonly { readonly register: string; readonly points: readonly CoveragePoint[] }[];
  readonly counts: readonly { readonly register: string; readonly point: CountPoint }[];
  readonly toggles: readonly {
    readonly rose: string;
    readonly fell: string;
    readonly point: TogglePoint;
  }[];
}

export interface Recorder {
  readonly module: Module;
  readonly layout: RecorderLayout;
  /** What its inputs take, in terms of the observed module; the resets are left open. */
  readonly inputs: ReadonlyMap<string, Expr>;
}

/** Points share a register up to this many: one word of the machine, and a lane of moderate width. */
const flagsPerRegister = 32;

/** 2^48 edges take longer than anyone waits, and a JavaScript number holds the count exactly. */
const countType = uint(48);

export const resetInput = (domain: string): string => `reset_${domain}`;

/** Undefined when no point can be hit. */
export function recorderOf(name: string, points: readonly CoveragePoint[]): Recorder | undefined {
  const reachable = points.filter(({ unreachable }) => !unreachable);
  if (reachable.length === 0) return undefined;
  const builder = new RecorderBuilder();
  for (const domain of new Set(reachable.map((point) => point.domain))) {
    builder.domain(
      domain,
      reachable.filter((point) => point.domain === domain),
    );
  }
  return builder.finish(name);
}

class RecorderBuilder {
  private readonly domains: ClockDomain[] = [];
  private readonly signals: Signal[] = [];
  private readonly body: Statement[] = [];
  private readonly inputs = new Map<string, Expr>();
  private readonly flags: RecorderLayout["flags"][number][] = [];
  private readonly counts: RecorderLayout["counts"][number][] = [];
  private readonly toggles: RecorderLayout["toggles"][number][] = [];

  domain(name: string, points: readonly CoveragePoint[]): void {
    const clock = {
      clock: `clock_${name}`,
      reset: undefined,
      resetKind: "none",
      resetActive: "high",
    } as const;
    this.domains.push({ name, ...clock, site: undefined });
    const reset = ref(this.signal(resetInput(name), "input", bit, name));
    const counted = new DomainRecorder(this, name, not(reset));
    counted.flags(points.filter(({ kind }) => kind === "branch" || kind === "state") as FlagPoint[]);
    counted.transitions(points.filter(({ kind }) => kind === "transition") as TransitionPoint[]);
    for (const point of points) {
      if (point.kind === "cover" || point.kind === "assertion") counted.count(point);
      else if (point.kind === "toggle") counted.toggle(point);
    }
  }

  finish(name: string): Recorder {
    const { domains, signals, body, inputs, flags, counts, toggles } = this;
    const ports = signals.filter(({ role }) => role === "input");
    const rest = { memories: [], instances: [], properties: [], external: undefined };
    const module: Module = { name, doc: undefined, domains, ports, signals, body, ...rest, site: undefined };
    return { module, layout: { flags, counts, toggles }, inputs };
  }

  /** A number for the next name. */
  get size(): number {
    return this.signals.length;
  }

  input(name: string, type: UintType, domain: string, value: Expr): Expr {
    this.inputs.set(name, value);
    return ref(this.signal(name, "input", type, domain));
  }

  register(name: string, type: UintType, domain: string): Signal {
    return this.signal(name, "register", type, domain);
  }

  next(register: Signal, value: Expr): void {
    this.body.push({ kind: "assign", target: whole(register), value, site: undefined });
  }

  flagged(register: Signal, points: readonly CoveragePoint[]): void {
    this.flags.push({ register: register.name, points });
  }

  counted(register: Signal, point: CountPoint): void {
    this.counts.push({ register: register.name, point });
  }

  toggled(rose: Signal, fell: Signal, point: TogglePoint): void {
    this.toggles.push({ rose: rose.name, fell: fell.name, point });
  }

  private signal(name: string, role: SignalRole, type: UintType, domain: string): Signal {
    const signal: Signal = {
      id: this.signals.length,
      name,
      role,
      type,
      domain,
      init: role === "register" ? 0n : undefined,
      value: undefined,
      crossing: undefined,
      instance: undefined,
      group: undefined,
      doc: undefined,
      site: undefined,
    };
    this.signals.push(signal);
    return signal;
  }
}

/** The part of a recorder that belongs to one clock. */
class DomainRecorder {
  private readonly builder: RecorderBuilder;
  private readonly domain: string;
  /** This edge counts. */
  private readonly isCounted: Expr;
  private readonly histories = new Map<Signal, { readonly now: Expr; readonly before: Expr }>();
  private previous: Expr | undefined;

  constructor(builder: RecorderBuilder, domain: string, isCounted: Expr) {
    this.builder = builder;
    this.domain = domain;
    this.isCounted = isCounted;
  }

  flags(points: readonly FlagPoint[]): void {
    for (let at = 0; at < points.length; at += flagsPerRegister) {
      const some = points.slice(at, at + flagsPerRegister);
      const number = this.builder.size;
      const type = uint(some.length);
      const conditions = packed(some.map(({ condition }) => asUint(condition, 1)));
      const met = this.builder.input(`met_${number}`, type, this.domain, conditions);
      const hit = this.builder.register(`hit_${number}`, type, this.domain);
      this.sticky(hit, met, this.isCounted);
      this.builder.flagged(hit, some);
    }
  }

  transitions(points: readonly TransitionPoint[]): void {
    for (const register of new Set(points.map((point) => point.register))) {
      const { now, before } = this.history(register);
      const own = points.filter((point) => point.register === register);
      for (let at = 0; at < own.length; at += flagsPerRegister) {
        const some = own.slice(at, at + flagsPerRegister);
        const is = (value: Expr, bits: bigint): Expr => eq(value, literal(bits, value.type));
        const met = packed(some.map(({ from, to }) => and(is(before, from), is(now, to))));
        const hit = this.builder.register(`hit_${this.builder.size}`, uint(some.length), this.domain);
        this.sticky(hit, met, this.isPair());
        this.builder.flagged(hit, some);
      }
    }
  }

  count(point: CountPoint): void {
    const number = this.builder.size;
    const met = this.builder.input(`met_${number}`, bit, this.domain, point.condition);
    const count = this.builder.register(`count_${number}`, countType, this.domain);
    const more = add(ref(count), literal(1n, countType));
    this.builder.next(count, mux(and(met, this.isCounted), more, ref(count)));
    this.builder.counted(count, point);
  }

  toggle(point: TogglePoint): void {
    const { now, before } = this.history(point.signal);
    const number = this.builder.size;
    const type = uint(bitWidth(point.signal.type));
    const rose = this.builder.register(`rose_${number}`, type, this.domain);
    const fell = this.builder.register(`fell_${number}`, type, this.domain);
    this.sticky(rose, and(now, not(before)), this.isPair());
    this.sticky(fell, and(not(now), before), this.isPair());
    this.builder.toggled(rose, fell, point);
  }

  private sticky(register: Signal, met: Expr, when: Expr): void {
    this.builder.next(register, mux(when, or(ref(register), met), ref(register)));
  }

  /** A signal at this edge and at the one before. */
  private history(signal: Signal): { readonly now: Expr; readonly before: Expr } {
    const known = this.histories.get(signal);
    if (known !== undefined) return known;
    const type = uint(bitWidth(signal.type));
    const number = this.builder.size;
    const value = asUint(ref(signal), type.width);
    const now = this.builder.input(`value_${number}`, type, this.domain, value);
    const register = this.builder.register(`before_${number}`, type, this.domain);
    this.builder.next(register, now);
    const history = { now, before: ref(register) };
    this.histories.set(signal, history);
    return history;
  }

  /** Both this edge and the one before count. */
  private isPair(): Expr {
    if (this.previous === undefined) {
      const register = this.builder.register(`counted_${this.domain}`, bit, this.domain);
      this.builder.next(register, this.isCounted);
      this.previous = and(ref(register), this.isCounted);
    }
    return this.previous;
  }
}
