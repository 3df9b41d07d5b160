/**
 * In which order registers and memories take their next values, so that as few as possible have to be kept: whoever reads
 * a register before the register itself, as far as there is no cycle.
 */
import { Wasm } from "../wasm/index.ts";
import type { Guarded } from "./guards.ts";
import { hasOperands, Machine, type MachineGraph } from "./machine.ts";

/** Something that happens with values: a store, a memory's writes, the check of the properties. */
export interface Sink extends Guarded {
  /** What it changes: a cell's number, or the number of cells plus a memory's; -1 for nothing that is read here. */
  readonly resource: number;
  /** Instructions to be counted for it. */
  readonly cost: number;
  /** All values are to be computed before the first change. */
  readonly keepsValues?: boolean;
}

/** Sinks from number `first` on, by depth first search from each register along the users of its value, in post-order. */
export function dataflowOrder(
  graph: MachineGraph,
  sinks: readonly Sink[],
  first: number,
  uses: Int32Array,
  cells: number,
): readonly number[] {
  const users = new Users(graph, uses);
  const sinksOf = new Map<number, number[]>();
  const loadsOf = new Map<number, number[]>();
  for (let sink = first; sink < sinks.length; sink++) {
    const { values, guard } = sinks[sink] as Sink;
    for (const value of guard < 0 ? values : [guard, ...values]) append(sinksOf, value, sink);
  }
  for (let node = 0; node < graph.count; node++) {
    const kind = graph.kind[node] as number;
    if (uses[node] === 0 || (kind !== Machine.load && kind !== Machine.memoryLoad)) continue;
    const resource = kind === Machine.load ? (graph.a[node] as number) : cells + (graph.b[node] as number);
    append(loadsOf, resource, node);
  }
  const order: number[] = [];
  const seenSink = new Uint8Array(sinks.length);
  const seenNode = new Uint8Array(graph.count);
  // The stack holds nodes as n, sinks as -1 - s for entering and as -1 - s - sinks.length for leaving.
  const stack: number[] = [];
  for (let start = first; start < sinks.length; start++) {
    stack.push(-1 - start);
    while (stack.length > 0) {
      const top = stack.pop() as number;
      if (top >= 0) {
        if (seenNode[top] === 1) continue;
        seenNode[top] = 1;
        for (const sink of sinksOf.get(top) ?? []) if (seenSink[sink] === 0) stack.push(-1 - sink);
        users.pushUsers(top, stack, seenNode);
        continue;
      }
      const sink = -1 - top;
      if (sink >= sinks.length) {
        order.push(sink - sinks.length);
        continue;
      }
      if (seenSink[sink] === 1) continue;
      seenSink[sink] = 1;
      stack.push(top - sinks.length);
      const { resource } = sinks[sink] as Sink;
      if (resource < 0) continue;
      for (const load of loadsOf.get(resource) ?? []) if (seenNode[load] === 0) stack.push(load);
    }
  }
  return order;
}

function append(lists: Map<number, number[]>, key: number, value: number): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [value]);
  else known.push(value);
}

/** Users of each node, as one array with a start for each. */
class Users {
  private readonly start: Int32Array;
  private readonly list: Int32Array;

  constructor(graph: MachineGraph, uses: Int32Array) {
    const start = new Int32Array(graph.count + 1);
    forEachUse(graph, uses, (operand) => {
      start[operand + 1] = (start[operand + 1] as number) + 1;
    });
    for (let node = 0; node < graph.count; node++) {
      start[node + 1] = (start[node + 1] as number) + (start[node] as number);
    }
    const fill = start.slice();
    this.list = new Int32Array(start[graph.count] as number);
    forEachUse(graph, uses, (operand, user) => {
      const at = fill[operand] as number;
      this.list[at] = user;
      fill[operand] = at + 1;
    });
    this.start = start;
  }

  pushUsers(node: number, stack: number[], seen: Uint8Array): void {
    for (let at = this.start[node] as number; at < (this.start[node + 1] as number); at++) {
      const user = this.list[at] as number;
      if (seen[user] === 0) stack.push(user);
    }
  }
}

function forEachUse(
  graph: MachineGraph,
  uses: Int32Array,
  visit: (operand: number, user: number) => void,
): void {
  for (let node = 0; node < graph.count; node++) {
    const kind = graph.kind[node] as number;
    if (uses[node] === 0 || !hasOperands(kind)) continue;
    visit(graph.a[node] as number, node);
    if (kind === Machine.memoryLoad) continue;
    if ((graph.b[node] as number) >= 0) visit(graph.b[node] as number, node);
    if (kind === Wasm.select) visit(graph.c[node] as number, node);
  }
}
