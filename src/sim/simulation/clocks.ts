/**
 * When each clock domain has its edges. Rising edges of a domain come at phase + k * period, k = 0, 1, 2, ...; edges at one
 * instant go in one step. Invariant: `time` is the instant of the next step and `mask` the domains with an edge in it.
 */
import { fail } from "../../diagnostics/index.ts";
import type { Design } from "../../ir/index.ts";

export interface ClockTiming {
  /** Time units between two rising edges, a whole number of 1 or more. Default 10. */
  readonly period?: number | undefined;
  /** Instant of the first rising edge, a whole number of 0 or more. Default 0. */
  readonly phase?: number | undefined;
}

/** By domain of the top module; domains not named have the defaults. */
export type ClockTimings = Readonly<Record<string, ClockTiming>>;

export interface ClockState {
  readonly time: number;
  readonly next: readonly number[];
}

const DEFAULT_PERIOD = 10;

/** Domains of a top module at most: they are bits of a 31-bit mask. */
export const MAX_DOMAINS = 30;

export class ClockPlan {
  readonly names: readonly string[];
  readonly periods: readonly number[];
  /** All domains have all edges together, so the mask never changes. */
  readonly isUniform: boolean;
  time = 0;
  /** Bit i: `design.top.domains[i]`. */
  mask = 0;
  /** Instant of the next edge of each domain. */
  private next: number[];

  /** Fails with BL0424 on an unknown domain or a timing that is no whole number in range. */
  constructor(design: Design, timings: ClockTimings = {}) {
    this.names = design.top.domains.map(({ name }) => name);
    if (this.names.length > MAX_DOMAINS) {
      fail("BL0424", { name: design.top.name, reason: `${this.names.length} clock domains`, known: [] });
    }
    for (const [name, timing] of Object.entries(timings)) this.check(name, timing);
    this.periods = this.names.map((name) => timings[name]?.period ?? DEFAULT_PERIOD);
    this.next = this.names.map((name) => timings[name]?.phase ?? 0);
    const [period, phase] = [this.periods[0], this.next[0]];
    this.isUniform =
      this.periods.every((other) => other === period) && this.next.every((other) => other === phase);
    this.choose();
  }

  /** Goes on to the next instant, `steps` times. */
  advance(steps = 1): void {
    if (this.isUniform) {
      this.time += steps * (this.periods[0] ?? DEFAULT_PERIOD);
      return;
    }
    for (let made = 0; made < steps; made++) {
      for (let i = 0; i < this.next.length; i++) {
        if ((this.mask >> i) & 1) this.next[i] = (this.next[i] as number) + (this.periods[i] as number);
      }
      this.choose();
    }
  }

  /** Bit of a domain in masks. Fails with BL0424 on an unknown one. */
  bitOf(name: string): number {
    const index = this.names.indexOf(name);
    if (index < 0) fail("BL0424", { name, reason: "no such clock domain", known: this.names });
    return 1 << index;
  }

  save(): ClockState {
    return { time: this.time, next: [...this.next] };
  }

  restore({ time, next }: ClockState): void {
    this.next = [...next];
    if (!this.isUniform) this.choose();
    this.time = time;
  }

  private choose(): void {
    const { next } = this;
    this.time = next.length === 0 ? 0 : Math.min(...next);
    this.mask = 0;
    for (let i = 0; i < next.length; i++) if (next[i] === this.time) this.mask |= 1 << i;
  }

  private check(name: string, { period = DEFAULT_PERIOD, phase = 0 }: ClockTiming): void {
    this.bitOf(name);
    const isWhole = Number.isSafeInteger(period) && Number.isSafeInteger(phase);
    if (isWhole && period >= 1 && phase >= 0) return;
    fail("BL0424", { name, reason: `period ${period}, phase ${phase}`, known: this.names });
  }
}
