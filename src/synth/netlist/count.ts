/**
 * Counts of a netlist. Invariant: the hierarchy's totals are sums over instances, so the top's equals the sum of all cells by
 * type.
 */
import type { CellLibrary } from "../liberty/index.ts";
import type { AreaReport, CellCount, FpgaResources, ModuleReport } from "../report.ts";
import type { Netlist } from "./netlist.ts";
import { addResources, resourcesOf } from "./resources.ts";

/** Cells of one module with everything inside, by type. */
type Counts = ReadonlyMap<string, number>;

/** Cells of the whole design by type. */
export function cellCounts(netlist: Netlist, library: CellLibrary | undefined): CellCount[] {
  const counts = countsOf(netlist, netlist.top, new Map());
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, count]) => {
      const area = library?.cells.get(type)?.area;
      return { type, count, ...(area === undefined ? {} : { area: rounded(area * count) }) };
    });
}

function countsOf(netlist: Netlist, name: string, known: Map<string, Counts>): Counts {
  const answered = known.get(name);
  if (answered !== undefined) return answered;
  const counts = new Map<string, number>();
  const add = (type: string, count: number) => counts.set(type, (counts.get(type) ?? 0) + count);
  for (const { type } of Object.values(netlist.modules.get(name)?.cells ?? {})) {
    if (!netlist.modules.has(type)) add(type, 1);
    else for (const [inner, count] of countsOf(netlist, type, known)) add(inner, count);
  }
  known.set(name, counts);
  return counts;
}

/** The modules as a tree. */
export function moduleTree(netlist: Netlist, library: CellLibrary | undefined): ModuleReport {
  const known = new Map<string, ModuleReport>();
  const tree = (name: string, instances: number): ModuleReport => {
    const answered = known.get(name);
    if (answered !== undefined) return { ...answered, instances };
    const children = new Map<string, number>();
    const own: string[] = [];
    for (const { type } of Object.values(netlist.modules.get(name)?.cells ?? {})) {
      if (netlist.modules.has(type)) children.set(type, (children.get(type) ?? 0) + 1);
      else own.push(type);
    }
    const inside = [...children]
      .map(([module, count]) => tree(module, count))
      .sort((a, b) => sizeOf(b) - sizeOf(a) || (a.module < b.module ? -1 : 1));
    const report = { module: name, instances, ...sumsOf(own, inside, library), children: inside };
    known.set(name, report);
    return report;
  };
  return tree(netlist.top, 1);
}

const sizeOf = ({ instances, area, cells }: ModuleReport): number => instances * (area ?? cells);

function sumsOf(own: readonly string[], inside: readonly ModuleReport[], library: CellLibrary | undefined) {
  const total = (value: (child: ModuleReport) => number): number =>
    inside.reduce((sum, child) => sum + child.instances * value(child), 0);
  const cells = { cells: own.length + total((child) => child.cells), ownCells: own.length };
  if (library === undefined) {
    const resources = inside.reduce<FpgaResources>(
      (sum, { resources, instances }) =>
        resources === undefined ? sum : addResources(sum, resources, instances),
      resourcesOf(own.map((type) => ({ type, count: 1 }))),
    );
    return { ...cells, resources };
  }
  const ownArea = own.reduce((sum, type) => sum + (library.cells.get(type)?.area ?? 0), 0);
  return {
    ...cells,
    area: rounded(ownArea + total((child) => child.area ?? 0)),
    ownArea: rounded(ownArea),
  };
}

/** Sums over all cells. */
export function areaOf(cells: readonly CellCount[], library: CellLibrary): AreaReport {
  const kindOf = (type: string) => library.cells.get(type)?.kind ?? "combinational";
  const sum = (chosen: readonly CellCount[]): number =>
    rounded(chosen.reduce((total, { area }) => total + (area ?? 0), 0));
  const sequential = cells.filter(({ type }) => kindOf(type) !== "combinational");
  const total = sum(cells);
  const { gate } = library;
  return {
    total,
    combinational: sum(cells.filter(({ type }) => kindOf(type) === "combinational")),
    sequential: sum(sequential),
    flipFlops: cells
      .filter(({ type }) => kindOf(type) === "flip-flop")
      .reduce((count, cell) => count + cell.count, 0),
    ...(gate === undefined || gate.area === 0
      ? {}
      : { gateEquivalents: rounded(total / gate.area), gate: { cell: gate.name, area: gate.area } }),
  };
}

/** To 1e-6, so that the order of additions leaves no trace. */
export const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
