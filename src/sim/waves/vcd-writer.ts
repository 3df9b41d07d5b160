/**
 * A value change dump of every signal of a running design. The values of a step stand from the edge before it to its own
 * edge, where the clocks of its domains rise; they fall half a period later. Invariant: times ascend, and the file is there
 * whole or not at all.
 */
import type { Engine } from "../engine/engine.ts";
import { AtomicFile } from "./atomic-file.ts";
import { leavesOf } from "./leaves.ts";
import { fastChanges, plainChanges, type VcdChanges } from "./vcd-changes.ts";
import { FIRST_CYCLE, vcdCode, vcdHeader } from "./vcd-text.ts";

/** When things happen, in units of the file. */
export interface StepTiming {
  /** Instant of a step's edge, from 0; ascends by 2 or more. */
  readonly edge: (step: number) => number;
  /** Period of a domain of the top, 2 or more. */
  readonly period: (domain: number) => number;
  /** Time from the start of the file to the first instant, 1 or more. */
  readonly lead: number;
  /** "1ns" */
  readonly unit: string;
}

/** All clocks with a period of 10 ns, together. */
export const defaultTiming: StepTiming = {
  edge: (step) => 10 * step,
  period: () => 10,
  lead: 10,
  unit: "1ns",
};

export interface VcdOptions {
  readonly timing?: StepTiming | undefined;
  readonly lane?: number | undefined;
  /** By way of probes, whatever the engine offers. */
  readonly plain?: boolean | undefined;
}

export class VcdWriter {
  private readonly file: AtomicFile;
  private readonly values: VcdChanges;
  private readonly clockCodes: readonly string[];
  private readonly timing: StepTiming;
  /** Clocks that are high, and when they fall; the earliest first. */
  private falls: { readonly time: number; readonly code: string }[] = [];
  private time = -1;

  /** Every signal of `engine`'s design; all steps come from this engine. Fails with BL0467. */
  constructor(path: string, engine: Engine, options: VcdOptions = {}) {
    const { timing = defaultTiming, lane = 0, plain = false } = options;
    const { design, internals } = engine;
    const { top, cells } = leavesOf(design);
    this.timing = timing;
    this.file = new AtomicFile(path);
    const fast =
      internals === undefined || plain ? undefined : fastChanges(this.file, internals, cells, lane);
    this.values = fast ?? plainChanges(this.file, engine, cells, lane);
    this.clockCodes = design.top.domains.map((_, i) => vcdCode(cells.length + i));
    const clocks = design.top.domains.map(({ clock: name }, i) => ({ name, code: this.clockCodes[i] ?? "" }));
    this.file.write(vcdHeader({ top, clocks, unit: timing.unit, codes: this.values.codes }));
  }

  /** The values of a step before its edge, and the domains that have their edge at its end. Steps come in order, without gaps. */
  step(step: number, domains: number): void {
    const { values, clockCodes } = this;
    const edge = this.instant(step);
    if (this.time < 0) {
      if (step > 0) values.text(`$comment ${FIRST_CYCLE} ${step} $end\n`);
      this.goTo(step === 0 ? 0 : this.instant(step - 1));
      values.text(`$dumpvars\n${clockCodes.map((code) => `0${code}\n`).join("")}`);
      values.changes();
      values.text("$end\n");
    } else values.changes();
    this.lower(edge);
    this.goTo(edge);
    for (let i = 0; i < clockCodes.length; i++) {
      if (((domains >> i) & 1) === 0) continue;
      const code = clockCodes[i] ?? "";
      values.text(`1${code}\n`);
      this.falls.push({ time: edge + Math.max(1, this.timing.period(i) >> 1), code });
    }
    if (this.falls.length > 1) this.falls.sort((a, b) => a.time - b.time);
  }

  /** Puts the file in its place. */
  close(): void {
    this.lower(Number.POSITIVE_INFINITY);
    this.values.flush();
    this.file.close();
  }

  /** Leaves no file. */
  abandon(): void {
    this.file.abandon();
  }

  private instant(step: number): number {
    return this.timing.edge(step) + this.timing.lead;
  }

  /** Falling edges before the instant. */
  private lower(before: number): void {
    for (let fall = this.falls[0]; fall !== undefined && fall.time < before; fall = this.falls[0]) {
      this.falls.shift();
      this.goTo(fall.time);
      this.values.text(`0${fall.code}\n`);
    }
  }

  private goTo(time: number): void {
    if (time === this.time) return;
    this.time = time;
    this.values.text(`#${time}\n`);
  }
}
