/**
 * Look-up tables of four inputs for a graph, chosen as ABC's `if` chooses them: as few levels as any cover has, then as few tables as that allows. Invariant: a table gives
 * either phase to other tables for nothing; what takes a signal as it is (a register, a port, a carry) costs a table of its own where only the other phase is there.
 */
import { type Cut, cutsOf, isGate } from "./cuts.ts";
import { type BitGraph, KIND, type Literal, nodeOf } from "./graph.ts";

const CUTS = 16;
const FLOW_ROUNDS = 3;
const EXACT_ROUNDS = 2;

/** Look-up tables by what they compute last, and those beside carries. */
export interface Tables {
  readonly and: number;
  readonly xor: number;
  readonly mux: number;
  /** Sums of carry chains, with what such a table takes in of the logic behind it. */
  readonly sums: number;
  /** Only invert, or bring a carry out of its chain. */
  readonly inverters: number;
}

export const totalOf = ({ and, xor, mux, sums, inverters }: Tables): number =>
  and + xor + mux + sums + inverters;

/** `roots`: what is taken as it is, once for each taker; `used`: nodes that matter. */
export function tablesFor(graph: BitGraph, roots: readonly Literal[], used: Uint8Array): Tables {
  const cover = new Cover(graph, roots, used).best();
  const counts: Record<number, number> = {};
  for (const node of cover.keys()) {
    const kind = graph.kinds[node] as number;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  for (const node of takenIn(graph, roots, used, cover)) {
    const kind = graph.kinds[node] as number;
    counts[kind] = (counts[kind] ?? 0) - 1;
  }
  return {
    and: counts[KIND.and] ?? 0,
    xor: counts[KIND.xor] ?? 0,
    mux: counts[KIND.mux] ?? 0,
    sums: graph.kinds.filter((kind, node) => kind === KIND.sum && used[node] === 1).length,
    inverters: inverters(graph, roots),
  };
}

type Leaves = readonly number[];

const add = (counts: Float64Array, at: number): void => {
  counts[at] = (counts[at] as number) + 1;
};

class Cover {
  private readonly gates: readonly number[];
  /** Gates that are used, operands first. */
  private readonly nodes: readonly number[];
  private readonly isLogic: (node: number) => boolean;
  private readonly cuts: readonly (readonly Cut[])[];
  private readonly chosen: Leaves[];
  private readonly level: Int32Array;
  private readonly flow: Float64Array;
  private readonly limit: Float64Array;
  /** Of the cover as it is. */
  private readers: Float64Array;
  private likely: Float64Array;

  constructor(graph: BitGraph, roots: readonly Literal[], used: Uint8Array) {
    this.isLogic = (node) => used[node] === 1 && isGate(graph, node);
    this.nodes = [...graph.kinds.keys()].filter(this.isLogic);
    this.gates = roots.map(nodeOf).filter(this.isLogic);
    this.cuts = cutsOf(graph, { size: 4, limit: CUTS, wanted: this.isLogic });
    this.chosen = new Array<Leaves>(graph.size).fill([]);
    this.level = new Int32Array(graph.size);
    this.flow = new Float64Array(graph.size);
    this.limit = new Float64Array(graph.size).fill(Number.POSITIVE_INFINITY);
    this.readers = new Float64Array(graph.size);
    this.likely = new Float64Array(graph.size).fill(0);
    for (const node of this.nodes) {
      for (const literal of graph.operands(node)) add(this.likely, nodeOf(literal));
    }
    for (const node of this.gates) add(this.likely, node);
    this.likely = this.likely.map((count) => Math.max(1, count));
  }

  /** Tables by their nodes, with what they take. */
  best(): Map<number, Leaves> {
    this.choose(true);
    const depth = this.gates.reduce((most, node) => Math.max(most, this.level[node] as number), 0);
    for (let round = 0; round < FLOW_ROUNDS; round++) {
      this.count();
      this.require(depth);
      this.likely = this.likely.map((before, node) =>
        Math.max(1, (before + 2 * (this.readers[node] as number)) / 3),
      );
      this.choose(false);
    }
    for (let round = 0; round < EXACT_ROUNDS; round++) {
      this.count();
      this.require(depth);
      this.improve();
    }
    this.count();
    return new Map(
      this.nodes
        .filter((node) => (this.readers[node] as number) > 0)
        .map((node) => [node, this.chosen[node] as Leaves]),
    );
  }

  private levelOf(leaves: Leaves): number {
    let most = 0;
    for (const leaf of leaves) most = Math.max(most, this.level[leaf] as number);
    return most + 1;
  }

  private choose(byLevel: boolean): void {
    for (const node of this.nodes) {
      const limit = this.limit[node] as number;
      let [bestLevel, bestFlow] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      let found: Leaves = [];
      let isMet = false;
      for (const { leaves } of this.cuts[node] as readonly Cut[]) {
        const level = this.levelOf(leaves);
        let flow = 1;
        for (const leaf of leaves) flow += this.flow[leaf] as number;
        const meets = level <= limit;
        const better =
          byLevel || (!meets && !isMet)
            ? level < bestLevel || (level === bestLevel && flow < bestFlow - 1e-9)
            : meets && (!isMet || flow < bestFlow - 1e-9 || (flow < bestFlow + 1e-9 && level < bestLevel));
        if (!better) continue;
        isMet = meets;
        [bestLevel, bestFlow, found] = [level, flow, leaves];
      }
      this.chosen[node] = found;
      this.level[node] = found.length === 0 ? 0 : bestLevel;
      this.flow[node] = bestFlow / (this.likely[node] as number);
    }
  }

  /** Readers of each table of the cover. */
  private count(): void {
    this.readers.fill(0);
    for (const node of this.gates) add(this.readers, node);
    for (let i = this.nodes.length - 1; i >= 0; i--) {
      const node = this.nodes[i] as number;
      if (this.readers[node] === 0) continue;
      for (const leaf of this.chosen[node] as Leaves) add(this.readers, leaf);
    }
  }

  /** The level that each table of the cover may have. */
  private require(depth: number): void {
    this.limit.fill(Number.POSITIVE_INFINITY);
    for (const node of this.gates) this.limit[node] = depth;
    for (let i = this.nodes.length - 1; i >= 0; i--) {
      const node = this.nodes[i] as number;
      if (this.readers[node] === 0) continue;
      const below = (this.limit[node] as number) - 1;
      for (const leaf of this.chosen[node] as Leaves) {
        if (below < (this.limit[leaf] as number)) this.limit[leaf] = below;
      }
    }
  }

  /** Gives every table the cut that adds least, all other tables as they are. */
  private improve(): void {
    for (const node of this.nodes) {
      if (this.readers[node] === 0) {
        this.level[node] = this.levelOf(this.chosen[node] as Leaves);
        continue;
      }
      const own = this.chosen[node] as Leaves;
      let least = this.change(own, -1);
      let best = own;
      for (const { leaves } of this.cuts[node] as readonly Cut[]) {
        if (leaves === own || this.levelOf(leaves) > (this.limit[node] as number)) continue;
        const cost = this.change(leaves, 1);
        this.change(leaves, -1);
        if (cost < least) [least, best] = [cost, leaves];
      }
      this.chosen[node] = best;
      this.change(best, 1);
      this.level[node] = this.levelOf(best);
    }
  }

  /** Tables that come with a cut, or go with it. */
  private change(leaves: Leaves, by: 1 | -1): number {
    let tables = 1;
    for (const leaf of leaves) {
      const before = this.readers[leaf] as number;
      this.readers[leaf] = before + by;
      if ((by === 1 ? before : before - 1) === 0 && this.isLogic(leaf))
        tables += this.change(this.chosen[leaf] as Leaves, by);
    }
    return tables;
  }
}

/** Tables that Yosys' opt_lut puts into the only sum that they read: its table has one input that the carry does not need. */
function takenIn(
  graph: BitGraph,
  roots: readonly Literal[],
  used: Uint8Array,
  cover: ReadonlyMap<number, Leaves>,
): number[] {
  const isSum = (node: number): boolean => graph.kinds[node] === KIND.sum && used[node] === 1;
  const readers = new Map<number, number>();
  const read = (node: number): void => {
    if (isSum(node)) readers.set(node, (readers.get(node) ?? 0) + 1);
  };
  for (const root of roots) read(nodeOf(root));
  for (const leaves of cover.values()) leaves.forEach(read);
  return [...cover].flatMap(([node, leaves]) => {
    const fits = leaves.some((sum) => {
      if (!isSum(sum) || readers.get(sum) !== 1) return false;
      // A complemented operand comes from a table of its own, since the carry takes it too.
      const own = new Set(
        graph.operands(sum).flatMap((operand) => ((operand & 1) === 0 ? [nodeOf(operand)] : [])),
      );
      return leaves.filter((leaf) => leaf !== sum && !own.has(leaf)).length <= 1;
    });
    return fits ? [node] : [];
  });
}

/** Tables that only invert, or bring a carry out of its chain. */
function inverters(graph: BitGraph, roots: readonly Literal[]): number {
  const taken = new Set(roots.filter((root) => nodeOf(root) !== 0));
  let count = 0;
  for (const root of taken) {
    const kind = graph.kinds[nodeOf(root)];
    const isThere = (root & 1) === 0 && kind !== KIND.carry;
    // A gate's table is made in the phase that is taken; a second phase needs a second table.
    if (isGate(graph, nodeOf(root)) || kind === KIND.sum ? (root & 1) === 1 && taken.has(root ^ 1) : !isThere)
      count++;
  }
  return count;
}
