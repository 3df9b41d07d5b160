/** Waves of chosen signals: by running the recorded cycles again, or, for designs with black boxes, recorded on the way. */
import { fail } from "../../diagnostics/index.ts";
import type { Design } from "../../ir/index.ts";
import type { Engine } from "../engine/engine.ts";
import { allSignals, designScopes, type SelectedSignal, selectFromDesign } from "./design-signals.ts";
import { History } from "./history.ts";
import { type CycleRange, TrackBuilder, type WaveOptions } from "./track.ts";
import { NUMBER_BITS, partOf } from "./value.ts";
import type { StepTiming } from "./vcd-writer.ts";
import { Wave } from "./wave.ts";
import { openWaveSink } from "./wave-sink.ts";

export interface RecordOptions {
  /** Bytes of memory for what is needed to make waves; the oldest cycles are dropped beyond. Default 64 MB. */
  readonly keep?: number | undefined;
  /** Designs with black boxes only: signals that waves may be asked of, besides the ports of the top. */
  readonly signals?: readonly string[] | undefined;
}

export interface WaveRequest extends WaveOptions {
  /** First cycle; by default the first that is kept. */
  readonly from?: number | undefined;
  /** Cycle after the last; by default the one that comes next. */
  readonly to?: number | undefined;
  /** Stimulus lane, default 0. */
  readonly lane?: number | undefined;
}

export type WaveFileRange = Pick<WaveRequest, "from" | "to" | "lane">;

const DEFAULT_KEEP = 64 * 2 ** 20;

/** What a simulation tells its recorder, and what it asks of it. */
export interface Recorder extends CycleRange {
  /** Undefined for designs with black boxes, which cannot be run again. */
  readonly history: History | undefined;
  /** Called in every cycle, settled, before its edge; needed for designs with black boxes only. */
  readonly observe: ((cycle: number) => void) | undefined;
  /**
   * `present`: the cycle that has not had its edge is the last one. Fails with BL0460 on unknown names, BL0465 on cycles that
   * are not kept, BL0466 on signals that were not recorded.
   */
  readonly wave: (names: readonly string[], request?: WaveRequest, present?: boolean) => Wave;
  /**
   * Writes every signal to a value change dump (`.vcd`) or a trace (`.blt`), whole or not at all; `present` as for waves. Fails with BL0464, BL0465,
   * BL0466 on designs with black boxes, and BL0467.
   */
  readonly write: (file: string, range?: WaveFileRange, present?: boolean) => void;
}

/** Starts with the engine's present state. `timing`: when its steps are, for files. */
export function recordWaves(engine: Engine, options: RecordOptions = {}, timing?: StepTiming): Recorder {
  const hasBlackBox = engine.design.modules.some((module) => module.external !== undefined);
  return hasBlackBox ? directRecorder(engine, options) : replayRecorder(engine, options, timing);
}

function replayRecorder(engine: Engine, options: RecordOptions, timing: StepTiming | undefined): Recorder {
  const history = new History(engine, { keep: options.keep ?? DEFAULT_KEEP });
  const signals = lazily(() => allSignals(designScopes(engine.design)));
  return {
    history,
    observe: undefined,
    get from() {
      return history.from;
    },
    get to() {
      return history.to;
    },
    wave(names, request = {}, present = false) {
      const selected = selectFromDesign(names, signals(), describe(engine.design));
      const recorded = { from: history.from, to: history.to + (present ? 1 : 0) };
      const range = rangeOf(request, recorded);
      const tracks = selected.map(() => new TrackBuilder());
      const lane = request.lane ?? 0;
      let readers: readonly ((cycle: number) => void)[] | undefined;
      history.replay(range.from, range.to, (copy, cycle) => {
        readers ??= selected.map((signal, i) => reader(copy, signal, tracks[i] as TrackBuilder, lane));
        for (const read of readers) read(cycle);
      });
      return new Wave(
        selected.map(({ name, type }, i) => ({ name, type, track: tracks[i] as TrackBuilder })),
        range,
        request,
      );
    },
    write(file, { lane, ...request } = {}, present = false) {
      const range = rangeOf(request, { from: history.from, to: history.to + (present ? 1 : 0) });
      const twin = engine.fork();
      const sink = openWaveSink(file, twin, { timing, lane });
      try {
        history.replay(range.from, range.to, (_, cycle, domains) => sink.step(cycle, domains), twin);
        sink.close();
      } finally {
        sink.abandon();
      }
    },
  };
}

function directRecorder(engine: Engine, options: RecordOptions): Recorder {
  const { design } = engine;
  const signals = allSignals(designScopes(design));
  const ports = signals.filter(({ path, isPort }) => isPort && !path.includes(".")).map(({ path }) => path);
  const chosen = selectFromDesign([...ports, ...(options.signals ?? [])], signals, describe(design));
  const start = engine.cycle;
  const tracks = chosen.map(() => Array.from({ length: engine.lanes }, () => new TrackBuilder()));
  const readers = chosen.flatMap((signal, i) =>
    (tracks[i] ?? []).map((track, lane) => reader(engine, signal, track, lane)),
  );
  const refuseFile = (): never =>
    fail("BL0466", { module: design.top.name, name: "**", recorded: chosen.map((one) => one.name) });
  const observe = (cycle: number): void => {
    for (const read of readers) read(cycle);
  };
  return {
    history: undefined,
    observe,
    from: start,
    get to() {
      return engine.cycle;
    },
    wave(names, request = {}, present = false) {
      const selected = selectFromDesign(names, signals, describe(design));
      if (present) observe(engine.cycle);
      const range = rangeOf(request, { from: start, to: engine.cycle + (present ? 1 : 0) });
      return new Wave(
        selected.map(({ name, type }) => {
          const at = chosen.findIndex((one) => one.name === name);
          const track = tracks[at]?.[request.lane ?? 0];
          const recorded = chosen.map((one) => one.name);
          return { name, type, track: track ?? fail("BL0466", { module: design.top.name, name, recorded }) };
        }),
        range,
        request,
      );
    },
    write: refuseFile,
  };
}

const describe = (design: Design): string => `\`${design.top.name}\``;

function rangeOf({ from, to }: WaveRequest, recorded: CycleRange): CycleRange {
  const range = { from: from ?? recorded.from, to: to ?? recorded.to };
  const isWithin = range.from >= recorded.from && range.to <= recorded.to && range.from <= range.to;
  return isWithin ? range : fail("BL0465", { ...range, recorded });
}

/** Appends the signal's present value to its track. */
function reader(
  engine: Engine,
  { path, low, width, whole }: SelectedSignal,
  track: TrackBuilder,
  lane: number,
): (cycle: number) => void {
  const probe = engine.probe(path);
  if (whole <= NUMBER_BITS && width === whole) {
    return (cycle) => track.push(cycle, probe.getNumber(lane));
  }
  return (cycle) => track.push(cycle, partOf(probe.getBits(lane), low, width, whole));
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
