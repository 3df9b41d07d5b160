/**
 * Rewriting as ABC does it: cuts of few leaves are replaced by structures that need fewer ands, with what is shared counted. Invariant: outputs compute what they did.
 */
import { Aig, type Literal, readersOf } from "./aig.ts";
import { Cuts, ROOM } from "./cuts.ts";
import { FIRST_STEP, type Structure, structuresOf } from "./structures.ts";

export interface RewriteOptions {
  readonly size: 4 | 5;
  /** Cuts of a node that are tried. */
  readonly limit: number;
  /** Whether a structure of as many ands is taken too, which opens the way to others. */
  readonly isEager: boolean;
}

/** `aig` is changed on the way and of no use afterwards. */
export function rewritten(aig: Aig, options: RewriteOptions): Aig {
  const rewriter = new Rewriter(aig, options);
  rewriter.run();
  return compacted(aig, (literal) => rewriter.resolve(literal));
}

/** A copy with only what the outputs need, operands first. */
export function compacted(aig: Aig, resolve: (literal: Literal) => Literal = (literal) => literal): Aig {
  const to = new Aig(aig.size);
  const made = new Int32Array(aig.size).fill(-1);
  made[0] = 0;
  for (let node = 1; node < aig.size; node++) if (!aig.isAnd(node)) made[node] = to.input();
  const todo: number[] = [];
  const copy = (root: Literal): Literal => {
    const from = resolve(root);
    if ((made[from >> 1] as number) < 0) todo.push(from >> 1);
    while (todo.length > 0) {
      const node = todo.at(-1) as number;
      const a = resolve(aig.first[node] as number);
      const b = resolve(aig.second[node] as number);
      const [x, y] = [made[a >> 1] as number, made[b >> 1] as number];
      if (x >= 0 && y >= 0) {
        made[node] = to.and(x ^ (a & 1), y ^ (b & 1));
        todo.pop();
        continue;
      }
      if (x < 0) todo.push(a >> 1);
      if (y < 0) todo.push(b >> 1);
    }
    return (made[from >> 1] as number) ^ (from & 1);
  };
  to.outputs = aig.outputs.map(copy);
  return to;
}

/** Changes the graph in place: nodes that are replaced point at what stands for them, and their readers are told when their turn comes. */
class Rewriter {
  private readonly aig: Aig;
  private readonly options: RewriteOptions;
  private readonly cuts: Cuts;
  private readers: Int32Array;
  /** What stands for a node, -1 where it stands itself. */
  private instead: Int32Array;
  /** Nodes that are never replaced again: their turn is over, or something that is over was built on them. Operands of such nodes are such nodes, so there is no way round. */
  private isSettled: Uint8Array;
  /** What the steps of a structure are in the graph, -1 where they would be new. */
  private readonly values = new Int32Array(64);

  constructor(aig: Aig, options: RewriteOptions) {
    this.aig = aig;
    this.options = options;
    this.cuts = new Cuts(aig, options);
    this.readers = readersOf(aig);
    this.instead = new Int32Array(aig.size).fill(-1);
    this.isSettled = new Uint8Array(aig.size);
  }

  resolve(literal: Literal): Literal {
    let now = literal;
    for (;;) {
      const next = this.instead[now >> 1] as number;
      if (next < 0) return now;
      now = next ^ (now & 1);
    }
  }

  run(): void {
    const { aig, cuts } = this;
    const last = aig.size;
    cuts.make(0);
    for (let node = 1; node < last; node++) {
      if (!aig.isAnd(node)) {
        cuts.make(node);
        continue;
      }
      if (this.isSettled[node] === 1 || this.readers[node] === 0) continue;
      if (!this.reconnected(node)) continue;
      this.makeCuts(node);
      this.improve(node);
      this.isSettled[node] = 1;
    }
  }

  /** Gives the node the operands that stand for its own; false where it is another node then. */
  private reconnected(node: number): boolean {
    const { aig } = this;
    const a = this.resolve(aig.first[node] as number);
    const b = this.resolve(aig.second[node] as number);
    if (a === aig.first[node] && b === aig.second[node]) return true;
    const found = aig.find(a, b);
    if (found >= 0 && found !== node * 2) {
      this.isSettled[found >> 1] = 1;
      this.replace(node, this.resolve(found));
      return false;
    }
    aig.reconnect(node, Math.min(a, b), Math.max(a, b));
    return true;
  }

  private makeCuts(node: number): void {
    const { aig, cuts } = this;
    for (const operand of [aig.first[node] as number, aig.second[node] as number]) {
      if (!cuts.count[operand >> 1]) this.makeCuts(operand >> 1);
    }
    cuts.make(node);
  }

  private improve(node: number): void {
    const { cuts, options } = this;
    let best: Structure | undefined;
    let bestCut = -1;
    let most = options.isEager ? -1 : 0;
    const begin = cuts.start[node] as number;
    const end = begin + (cuts.count[node] as number) - 1;
    for (let cut = begin; cut < end; cut++) {
      if (!this.isAlive(cut)) continue;
      const saved = this.release(node, cut);
      for (const structure of structuresOf(cuts.low[cut] as number)) {
        const gain = saved - this.costOf(structure, cut, node, saved - most);
        if (gain <= most) continue;
        [most, best, bestCut] = [gain, structure, cut];
      }
      this.restore(node, cut);
    }
    if (best === undefined) return;
    const made = this.make(best, bestCut);
    if (made >> 1 !== node) this.replace(node, made);
  }

  private isAlive(cut: number): boolean {
    const { leaves, sizes } = this.cuts;
    if ((sizes[cut] as number) < 2)
      return (sizes[cut] as number) === 0 || this.instead[leaves[cut * ROOM] as number] === -1;
    for (let i = 0; i < (sizes[cut] as number); i++) {
      const leaf = leaves[cut * ROOM + i] as number;
      if ((this.instead[leaf] as number) >= 0 || this.readers[leaf] === 0) return false;
    }
    return true;
  }

  /** Takes away what only this node needs, down to the cut's leaves; the number of ands, with the node. */
  private release(node: number, cut: number): number {
    this.hold(cut, 1);
    return this.drop(node);
  }

  private restore(node: number, cut: number): void {
    this.add(node);
    this.hold(cut, -1);
  }

  private hold(cut: number, by: number): void {
    const { leaves, sizes } = this.cuts;
    for (let i = 0; i < (sizes[cut] as number); i++) {
      const leaf = leaves[cut * ROOM + i] as number;
      this.readers[leaf] = (this.readers[leaf] as number) + by;
    }
  }

  /** Operands lose this reader; the number of ands that nothing reads then, with the node. */
  private drop(node: number): number {
    const { aig, readers } = this;
    let count = 1;
    for (const literal of [aig.first[node] as number, aig.second[node] as number]) {
      const operand = this.resolve(literal) >> 1;
      const left = (readers[operand] as number) - 1;
      readers[operand] = left;
      if (left === 0 && aig.isAnd(operand)) count += this.drop(operand);
    }
    return count;
  }

  private add(node: number): void {
    const { aig, readers } = this;
    for (const literal of [aig.first[node] as number, aig.second[node] as number]) {
      const operand = this.resolve(literal) >> 1;
      const before = readers[operand] as number;
      readers[operand] = before + 1;
      if (before === 0 && aig.isAnd(operand)) this.add(operand);
    }
  }

  /** Ands that would have to be made, or kept for this alone; more than `most` where it is too many, or where the structure is the node itself. */
  private costOf(structure: Structure, cut: number, node: number, most: number): number {
    const { aig, values, readers } = this;
    this.bind(cut);
    let cost = 0;
    const steps = structure.length - 1;
    for (let i = 0, step = FIRST_STEP; i < steps; i += 2, step++) {
      const a = structure[i] as number;
      const b = structure[i + 1] as number;
      const x = values[a >> 1] as number;
      const y = values[b >> 1] as number;
      const there = x < 0 || y < 0 ? -1 : aig.find(x ^ (a & 1), y ^ (b & 1));
      const found = there < 0 ? -1 : this.resolve(there);
      if (found >> 1 === node) return most + 1;
      values[step] = found;
      const isFree = found >= 0 && (readers[found >> 1] !== 0 || !aig.isAnd(found >> 1));
      if (!isFree && ++cost > most) return cost;
    }
    return cost;
  }

  private bind(cut: number): void {
    const { values, cuts } = this;
    values[0] = 0;
    for (let i = 0; i < (cuts.sizes[cut] as number); i++)
      values[i + 1] = (cuts.leaves[cut * ROOM + i] as number) * 2;
  }

  private make(structure: Structure, cut: number): Literal {
    const { aig, values } = this;
    this.bind(cut);
    const steps = structure.length - 1;
    for (let i = 0, step = FIRST_STEP; i < steps; i += 2, step++) {
      const [a, b] = [structure[i] as number, structure[i + 1] as number];
      const made = aig.and((values[a >> 1] as number) ^ (a & 1), (values[b >> 1] as number) ^ (b & 1));
      this.room();
      this.isSettled[made >> 1] = 1;
      values[step] = this.resolve(made);
    }
    const last = structure[steps] as number;
    return (values[last >> 1] as number) ^ (last & 1);
  }

  private room(): void {
    const { aig } = this;
    if (aig.size <= this.instead.length) return;
    const to = aig.size * 2;
    const [instead, readers] = [new Int32Array(to).fill(-1), new Int32Array(to)];
    instead.set(this.instead);
    readers.set(this.readers);
    const isSettled = new Uint8Array(to);
    isSettled.set(this.isSettled);
    [this.instead, this.readers, this.isSettled] = [instead, readers, isSettled];
  }

  /** All that read the node read `literal` from now on. */
  private replace(node: number, literal: Literal): void {
    const { aig, readers } = this;
    const to = literal >> 1;
    const moved = readers[node] as number;
    if (readers[to] === 0 && aig.isAnd(to)) this.add(to);
    readers[to] = (readers[to] as number) + moved;
    readers[node] = 0;
    this.drop(node);
    this.instead[node] = literal;
  }
}
