/**
 * A wave held against its expected drawing. Equal means equal text, but for common indentation and spaces at line ends;
 * where they differ, the drawings are read by their own rulers, so that the report names the first cycle that differs.
 */
import type { Wave } from "./wave.ts";

export interface WaveDifference {
  /** First cycle that differs; undefined when the drawings cannot be compared by cycle. */
  readonly cycle: number | undefined;
  /** In words. */
  readonly reason: string;
  /** Both drawings, the first difference marked. */
  readonly report: string;
}

/** Undefined when the drawing is the expected one. */
export function compareWave(wave: Wave, expected: string): WaveDifference | undefined {
  const found = wave.toString();
  const wanted = normalDrawing(expected);
  if (found === wanted) return undefined;
  const first = firstDifference(readDrawing(wanted), readDrawing(found));
  const report = ["Expected:", marked(wanted, first), "", "Found:", marked(found, first)].join("\n");
  return { cycle: first.cycle, reason: first.reason, report };
}

/** Without common indentation, empty first and last lines, and spaces at line ends. */
export function normalDrawing(text: string): string {
  const lines = text.split("\n").map((line) => line.trimEnd());
  while (lines[0] === "") lines.shift();
  while (lines.at(-1) === "") lines.pop();
  const indents = lines.filter((line) => line !== "").map((line) => line.length - line.trimStart().length);
  const indent = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join("\n");
}

/** A drawing taken apart: names in order, and for each the text of every cycle. */
interface Drawing {
  readonly start: number;
  readonly cell: number;
  readonly from: number;
  readonly rows: ReadonlyMap<string, readonly string[]>;
}

interface Difference {
  readonly reason: string;
  readonly cycle: number | undefined;
  readonly signal: string | undefined;
}

function readDrawing(text: string): Drawing | undefined {
  const [ruler = "", ...lines] = text.split("\n");
  const labels = [...ruler.matchAll(/\d+/g)].map((match) => ({ at: match.index, cycle: Number(match[0]) }));
  const [first, second] = labels;
  if (!ruler.startsWith("cycle") || first === undefined) return undefined;
  const longest = Math.max(...lines.map((line) => line.length));
  // With a single label, all of the drawing is one cycle.
  const cell =
    second === undefined
      ? Math.max(1, longest - first.at)
      : (second.at - first.at) / (second.cycle - first.cycle);
  if (!Number.isInteger(cell)) return undefined;
  // Values at the end of a line are followed by nothing, so the ruler may reach further.
  const last = (labels.at(-1)?.cycle ?? first.cycle) + 1 - first.cycle;
  const cycles = Math.max(last, Math.ceil((longest - first.at) / cell));
  const rows = lines.map((line): [string, string[]] => [
    line.slice(0, first.at).trim(),
    cellsOf(line.slice(first.at), cell, cycles),
  ]);
  return { start: first.at, cell, from: first.cycle, rows: new Map(rows) };
}

/** A bit's level, or the value that was last written after a bar, for every cycle. */
function cellsOf(body: string, cell: number, cycles: number): string[] {
  if (!body.startsWith("|")) {
    return Array.from({ length: cycles }, (_, i) => body[i * cell + cell - 1] ?? "");
  }
  const cells: string[] = [];
  let value = "";
  for (let i = 0; i < cycles; i++) {
    const at = i * cell;
    if (body[at] === "|") {
      const end = body.indexOf("|", at + 1);
      value = body.slice(at + 1, end < 0 ? undefined : end).trim();
    }
    cells.push(value);
  }
  return cells;
}

function firstDifference(wanted: Drawing | undefined, found: Drawing | undefined): Difference {
  const unknown = (reason: string): Difference => ({ reason, cycle: undefined, signal: undefined });
  if (wanted === undefined)
    return unknown("the expected drawing has no ruler `cycle 0 1 2 ...` as its first line");
  if (found === undefined) return unknown("the drawings differ");
  const names = [...wanted.rows.keys()];
  if (names.join() !== [...found.rows.keys()].join()) {
    return unknown(
      `the signals differ: expected ${names.join(", ")}; found ${[...found.rows.keys()].join(", ")}`,
    );
  }
  if (wanted.from !== found.from) {
    return unknown(`the first cycle differs: expected ${wanted.from}, found ${found.from}`);
  }
  let first: Difference | undefined;
  for (const [signal, expected] of wanted.rows) {
    const got = found.rows.get(signal) ?? [];
    const at = expected.findIndex((text, i) => i < got.length && text !== got[i]);
    if (at < 0 || (first?.cycle ?? Number.POSITIVE_INFINITY) <= wanted.from + at) continue;
    const reason = `first difference in cycle ${wanted.from + at}: ${signal} should be ${level(expected[at])}, but is ${level(got[at])}`;
    first = { reason, cycle: wanted.from + at, signal };
  }
  if (first !== undefined) return first;
  const lengths = [wanted, found].map(({ rows }) =>
    Math.max(0, ...[...rows.values()].map((row) => row.length)),
  );
  if (lengths[0] !== lengths[1]) {
    const cycle = wanted.from + Math.min(...lengths);
    return { reason: `${lengths[0]} cycles were expected, ${lengths[1]} found`, cycle, signal: undefined };
  }
  return unknown("the values are equal, but they are drawn otherwise");
}

const level = (text: string | undefined): string =>
  text === "_" ? "0" : text === "-" ? "1" : (text ?? "missing");

/** The drawing with an arrow in front of the line that differs and carets under the cycle. */
function marked(text: string, { cycle, signal }: Difference): string {
  const drawing = readDrawing(text);
  return text
    .split("\n")
    .flatMap((line, i) => {
      const isThere = i > 0 && drawing !== undefined && line.slice(0, drawing.start).trim() === signal;
      if (!isThere || cycle === undefined) return [`  ${line}`];
      const at = drawing.start + (cycle - drawing.from) * drawing.cell;
      return [`> ${line}`, `  ${" ".repeat(at)}${"^".repeat(drawing.cell)}`];
    })
    .join("\n");
}
