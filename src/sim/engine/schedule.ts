/**
 * Puts the instructions of one function family in order. Invariant of the result: a value is computed after its operands;
 * a sink that changes a resource (cell or memory) comes after every computation that reads the resource, so that
 * everything sees the values from before the edge; what is guarded stands between `open` and `close` of its guard.
 */
import { Wasm } from "../wasm/index.ts";
import type { Guards } from "./guards.ts";
import { hasOperands, Machine, type MachineGraph } from "./machine.ts";
import { dataflowOrder, type Sink } from "./order.ts";

export const ItemKind = {
  /** Compute machine node `index` into a local. */
  evaluate: 0,
  /** Perform sink `index`. */
  perform: 1,
  /** Begin of what happens only when node `index` is not 0. */
  open: 2,
  /** The first or second operand of multiplexer `index` becomes its value. */
  assignTrue: 3,
  assignFalse: 4,
  /** From here to `close`: when it is 0. */
  otherwise: 5,
  /** End; `index` is the multiplexer that has its value now, -1 for none. */
  close: 6,
} as const;

export interface Schedule {
  readonly kind: Uint8Array;
  readonly index: Int32Array;
  readonly count: number;
  /** By machine node: 1 when it has a local; else it is computed where it is used. */
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
  guards: Guards,
  options: ScheduleOptions,
): Schedule {
  return new Scheduler(graph, sinks, guards, options).run(ordered);
}

class Scheduler {
  private readonly graph: MachineGraph;
  private readonly sinks: readonly Sink[];
  private readonly guards: Guards;
  private readonly options: ScheduleOptions;
  private readonly uses: Int32Array;
  private readonly hasLocal: Uint8Array;
  private readonly height: Uint8Array;
  private readonly visited: Uint8Array;
  /** By node under a guard: everything below it that is computed outside of so many branches is there; -1 at first. */
  private readonly prepared: Int16Array;
  /** By resource: computations that still have to read it. */
  private readonly readers: Int32Array;
  /** By resource: sink that waits for the readers, -1 for none. */
  private readonly waiting: Int32Array;
  /** Resources whose last reader has just been scheduled; their sinks may be performed. */
  private readonly freed: number[] = [];
  /** By guarded sink that waits: all that wait with it, and how many of them still have readers. */
  private readonly together = new Map<number, { readonly sinks: readonly number[]; waiting: number }>();
  /** Branches around the present place. */
  private depth = 0;
  private readonly kind: number[] = [];
  private readonly index: number[] = [];

  constructor(graph: MachineGraph, sinks: readonly Sink[], guards: Guards, options: ScheduleOptions) {
    this.graph = graph;
    this.sinks = sinks;
    this.guards = guards;
    this.options = options;
    this.uses = new Int32Array(graph.count);
    this.hasLocal = new Uint8Array(graph.count);
    this.height = new Uint8Array(graph.count);
    this.visited = new Uint8Array(graph.count);
    this.prepared = new Int16Array(graph.count).fill(-1);
    this.readers = new Int32Array(options.cells + options.memories);
    this.waiting = new Int32Array(options.cells + options.memories).fill(-1);
  }

  run(ordered: number): Schedule {
    this.countUses();
    for (let sink = 0; sink < ordered; sink++) this.schedule(sink);
    const order = dataflowOrder(this.graph, this.sinks, ordered, this.uses, this.options.cells);
    const groups = new Map<number, number[]>();
    for (const sink of order) {
      const { guard } = this.sinks[sink] as Sink;
      if (guard < 0) continue;
      const group = groups.get(guard);
      if (group === undefined) groups.set(guard, [sink]);
      else group.push(sink);
    }
    for (const sink of order) {
      const { guard } = this.sinks[sink] as Sink;
      const group = groups.get(guard);
      if (group === undefined) this.schedule(sink);
      else if (group.at(-1) === sink) this.scheduleGroup(guard, group);
    }
    if (!this.options.inPlace) {
      for (let sink = ordered; sink < this.sinks.length; sink++) {
        if ((this.sinks[sink] as Sink).resource >= 0) this.performLate(sink);
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
    for (const sink of this.sinks) {
      for (const value of sink.values) this.use(value);
      if (sink.guard >= 0) this.use(sink.guard);
    }
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

  private schedule(index: number): void {
    const sink = this.sinks[index] as Sink;
    for (const value of sink.values) this.visit(value, 0);
    for (const value of sink.values) this.read(value);
    if (!this.isFree(sink)) {
      for (const value of sink.values) this.keep(value);
      this.waiting[sink.resource] = index;
    } else {
      if (sink.keepsValues === true) for (const value of sink.values) this.keep(value);
      this.push(ItemKind.perform, index);
    }
    this.release();
  }

  /** Sinks of one guard: their values behind one branch, and what may change now behind the same. */
  private scheduleGroup(guard: number, group: readonly number[]): void {
    const sinks = group.map((index) => this.sinks[index] as Sink);
    this.visit(guard, 0);
    for (const _ of group) this.read(guard);
    this.keep(guard);
    for (const { values } of sinks) for (const value of values) this.visit(value, 0);
    // A load gets its local outside: others may use that.
    for (const sink of sinks) {
      if (this.isFree(sink) && sink.keepsValues !== true) continue;
      for (const value of sink.values) if (this.graph.kind[value] === Machine.load) this.keep(value);
    }
    this.push(ItemKind.open, guard);
    this.depth++;
    for (const { values } of sinks) for (const value of values) this.visit(value, 1);
    const late: number[] = [];
    group.forEach((index, at) => {
      const sink = sinks[at] as Sink;
      for (const value of sink.values) this.read(value);
      const isFree = this.isFree(sink);
      if (!isFree || sink.keepsValues === true) for (const value of sink.values) this.keep(value);
      if (isFree) this.push(ItemKind.perform, index);
      else late.push(index);
    });
    const left = late.filter((index) => {
      const sink = this.sinks[index] as Sink;
      if (this.isFree(sink)) this.push(ItemKind.perform, index);
      else this.waiting[sink.resource] = index;
      return !this.isFree(sink);
    });
    const together = { sinks: left, waiting: left.length };
    for (const index of left) this.together.set(index, together);
    this.depth--;
    this.push(ItemKind.close, -1);
    this.release();
  }

  private isFree({ resource }: Sink): boolean {
    return resource < 0 || (this.options.inPlace && this.readers[resource] === 0);
  }

  private release(): void {
    if (this.depth > 0) return;
    for (let cell = this.freed.pop(); cell !== undefined; cell = this.freed.pop()) {
      const sink = this.waiting[cell] as number;
      if (sink < 0 || !this.options.inPlace) continue;
      this.waiting[cell] = -1;
      this.performLate(sink);
    }
  }

  /** The last reader of a sink's resource has its value. Guarded sinks wait for those they share a branch with. */
  private performLate(index: number): void {
    const together = this.together.get(index);
    if (together === undefined) {
      this.push(ItemKind.perform, index);
      return;
    }
    if (--together.waiting > 0) return;
    this.push(ItemKind.open, (this.sinks[index] as Sink).guard);
    for (const sink of together.sinks) this.push(ItemKind.perform, sink);
    this.push(ItemKind.close, -1);
  }

  /**
   * Evaluates what the expression below `root` needs in locals, operands first, as far as it belongs to the `depth`
   * outermost branches here. What lies deeper is only looked through for what it needs from out here.
   */
  private visit(root: number, depth: number): void {
    const { graph, visited, prepared, guards } = this;
    const isDone = (node: number): boolean => visited[node] === 1 || (prepared[node] as number) >= depth;
    if (isDone(root)) return;
    const stack: number[] = [root];
    while (stack.length > 0) {
      const node = stack[stack.length - 1] as number;
      if (isDone(node)) {
        stack.pop();
        continue;
      }
      const kind = graph.kind[node] as number;
      const before = stack.length;
      if (hasOperands(kind)) {
        const [a, b] = [graph.a[node] as number, graph.b[node] as number];
        if (kind === Wasm.select && !isDone(graph.c[node] as number)) stack.push(graph.c[node] as number);
        if (b >= 0 && kind !== Machine.memoryLoad && !isDone(b)) stack.push(b);
        if (!isDone(a)) stack.push(a);
      }
      if (stack.length > before) continue;
      stack.pop();
      if (!hasOperands(kind)) visited[node] = 1;
      else if ((guards.depth[guards.of(node)] as number) > depth) prepared[node] = depth;
      else this.finish(node, depth);
    }
  }

  /** All operands of `node` are there: decides how it is computed. */
  private finish(node: number, depth: number): void {
    const { graph } = this;
    this.visited[node] = 1;
    const kind = graph.kind[node] as number;
    if (kind === Wasm.select && this.guards.isBranch(node)) {
      this.branch(node, depth);
      return;
    }
    let tallest = this.heightOf(graph.a[node] as number);
    if (kind !== Machine.memoryLoad && (graph.b[node] as number) >= 0) {
      tallest = Math.max(tallest, this.heightOf(graph.b[node] as number));
    }
    if (kind === Wasm.select) tallest = Math.max(tallest, this.heightOf(graph.c[node] as number));
    this.height[node] = tallest + 1;
    if ((this.uses[node] as number) > 1 || tallest + 1 >= deepest) this.evaluate(node);
  }

  /** A multiplexer of which only the chosen side is computed. */
  private branch(node: number, depth: number): void {
    const { graph } = this;
    this.read(graph.c[node] as number);
    this.push(ItemKind.open, graph.c[node] as number);
    this.depth++;
    this.visit(graph.a[node] as number, depth + 1);
    this.read(graph.a[node] as number);
    this.push(ItemKind.assignTrue, node);
    this.push(ItemKind.otherwise, -1);
    this.visit(graph.b[node] as number, depth + 1);
    this.read(graph.b[node] as number);
    this.push(ItemKind.assignFalse, node);
    this.depth--;
    this.hasLocal[node] = 1;
    this.push(ItemKind.close, node);
    this.release();
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

  /** Gives a value that is used later a local. */
  private keep(node: number): void {
    if (this.hasLocal[node] === 1 || this.graph.kind[node] === Machine.constant) return;
    this.hasLocal[node] = 1;
    this.push(ItemKind.evaluate, node);
  }

  /** Accounts for the reads of state in the expression at `node` where it is computed. */
  private read(node: number): void {
    const kind = this.graph.kind[node] as number;
    if (kind === Machine.load) this.readOf(this.graph.a[node] as number);
    else if (this.hasLocal[node] === 0 && hasOperands(kind)) this.readOperands(node);
  }

  private readOperands(node: number): void {
    const { graph } = this;
    const kind = graph.kind[node] as number;
    this.read(graph.a[node] as number);
    if (kind === Machine.memoryLoad) {
      this.readOf(this.options.cells + (graph.b[node] as number));
      return;
    }
    const b = graph.b[node] as number;
    if (b >= 0) this.read(b);
    if (kind === Wasm.select) this.read(graph.c[node] as number);
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
