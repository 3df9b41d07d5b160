/**
 * Gates of a cell library for a graph: the smallest cover by cuts, with both phases of every node. Invariant: every root is given in the phase it is
 * asked for, and a gate counts once, however many read it.
 */
import { cutsOf, isGate } from "./cuts.ts";
import type { GateLibrary, Match } from "./gates.ts";
import { type BitGraph, KIND, type Literal } from "./graph.ts";

/** Area of gates by what they compute last, in the library's unit. */
export interface GateAreas {
  readonly and: number;
  readonly xor: number;
  readonly mux: number;
  readonly inverters: number;
}

export const totalArea = ({ and, xor, mux, inverters }: GateAreas): number => and + xor + mux + inverters;

interface Choice {
  readonly leaves: readonly number[];
  readonly match: Match;
}

/** A node and a phase: node * 2 + 1 for the complement, as in literals. "inverter": made of the other phase. */
type Chosen = Choice | "inverter" | undefined;

const CUTS = 24;
/** Covers made one after the other, each with the numbers of readers that the last one had. */
const ROUNDS = 6;

/**
 * `given`: nodes that other cells make, with the phase they give; `used`: nodes that matter.
 */
export function gateArea(
  graph: BitGraph,
  roots: readonly Literal[],
  library: GateLibrary,
  { given, used }: { readonly given: ReadonlyMap<number, number>; readonly used: Uint8Array },
): GateAreas {
  const wanted = (node: number): boolean => used[node] === 1 && !given.has(node);
  const isLogic = (node: number): boolean => isGate(graph, node) && wanted(node);
  const cuts = cutsOf(graph, { size: 4, limit: CUTS, wanted });
  const choices = cuts.map((list) =>
    list.flatMap(({ leaves, table }) =>
      library.matches(table, leaves.length).map((match): Choice => ({ leaves, match })),
    ),
  );
  const flow = new Float64Array(graph.size * 2);
  let readers = new Float64Array(graph.size * 2).fill(1);
  for (let node = 0; node < graph.size; node++) {
    if (used[node])
      for (const literal of graph.operands(node)) readers[literal & ~1] = (readers[literal & ~1] ?? 0) + 1;
  }
  for (let i = 0; i < readers.length; i += 2) {
    readers[i] = Math.max(1, (readers[i] ?? 1) - 1);
    readers[i + 1] = readers[i] ?? 1;
  }
  let best: GateAreas | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const chosen: Chosen[] = new Array<Chosen>(graph.size * 2);
    for (let node = 1; node < graph.size; node++) {
      if (!isLogic(node)) {
        const there = node * 2 + (given.get(node) ?? 0);
        flow[there] = 0;
        flow[there ^ 1] = library.inverter / (readers[there ^ 1] as number);
        chosen[there ^ 1] = "inverter";
        continue;
      }
      const cost: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      for (const choice of choices[node] ?? []) {
        const phase = choice.match.isInverted ? 1 : 0;
        const { leaves, match } = choice;
        let sum = match.area;
        for (let i = 0; i < leaves.length; i++)
          sum += flow[(leaves[i] as number) * 2 + ((match.phases >> i) & 1)] as number;
        if (sum < cost[phase]) {
          cost[phase] = sum;
          chosen[node * 2 + phase] = choice;
        }
      }
      for (const phase of [0, 1] as const) {
        const other = cost[1 - phase] as number;
        if (other + library.inverter < cost[phase]) {
          cost[phase] = other + library.inverter;
          chosen[node * 2 + phase] = "inverter";
        }
      }
      for (const phase of [0, 1] as const)
        flow[node * 2 + phase] = cost[phase] / (readers[node * 2 + phase] as number);
    }
    const cover = coverOf(graph, roots, chosen, library.inverter);
    if (best === undefined || totalArea(cover.areas) < totalArea(best)) best = cover.areas;
    readers = readers.map((before, i) => Math.max(1, (before + 2 * (cover.readers[i] as number)) / 3));
  }
  return best ?? { and: 0, xor: 0, mux: 0, inverters: 0 };
}

function coverOf(graph: BitGraph, roots: readonly Literal[], chosen: readonly Chosen[], inverter: number) {
  const { size, kinds } = graph;
  const readers = new Float64Array(size * 2);
  for (const root of roots) if (root > 1) readers[root] = (readers[root] ?? 0) + 1;
  const areas = { and: 0, xor: 0, mux: 0, inverters: 0 };
  for (let node = size - 1; node > 0; node--) {
    // Which phase is made of the other one decides the order.
    const first = chosen[node * 2] === "inverter" ? 0 : 1;
    for (const phase of [first, 1 - first]) {
      const at = node * 2 + phase;
      const choice = chosen[at];
      if (readers[at] === 0 || choice === undefined) continue;
      if (choice === "inverter") {
        areas.inverters += inverter;
        readers[at ^ 1] = (readers[at ^ 1] ?? 0) + 1;
        continue;
      }
      areas[kinds[node] === KIND.xor ? "xor" : kinds[node] === KIND.mux ? "mux" : "and"] += choice.match.area;
      choice.leaves.forEach((leaf, i) => {
        const literal = leaf * 2 + ((choice.match.phases >> i) & 1);
        readers[literal] = (readers[literal] ?? 0) + 1;
      });
    }
  }
  return { areas, readers };
}
