/**
 * Combinational loops. A coarse pass over whole signals finds where a loop is possible at all; only there a pass over
 * single bits decides, so wide designs without suspicion stay cheap.
 */
import { type Diagnostic, diagnostic, type Party } from "../../diagnostics/index.ts";
import type { Module, Signal } from "../design.ts";
import { BitGraph } from "./bit-graph.ts";
import { stronglyConnected } from "./components.ts";
import { signalName } from "./describe.ts";
import { isSignal, type ModuleGraph, type Vertex } from "./graph.ts";
import type { Summaries } from "./summaries.ts";

/** One diagnostic for each set of signals that loop through each other. */
export function checkLoops(module: Module, summaries: Summaries): Diagnostic[] {
  if (module.external !== undefined) return [];
  const graph = summaries.graphOf(module);
  const roots: Vertex[] = [...module.signals, ...module.memories.flatMap((memory) => memory.reads)];
  return stronglyConnected(roots, (vertex) => graph.combinational(vertex))
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
function shortestLoop(bits: BitGraph, start: number): Vertex[] {
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

function unwind(bits: BitGraph, start: number, dependent: ReadonlyMap<number, number>): Vertex[] {
  const loop: Vertex[] = [];
  let at = start;
  do {
    at = dependent.get(at) ?? start;
    const vertex = bits.vertexOf(at);
    if (loop.at(-1) !== vertex) loop.push(vertex);
  } while (at !== start);
  return loop;
}

interface Step {
  readonly name: string;
  readonly party: Party;
  readonly signal: Signal | undefined;
}

function problem(module: Module, graph: ModuleGraph, loop: readonly Vertex[]): Diagnostic {
  const steps = loop.flatMap((vertex, i): Step[] => {
    if (isSignal(vertex)) {
      const source = loop[(i + loop.length - 1) % loop.length];
      return [{ name: signalName(vertex), signal: vertex, party: driverParty(graph, vertex, source) }];
    }
    const isRead = "memory" in vertex;
    if (!isRead) return [];
    return [
      {
        name: vertex.name,
        signal: undefined,
        party: { label: `\`${vertex.name}\` reads here`, site: vertex.site },
      },
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

/** Where the signal takes its value from the vertex before it on the loop. */
function driverParty(graph: ModuleGraph, signal: Signal, source: Vertex | undefined): Party {
  const label = `\`${signalName(signal)}\` is driven here`;
  if (signal.instance !== undefined && signal.role === "instanceOutput") {
    return { label: `through \`${signal.instance.instance.name}\``, site: signal.instance.instance.site };
  }
  const driver = graph
    .driversOf(signal)
    .find(({ target, value, branch }) =>
      [value, branch, target.kind === "element" ? target.index : undefined].includes(source as never),
    );
  return { label, site: driver?.site ?? signal.site };
}
