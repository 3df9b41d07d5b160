/**
 * What is recorded of a signal: its changes by cycle. Invariant: a track's cycles ascend, its first is at or before the
 * first cycle of the wave it is in, and neighbouring values differ.
 */
import type { Radix, WaveBits, WaveType } from "./value.ts";

/** The changes of one signal. */
export interface Track {
  readonly cycles: readonly number[];
  readonly values: readonly WaveBits[];
}

export interface WaveSignal {
  /** As it was asked for: `count`, `queue.held`, `values[2]`. */
  readonly name: string;
  readonly type: WaveType;
  readonly track: Track;
}

export interface WaveOptions {
  /** How numbers are written, for all signals or by name. */
  readonly radix?: Radix | Readonly<Record<string, Radix>> | undefined;
  /** Characters a cycle, 2 or more. By default as many as the values need. */
  readonly cell?: number | undefined;
}

/** First cycle, and the cycle after the last. */
export interface CycleRange {
  readonly from: number;
  readonly to: number;
}

/** Collects the changes of one signal, cycle by cycle. */
export class TrackBuilder implements Track {
  readonly cycles: number[] = [];
  readonly values: WaveBits[] = [];
  private last: WaveBits | undefined = undefined;

  /** Cycles ascend from call to call. */
  push(cycle: number, bits: WaveBits): void {
    if (bits === this.last) return;
    this.last = bits;
    this.cycles.push(cycle);
    this.values.push(bits);
  }
}

/** Calls back for every stretch of equal values in the range, in order. */
export function forRuns(
  track: Track,
  { from, to }: CycleRange,
  visit: (bits: WaveBits, from: number, to: number) => void,
): void {
  for (let i = indexAt(track, from); i < track.cycles.length; i++) {
    const start = Math.max(track.cycles[i] ?? 0, from);
    if (start >= to) return;
    visit(track.values[i] ?? 0, start, Math.min(track.cycles[i + 1] ?? to, to));
  }
}

/** The value that holds in this cycle. */
export const bitsAt = (track: Track, cycle: number): WaveBits => track.values[indexAt(track, cycle)] ?? 0;

/** Index of the last change at or before the cycle; 0 when there is none. */
function indexAt(track: Track, cycle: number): number {
  let low = 0;
  let high = track.cycles.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((track.cycles[middle] ?? 0) <= cycle) low = middle;
    else high = middle;
  }
  return low;
}
