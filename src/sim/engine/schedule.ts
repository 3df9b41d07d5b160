/**
 * Puts the instructions of one function family in order. Invariant of the result: a value is computed after its operands;
 * a sink that changes a resource (cell or memory) comes after every computation that reads the resource, so that
 * everything sees the values from before the edge.
 */

import { Wasm } from "../wasm/index.ts";
import { Machine, type MachineGraph } from "./machine.ts";

/** Something that happens with values: a store, a memory's writes, the check of the properties. */
export interface Sink {
  readonly values: readonly number[];
  /** What it changes: a cell's number, or the number of cells plus a memory's; -1 for nothing that is read here. */
  readonly resource: number;
  /** Instructions to be counted for it. */
  readonly cost: number;
  /** All values are to be computed before the first change. */
  readonly keepsValues?: boolean;
}

export const ItemKind = {
  /** Compute machine node `index` into a local. */
  evaluate: 0,
  /** Perform sink `index`. */
  perform: 1,
} as const;

export interface Schedule {
  readonly kind: Uint8Array;
  readonly index: Int32Array;
  readonly count: number;
  /** By machine node: 1 when it has a local (an `evaluate` item); else it is computed where it is used. */
  readonly hasLocal: Uint8Array;
  /** By machine node: how many instructions use it. */
  readonly uses: Int32Array;
}

export interface ScheduleOptions {
  readonly cells: number;
  readonly memories: number;
  /** False: no register is changed before all next values are known. */
  readonly inPlace: boolean;
}

/** Expressions computed in one go are at most this deep: they are emitted by recursion. */
const deepest = 48;

/** Sinks are performed in dataflow order where possible; the first `ordered` of them come first, in the order given. */
export function schedule(
  graph: MachineGraph,
  sinks: readonly Sink[],
  ordered: number,
  options: ScheduleOptions,
): Schedule {
  return new Scheduler(graph, sinks, options).run(ordered);
}

class Scheduler {
  private readonly graph: MachineGraph;
  private readonly sinks: readonly Sink[];
  private readonly options: ScheduleOptions;
  private readonly uses: Int32Array;
  private readonly hasLocal: Uint8Array;
  private readonly height: Uint8Array;
  private readonly visited: Uint8Array;
  /** By resource: computations that still have to read it. */
  private readonly readers: Int32Array;
  /** By resource: sink that waits for the readers, -1 for none. */
  private readonly waiting: Int32Array;
  private readonly kind: number[] = [];
  private readonly index: number[] = [];

  constructor(graph: MachineGraph, sinks: readonly Sink[], options: ScheduleOptions) {
    this.graph = graph;
    this.sinks = sinks;
    this.options = options;
    this.uses = new Int32Array(graph.count);
    this.hasLocal = new Uint8Array(graph.count);
    this.height = new Uint8Array(graph.count);
    this.visited = new Uint8Array(graph.count);
    this.readers = new Int32Array(options.cells + options.memories);
    this.waiting = new Int32Array(options.cells + options.memories).fill(-1);
  }

  run(ordered: number): Schedule {
    this.countUses();
    for (let sink = 0; sink < ordered; sink++) this.schedule(sink);
    for (const sink of this.dataflowOrder(ordered)) this.schedule(sink);
    if (!this.options.inPlace) {
      for (let sink = ordered; sink < this.sinks.length; sink++) {
        if ((this.sinks[sink] as Sink).resource >= 0) this.push(ItemKind.perform, sink);
      }
    }
    return {
      kind: Uint8Array.from(this.kind),
      index: Int32Array.from(this.index),
      count: this.kind.length,
      hasLocal: this.hasLocal,
      uses: this.uses,
    };
  }

  private countUses(): void {
    const { graph, uses, readers } = this;
    for (const sink of this.sinks) for (const value of sink.values) this.use(value);
    for (let node = graph.count - 1; node >= 0; node--) {
      if (uses[node] === 0) continue;
      const kind = graph.kind[node] as number;
      if (kind === Machine.memoryLoad) {
        const memory = this.options.cells + (graph.b[node] as number);
        readers[memory] = (readers[memory] as number) + 1;
      }
      if (!hasOperands(kind)) continue;
      this.use(graph.a[node] as number);
      if (kind === Machine.memoryLoad) continue;
      const b = graph.b[node] as number;
      if (b >= 0) this.use(b);
      if (kind === Wasm.select) this.use(graph.c[node] as number);
    }
  }

  private use(node: number): void {
    this.uses[node] = (this.uses[node] as number) + 1;
    if (this.graph.kind[node] !== Machine.load) return;
    const cell = this.graph.a[node] as number;
    if (cell >= 0) this.readers[cell] = (this.readers[cell] as number) + 1;
  }

  /**
   * Readers of a register before the register itself, as far as there is no cycle: depth first from each register along
   * the users of its value, in post-order.
   */
  private dataflowOrder(first: number): readonly number[] {
    const { graph, sinks } = this;
    const users = new Users(graph, this.uses);
    const sinksOf = new Map<number, number[]>();
    const loadsOf = new Map<number, number[]>();
    for (let sink = first; sink < sinks.length; sink++) {
      for (const value of (sinks[sink] as Sink).values) {
        const known = sinksOf.get(value);
        if (known === undefined) sinksOf.set(value, [sink]);
        else known.push(sink);
      }
    }
    for (let node = 0; node < graph.count; node++) {
      const kind = graph.kind[node] as number;
      if (this.uses[node] === 0 || (kind !== Machine.load && kind !== Machine.memoryLoad)) continue;
      const resource =
        kind === Machine.load ? (graph.a[node] as number) : this.options.cells + (graph.b[node] as number);
      const known = loadsOf.get(resource);
      if (known === undefined) loadsOf.set(resource, [node]);
      else known.push(node);
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

  private schedule(index: number): void {
    const sink = this.sinks[index] as Sink;
    for (const value of sink.values) this.visit(value);
    for (const value of sink.values) this.read(value, true);
    const isFree = sink.resource < 0 || (this.options.inPlace && this.readers[sink.resource] === 0);
    if (!isFree || sink.keepsValues === true) for (const value of sink.values) this.keep(value);
    if (isFree) this.push(ItemKind.perform, index);
    else this.waiting[sink.resource] = index;
    this.release();
  }

  /** Cells whose last reader has just been scheduled; their sinks may be performed. */
  private readonly freed: number[] = [];

  private release(): void {
    for (let cell = this.freed.pop(); cell !== undefined; cell = this.freed.pop()) {
      const sink = this.waiting[cell] as number;
      if (sink < 0 || !this.options.inPlace) continue;
      this.waiting[cell] = -1;
      this.push(ItemKind.perform, sink);
    }
  }

  /** Evaluates what the expression below `root` needs in locals, operands first. */
  private visit(root: number): void {
    const { graph, visited, uses, height } = this;
    if (visited[root] === 1) return;
    const stack: number[] = [root];
    while (stack.length > 0) {
      const node = stack[stack.length - 1] as number;
      const kind = graph.kind[node] as number;
      if (visited[node] === 1) {
        stack.pop();
        continue;
      }
      const before = stack.length;
      if (hasOperands(kind)) {
        const [a, b, c] = [graph.a[node] as number, graph.b[node] as number, graph.c[node] as number];
        if (kind === Wasm.select && visited[c] === 0) stack.push(c);
        if (b >= 0 && kind !== Machine.memoryLoad && visited[b] === 0) stack.push(b);
        if (visited[a] === 0) stack.push(a);
      }
      if (stack.length > before) continue;
      stack.pop();
      visited[node] = 1;
      if (!hasOperands(kind)) continue;
      let tallest = this.heightOf(graph.a[node] as number);
      if (kind !== Machine.memoryLoad && (graph.b[node] as number) >= 0) {
        tallest = Math.max(tallest, this.heightOf(graph.b[node] as number));
      }
      if (kind === Wasm.select) tallest = Math.max(tallest, this.heightOf(graph.c[node] as number));
      height[node] = tallest + 1;
      if ((uses[node] as number) > 1 || tallest + 1 >= deepest) this.evaluate(node);
    }
  }

  private heightOf(node: number): number {
    return this.hasLocal[node] === 1 ? 0 : (this.height[node] as number);
  }

  private evaluate(node: number): void {
    this.readOperands(node);
    this.hasLocal[node] = 1;
    this.push(ItemKind.evaluate, node);
    this.release();
  }

  /** Gives a waiting sink's value a local. */
  private keep(node: number): void {
    if (this.hasLocal[node] === 1 || this.graph.kind[node] === Machine.constant) return;
    this.hasLocal[node] = 1;
    this.push(ItemKind.evaluate, node);
  }

  /** Accounts for the reads of state in the expression at `node` where it is computed. */
  private read(node: number, isUse: boolean): void {
    const kind = this.graph.kind[node] as number;
    if (kind === Machine.load) {
      if (isUse) this.readOf(this.graph.a[node] as number);
      return;
    }
    if (this.hasLocal[node] === 1 || !hasOperands(kind)) return;
    this.readOperands(node);
  }

  private readOperands(node: number): void {
    const { graph } = this;
    const kind = graph.kind[node] as number;
    this.read(graph.a[node] as number, true);
    if (kind === Machine.memoryLoad) {
      this.readOf(this.options.cells + (graph.b[node] as number));
      return;
    }
    const b = graph.b[node] as number;
    if (b >= 0) this.read(b, true);
    if (kind === Wasm.select) this.read(graph.c[node] as number, true);
  }

  private readOf(resource: number): void {
    if (resource < 0) return;
    const left = (this.readers[resource] as number) - 1;
    this.readers[resource] = left;
    if (left === 0) this.freed.push(resource);
  }

  private push(kind: number, index: number): void {
    this.kind.push(kind);
    this.index.push(index);
  }
}

export const hasOperands = (kind: number): boolean => kind > 0 || kind === Machine.memoryLoad;

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
