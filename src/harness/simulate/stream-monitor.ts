/**
 * Watches one ready-valid stream without driving it. Invariant: a beat is recorded in the cycle in which `valid` and
 * `ready` are 1 before an edge of the stream's clock; an offer that is taken back or changed before that is an error.
 */
import { fail } from "../../diagnostics/index.ts";
import type { Simulation } from "../../sim/index.ts";
import type { Readable } from "./handle-types.ts";

export interface MonitoredBeat<V> {
  readonly cycle: number;
  readonly value: V;
  readonly lane: number;
}

/** The three signals of a stream, and where its clock is in masks of domains; 0 for every step. */
export interface WatchedStream<V> {
  readonly name: string;
  readonly valid: Readable<number>;
  readonly ready: Readable<number>;
  readonly data: Readable<V>;
  readonly mask: number;
  /** The reset of the stream's clock is active: offers may vanish. */
  readonly inReset: () => boolean;
}

export class StreamMonitor<V> {
  /** Beats so far, in order of cycles. */
  readonly beats: MonitoredBeat<V>[] = [];
  private readonly stream: WatchedStream<V>;
  private readonly offers: (bigint | undefined)[];
  private readonly listeners: ((beat: MonitoredBeat<V>) => void)[] = [];
  /** Ends the watching; the beats stay. */
  readonly stop: () => void;

  constructor(simulation: Simulation, stream: WatchedStream<V>) {
    this.stream = stream;
    const { lanes } = simulation.engine;
    this.offers = new Array<bigint | undefined>(lanes).fill(undefined);
    this.stop = simulation.observe({
      beforeEdge: (cycle, domains) => {
        if (stream.mask !== 0 && (stream.mask & domains) === 0) return;
        for (let lane = 0; lane < lanes; lane++) this.watch(cycle, lane);
      },
      restored: (cycle) => {
        this.offers.fill(undefined);
        const kept = this.beats.findIndex((beat) => beat.cycle >= cycle);
        if (kept >= 0) this.beats.length = kept;
      },
    });
  }

  /** Values of the beats of a lane. */
  values(lane = 0): V[] {
    return this.beats.filter((beat) => beat.lane === lane).map(({ value }) => value);
  }

  /** Calls back with every beat from now on, before the edge with which it moves. */
  onBeat(listener: (beat: MonitoredBeat<V>) => void): void {
    this.listeners.push(listener);
  }

  private watch(cycle: number, lane: number): void {
    const { name, valid, ready, data, inReset } = this.stream;
    const offer = this.offers[lane];
    const isValid = valid.peek(lane) === 1;
    const bits = isValid ? data.peekBits(lane) : undefined;
    if (offer !== undefined && !inReset()) {
      if (bits === undefined) fail("BL0436", { stream: name, cycle, rule: "`valid` was taken back" });
      if (bits !== offer) fail("BL0436", { stream: name, cycle, rule: "the data changed" });
    }
    const isTaken = isValid && ready.peek(lane) === 1;
    this.offers[lane] = isTaken ? undefined : bits;
    if (!isTaken) return;
    const beat = { cycle, value: data.peek(lane), lane };
    this.beats.push(beat);
    for (const listener of this.listeners) listener(beat);
  }
}
