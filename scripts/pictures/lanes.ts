/**
 * Lanes of signals, a value a cycle, as an SVG timing diagram by wavedrom. Invariant: cycles in which nothing changes are left out
 * behind a gap, no others, and each drawn cycle carries its number.
 */
import { type Element, onml, renderAny } from "wavedrom";
import narrow from "wavedrom/skins/narrow.js";

/** 0, 1, anything, nobody drives, or a word; `colour` is wavedrom's, 2 (white) to 9. */
export type Cell = "0" | "1" | "x" | "z" | { readonly label: string; readonly colour?: number };

export interface Lane {
  readonly name: string;
  readonly at: (cycle: number) => Cell;
  /** It changes all the time, which is no reason to draw a cycle. */
  readonly counts?: boolean;
}

export interface Group {
  readonly name: string;
  readonly lanes: readonly Lane[];
}

interface Diagram {
  readonly groups: readonly Group[];
  /** First and last cycle. */
  readonly from: number;
  readonly to: number;
}

/** A cycle that is drawn; with `gap` it stands for all cycles up to `last`. */
interface Column {
  readonly cycle: number;
  readonly last: number;
  readonly gap: boolean;
}

/** The diagram as SVG text with a final newline; `title` and `description` are for those who cannot see it. */
export function timingSvg(diagram: Diagram, words: { title: string; description: string }): string {
  const columns = drawnColumns(diagram);
  const source = {
    signal: diagram.groups.map(({ name, lanes }) => [name, ...lanes.map((lane) => drawnLane(lane, columns))]),
    // wavedrom appends to the last word of the numbers; the word after them is not drawn.
    head: { tock: `${columns.map(({ cycle, gap }) => (gap ? "…" : cycle)).join(" ")} ` },
    config: { skin: "narrow", hscale: 1 },
  };
  const svg = renderAny(0, source, structuredClone(narrow));
  const [tag, attributes, ...children] = svg;
  const described: Element = [
    tag,
    { ...(attributes as object), role: "img" },
    ["title", {}, words.title],
    ["desc", {}, words.description],
    ...children.slice(0, 1),
    ["style", {}, STYLE],
    ...children.slice(1),
  ];
  return `${onml.stringify(withoutUnused(described), 1).trim()}\n`;
}

/** Over the skin's: sizes that its margins are made for, numbers that can be read, fonts where there is no Helvetica. */
const STYLE =
  "text{font-size:12px;font-family:Helvetica,Arial,'Liberation Sans',sans-serif}.muted{fill:#444}";

/** Runs of three cycles or more become their first cycle and a gap. */
export function drawnColumns({ groups, from, to }: Diagram): Column[] {
  const lanes = groups.flatMap((group) => group.lanes.filter(({ counts }) => !counts));
  const state = (cycle: number): string => JSON.stringify(lanes.map((lane) => lane.at(cycle)));
  const columns: Column[] = [];
  for (let first = from; first <= to; ) {
    let next = first + 1;
    while (next <= to && state(next) === state(first)) next++;
    const drawn = next - first < 3 ? next - first : 1;
    for (let cycle = first; cycle < first + drawn; cycle++) {
      columns.push({ cycle, last: cycle, gap: false });
    }
    if (drawn < next - first) columns.push({ cycle: first + drawn, last: next - 1, gap: true });
    first = next;
  }
  return columns;
}

function drawnLane({ name, at }: Lane, columns: readonly Column[]) {
  const data: string[] = [];
  let before = "";
  const wave = columns.map(({ cycle, last, gap }) => {
    const isSteady = JSON.stringify(at(cycle)) === JSON.stringify(at(last));
    const cell = isSteady ? at(cycle) : { label: "…" };
    const now = JSON.stringify(cell);
    // A word keeps clear of the mark.
    if (now === before) return gap && typeof cell === "string" ? "|" : ".";
    before = now;
    if (typeof cell === "string") return cell;
    data.push(cell.label);
    return String(cell.colour ?? 2);
  });
  return { name, wave: wave.join(""), data };
}

/** Without the bricks of the skin that the picture has no use for: nine tenths of its text. */
function withoutUnused(svg: Element): Element {
  const used = new Set<string>();
  const look = (node: unknown): void => {
    if (!Array.isArray(node)) return;
    const reference = (node[1] as Record<string, unknown> | undefined)?.["xlink:href"];
    if (typeof reference === "string") used.add(reference.slice(1));
    node.forEach(look);
  };
  look(svg);
  const keep = (node: unknown): unknown => {
    if (!Array.isArray(node) || node[0] !== "defs") return node;
    return node.filter((child) => !Array.isArray(child) || child[0] !== "g" || used.has(child[1]?.id));
  };
  return svg.map(keep) as Element;
}
