/**
 * Waves as plain ASCII: a ruler, then a line a signal. A bar marks a change; one bit is `__|--|__`, anything else its value
 * after the bar: `|idle |run  `. No backslashes, which template literals would swallow. Invariant: every cycle is equally
 * wide, its first character is the bar when the value changes there, and no line ends in a space.
 */
import { type CycleRange, forRuns, type WaveOptions, type WaveSignal } from "./track.ts";
import { type Radix, valueText, type WaveBits } from "./value.ts";

/** What is drawn; a `Wave` is one. */
export interface Drawable extends CycleRange {
  readonly signals: readonly WaveSignal[];
}

interface Run {
  readonly text: string;
  readonly length: number;
}

interface Row {
  readonly signal: WaveSignal;
  readonly runs: readonly Run[];
}

/** Lines of the drawing, joined; see the head of this file. */
export function drawWave(wave: Drawable, options: WaveOptions = {}): string {
  const rows = rowsOf(wave, options);
  const cell = options.cell ?? neededCell(rows, wave);
  const margin = Math.max("cycle".length, ...wave.signals.map(({ name }) => name.length)) + 2;
  const lines = rows.map(({ signal, runs }) => {
    const body = isBit(signal) ? drawBit(runs, cell) : drawBus(runs, cell);
    return `${signal.name.padEnd(margin)}${body}`.trimEnd();
  });
  return [`${"cycle".padEnd(margin)}${drawRuler(wave, cell)}`.trimEnd(), ...lines].join("\n");
}

/** The least characters a cycle, 2 or more, at which every value fits the cycles it holds. */
export const cellWidth = (wave: Drawable, options: WaveOptions = {}): number =>
  neededCell(rowsOf(wave, options), wave);

const isBit = ({ type }: WaveSignal): boolean =>
  type.kind !== "text" && "width" in type && type.width === 1 && type.kind !== "enum";

const rowsOf = (wave: Drawable, options: WaveOptions): Row[] =>
  wave.signals.map((signal) => ({ signal, runs: runsOf(signal, wave, options) }));

function runsOf(signal: WaveSignal, range: CycleRange, options: WaveOptions): Run[] {
  const radix = radixOf(signal.name, options);
  const runs: Run[] = [];
  forRuns(signal.track, range, (bits: WaveBits, from, to) => {
    const text = isBit(signal) ? String(bits) : valueText(signal.type, bits, radix);
    runs.push({ text, length: to - from });
  });
  return runs;
}

function radixOf(name: string, { radix }: WaveOptions): Radix | undefined {
  return typeof radix === "object" ? radix[name] : radix;
}

function neededCell(rows: readonly Row[], { from, to }: CycleRange): number {
  let cell = 2;
  for (const { signal, runs } of rows) {
    if (isBit(signal)) continue;
    for (const { text, length } of runs) cell = Math.max(cell, Math.ceil((text.length + 1) / length));
  }
  return to - from === 1 ? Math.max(cell, String(from).length + 1) : cell;
}

/** Numbers of cycles, as many as fit with a space between them. */
function drawRuler({ from, to }: CycleRange, cell: number): string {
  const widest = String(Math.max(from, to - 1)).length + 1;
  const every = [1, 2, 5].flatMap((step) => [step, step * 10, step * 100, step * 1000]).sort((a, b) => a - b);
  const step = every.find((count) => count * cell >= widest) ?? 10_000;
  let line = "";
  for (let cycle = from; cycle < to; cycle++) {
    if (cycle !== from && cycle % step !== 0) continue;
    const at = (cycle - from) * cell;
    if (at >= line.length + (line === "" ? 0 : 1)) line = `${line.padEnd(at)}${cycle}`;
  }
  return line;
}

const LEVELS: Readonly<Record<string, string>> = { "0": "_", "1": "-" };

function drawBit(runs: readonly Run[], cell: number): string {
  let before: string | undefined;
  let line = "";
  for (const { text, length } of runs) {
    const level = LEVELS[text] ?? text;
    const isEdge = before !== undefined && before !== text;
    line += (isEdge ? "|" : level) + level.repeat(length * cell - 1);
    before = text;
  }
  return line;
}

function drawBus(runs: readonly Run[], cell: number): string {
  return runs
    .map(({ text, length }) => {
      const room = length * cell - 1;
      const shown = text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}~`;
      return `|${shown.slice(0, room).padEnd(room)}`;
    })
    .join("");
}
