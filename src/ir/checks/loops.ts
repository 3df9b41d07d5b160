/**
 * Combinational loops. A coarse pass over whole signals finds where a loop is possible at all; only there a pass over
 * single bits decides, so wide designs without suspicion stay cheap.
 */
import { type Diagnostic, diagnostic, type Party } from "../../diagnostics/index.ts";
import type { Module, Signal } from "../design.ts";
import { BitGraph, type VertexBit } from "./bit-graph.ts";
import { reachable } from "./components.ts";
import { targetRange } from "./coverage.ts";
import { partyOf, signalName } from "./describe.ts";
import { isSignal, type ModuleGraph, type Vertex } from "./graph.ts";
import type { Summaries } from "./summaries.ts";

/** One diagnostic for each set of signals that loop through each other. */
export function checkLoops(module: Module, summaries: Summaries): Diagnostic[] {
  if (module.external !== undefined) return [];
  const graph = summaries.graphOf(module);
  return graph
    .components()
    .filter((component) => component.length > 1)
    .flatMap((component) => {
      const members = new Set(component);
      const bits = new BitGraph(graph, (vertex) => members.has(vertex), summaries.inputBitsOf);
      const start = bitOnLoop(bits, component);
      return start === undefined ? [] : [problem(module, graph, shortestLoop(bits, start))];
    });
}

/** Number of a bit vertex that reaches itself, by depth-first search with the usual three colours. */
function bitOnLoop(bits: BitGraph, component: readonly Vertex[]): number | undefined {
  const state: ("open" | "done")[] = [];
  const path: { at: number; next: readonly number[]; index: number }[] = [];
  const enter = (at: number): void => {
    state[at] = "open";
    path.push({ at, next: bits.successors(at), index: 0 });
  };
  // Every loop passes a signal or, by forwarding, a memory's read port: expressions alone have no cycles.
  for (const vertex of component.filter((v) => isSignal(v) || "memory" in v)) {
    const base = bits.number(vertex, 0);
    for (let bit = 0; bits.vertexOf(base + bit) === vertex; bit++) {
      if (state[base + bit] === undefined) enter(base + bit);
      for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
        const next = frame.next[frame.index++];
        if (next === undefined) {
          state[frame.at] = "done";
          path.pop();
        } else if (state[next] === "open") return next;
        else if (state[next] === undefined) enter(next);
      }
    }
  }
  return undefined;
}

/** The vertices on a way from `start` back to it, in the direction the data flows, by breadth-first search. */
function shortestLoop(bits: BitGraph, start: number): VertexBit[] {
  const dependent = new Map<number, number>();
  const queue = [start];
  for (const at of queue) {
    for (const next of bits.successors(at)) {
      if (dependent.has(next)) continue;
      dependent.set(next, at);
      if (next === start) return unwind(bits, start, dependent);
      queue.push(next);
    }
  }
  return [];
}

function unwind(bits: BitGraph, start: number, dependent: ReadonlyMap<number, number>): VertexBit[] {
  const loop: VertexBit[] = [];
  let at = start;
  do {
    at = dependent.get(at) ?? start;
    loop.push({ vertex: bits.vertexOf(at), bit: bits.bitOf(at) });
  } while (at !== start);
  return loop;
}

interface Step {
  readonly name: string;
  readonly party: Party;
  readonly signal: Signal | undefined;
}

function problem(module: Module, graph: ModuleGraph, loop: readonly VertexBit[]): Diagnostic {
  const steps = loop.flatMap((at, i): Step[] => {
    const { vertex } = at;
    if (isSignal(vertex)) {
      const before = loop[(i + loop.length - 1) % loop.length] ?? at;
      return [
        { name: signalName(vertex), signal: vertex, party: driverParty(graph, vertex, at.bit, before) },
      ];
    }
    if (!("memory" in vertex)) return [];
    return [
      { name: vertex.name, signal: undefined, party: partyOf(`\`${vertex.name}\` reads here`, vertex) },
    ];
  });
  const merged = steps.filter((step, i) => steps.findIndex((other) => other.name === step.name) === i);
  const first = merged.reduce((least, step, i) => (idOf(step) < idOf(merged[least]) ? i : least), 0);
  const ordered = [...merged.slice(first), ...merged.slice(0, first)];
  const names = ordered.map((step) => step.name);
  const path = [...names, names[0] ?? ""];
  return diagnostic(
    "BL0204",
    { module: module.name, path },
    ordered.map((step) => step.party),
  );
}

const idOf = (step: Step | undefined): number => step?.signal?.id ?? Number.POSITIVE_INFINITY;

/** Where the bit takes its value from the vertex before it on the loop. */
function driverParty(graph: ModuleGraph, signal: Signal, bit: number, before: VertexBit): Party {
  if (signal.instance !== undefined && signal.role === "instanceOutput") {
    return partyOf(`through \`${signal.instance.instance.name}\``, signal.instance.instance);
  }
  const inside = (vertex: Vertex): readonly Vertex[] => (isSignal(vertex) ? [] : graph.combinational(vertex));
  const driver = graph.driversOf(signal).find(({ target, value, branch }) => {
    const { low, high } = targetRange(target);
    const index = target.kind === "element" ? [target.index] : [];
    const around = branch === undefined ? [] : [branch];
    return low <= bit && bit <= high && reachable([value, ...index, ...around], inside).has(before.vertex);
  });
  return partyOf(`\`${signalName(signal)}\` is driven here`, driver ?? signal);
}
