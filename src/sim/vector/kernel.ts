/**
 * Kernels: classes of registers that one loop over lanes updates together. Invariant: the registers of a kernel belong to
 * one domain, and lane l of each comes from the same instance or the same turn of a loop.
 */
import type { Netlist } from "../netlist/netlist.ts";
import type { LaneClass } from "./classes.ts";
import { termsOf } from "./cone.ts";
import type { Arrangement, Region, View } from "./region.ts";
import { laneBytes } from "./region.ts";
import type { Term } from "./term.ts";
import type { TermPool } from "./term-pool.ts";

export interface KernelRegister {
  readonly source: LaneClass;
  readonly self: View;
  /** Views that its logic reads; `self` is among them where the logic reads it. */
  readonly inputs: readonly View[];
  readonly next: Term;
  /** Undefined: at every edge. */
  readonly enable: Term | undefined;
}

export interface Kernel {
  readonly domain: number;
  readonly lanes: number;
  readonly registers: readonly KernelRegister[];
  /** Everything that is read. */
  readonly views: readonly View[];
}

/** Views by what they hold: equal ones are one object. */
export class ViewTable {
  readonly all: View[] = [];
  private readonly known = new Map<number, View[]>();

  of(nodes: Int32Array, width: number): View {
    let hash = width;
    for (const node of nodes) hash = Math.imul(hash ^ node, 0x01000193) ^ (hash >>> 15);
    const alike = this.known.get(hash) ?? [];
    this.known.set(hash, alike);
    const before = alike.find(
      (view) => view.nodes.length === nodes.length && view.nodes.every((node, at) => node === nodes[at]),
    );
    if (before !== undefined) return before;
    const view = { index: this.all.length, width, nodes };
    this.all.push(view);
    alike.push(view);
    return view;
  }
}

/** Classes of one module and domain that read something in common share a loop. */
export function findKernels(
  netlist: Netlist,
  classes: readonly LaneClass[],
  views: ViewTable,
  pool: TermPool,
): Kernel[] {
  const kernels: {
    domain: number;
    lanes: number;
    registers: KernelRegister[];
    views: Set<View>;
    net: object;
  }[] = [];
  for (const source of classes) {
    const inputs = source.inputs.map((nodes, at) =>
      views.of(nodes, source.net.nodes.width[source.leaves[at] ?? -1] ?? 0),
    );
    const self = views.of(
      source.cells.map((cell) => netlist.cells.node[cell] ?? -1),
      source.width,
    );
    const termOf = termsOf(pool, source.net.nodes, (node) => {
      const view = inputs[source.leaves.indexOf(node)] ?? self;
      return pool.view(view.width, view.index);
    });
    const enable = source.net.enable[source.local] ?? -1;
    const register: KernelRegister = {
      source,
      self,
      inputs,
      next: termOf(source.net.next[source.local] ?? -1),
      enable: enable < 0 ? undefined : termOf(enable),
    };
    const { domain } = source;
    const lanes = source.cells.length;
    const read = new Set([...inputs, self]);
    const related = kernels.filter(
      (kernel) =>
        kernel.net === source.net &&
        kernel.domain === domain &&
        kernel.lanes === lanes &&
        [...read].some((view) => kernel.views.has(view)),
    );
    const joined = { domain, lanes, registers: [register], views: read, net: source.net };
    for (const kernel of related) {
      joined.registers.unshift(...kernel.registers);
      for (const view of kernel.views) joined.views.add(view);
      kernels.splice(kernels.indexOf(kernel), 1);
    }
    kernels.push(joined);
  }
  return kernels.map((kernel) => ({ ...kernel, views: [...kernel.views] }));
}

/** Places of a region that a kernel reads or writes, `to` excluded. */
export interface Extent {
  readonly region: Region;
  readonly from: number;
  readonly to: number;
}

export const overlaps = (a: Extent, b: Extent): boolean =>
  a.region === b.region && a.from < b.to && b.from < a.to;

/** Where the registers of a view are written. */
export function writtenExtentOf(arrangement: Arrangement, self: View): Extent {
  const { region, delta } = arrangement.writtenOf(self);
  return { region, from: delta, to: delta + self.nodes.length };
}

/** Where the lanes of a view are read. */
export function extentOf(arrangement: Arrangement, view: View): Extent {
  const placement = arrangement.placementOf(view);
  const { region, delta } = placement;
  const lanes = view.nodes.length;
  if (placement.kind === "uniform") return { region, from: delta, to: delta + 1 };
  const length = placement.kind === "stream" ? lanes : ((lanes - 1) >> placement.shift) + 1;
  return { region, from: delta, to: delta + length };
}

/** What 16 lanes of these terms cost, in vector instructions. */
export function costOf(roots: Iterable<Term>): number {
  let cost = 0;
  for (const term of termsIn(roots)) {
    const vectors = term.width === 1 ? 1 : laneBytes(Math.min(term.unsignedBits, term.signedBits));
    if (term.op === "mux") cost += 3 * vectors;
    else if (term.op !== "constant" && term.op !== "zext") cost += vectors;
  }
  return cost;
}

/** Additions, subtractions and products: what a register is for, more than what selects and stores. */
export function arithmeticIn(roots: Iterable<Term>): number {
  return [...termsIn(roots)].filter(({ op }) => op === "add" || op === "sub" || op === "mul").length;
}

function termsIn(roots: Iterable<Term>): Set<Term> {
  const seen = new Set<Term>();
  const visit = (term: Term): void => {
    if (seen.has(term)) return;
    seen.add(term);
    for (const each of term.operands) visit(each);
  };
  for (const root of roots) visit(root);
  return seen;
}
