/**
 * Cuts of a graph: sets of at most `size` nodes that a node is a function of, with that function as a truth table. Invariant: leaves of a cut are in rising
 * order, leaf i is variable i of its table, and the function depends on every leaf.
 */
import { type BitGraph, KIND, type Literal, nodeOf } from "./graph.ts";

export interface Cut {
  readonly leaves: readonly number[];
  /** Sixteen bits: the function of up to four variables; more variables than leaves do not matter. */
  readonly table: number;
}

const VARIABLES = [0xaaaa, 0xcccc, 0xf0f0, 0xff00] as const;
const ALL = 0xffff;

export const negated = (table: number): number => ~table & ALL;

/** The table with variable `at` complemented. */
export function flipped(table: number, at: number): number {
  const ones = VARIABLES[at] as number;
  const by = 1 << at;
  return ((table & ones) >> by) | ((table & negated(ones)) << by);
}

function dependsOn(table: number, at: number): boolean {
  return flipped(table, at) !== table;
}

/** Whether a node is computed of its operands, for `isLogic` nodes. */
export const isGate = (graph: BitGraph, node: number): boolean => {
  const kind = graph.kinds[node];
  return kind === KIND.and || kind === KIND.xor || kind === KIND.mux;
};

/**
 * Cuts of every gate that `wanted` says, smaller ones first, at most `limit` a node; the node itself as its own cut is not among them.
 */
export function cutsOf(
  graph: BitGraph,
  options: { readonly size: 3 | 4; readonly limit: number; readonly wanted: (node: number) => boolean },
): readonly (readonly Cut[])[] {
  const { size, limit, wanted } = options;
  const own = (node: number): Cut => ({ leaves: [node], table: VARIABLES[0] });
  const cuts: (readonly Cut[])[] = [];
  const constant: Cut = { leaves: [], table: 0 };
  const withOwn = (node: number): readonly Cut[] =>
    node === 0
      ? [constant]
      : isGate(graph, node) && wanted(node)
        ? [own(node), ...(cuts[node] ?? [])]
        : [own(node)];
  const choices: (readonly Cut[])[] = [];
  for (let node = 0; node < graph.size; node++) {
    if (!isGate(graph, node) || !wanted(node)) {
      cuts.push([]);
      choices.push(withOwn(node));
      continue;
    }
    const operands = graph.operands(node);
    const [a, b, c] = operands.map((literal) => choices[nodeOf(literal)] as readonly Cut[]);
    const found = new Map<string, Cut>();
    const put = (cut: Cut | undefined): void => {
      if (cut === undefined) return;
      const key = cut.leaves.join();
      if (!found.has(key)) found.set(key, cut);
    };
    for (const x of a ?? []) {
      for (const y of b ?? []) {
        if (c === undefined) put(joined(graph.kinds[node] as number, operands, [x, y], size));
        else for (const z of c) put(joined(KIND.mux, operands, [x, y, z], size));
      }
    }
    cuts.push([...found.values()].sort((x, y) => x.leaves.length - y.leaves.length).slice(0, limit));
    choices.push(withOwn(node));
  }
  return cuts;
}

function joined(
  kind: number,
  operands: readonly Literal[],
  parts: readonly Cut[],
  size: number,
): Cut | undefined {
  let leaves = (parts[0] as Cut).leaves;
  for (let i = 1; i < parts.length; i++) {
    const merged = merge(leaves, (parts[i] as Cut).leaves, size);
    if (merged === undefined) return undefined;
    leaves = merged;
  }
  const tables = parts.map((part, i) => {
    const table = expanded(part, leaves);
    return ((operands[i] as Literal) & 1) === 1 ? negated(table) : table;
  });
  const [x = 0, y = 0, z = 0] = tables;
  const table = kind === KIND.and ? x & y : kind === KIND.xor ? x ^ y : (x & y) | (negated(x) & z);
  return reduced(leaves, table);
}

/** Both lists in one, or undefined where that is more than `size`. */
function merge(a: readonly number[], b: readonly number[], size: number): readonly number[] | undefined {
  const result: number[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (result.length === size) return undefined;
    const x = a[i] ?? Number.POSITIVE_INFINITY;
    const y = b[j] ?? Number.POSITIVE_INFINITY;
    result.push(Math.min(x, y));
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return result;
}

const expansions = new Map<number, number>();

/** The table over more leaves. */
function expanded({ leaves, table }: Cut, all: readonly number[]): number {
  if (leaves.length === all.length) return table;
  let mask = 0;
  for (let i = 0, j = 0; i < all.length; i++) {
    if (all[i] === leaves[j]) {
      mask |= 1 << i;
      j++;
    }
  }
  const key = table * 16 + mask;
  const known = expansions.get(key);
  if (known !== undefined) return known;
  const places = [0, 1, 2, 3].filter((i) => (mask >> i) & 1);
  let result = 0;
  for (let row = 0; row < 16; row++) {
    const index = places.reduce((sum, place, i) => sum | (((row >> place) & 1) << i), 0);
    result |= ((table >> index) & 1) << row;
  }
  expansions.set(key, result);
  return result;
}

/** Without the leaves that the function does not depend on. */
function reduced(leaves: readonly number[], table: number): Cut {
  const kept = leaves.filter((_, i) => dependsOn(table, i));
  if (kept.length === leaves.length) return { leaves, table };
  const places = leaves.flatMap((_, i) => (dependsOn(table, i) ? [i] : []));
  let result = 0;
  for (let row = 0; row < 16; row++) {
    const index = places.reduce((sum, place, i) => sum | (((row >> i) & 1) << place), 0);
    result |= ((table >> index) & 1) << row;
  }
  return { leaves: kept, table: result };
}
