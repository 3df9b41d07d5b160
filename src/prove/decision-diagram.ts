/**
 * Reduced ordered binary decision diagrams with complemented edges (R. Bryant, 1986; K. Brace et al., 1990): two functions are equal exactly
 * when their edges are. Invariant: a node's high edge is never complemented, its children are below it in the order, and no two nodes
 * are equal.
 *
 * An edge is twice a node, plus 1 for the complement; node 0 is the constant 1.
 */

export const TRUE = 0;
export const FALSE = 1;

export interface DecisionDiagram {
  /** The variable at a level, 0 on top. */
  variable(level: number): number;
  /** Undefined once the nodes are used up. */
  and(f: number, g: number): number | undefined;
  /** Values of the levels on a path to 1; levels that do not matter are 0. The function is not the constant 0. */
  solution(f: number, levels: number): Uint8Array;
  /** Forgets all functions. */
  clear(): void;
  /** In use now. */
  readonly nodes: number;
}

/** Every node has a level below this. */
const CONSTANT_LEVEL = 0x7fffffff;
const MOST_CACHE_BITS = 20;

/** Functions of as many variables as there are levels, with room for `capacity` nodes, a power of two. */
export function decisionDiagram(capacity: number): DecisionDiagram {
  const levels = new Int32Array(capacity);
  const lows = new Int32Array(capacity);
  const highs = new Int32Array(capacity);
  const next = new Int32Array(capacity);
  const buckets = new Int32Array(capacity);
  const cacheBits = Math.min(MOST_CACHE_BITS, Math.log2(capacity));
  const cached = { f: new Int32Array(1 << cacheBits), g: new Int32Array(1 << cacheBits) };
  const results = new Int32Array(1 << cacheBits);
  const mask = capacity - 1;
  let count = 1;
  let isFull = false;

  function clear(): void {
    buckets.fill(0);
    cached.f.fill(-1);
    levels[0] = CONSTANT_LEVEL;
    count = 1;
    isFull = false;
  }

  function node(level: number, low: number, high: number): number {
    if (low === high) return low;
    if ((high & 1) === 1) return node(level, low ^ 1, high ^ 1) ^ 1;
    const bucket =
      (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b) ^ Math.imul(level, 0xc2b2ae35)) >>> 0;
    const at = ((bucket >>> 15) ^ bucket) & mask;
    for (let found = buckets[at] as number; found !== 0; found = next[found] as number) {
      if (levels[found] === level && lows[found] === low && highs[found] === high) return found << 1;
    }
    if (count === capacity) {
      isFull = true;
      return TRUE;
    }
    const made = count++;
    levels[made] = level;
    lows[made] = low;
    highs[made] = high;
    next[made] = buckets[at] as number;
    buckets[at] = made;
    return made << 1;
  }

  function conjunction(f: number, g: number): number {
    if (f === g || g === TRUE) return f;
    if (f === TRUE) return g;
    if (f === FALSE || g === FALSE || f === (g ^ 1)) return FALSE;
    if (f > g) return conjunction(g, f);
    if (isFull) return TRUE;
    const hash = (Math.imul(f, 0x9e3779b1) ^ Math.imul(g, 0x85ebca6b)) >>> 0;
    const at = hash >>> (32 - cacheBits);
    if (cached.f[at] === f && cached.g[at] === g) return results[at] as number;
    const [nodeF, nodeG] = [f >> 1, g >> 1];
    const levelF = levels[nodeF] as number;
    const levelG = levels[nodeG] as number;
    const level = Math.min(levelF, levelG);
    const [lowF, highF] =
      levelF === level ? [(lows[nodeF] as number) ^ (f & 1), (highs[nodeF] as number) ^ (f & 1)] : [f, f];
    const [lowG, highG] =
      levelG === level ? [(lows[nodeG] as number) ^ (g & 1), (highs[nodeG] as number) ^ (g & 1)] : [g, g];
    const low = conjunction(lowF, lowG);
    const result = node(level, low, conjunction(highF, highG));
    cached.f[at] = f;
    cached.g[at] = g;
    results[at] = result;
    return result;
  }

  function solution(f: number, size: number): Uint8Array {
    const values = new Uint8Array(size);
    let edge = f;
    while (edge >> 1 !== 0) {
      const at = edge >> 1;
      const high = (highs[at] as number) ^ (edge & 1);
      const isHigh = high !== FALSE;
      values[levels[at] as number] = isHigh ? 1 : 0;
      edge = isHigh ? high : (lows[at] as number) ^ (edge & 1);
    }
    return values;
  }

  clear();
  return {
    variable: (level) => node(level, FALSE, TRUE),
    and: (f, g) => {
      const result = conjunction(f, g);
      return isFull ? undefined : result;
    },
    solution,
    clear,
    get nodes() {
      return count;
    },
  };
}
