/**
 * Delay lines that no kernel reads: chains of registers that each take over their predecessor. Invariant: a chain lies in
 * one piece behind the place of what enters it, so that one move advances all chains of a region.
 */
import type { Netlist } from "../netlist/netlist.ts";
import { type Arrangement, laneBytes } from "./region.ts";

/** A register that takes over the value of a node at every edge. */
export interface Copy {
  readonly source: number;
  readonly domain: number;
  readonly width: number;
}

/** Fewer registers are moved as fast one by one; the same for short chains, of which each needs its first value stored. */
const fewestMoved = 16;
const shortestChain = 3;

/** Gives the registers of long chains homes; those that have one already stay. */
export function homeChains(
  arrangement: Arrangement,
  netlist: Netlist,
  copies: ReadonlyMap<number, Copy>,
): void {
  const isOpen = (cell: number): boolean => copies.has(cell) && arrangement.homeOf(cell) === undefined;
  const successors = new Map<number, number>();
  const heads: number[] = [];
  for (const [cell, { source, domain, width }] of copies) {
    if (!isOpen(cell)) continue;
    const before = arrangement.cellOf(source);
    const other = copies.get(before);
    const follows =
      isOpen(before) && !successors.has(before) && other?.domain === domain && other.width === width;
    if (follows) successors.set(before, cell);
    else heads.push(cell);
  }
  const byBytes = new Map<number, { readonly width: number; readonly nodes: number[]; moved: number }>();
  for (const head of heads) {
    const copy = copies.get(head);
    if (copy === undefined) continue;
    const chain: number[] = [];
    for (let cell: number | undefined = head; cell !== undefined; cell = successors.get(cell))
      chain.push(cell);
    if (chain.length < shortestChain) continue;
    const bytes = laneBytes(copy.width);
    const group = byBytes.get(bytes) ?? { width: copy.width, nodes: [], moved: 0 };
    byBytes.set(bytes, group);
    group.moved += chain.length;
    group.nodes.push(copy.source, ...chain.map((cell) => netlist.cells.node[cell] ?? -1));
  }
  for (const { width, nodes, moved } of byBytes.values()) {
    if (moved >= fewestMoved) arrangement.addStream(Int32Array.from(nodes), width);
  }
}
