/** A wave file of every signal that is written while cycles go by; its name says of which kind. */
import type { Engine } from "../engine/engine.ts";
import { TraceWriter } from "./trace/writer.ts";
import { type StepTiming, VcdWriter } from "./vcd-writer.ts";
import { waveFileKind } from "./wave-file.ts";

export interface WaveSink {
  /** A cycle of the engine before its edge, and the domains that have their edge at its end. Cycles come in order, without gaps. */
  readonly step: (cycle: number, domains: number) => void;
  /** Puts the file in its place. */
  readonly close: () => void;
  /** Leaves no file, unless it is closed. */
  readonly abandon: () => void;
}

export interface WaveSinkOptions {
  readonly timing: StepTiming | undefined;
  readonly lane: number | undefined;
}

/** All cycles come from this engine. Fails with BL0464 on a name of another kind, BL0467 on a file that cannot be written. */
export function openWaveSink(file: string, engine: Engine, options: WaveSinkOptions): WaveSink {
  if (waveFileKind(file) === "vcd") {
    const writer = new VcdWriter(file, engine, options);
    return {
      step: (cycle, domains) => writer.step(cycle, domains),
      close: () => writer.close(),
      abandon: () => writer.abandon(),
    };
  }
  const writer = new TraceWriter(file, engine, options);
  return {
    step: (cycle) => writer.step(engine, cycle),
    close: () => writer.close(),
    abandon: () => writer.abandon(),
  };
}
