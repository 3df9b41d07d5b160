/**
 * The longest path in cells, by Yosys' command `ltp`, for where no delays are known. Invariant: levels are cells, never
 * nanoseconds.
 */
import type { PathStep, TimingPath } from "../report.ts";
import type { DesignNames } from "./names.ts";

/** `    3: \deq_valid [2] (via row_0.cell)`: a net and the cell that drives it. */
const ROW = /^\s*\d+: (\S+)(?: (\[\d+\]))?(?: \(via (.+)\))?$/;

/** Reads what `ltp` printed; undefined where the design has no path through a cell. */
export function parseLevels(text: string, names: DesignNames): TimingPath | undefined {
  const rows = text.split("\n").flatMap((line) => {
    const [, net, bit = "", cell] = ROW.exec(line) ?? [];
    return net === undefined
      ? []
      : [{ net: net.startsWith("\\") ? `${net.slice(1)}${bit}` : undefined, cell }];
  });
  const [first, ...others] = rows;
  const last = others.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const steps = others.map(({ net, cell = "" }): PathStep => {
    const instance = cell.replace(/^\\/, "");
    return { cell: typeOf(instance, names), name: net ?? instance };
  });
  const end = (net: string | undefined, step: PathStep | undefined) => ({ name: net ?? step?.name ?? "" });
  return {
    kind: "any",
    from: end(first.net, steps[0]),
    to: end(last.net, steps.at(-1)),
    levels: steps.length,
    steps,
  };
}

/** A flat netlist has cells with dots in their names; else the dots lead through the hierarchy. */
const typeOf = (instance: string, names: DesignNames): string =>
  (names.cellAt([instance]) ?? names.cellAt(instance.split(".")))?.cell.type ?? "cell";
