/**
 * Cuts of ands: sets of a few nodes that a node is a function of, with that function's table. Invariant: leaves of a cut rise, leaf i is variable i of its table, and the
 * function depends on every leaf. All cuts lie in common arrays, because there are many of them.
 */
import type { Aig } from "./aig.ts";
import { negative, positive, swapped, VARIABLES } from "./tables.ts";

/** Places of leaves that a cut has. */
export const ROOM = 6;

interface Options {
  /** Leaves, at most. */
  readonly size: 3 | 4 | 5 | 6;
  /** Cuts of a node beside itself. */
  readonly limit: number;
  /** Times that each node is read, where cuts are kept that share what is made; small ones are kept otherwise. */
  readonly readers?: Int32Array;
}

export class Cuts {
  leaves: Int32Array;
  sizes: Uint8Array;
  low: Int32Array;
  /** For six leaves; that of variables 0 to 4 again for fewer. */
  high: Int32Array;
  /** Of each node, the first cut; the node itself is its last one. */
  start: Int32Array;
  /** Of each node, with the node itself; 0 where nobody asked yet. */
  count: Uint8Array;
  /** Cuts on the longest way to a node, where they are the ones that make it shortest. */
  readonly level: Int32Array;
  private readonly flow: Float64Array;
  private readonly aig: Aig;
  private readonly options: Options;
  private signs: Int32Array;
  private used = 0;
  private readonly found: Found;

  constructor(aig: Aig, options: Options) {
    this.aig = aig;
    this.options = options;
    const nodes = aig.size;
    const room = nodes * (Math.min(options.limit, 8) + 1) + 256;
    this.leaves = new Int32Array(room * ROOM);
    this.sizes = new Uint8Array(room);
    this.low = new Int32Array(room);
    this.high = new Int32Array(room);
    this.signs = new Int32Array(room);
    this.start = new Int32Array(nodes + 64);
    this.count = new Uint8Array(nodes + 64);
    this.level = new Int32Array(nodes + 64);
    this.flow = new Float64Array(nodes + 64);
    this.found = new Found((options.limit + 1) ** 2);
  }

  /** Makes those of `node`, whose operands have theirs. */
  make(node: number): void {
    this.grow(node);
    const { aig, options, found } = this;
    const begin = this.used;
    let level = 0;
    let flow = 0;
    if (aig.isAnd(node)) {
      const a = aig.first[node] as number;
      const b = aig.second[node] as number;
      this.join(a >> 1, b >> 1);
      const kept = found.best(options.limit, options.readers !== undefined);
      for (let i = 0; i < kept; i++) this.keep(found.order[i] as number, a & 1, b & 1);
      [level, flow] = [found.level, found.cost / (options.readers?.[node] || 1)];
    }
    this.level[node] = level;
    this.flow[node] = flow;
    const own = this.used++;
    this.leaves[own * ROOM] = node;
    this.sizes[own] = 1;
    this.signs[own] = 1 << (node & 31);
    this.low[own] = VARIABLES[0];
    this.high[own] = VARIABLES[0];
    this.start[node] = begin;
    this.count[node] = this.used - begin;
  }

  /** Candidates for a node with these operands. */
  private join(a: number, b: number): void {
    const { found, leaves, sizes, signs, options, level, flow } = this;
    found.clear();
    const most = options.size;
    const toA = (this.start[a] as number) + (this.count[a] as number);
    const toB = (this.start[b] as number) + (this.count[b] as number);
    for (let i = this.start[a] as number; i < toA; i++) {
      for (let j = this.start[b] as number; j < toB; j++) {
        const sign = (signs[i] as number) | (signs[j] as number);
        if (bitsOf(sign) > most) continue;
        const size = merge(
          leaves,
          i * ROOM,
          sizes[i] as number,
          j * ROOM,
          sizes[j] as number,
          found.leaves,
          found.end,
          most,
        );
        if (size === 0 || found.isDominated(size, sign)) continue;
        let [deepest, cost] = [0, size];
        if (options.readers !== undefined) {
          for (let k = 0; k < size; k++) {
            const leaf = found.leaves[found.end + k] as number;
            cost += flow[leaf] as number;
            if ((level[leaf] as number) > deepest) deepest = level[leaf] as number;
          }
        }
        found.take(size, sign, i, j, deepest + 1, cost);
      }
    }
  }

  private keep(candidate: number, flipA: number, flipB: number): void {
    const { found, leaves } = this;
    const at = this.used;
    const size = found.sizes[candidate] as number;
    for (let k = 0; k < size; k++) leaves[at * ROOM + k] = found.leaves[candidate * ROOM + k] as number;
    this.expand(found.from[candidate * 2] as number, at, size);
    const [lowA, highA] = [wideLow ^ -flipA, wideHigh ^ -flipA];
    this.expand(found.from[candidate * 2 + 1] as number, at, size);
    this.low[at] = lowA & (wideLow ^ -flipB);
    this.high[at] = highA & (wideHigh ^ -flipB);
    this.sizes[at] = size;
    this.signs[at] = found.signs[candidate] as number;
    this.reduce(at);
    this.used++;
  }

  /** The table of cut `from` over the leaves of cut `to`, in `wideLow` and `wideHigh`. */
  private expand(from: number, to: number, size: number): void {
    const { leaves } = this;
    wideLow = this.low[from] as number;
    wideHigh = this.high[from] as number;
    let k = (this.sizes[from] as number) - 1;
    for (let i = size - 1; k >= 0 && i > k; i--) {
      if (leaves[to * ROOM + i] !== leaves[from * ROOM + k]) continue;
      for (let v = k; v < i; v++) exchange(v);
      k--;
    }
  }

  /** Without the leaves that the function does not depend on. */
  private reduce(at: number): void {
    const { leaves, sizes } = this;
    let size = sizes[at] as number;
    for (let v = size - 1; v >= 0; v--) {
      wideLow = this.low[at] as number;
      wideHigh = this.high[at] as number;
      const depends =
        v === 5
          ? wideLow !== wideHigh
          : positive(wideLow, v) !== negative(wideLow, v) || positive(wideHigh, v) !== negative(wideHigh, v);
      if (depends) continue;
      for (let i = v; i < size - 1; i++) {
        exchange(i);
        leaves[at * ROOM + i] = leaves[at * ROOM + i + 1] as number;
      }
      size--;
      this.low[at] = wideLow;
      this.high[at] = wideHigh;
    }
    if (size === sizes[at]) return;
    sizes[at] = size;
    let sign = 0;
    for (let i = 0; i < size; i++) sign |= 1 << ((leaves[at * ROOM + i] as number) & 31);
    this.signs[at] = sign;
  }

  private grow(node: number): void {
    if (node >= this.start.length) {
      const to = this.start.length * 2;
      this.start = longer(this.start, new Int32Array(to));
      this.count = longer(this.count, new Uint8Array(to));
    }
    const room = this.sizes.length;
    if (this.used + this.options.limit + 1 < room) return;
    const to = room * 2;
    this.leaves = longer(this.leaves, new Int32Array(to * ROOM));
    this.sizes = longer(this.sizes, new Uint8Array(to));
    this.low = longer(this.low, new Int32Array(to));
    this.high = longer(this.high, new Int32Array(to));
    this.signs = longer(this.signs, new Int32Array(to));
  }
}

function longer<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

let wideLow = 0;
let wideHigh = 0;

/** Variables v and v + 1 of the wide table change places. */
function exchange(v: number): void {
  if (v < 4) {
    wideLow = swapped(wideLow, v);
    wideHigh = swapped(wideHigh, v);
    return;
  }
  // Variable 5 chooses the word: ones of variable 4 in the low word and zeros of the high one.
  const low = (wideLow & 0xffff) | (wideHigh << 16);
  wideHigh = (wideLow >>> 16) | (wideHigh & ~0xffff);
  wideLow = low;
}

/** Candidates of one node. */
class Found {
  readonly leaves: Int32Array;
  readonly sizes: Uint8Array;
  readonly signs: Int32Array;
  readonly from: Int32Array;
  readonly order: Int32Array;
  private readonly levels: Int32Array;
  private readonly costs: Float64Array;
  private readonly isPicked: Uint8Array;
  private length = 0;
  /** Where the next one's leaves go. */
  end = 0;
  /** Of the best ones. */
  level = 0;
  cost = 0;

  constructor(room: number) {
    this.leaves = new Int32Array((room + 1) * ROOM);
    this.sizes = new Uint8Array(room);
    this.signs = new Int32Array(room);
    this.from = new Int32Array(room * 2);
    this.order = new Int32Array(room);
    this.levels = new Int32Array(room);
    this.isPicked = new Uint8Array(room);
    this.costs = new Float64Array(room);
  }

  clear(): void {
    this.length = 0;
    this.end = 0;
  }

  /** Whether all leaves of one that is there are among those at `end`; drops those that have all of these. */
  isDominated(size: number, sign: number): boolean {
    const { sizes, signs } = this;
    for (let i = 0; i < this.length; i++) {
      const other = sizes[i] as number;
      if (other === 0) continue;
      if (other <= size) {
        if (((signs[i] as number) & ~sign) === 0 && this.isWithin(i * ROOM, other, this.end, size))
          return true;
      } else if ((sign & ~(signs[i] as number)) === 0 && this.isWithin(this.end, size, i * ROOM, other))
        sizes[i] = 0;
    }
    return false;
  }

  private isWithin(inner: number, innerSize: number, outer: number, outerSize: number): boolean {
    const { leaves } = this;
    let j = 0;
    for (let i = 0; i < innerSize; i++) {
      const leaf = leaves[inner + i] as number;
      while (j < outerSize && (leaves[outer + j] as number) < leaf) j++;
      if (j === outerSize || leaves[outer + j] !== leaf) return false;
    }
    return true;
  }

  take(size: number, sign: number, a: number, b: number, level: number, cost: number): void {
    const at = this.length++;
    this.sizes[at] = size;
    this.signs[at] = sign;
    this.isPicked[at] = 0;
    this.from[at * 2] = a;
    this.from[at * 2 + 1] = b;
    this.levels[at] = level;
    this.costs[at] = cost;
    this.end = this.length * ROOM;
  }

  /** Puts at most `limit` into `order`: with `byLevel` first those of fewest levels, half of them, then the cheapest; the number of those. */
  best(limit: number, byLevel: boolean): number {
    const { sizes, levels, costs } = this;
    let [level, cost] = [0x7fffffff, Number.POSITIVE_INFINITY];
    for (let i = 0; i < this.length; i++) {
      if (sizes[i] === 0) continue;
      level = Math.min(level, levels[i] as number);
      cost = Math.min(cost, costs[i] as number);
    }
    this.level = level;
    this.cost = cost;
    // The operands themselves were taken last: whatever else is dropped, the node can be made of them.
    const last = this.length - 1;
    let count = 0;
    if (sizes[last] !== 0) this.order[count++] = last;
    if (byLevel) count = this.pick(count, limit >> 1, level);
    return this.pick(count, limit, 0x7fffffff);
  }

  /** Fills `order` from `count` up to `limit` with the cheapest that are not there, of at most `level` levels; the new count. */
  private pick(count: number, limit: number, level: number): number {
    const { order, costs, sizes, levels, isPicked } = this;
    const begin = count;
    if (begin > 0) for (let i = 0; i < begin; i++) isPicked[order[i] as number] = 1;
    let end = begin;
    for (let i = 0; i < this.length; i++) {
      if (sizes[i] === 0 || isPicked[i] === 1 || (levels[i] as number) > level) continue;
      const cost = costs[i] as number;
      let at = end;
      if (end < limit) end++;
      else if (end === begin || cost >= (costs[order[end - 1] as number] as number)) continue;
      else at--;
      for (; at > begin && cost < (costs[order[at - 1] as number] as number); at--)
        order[at] = order[at - 1] as number;
      order[at] = i;
    }
    return end;
  }
}

/** Leaves of two cuts in order, at most `most`; their number, or 0 where there are more. */
function merge(
  leaves: Int32Array,
  a: number,
  sizeA: number,
  b: number,
  sizeB: number,
  to: Int32Array,
  at: number,
  most: number,
): number {
  let [i, j, size] = [0, 0, 0];
  while (i < sizeA || j < sizeB) {
    if (size === most) return 0;
    const x = i < sizeA ? (leaves[a + i] as number) : 0x7fffffff;
    const y = j < sizeB ? (leaves[b + j] as number) : 0x7fffffff;
    to[at + size++] = Math.min(x, y);
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return size;
}

function bitsOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
