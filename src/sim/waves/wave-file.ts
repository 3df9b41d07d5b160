/**
 * Waves out of a file: a trace, or a value change dump by cycle of a clock or by time. A cycle's value is the one just before the clock's
 * rising edge that ends it, as registers see it; cycle 0 ends with the first edge.
 */
import { fail } from "../../diagnostics/index.ts";
import { nearNames } from "./near.ts";
import { selectSignals } from "./select.ts";
import type { TraceHead } from "./trace/format.ts";
import { readTrace } from "./trace/reader.ts";
import { type CycleRange, type Track, TrackBuilder, type WaveOptions } from "./track.ts";
import type { WaveBits, WaveType } from "./value.ts";
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
  /** A trace that was cut off is read up to its last whole block. */
  readonly partial?: boolean | undefined;
}

export interface WaveFileContent {
  readonly wave: Wave;
  /** Path of the clock; undefined when time stands for cycles. */
  readonly clock: string | undefined;
  /** Cycles in the file. */
  readonly recorded: CycleRange;
  /** False when reading ended before the file did, because nothing of the rest was asked for. */
  readonly isWhole: boolean;
  /** Signals in the file, the clock included. */
  readonly count: number;
}

/** Kinds of wave files, by the ends of their names. */
export type WaveFileKind = "vcd" | "trace";

/** BL0464 when the name does not tell. */
export function waveFileKind(file: string): WaveFileKind {
  if (file.endsWith(".vcd")) return "vcd";
  if (file.endsWith(".blt")) return "trace";
  return fail("BL0464", { file, allowed: ".vcd or .blt" });
}

/** By the end of the file's name. Fails with BL0464 on an unknown one, and as the reader of its kind. */
export function readWaveFile(file: string, request: WaveFileRequest = {}): WaveFileContent {
  return waveFileKind(file) === "vcd" ? readVcdWave(file, request) : readTraceWave(file, request);
}

/** Fails with BL0460, BL0461, BL0463, and BL0465 when `from` is not in the file. */
export function readTraceWave(file: string, request: WaveFileRequest = {}): WaveFileContent {
  let known: readonly TraceSignal[] = [];
  let chosen: readonly TraceSignal[] = [];
  const { head, tracks, ...recorded } = readTrace(file, {
    ...request,
    choose(found) {
      known = traceSignals(found);
      chosen = selected(known, request.signals, file);
      return new Set(chosen.map(({ cell }) => cell));
    },
  });
  const range = rangeIn(recorded, request);
  const empty: Track = { cycles: [], values: [] };
  const signals = chosen.map(({ path, type, cell }) => ({
    name: path,
    type,
    track: tracks.get(cell) ?? empty,
  }));
  return {
    wave: new Wave(signals, range, request),
    clock: head.clocks[0],
    recorded,
    isWhole: true,
    count: known.length,
  };
}

/** Fails with BL0460, BL0461, BL0462, and BL0465 when `from` is behind the end. */
export function readVcdWave(file: string, request: WaveFileRequest = {}): WaveFileContent {
  let chosen: readonly VcdVariable[] = [];
  let clock: VcdVariable | undefined;
  let sampler = new Sampler(undefined);
  const { declarations, end } = readVcd(file, {
    declared(found) {
      clock = clockOf(found, request.clock, file);
      chosen = selected(found.variables, request.signals, file).filter(
        ({ path }) => request.signals !== undefined || path !== clock?.path,
      );
      sampler = new Sampler(clock?.code);
      const codes = new Set(chosen.map(({ code }) => code));
      if (clock !== undefined) codes.add(clock.code);
      return codes;
    },
    changed: (time, code, bits) => sampler.changed(time, code, bits),
    firstCycle: (cycle) => sampler.startAt(cycle),
    isDone: () => sampler.cycles > (request.to ?? Number.POSITIVE_INFINITY),
  });
  const recorded = sampler.finish(end);
  const empty: Track = { cycles: [], values: [] };
  const signals = chosen.map(({ path, type, code }) => ({
    name: path,
    type,
    track: sampler.tracks.get(code) ?? empty,
  }));
  return {
    wave: new Wave(signals, rangeIn(recorded, request), request),
    clock: clock?.path,
    recorded,
    isWhole: recorded.to <= (request.to ?? Number.POSITIVE_INFINITY),
    count: declarations.variables.length,
  };
}

function rangeIn(recorded: CycleRange, request: WaveFileRequest): CycleRange {
  const range = { from: request.from ?? recorded.from, to: Math.min(request.to ?? recorded.to, recorded.to) };
  if (range.from >= recorded.from && range.from <= range.to) return range;
  return fail("BL0465", { from: range.from, to: request.to ?? recorded.to, recorded });
}

/** Turns changes in time into values by cycle. */
class Sampler {
  readonly tracks = new Map<string, TrackBuilder>();
  private readonly clock: string | undefined;
  private level: WaveBits = "x";
  private first = 0;
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

  /** The cycle that is being read. */
  get cycles(): number {
    return this.cycle;
  }

  /** The coming cycle has this number; by time there are no cycles. */
  startAt(cycle: number): void {
    if (this.clock === undefined) return;
    this.first = cycle;
    this.cycle = cycle;
  }

  /** The cycles in the file. */
  finish(end: number): CycleRange {
    this.endInstant(end + 1);
    return { from: this.first, to: this.clock === undefined ? end + 1 : this.cycle };
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

function selected<S extends { readonly path: string }>(
  known: readonly S[],
  names: readonly string[] | undefined,
  file: string,
): readonly S[] {
  if (names === undefined) return known;
  const candidates = known.map((one) => ({ ...one, isPort: true, group: undefined }));
  const found = names.flatMap((name) => selectSignals(name, candidates, file));
  const seen = new Set<string>();
  return found.filter(({ path }) => !seen.has(path) && seen.add(path));
}

interface TraceSignal {
  readonly path: string;
  readonly type: WaveType;
  readonly cell: number;
}

/** Paths are those of the design: without the name of the top. */
function traceSignals({ top, cells }: TraceHead): TraceSignal[] {
  const inScope = ({ leaves, scopes }: TraceHead["top"], inside: string): TraceSignal[] => [
    ...leaves.map(([name, cell]): TraceSignal => {
      const type: WaveType = cells[cell]?.type ?? { kind: "text" };
      return { path: `${inside}${name}`, type, cell };
    }),
    ...scopes.flatMap((scope) => inScope(scope, `${inside}${scope.name}.`)),
  ];
  return inScope(top, "");
}
