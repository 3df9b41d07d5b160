/**
 * Waves out of a value change dump, by cycle of a clock or by time. A cycle's value is the one just before the clock's
 * rising edge that ends it, as registers see it; cycle 0 ends with the first edge.
 */
import { fail } from "../../diagnostics/index.ts";
import { nearNames } from "./near.ts";
import { selectSignals } from "./select.ts";
import { type Track, TrackBuilder, type WaveOptions } from "./track.ts";
import type { WaveBits } from "./value.ts";
import { readVcd, type VcdDeclarations, type VcdVariable } from "./vcd-reader.ts";
import { Wave } from "./wave.ts";

export interface WaveFileRequest extends WaveOptions {
  /** Names, streams, instances or patterns; all signals when undefined. */
  readonly signals?: readonly string[] | undefined;
  /** Signal whose rising edges end the cycles. By default `clock` or `clk`, or else the first name that ends so. */
  readonly clock?: string | undefined;
  /** First cycle, and the cycle after the last; the whole file by default. Beyond its ends there is nothing. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface WaveFileContent {
  readonly wave: Wave;
  /** Path of the clock; undefined when time stands for cycles. */
  readonly clock: string | undefined;
  /** Cycles in the file. */
  readonly cycles: number;
  /** Signals in the file, the clock included. */
  readonly count: number;
}

const WAVE_SUFFIXES = ".vcd";

/** By the end of the file's name. Fails with BL0464 on an unknown one, and as the reader of its kind. */
export function readWaveFile(file: string, request: WaveFileRequest = {}): WaveFileContent {
  if (!file.endsWith(".vcd")) fail("BL0464", { file, allowed: WAVE_SUFFIXES });
  return readVcdWave(file, request);
}

/** Fails with BL0460, BL0461, BL0462, and BL0465 when `from` is behind the end. */
export function readVcdWave(file: string, request: WaveFileRequest = {}): WaveFileContent {
  let chosen: readonly VcdVariable[] = [];
  let clock: VcdVariable | undefined;
  let sampler = new Sampler(undefined);
  const { declarations, end } = readVcd(file, {
    declared(found) {
      clock = clockOf(found, request.clock, file);
      chosen = selected(found, request.signals, file).filter(
        ({ path }) => request.signals !== undefined || path !== clock?.path,
      );
      sampler = new Sampler(clock?.code);
      const codes = new Set(chosen.map(({ code }) => code));
      if (clock !== undefined) codes.add(clock.code);
      return codes;
    },
    changed: (time, code, bits) => sampler.changed(time, code, bits),
  });
  const cycles = sampler.finish(end);
  const range = { from: request.from ?? 0, to: Math.min(request.to ?? cycles, cycles) };
  if (range.from < 0 || range.from > range.to) {
    fail("BL0465", { from: range.from, to: request.to ?? cycles, recorded: { from: 0, to: cycles } });
  }
  const empty: Track = { cycles: [], values: [] };
  const signals = chosen.map(({ path, type, code }) => ({
    name: path,
    type,
    track: sampler.tracks.get(code) ?? empty,
  }));
  return {
    wave: new Wave(signals, range, request),
    clock: clock?.path,
    cycles,
    count: declarations.variables.length,
  };
}

/** Turns changes in time into values by cycle. */
class Sampler {
  readonly tracks = new Map<string, TrackBuilder>();
  private readonly clock: string | undefined;
  private level: WaveBits = "x";
  private cycle = 0;
  private time = 0;
  /** Changes of the present cycle; only the last of each code counts. */
  private readonly pending = new Map<string, WaveBits>();
  /** Changes at the present time, which come after an edge of the same time. */
  private readonly now = new Map<string, WaveBits>();
  private isEdge = false;

  constructor(clock: string | undefined) {
    this.clock = clock;
  }

  changed(time: number, code: string, bits: WaveBits): void {
    if (time !== this.time) this.endInstant(time);
    if (code === this.clock) {
      this.isEdge ||= this.level === 0 && bits === 1;
      this.level = bits;
    }
    this.now.set(code, bits);
  }

  /** Number of cycles. */
  finish(end: number): number {
    this.endInstant(end + 1);
    if (this.clock === undefined) return end + 1;
    return this.cycle;
  }

  private endInstant(next: number): void {
    if (this.isEdge) {
      this.endCycle();
      this.isEdge = false;
    }
    for (const [code, bits] of this.now) this.pending.set(code, bits);
    this.now.clear();
    if (this.clock === undefined) {
      this.cycle = this.time;
      this.endCycle();
    }
    this.time = next;
  }

  private endCycle(): void {
    for (const [code, bits] of this.pending) {
      let track = this.tracks.get(code);
      if (track === undefined) {
        track = new TrackBuilder();
        this.tracks.set(code, track);
      }
      track.push(this.cycle, bits);
    }
    this.pending.clear();
    this.cycle++;
  }
}

function clockOf(
  { variables }: VcdDeclarations,
  name: string | undefined,
  file: string,
): VcdVariable | undefined {
  if (name !== undefined) {
    const paths = variables.map(({ path }) => path);
    return (
      variables.find(({ path }) => path === name) ??
      fail("BL0460", { name, where: file, near: nearNames(name, paths), count: paths.length })
    );
  }
  const bits = variables.filter(({ width }) => width === 1);
  for (const pattern of [/^(clock|clk|clk_i)$/i, /(^|\.)(clock|clk|clk_i)$/i, /(clock|clk)$/i]) {
    const found = bits.find(({ path }) => pattern.test(path));
    if (found !== undefined) return found;
  }
  return undefined;
}

function selected(
  { variables }: VcdDeclarations,
  names: readonly string[] | undefined,
  file: string,
): readonly VcdVariable[] {
  if (names === undefined) return variables;
  const candidates = variables.map((variable) => ({ ...variable, isPort: true, group: undefined }));
  const found = names.flatMap((name) => selectSignals(name, candidates, file));
  const seen = new Set<string>();
  return found.filter(({ path }) => !seen.has(path) && seen.add(path));
}
