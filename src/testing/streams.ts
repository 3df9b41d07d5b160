/**
 * Drives and observes ready-valid streams of a running design, cycle by cycle, with random stalls. Invariant: what it
 * reports was seen on the ports; a sender that takes `valid` back or changes its data before `ready` is a violation.
 */
import type { Random } from "./random.ts";

/** The part of a simulation that a stream needs. */
export interface Ports {
  readonly poke: (port: string, bits: bigint) => void;
  readonly peek: (port: string) => bigint;
  readonly step: (...domains: readonly string[]) => void;
}

/** Payload of one beat: raw bits by port suffix, `{ data: 5n }` for `NAME_data`. */
export type Beat = Readonly<Record<string, bigint>>;

export interface StreamRun {
  /** Beats for each stream that the design receives, by its name. */
  readonly send: Readonly<Record<string, readonly Beat[]>>;
  /** Beats wanted from each stream that the design sends, and the suffixes of its payload ports. */
  readonly receive: Readonly<Record<string, { readonly count: number; readonly payload: readonly string[] }>>;
  /** Probability in each cycle that a side that could move waits: 0 never. Per stream, or one for all. */
  readonly stall?: number | Readonly<Record<string, number>>;
  readonly random: Random;
  /** Cycles after which the run ends with what it has. */
  readonly limit: number;
  /** Clock domain of each stream when the top has several; edges then come in random order. */
  readonly domains?: Readonly<Record<string, string>>;
  /** Domains that get an edge in the cycle; all of the top unless stated. */
  readonly edges?: (cycle: number) => readonly string[];
  /** Called after settling and before the edge of every cycle. */
  readonly watch?: (cycle: number) => void;
}

export interface StreamResult {
  readonly received: Readonly<Record<string, readonly Beat[]>>;
  /** Cycle of each received beat. */
  readonly times: Readonly<Record<string, readonly number[]>>;
  /** Beats that went in. */
  readonly sent: Readonly<Record<string, number>>;
  readonly cycles: number;
  readonly violations: readonly string[];
}

/** Runs until every wanted beat has come (and all beats were sent), or the limit. Resets are the caller's. */
export function runStreams(ports: Ports, run: StreamRun): StreamResult {
  const { random } = run;
  const stallOf = (name: string): number =>
    typeof run.stall === "object" ? (run.stall[name] ?? 0) : (run.stall ?? 0);
  const senders = Object.entries(run.send).map(([name, beats]) => ({ name, beats, next: 0, offered: false }));
  const receivers = Object.entries(run.receive).map(([name, wanted]) => ({
    name,
    ...wanted,
    beats: [] as Beat[],
    times: [] as number[],
    pending: undefined as Beat | undefined,
  }));
  const violations: string[] = [];
  const ticks = (name: string, edges: readonly string[] | undefined): boolean =>
    edges === undefined || edges.includes(run.domains?.[name] ?? "default");

  let cycle = 0;
  for (; cycle < run.limit; cycle++) {
    const isDone =
      senders.every((s) => s.next >= s.beats.length) && receivers.every((r) => r.beats.length >= r.count);
    if (isDone) break;
    const edges = run.edges?.(cycle);
    for (const sender of senders) {
      const beat = sender.beats[sender.next];
      sender.offered ||=
        beat !== undefined && ticks(sender.name, edges) && !random.chance(stallOf(sender.name));
      ports.poke(`${sender.name}_valid`, sender.offered ? 1n : 0n);
      const shown = beat ?? sender.beats[0] ?? {};
      for (const [suffix, bits] of Object.entries(shown)) ports.poke(`${sender.name}_${suffix}`, bits);
    }
    for (const receiver of receivers) {
      const isReady = receiver.beats.length < receiver.count && !random.chance(stallOf(receiver.name));
      ports.poke(`${receiver.name}_ready`, isReady ? 1n : 0n);
    }
    run.watch?.(cycle);
    for (const sender of senders) {
      if (!ticks(sender.name, edges) || !sender.offered || ports.peek(`${sender.name}_ready`) === 0n)
        continue;
      sender.next++;
      sender.offered = false;
    }
    for (const receiver of receivers) {
      if (!ticks(receiver.name, edges)) continue;
      const isValid = ports.peek(`${receiver.name}_valid`) === 1n;
      const beat = Object.fromEntries(
        receiver.payload.map((suffix) => [suffix, ports.peek(`${receiver.name}_${suffix}`)]),
      );
      if (receiver.pending !== undefined && !(isValid && sameBeat(receiver.pending, beat))) {
        violations.push(`cycle ${cycle}: ${receiver.name} changed before it was taken`);
      }
      receiver.pending = isValid ? beat : undefined;
      if (!isValid || ports.peek(`${receiver.name}_ready`) === 0n) continue;
      receiver.pending = undefined;
      receiver.beats.push(beat);
      receiver.times.push(cycle);
    }
    ports.step(...(edges ?? []));
  }
  return {
    received: Object.fromEntries(receivers.map((r) => [r.name, r.beats])),
    times: Object.fromEntries(receivers.map((r) => [r.name, r.times])),
    sent: Object.fromEntries(senders.map((s) => [s.name, s.next])),
    cycles: cycle,
    violations,
  };
}

const sameBeat = (a: Beat, b: Beat): boolean =>
  Object.entries(a).every(([suffix, bits]) => b[suffix] === bits);

/** Holds every given reset at its active level for two edges of all clocks, inputs as they are, then releases it. */
export function applyReset(ports: Ports, resets: readonly string[] = ["reset"]): void {
  for (const reset of resets) ports.poke(reset, 1n);
  ports.step();
  ports.step();
  for (const reset of resets) ports.poke(reset, 0n);
}
