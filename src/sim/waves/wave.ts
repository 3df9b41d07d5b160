/** Recorded signals over a range of cycles, as a value that tests compare and people read. */
import { fail } from "../../diagnostics/index.ts";
import { drawWave } from "./ascii.ts";
import { nearNames } from "./near.ts";
import { bitsAt, type CycleRange, forRuns, type WaveOptions, type WaveSignal } from "./track.ts";
import { toWaveValue, type WaveValue } from "./value.ts";

export class Wave implements CycleRange {
  readonly from: number;
  readonly to: number;
  readonly signals: readonly WaveSignal[];
  readonly options: WaveOptions;

  constructor(signals: readonly WaveSignal[], range: CycleRange, options: WaveOptions = {}) {
    this.signals = signals;
    this.from = range.from;
    this.to = range.to;
    this.options = options;
  }

  /** The signal's value in every cycle of the wave, in order. Fails with BL0460 on a name that is not in the wave. */
  values(name: string): WaveValue[] {
    const { type, track } = this.signal(name);
    const values: WaveValue[] = [];
    forRuns(track, this, (bits, from, to) => {
      const value = toWaveValue(type, bits);
      for (let cycle = from; cycle < to; cycle++) values.push(value);
    });
    return values;
  }

  /** The signal's value in one cycle. Fails with BL0460 on an unknown name, BL0465 on a cycle outside. */
  at(name: string, cycle: number): WaveValue {
    const { type, track } = this.signal(name);
    if (cycle < this.from || cycle >= this.to) fail("BL0465", { from: cycle, to: cycle + 1, recorded: this });
    return toWaveValue(type, bitsAt(track, cycle));
  }

  /** Cycles from `from` up to and without `to`. Fails with BL0465 on a range outside. */
  slice(from: number, to: number = this.to): Wave {
    if (from < this.from || to > this.to || from > to) fail("BL0465", { from, to, recorded: this });
    return new Wave(this.signals, { from, to }, this.options);
  }

  /** Some of its signals. */
  only(signals: readonly WaveSignal[]): Wave {
    return new Wave(signals, this, this.options);
  }

  /** The same wave, written otherwise. */
  with(options: WaveOptions): Wave {
    return new Wave(this.signals, this, { ...this.options, ...options });
  }

  /** ASCII: a ruler of cycles, then a line a signal. */
  toString(): string {
    return drawWave(this, this.options);
  }

  private signal(name: string): WaveSignal {
    const names = this.signals.map((signal) => signal.name);
    return (
      this.signals.find((signal) => signal.name === name) ??
      fail("BL0460", { name, where: "the wave", near: nearNames(name, names), count: names.length })
    );
  }
}
