/**
 * Look-up tables of four inputs for ands, chosen as ABC's `if` chooses them: as few levels as any cover has, then as few tables as that allows. Invariant: a table gives
 * either phase to other tables for nothing.
 */
import { type Aig, readersOf } from "./aig.ts";
import { Cuts, ROOM } from "./cuts.ts";
import { LARGE } from "./optimise.ts";

const CUTS = 16;
const LARGE_CUTS = 10;
const FLOW_ROUNDS = 3;
const EXACT_ROUNDS = 2;

export interface TableCover {
  /** What each table takes, by the node that it makes; nodes, not literals. */
  readonly tables: ReadonlyMap<number, readonly number[]>;
  /** Tables one behind the other. */
  readonly levels: number;
}

export function tablesFor(aig: Aig): TableCover {
  return new Mapper(aig).best();
}

const UNBOUND = 0x3fffffff;
const EPSILON = 1e-9;
const NOTHING = -1;

class Mapper {
  private readonly aig: Aig;
  private readonly cuts: Cuts;
  private readonly chosen: Int32Array;
  private readonly level: Int32Array;
  private readonly limit: Int32Array;
  private readonly flow: Float64Array;
  private readonly likely: Float64Array;
  /** Of the cover as it is. */
  private readonly readers: Int32Array;

  constructor(aig: Aig) {
    this.aig = aig;
    const readers = readersOf(aig);
    this.cuts = new Cuts(aig, { size: 4, limit: aig.size > LARGE ? LARGE_CUTS : CUTS, readers });
    for (let node = 0; node < aig.size; node++) this.cuts.make(node);
    this.chosen = new Int32Array(aig.size).fill(NOTHING);
    this.level = new Int32Array(aig.size);
    this.limit = new Int32Array(aig.size).fill(UNBOUND);
    this.flow = new Float64Array(aig.size);
    this.likely = Float64Array.from(readers, (count) => Math.max(1, count));
    this.readers = new Int32Array(aig.size);
  }

  best(): TableCover {
    const { aig, cuts } = this;
    this.choose(true);
    const depth = aig.outputs.reduce(
      (most, literal) => Math.max(most, this.level[literal >> 1] as number),
      0,
    );
    for (let round = 0; round < FLOW_ROUNDS; round++) {
      this.count();
      this.require(depth);
      this.expect();
      this.choose(false);
    }
    for (let round = 0; round < EXACT_ROUNDS; round++) {
      this.count();
      this.require(depth);
      this.improve();
    }
    this.count();
    const tables = new Map<number, readonly number[]>();
    for (let node = 1; node < aig.size; node++) {
      if (this.readers[node] === 0 || !aig.isAnd(node)) continue;
      const cut = this.chosen[node] as number;
      tables.set(node, [...cuts.leaves.subarray(cut * ROOM, cut * ROOM + (cuts.sizes[cut] as number))]);
    }
    return { tables, levels: depth };
  }

  private expect(): void {
    const { likely, readers } = this;
    for (let node = 0; node < likely.length; node++)
      likely[node] = Math.max(1, ((likely[node] as number) + 2 * (readers[node] as number)) / 3);
  }

  private levelOf(cut: number): number {
    const { cuts, level } = this;
    let most = 0;
    for (let i = cut * ROOM, end = i + (cuts.sizes[cut] as number); i < end; i++) {
      const at = level[cuts.leaves[i] as number] as number;
      if (at > most) most = at;
    }
    return most + 1;
  }

  private choose(byLevel: boolean): void {
    const { aig, cuts, flow } = this;
    for (let node = 1; node < aig.size; node++) {
      if (!aig.isAnd(node)) continue;
      const limit = this.limit[node] as number;
      let [best, bestLevel, bestFlow, isMet] = [NOTHING, UNBOUND, Number.POSITIVE_INFINITY, false];
      const begin = cuts.start[node] as number;
      const end = begin + (cuts.count[node] as number) - 1;
      for (let cut = begin; cut < end; cut++) {
        const level = this.levelOf(cut);
        const meets = level <= limit;
        if (isMet && !meets) continue;
        let cost = 1;
        for (let i = cut * ROOM, to = i + (cuts.sizes[cut] as number); i < to; i++)
          cost += flow[cuts.leaves[i] as number] as number;
        const better =
          byLevel || (!meets && !isMet)
            ? level < bestLevel || (level === bestLevel && cost < bestFlow - EPSILON)
            : !isMet || cost < bestFlow - EPSILON || (cost < bestFlow + EPSILON && level < bestLevel);
        if (!better) continue;
        isMet = meets;
        [best, bestLevel, bestFlow] = [cut, level, cost];
      }
      this.chosen[node] = best;
      this.level[node] = bestLevel;
      flow[node] = bestFlow / (this.likely[node] as number);
    }
  }

  private count(): void {
    const { aig, cuts, readers, chosen } = this;
    readers.fill(0);
    for (const literal of aig.outputs) readers[literal >> 1] = (readers[literal >> 1] as number) + 1;
    for (let node = aig.size - 1; node > 0; node--) {
      if (readers[node] === 0 || !aig.isAnd(node)) continue;
      const cut = chosen[node] as number;
      for (let i = cut * ROOM, end = i + (cuts.sizes[cut] as number); i < end; i++) {
        const leaf = cuts.leaves[i] as number;
        readers[leaf] = (readers[leaf] as number) + 1;
      }
    }
  }

  /** The level at which each table has to be there for `depth` in all. */
  private require(depth: number): void {
    const { aig, cuts, limit, readers, chosen } = this;
    limit.fill(UNBOUND);
    for (const literal of aig.outputs) limit[literal >> 1] = depth;
    for (let node = aig.size - 1; node > 0; node--) {
      if (readers[node] === 0 || !aig.isAnd(node)) continue;
      const below = (limit[node] as number) - 1;
      const cut = chosen[node] as number;
      for (let i = cut * ROOM, end = i + (cuts.sizes[cut] as number); i < end; i++) {
        const leaf = cuts.leaves[i] as number;
        if (below < (limit[leaf] as number)) limit[leaf] = below;
      }
    }
  }

  /** Gives every table the cut that adds least, all other tables as they are. */
  private improve(): void {
    const { aig, cuts, readers, chosen } = this;
    for (let node = 1; node < aig.size; node++) {
      if (!aig.isAnd(node)) continue;
      const own = chosen[node] as number;
      if (readers[node] === 0) {
        this.level[node] = this.levelOf(own);
        continue;
      }
      let least = this.change(own, -1);
      let best = own;
      const begin = cuts.start[node] as number;
      const end = begin + (cuts.count[node] as number) - 1;
      for (let cut = begin; cut < end; cut++) {
        if (cut === own || this.levelOf(cut) > (this.limit[node] as number)) continue;
        const cost = this.change(cut, 1);
        this.change(cut, -1);
        if (cost < least) [least, best] = [cost, cut];
      }
      chosen[node] = best;
      this.change(best, 1);
      this.level[node] = this.levelOf(best);
    }
  }

  /** Tables that come with a cut, or go with it. */
  private change(cut: number, by: 1 | -1): number {
    const { aig, cuts, readers } = this;
    let tables = 1;
    for (let i = cut * ROOM, end = i + (cuts.sizes[cut] as number); i < end; i++) {
      const leaf = cuts.leaves[i] as number;
      const before = readers[leaf] as number;
      readers[leaf] = before + by;
      if ((by === 1 ? before : before - 1) === 0 && aig.isAnd(leaf))
        tables += this.change(this.chosen[leaf] as number, by);
    }
    return tables;
  }
}
