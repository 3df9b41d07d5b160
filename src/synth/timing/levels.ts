/**
 * The longest path in cells, by Yosys' command `ltp`, for where no delays are known. Invariant: levels are cells, never
 * nanoseconds.
 */
import type { PathPoint, PathStep, TimingPath } from "../report.ts";
import type { CellPlace, DesignNames } from "./names.ts";

/** `    3: \deq_valid [2] (via row_0.cell)`: a net and the cell that drives it. */
const ROW = /^\s*\d+: (\S+)(?: (\[\d+\]))?(?: \(via (.+)\))?$/;

/** Reads what `ltp` printed; undefined where the design has no path through a cell. */
export function parseLevels(text: string, names: DesignNames): TimingPath | undefined {
  const rows = text.split("\n").flatMap((line) => {
    const [, net, bit = "", cell] = ROW.exec(line) ?? [];
    return net === undefined ? [] : [{ net: `${net.replace(/^\\/, "")}${bit}`, cell }];
  });
  const [first, ...others] = rows;
  if (first === undefined) return undefined;
  const steps = others.map(({ net, cell = "" }): PathStep => {
    const place = placeOf(cell.replace(/^\\/, ""), names);
    const point = names.netNamed(net) ?? (place === undefined ? nameless(net) : names.netAt(place));
    return { cell: place?.cell.type ?? "cell", ...point };
  });
  const [beginning] = steps;
  const ending = steps.at(-1);
  if (beginning === undefined || ending === undefined) return undefined;
  return {
    kind: "any",
    from: names.netNamed(first.net) ?? (isMade(first.net) ? pointOf(beginning) : { name: first.net }),
    to: pointOf(ending),
    levels: steps.length,
    steps,
  };
}

const pointOf = ({ cell: _, ...point }: PathStep): PathPoint => point;

/** Names that Yosys makes. */
const isMade = (net: string): boolean => net.includes("$");
const nameless = (net: string): PathPoint => ({ name: isMade(net) ? "(a net without a name)" : net });

/** A flat netlist has cells with dots in their names; else the dots lead through the hierarchy. */
const placeOf = (instance: string, names: DesignNames): CellPlace | undefined =>
  names.cellAt([instance]) ?? names.cellAt(instance.split("."));
