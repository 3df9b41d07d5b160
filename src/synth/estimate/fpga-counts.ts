/** What a design takes of an iCE40: look-up tables, flip-flops, carries, block RAMs. */
import type { Module } from "../../ir/index.ts";
import { type BitGraph, KIND, type Literal, nodeOf, not } from "./graph.ts";
import { lowerModule } from "./lower.ts";
import { countTables } from "./map-luts.ts";
import { type Clean, cleaned, withChoices } from "./netlist.ts";

export interface FpgaCounts {
  readonly tables: number;
  readonly flipFlops: number;
  readonly carries: number;
  readonly blockRams: number;
}

export function countFpga(top: Module): FpgaCounts {
  const lowered = lowerModule(top, "tables");
  const clean = withChoices(cleaned(lowered));
  const roots = [...clean.outputs, ...pinsOf(clean)];
  const used = usedNodes(clean.graph, roots);
  const tables = countTables(clean.graph, [...roots, ...chainInputs(clean.graph, used)], used);
  const carries = clean.graph.kinds.filter((kind, node) => kind === KIND.carry && used[node] === 1).length;
  return { tables, flipFlops: clean.flipFlops.length, carries, blockRams: lowered.blockRams };
}

/** Nodes that the roots need. */
function usedNodes(graph: BitGraph, roots: readonly Literal[]): Uint8Array {
  const used = new Uint8Array(graph.size);
  const todo = roots.map(nodeOf);
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (used[node]) continue;
    used[node] = 1;
    for (const literal of graph.operands(node)) todo.push(nodeOf(literal));
  }
  return used;
}

/** What the flip-flops' pins take, with synchronous resets to what statements choose, as opt_dff draws them. */
function pinsOf({ graph, flipFlops, choosers }: Clean): Literal[] {
  return flipFlops.flatMap(({ enable, next: data, reset }) => {
    if (reset?.isAsync === true) return [enable, data, reset.when];
    const load = constantLoad(graph, data, choosers);
    const isUsable = load !== undefined && (reset === undefined || reset.value === load.value);
    const taken = isUsable ? load.rest : data;
    if (reset === undefined) return isUsable ? [enable, taken, load.when] : [enable, taken];
    // The iCE40's synchronous reset needs its enable.
    const when = isUsable ? graph.or(reset.when, load.when) : reset.when;
    return [graph.or(enable, reset.when), taken, when];
  });
}

interface ConstantLoad {
  readonly when: Literal;
  readonly value: Literal;
  readonly rest: Literal;
}

/** `data` as a constant under a condition of a statement, and something else without it. */
function constantLoad(
  graph: BitGraph,
  data: Literal,
  choosers: ReadonlySet<number>,
): ConstantLoad | undefined {
  const value = data & 1;
  const parts = conjuncts(graph, data & ~1, 4);
  if (parts.length < 2) return undefined;
  const condition = parts.find((literal) => choosers.has(nodeOf(literal)));
  if (condition === undefined) return undefined;
  const rest = parts.filter((literal) => literal !== condition).reduce((a, b) => graph.and(a, b));
  return { when: not(condition), value, rest: rest ^ value };
}

function conjuncts(graph: BitGraph, literal: Literal, depth: number): Literal[] {
  const at = nodeOf(literal);
  if ((literal & 1) === 1 || graph.kinds[at] !== KIND.and || depth === 0) return [literal];
  return graph.operands(at).flatMap((operand) => conjuncts(graph, operand, depth - 1));
}

/** What carries and their sums take as it is: a sum's own table takes either phase, a carry takes its operands as they are, and its carry from its neighbour. */
function chainInputs(graph: BitGraph, used: Uint8Array): Literal[] {
  const chains: Literal[] = [];
  const operands: Literal[] = [];
  graph.kinds.forEach((kind, node) => {
    if (!used[node]) return;
    if (kind === KIND.carry) chains.push(...graph.operands(node).slice(0, 2));
    if (kind === KIND.sum)
      operands.push(
        ...graph
          .operands(node)
          .slice(0, 2)
          .map((literal) => nodeOf(literal) * 2),
      );
  });
  const plain = operands.filter((literal) => graph.kinds[nodeOf(literal)] !== KIND.carry);
  const there = new Set(chains);
  return [...chains, ...plain.filter((literal) => !there.has(literal ^ 1))];
}
