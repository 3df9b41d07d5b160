/**
 * A value change dump of every signal of a running design. The values of a step stand from the edge before it to its own
 * edge, where the clocks of its domains rise; they fall half a period later. Invariant: times ascend, and the file is there
 * whole or not at all.
 */
import type { Design } from "../../ir/index.ts";
import type { Engine, Probe } from "../engine/engine.ts";
import { AtomicFile } from "./atomic-file.ts";
import { type LeafCell, leavesOf } from "./leaves.ts";
import { NUMBER_BITS, partOf, type WaveBits } from "./value.ts";
import { vcdChange, vcdCode, vcdHeader } from "./vcd-text.ts";

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

/** Cells of one signal, which is read once a cycle. */
interface Column {
  readonly path: string;
  readonly whole: number;
  readonly cells: readonly { readonly cell: LeafCell; readonly code: string }[];
  last: WaveBits | undefined;
}

export class VcdWriter {
  private readonly file: AtomicFile;
  private readonly design: Design;
  private readonly columns: readonly Column[];
  private readonly clockCodes: readonly string[];
  private readonly timing: StepTiming;
  private readonly lane: number;
  private probes: readonly Probe[] = [];
  private probedEngine: Engine | undefined;
  /** Clocks that are high, and when they fall. */
  private falls: { readonly time: number; readonly code: string }[] = [];
  private time = -1;

  /** Fails with BL0467. */
  constructor(
    path: string,
    design: Design,
    options: { timing?: StepTiming | undefined; lane?: number | undefined } = {},
  ) {
    const { top, cells } = leavesOf(design);
    this.design = design;
    this.timing = options.timing ?? defaultTiming;
    this.lane = options.lane ?? 0;
    this.columns = columnsOf(cells);
    this.clockCodes = design.top.domains.map((_, i) => vcdCode(cells.length + i));
    const clocks = design.top.domains.map(({ clock: name }, i) => ({ name, code: this.clockCodes[i] ?? "" }));
    this.file = new AtomicFile(path);
    this.file.write(vcdHeader(top, clocks, this.timing.unit));
  }

  /** A step's settled values and the domains that have their edge at its end. Steps come in order, without gaps. */
  step(engine: Engine, step: number, domains: number): void {
    const edge = this.instant(step);
    if (this.time < 0) {
      this.goTo(step === 0 ? 0 : this.instant(step - 1));
      this.file.write(`$dumpvars\n${this.clockCodes.map((code) => `0${code}\n`).join("")}`);
      this.changes(engine);
      this.file.write("$end\n");
    } else this.changes(engine);
    this.lower(edge);
    this.goTo(edge);
    this.design.top.domains.forEach((_, i) => {
      if (((domains >> i) & 1) === 0) return;
      const code = this.clockCodes[i] ?? "";
      this.file.write(`1${code}\n`);
      this.falls.push({ time: edge + Math.max(1, this.timing.period(i) >> 1), code });
    });
  }

  /** Puts the file in its place. */
  close(): void {
    this.lower(Number.POSITIVE_INFINITY);
    this.file.close();
  }

  /** Leaves no file. */
  abandon(): void {
    this.file.abandon();
  }

  private instant(step: number): number {
    return this.timing.edge(step) + this.timing.lead;
  }

  private changes(engine: Engine): void {
    const { columns, lane } = this;
    if (this.probedEngine !== engine) {
      this.probes = columns.map(({ path }) => engine.probe(path));
      this.probedEngine = engine;
    }
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i] as Column;
      const probe = this.probes[i] as Probe;
      const bits = column.whole <= NUMBER_BITS ? probe.getNumber(lane) : probe.getBits(lane);
      if (bits === column.last) continue;
      for (const { cell, code } of column.cells) {
        const part = partOf(bits, cell.low, cell.width, cell.whole);
        const before =
          column.last === undefined ? undefined : partOf(column.last, cell.low, cell.width, cell.whole);
        if (part !== before) this.file.write(vcdChange(cell.type, part, code));
      }
      column.last = bits;
    }
  }

  /** Falling edges before the instant. */
  private lower(before: number): void {
    this.falls.sort((a, b) => a.time - b.time);
    while (this.falls[0] !== undefined && this.falls[0].time < before) {
      const fall = this.falls.shift();
      if (fall === undefined) break;
      this.goTo(fall.time);
      this.file.write(`0${fall.code}\n`);
    }
  }

  private goTo(time: number): void {
    if (time === this.time) return;
    this.time = time;
    this.file.write(`#${time}\n`);
  }
}

function columnsOf(cells: readonly LeafCell[]): Column[] {
  const columns = new Map<string, { cell: LeafCell; code: string }[]>();
  cells.forEach((cell, i) => {
    const column = columns.get(cell.path) ?? [];
    columns.set(cell.path, column);
    column.push({ cell, code: vcdCode(i) });
  });
  return [...columns].map(([path, own]) => ({
    path,
    whole: own[0]?.cell.whole ?? 0,
    cells: own,
    last: undefined,
  }));
}
