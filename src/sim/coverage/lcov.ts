/**
 * Coverage as an LCOV tracefile on the TypeScript lines (format: geninfo(1)). Invariant: a line or an arm that several
 * modules come from is one record; it is missed only when it is missed in all of them.
 *
 * A line's count (DA) is that of the point on it that was hit most; a signal counts once when any of its bits moved. Arms of
 * `when` and `match`, and the states of an enum register, are branches (BRDA): one block a chain or a register.
 */
import type { CoverageData, Place, PointRecord } from "./data.ts";
import { coverageReport, type ReportPoint } from "./report.ts";
import type { Waiver } from "./waivers.ts";

interface Branch {
  readonly place: Place;
  readonly block: string;
  readonly name: string;
  taken: number;
}

interface SourceFile {
  readonly lines: Map<number, number>;
  readonly branches: Map<string, Branch>;
}

/** Waived and unreachable points have no record. Points without a place have no line to be on. */
export function lcovOf(data: CoverageData, waivers: readonly Waiver[] = []): string {
  const files = new Map<string, SourceFile>();
  for (const module of data.modules) {
    for (const record of module.points) {
      const { place } = record;
      if (place === null) continue;
      const hits = hitsOf(
        coverageReport({ ...data, modules: [{ ...module, points: [record] }] }, waivers).points,
      );
      if (hits === undefined) continue;
      const file = files.get(place.file) ?? { lines: new Map(), branches: new Map() };
      files.set(place.file, file);
      file.lines.set(place.line, Math.max(file.lines.get(place.line) ?? 0, hits));
      addBranch(file, record, place, hits);
    }
  }
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, file]) => `${fileRecords(name, file).join("\n")}\n`).join("");
}

/** Undefined when none of the points counts. */
function hitsOf(points: readonly ReportPoint[]): number | undefined {
  const counted = points.filter(({ status }) => status === "hit" || status === "missed");
  return counted.length === 0 ? undefined : Math.max(...counted.map(({ hits }) => hits));
}

function addBranch(file: SourceFile, record: PointRecord, place: Place, hits: number): void {
  if (record.kind !== "branch" && record.kind !== "state") return;
  const { line, column } = place;
  // The number that tells repeated names of a module apart says nothing about the source.
  const name = record.name.replace(/ #\d+$/, "");
  const block = `${record.kind} ${record.chain ?? `${line}:${column}`}`;
  const key = `${block} ${line}:${column} ${record.kind === "state" ? name.replace(/^.* = /, "") : name}`;
  const known = file.branches.get(key);
  if (known === undefined) file.branches.set(key, { place, block, name, taken: hits });
  else known.taken += hits;
}

function fileRecords(name: string, { lines, branches }: SourceFile): readonly string[] {
  const byLine = (a: Branch, b: Branch): number =>
    a.place.line - b.place.line || a.place.column - b.place.column;
  const ordered = [...branches.values()].sort(byLine);
  const blocks = [...new Set(ordered.map(({ block }) => block))];
  const inBlock = new Map<string, number>();
  const entered = new Set(ordered.filter(({ taken }) => taken > 0).map(({ block }) => block));
  const branchRecords = ordered.map(({ place, block, taken }) => {
    const number = inBlock.get(block) ?? 0;
    inBlock.set(block, number + 1);
    // "-" stands for a block that control never came to.
    const count = entered.has(block) ? taken : "-";
    return `BRDA:${place.line},${blocks.indexOf(block)},${number},${count}`;
  });
  const ordinary = [...lines].sort(([a], [b]) => a - b);
  return [
    "TN:",
    `SF:${name}`,
    ...branchRecords,
    `BRF:${ordered.length}`,
    `BRH:${ordered.filter(({ taken }) => taken > 0).length}`,
    ...ordinary.map(([line, count]) => `DA:${line},${count}`),
    `LF:${ordinary.length}`,
    `LH:${ordinary.filter(([, count]) => count > 0).length}`,
    "end_of_record",
  ];
}
