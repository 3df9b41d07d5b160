/**
 * Which values are needed only sometimes: only when an enable is 1, or only when a multiplexer chooses their side.
 * Invariant: all users of a value lie under its guard, so code that computes it may sit behind a branch on the guard.
 */
import { Wasm } from "../wasm/index.ts";
import { hasOperands, Machine, type MachineGraph } from "./machine.ts";

/** Guard of what is always needed. */
export const always = 0;

export interface GuardLimits {
  /** Fewest instructions behind a branch on an enable, and behind one on a multiplexer's condition. */
  readonly enable: number;
  readonly choice: number;
  /** Most instructions: such code is not divided over functions. */
  readonly most: number;
}

/** Branches inside each other: scheduling looks through them once for each. */
const deepest = 64;

/** What happens only when `guard` (a node of 1 bit, -1 for always) is 1. */
export interface Guarded {
  readonly values: readonly number[];
  readonly guard: number;
}

/** Guards as a tree below `always`; parents have smaller numbers. */
export class Guards {
  /** By guard, after `find`: nested so many branches deep. */
  readonly depth: number[] = [0];
  private readonly graph: MachineGraph;
  private readonly parent: number[] = [always];
  private readonly level: number[] = [0];
  private readonly cost: number[] = [0];
  private readonly isEnable: boolean[] = [false];
  /** By node: its guard, -1 before a use was seen. */
  private readonly guardOf: Int32Array;
  /** By multiplexer: guards of its sides, 0 before there are any. */
  private readonly whenTrue: Int32Array;
  private readonly whenFalse: Int32Array;
  private readonly enables = new Map<number, number>();
  /** By guard: the nearest one around it that gets a branch. */
  private kept: number[] = [];

  constructor(graph: MachineGraph) {
    this.graph = graph;
    this.guardOf = new Int32Array(graph.count).fill(-1);
    this.whenTrue = new Int32Array(graph.count);
    this.whenFalse = new Int32Array(graph.count);
  }

  /** Finds all guards; `keep` decides by number of instructions and kind which get a branch. */
  find(sinks: readonly Guarded[], keep: (cost: number, isEnable: boolean) => boolean): void {
    const { graph, guardOf } = this;
    for (const { values, guard } of sinks) {
      const under = guard < 0 ? always : this.enable(guard);
      for (const value of values) this.use(value, under);
      if (guard >= 0) this.use(guard, always);
    }
    for (let node = graph.count - 1; node >= 0; node--) {
      const guard = guardOf[node] as number;
      const kind = graph.kind[node] as number;
      if (guard < 0 || !hasOperands(kind)) continue;
      this.cost[guard] = (this.cost[guard] as number) + 1;
      const [a, b] = [graph.a[node] as number, graph.b[node] as number];
      if (kind === Wasm.select) {
        this.use(graph.c[node] as number, guard);
        const [whenTrue, whenFalse] = [this.add(guard, false), this.add(guard, false)];
        this.whenTrue[node] = whenTrue;
        this.whenFalse[node] = whenFalse;
        this.use(a, whenTrue);
        this.use(b, whenFalse);
      } else {
        this.use(a, guard);
        if (b >= 0 && kind !== Machine.memoryLoad) this.use(b, guard);
      }
    }
    this.choose(keep);
  }

  /** The guard that a node gets a branch for, or one around it. */
  of(node: number): number {
    const guard = this.guardOf[node] as number;
    return guard <= 0 ? always : (this.kept[guard] as number);
  }

  /** True when a side of a multiplexer gets a branch. */
  isBranch(node: number): boolean {
    return this.isKept(this.whenTrue[node] as number) || this.isKept(this.whenFalse[node] as number);
  }

  /** True when the code for this enable gets a branch. */
  isKeptEnable(node: number): boolean {
    return this.isKept(this.enables.get(node) ?? always);
  }

  private isKept(guard: number): boolean {
    return guard > 0 && this.kept[guard] === guard;
  }

  private enable(node: number): number {
    let guard = this.enables.get(node);
    if (guard === undefined) {
      guard = this.add(always, true);
      this.enables.set(node, guard);
    }
    // The store itself.
    this.cost[guard] = (this.cost[guard] as number) + 1;
    return guard;
  }

  private add(parent: number, isEnable: boolean): number {
    this.parent.push(parent);
    this.level.push((this.level[parent] as number) + 1);
    this.cost.push(0);
    this.isEnable.push(isEnable);
    return this.parent.length - 1;
  }

  private use(node: number, guard: number): void {
    const known = this.guardOf[node] as number;
    this.guardOf[node] = known < 0 ? guard : this.around(known, guard);
  }

  /** The innermost guard around both. */
  private around(one: number, other: number): number {
    const { level, parent } = this;
    let [x, y] = [one, other];
    while (x !== y) {
      if ((level[x] as number) >= (level[y] as number)) x = parent[x] as number;
      else y = parent[y] as number;
    }
    return x;
  }

  private choose(keep: (cost: number, isEnable: boolean) => boolean): void {
    const { parent, cost, kept, depth, isEnable } = this;
    for (let guard = parent.length - 1; guard > 0; guard--) {
      const outer = parent[guard] as number;
      cost[outer] = (cost[outer] as number) + (cost[guard] as number);
    }
    kept.push(always);
    for (let guard = 1; guard < parent.length; guard++) {
      const outer = kept[parent[guard] as number] as number;
      const isWorth =
        (depth[outer] as number) < deepest && keep(cost[guard] as number, isEnable[guard] as boolean);
      kept.push(isWorth ? guard : outer);
      depth.push((depth[outer] as number) + (isWorth ? 1 : 0));
    }
  }
}
