/** The coverage report for people: a table, then every missed point with the TypeScript line it comes from. */
import { readFileSync } from "node:fs";
import { type CoverageReport, percentOf, type ReportPoint, type ReportRow } from "../sim/index.ts";
import { type Column, textTable } from "./table.ts";

const columns: readonly Column<ReportRow | CoverageReport["total"]>[] = [
  { title: "module", align: "left", text: (row) => ("module" in row ? row.module : "all") },
  { title: "kind", align: "left", text: (row) => ("kind" in row ? row.kind : "") },
  { title: "hit", text: ({ hit }) => `${hit}` },
  { title: "total", text: ({ total }) => `${total}` },
  { title: "%", text: (row) => (row.total === 0 ? "-" : percentText(percentOf(row))) },
  { title: "waived", text: ({ waived }) => `${waived}` },
  { title: "unreachable", text: ({ unreachable }) => `${unreachable}` },
];

/** One decimal, rounded down: 100.0 means all of them. */
const percentText = (percent: number): string => (Math.floor(percent * 10) / 10).toFixed(1);

export function coverageText(report: CoverageReport): string {
  const parts = [textTable(columns, [...report.rows, report.total])];
  const missed = report.points.filter(({ status }) => status === "missed");
  const lineOf = sourceLines();
  for (const module of new Set(missed.map((point) => point.module))) {
    const lines = grouped(missed.filter((point) => point.module === module)).flatMap((points) => {
      const [first] = points;
      if (first === undefined) return [];
      const where =
        first.place === null ? "" : `${first.place.file}:${first.place.line}:${first.place.column}  `;
      const source = lineOf(first);
      const head = `  ${first.kind.padEnd(10)}${where}${missedText(points)}`;
      return source === undefined ? [head] : [head, `              ${source}`];
    });
    parts.push("", `Missed in ${module}:`, ...lines);
  }
  return `${parts.join("\n")}\n`;
}

/** Toggles of one signal together, everything else by itself. */
function grouped(points: readonly ReportPoint[]): readonly (readonly ReportPoint[])[] {
  const groups = new Map<string, ReportPoint[]>();
  for (const point of points) {
    const { kind, place } = point;
    const key = kind === "toggle" ? JSON.stringify([signalOf(point), place]) : JSON.stringify([kind, point]);
    const group = groups.get(key) ?? [];
    group.push(point);
    groups.set(key, group);
  }
  return [...groups.values()];
}

const bitPattern = /^(.*?)(?:\[(\d+)\])? (rise|fall)$/;

const signalOf = ({ point }: ReportPoint): string => bitPattern.exec(point)?.[1] ?? point;

/** "count: [7:4] never rises, [7:2] never falls" for the missed toggles of one signal; a flag's own name otherwise. */
function missedText(points: readonly ReportPoint[]): string {
  const [first] = points;
  if (first === undefined) return "";
  if (first.kind !== "toggle") return first.point;
  const parts = (["rise", "fall"] as const).flatMap((direction) => {
    const found = points.flatMap(({ point }) => {
      const match = bitPattern.exec(point);
      return match?.[3] === direction ? [match[2]] : [];
    });
    if (found.length === 0) return [];
    const bits = found.flatMap((bit) => (bit === undefined ? [] : [Number(bit)]));
    return [`${bits.length === 0 ? "" : `${rangesOf(bits)} `}never ${direction}s`];
  });
  return `${signalOf(first)}: ${parts.join(", ")}`;
}

/** "[7:4,2]", from the highest bit down. */
function rangesOf(bits: readonly number[]): string {
  const ranges: { high: number; low: number }[] = [];
  for (const bit of [...bits].sort((a, b) => b - a)) {
    const last = ranges.at(-1);
    if (last !== undefined && last.low === bit + 1) last.low = bit;
    else ranges.push({ high: bit, low: bit });
  }
  return `[${ranges.map(({ high, low }) => (high === low ? `${high}` : `${high}:${low}`)).join(",")}]`;
}

/** The source line of a point, trimmed; undefined when the file is not there any more. */
function sourceLines(): (point: ReportPoint) => string | undefined {
  const files = new Map<string, readonly string[]>();
  return ({ place }) => {
    if (place === null) return undefined;
    if (!files.has(place.file)) files.set(place.file, linesOf(place.file));
    return files.get(place.file)?.[place.line - 1]?.trim();
  };
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split(/\r?\n/);
  } catch {
    return [];
  }
}
