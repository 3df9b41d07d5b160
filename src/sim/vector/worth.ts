/**
 * Whether a kernel gains: what its lanes cost in scalar code against what vectors and the hand-over to them cost.
 * Invariant: costs are estimates in instructions; they decide about speed only.
 */
import { CellKind, type Netlist, Op } from "../netlist/netlist.ts";
import { costOf, type Kernel } from "./kernel.ts";

/** A load, a conversion and a store. */
const importCost = 3;
const copyCost = 2;
/** A call, a loop, and code to compile. */
const leastGain = 40;

/** Kernels that gain, given that the others that gain are kept. */
export function worthwhile(
  netlist: Netlist,
  kernels: readonly Kernel[],
  isMovable: (cell: number) => boolean,
): Kernel[] {
  let kept = [...kernels];
  for (;;) {
    const taken = new Set<number>();
    for (const { registers } of kept) {
      for (const { source } of registers) for (const cell of source.cells) taken.add(cell);
    }
    const gaining = kept.filter((kernel) => {
      const scalar = scalarCost(kernel);
      const vector = vectorCost(netlist, kernel, taken, isMovable);
      return vector < 0.7 * scalar && scalar - vector >= leastGain;
    });
    if (gaining.length === kept.length) return kept;
    kept = gaining;
  }
}

const scalarCost = ({ registers, lanes }: Kernel): number =>
  registers.reduce((sum, { source }) => sum + source.size + 2, 0) * lanes;

function vectorCost(
  netlist: Netlist,
  { registers, views, lanes }: Kernel,
  taken: ReadonlySet<number>,
  isMovable: (cell: number) => boolean,
): number {
  const terms = registers.flatMap(({ next, enable }) => (enable === undefined ? [next] : [next, enable]));
  let cost = ((costOf(terms) + 2 * registers.length) * (lanes + 15)) / 16;
  for (const { nodes } of views) {
    let before = -1;
    for (const node of nodes) {
      if (node === before) continue;
      before = node;
      const cell = netlist.nodes.op[node] === Op.cell ? (netlist.nodes.imm[node] ?? -1) : -1;
      if (taken.has(cell)) continue;
      // Inputs of the top live among the lanes, and so do values that are only passed on.
      const isInPlace = isMovable(cell) || netlist.cells.kind[cell] === CellKind.input;
      cost += isInPlace ? copyCost / 8 : importCost;
    }
  }
  return cost;
}
