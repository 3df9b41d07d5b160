/**
 * What each module's outputs depend on without a register between: by port for every module, by bit for those that
 * take part in a possible loop. Invariant: each module is analysed once, whatever the number of its instances.
 */
import type { Instance, Module, Signal } from "../design.ts";
import { bitWidth } from "../types.ts";
import { BitGraph, type InputBits } from "./bit-graph.ts";
import { BitSet } from "./bit-set.ts";
import { reachable, stronglyConnected } from "./components.ts";
import { isSignal, ModuleGraph, type Vertex } from "./graph.ts";

/** Vertices visited for one module's bit summaries before falling back to whole ports. */
const bitBudget = 4_000_000;

export class Summaries {
  private readonly graphs = new Map<Module, ModuleGraph>();
  private readonly byPort = new Map<Module, ReadonlyMap<Signal, readonly Signal[]>>();
  private readonly bitGraphs = new Map<Module, BitGraph>();
  private readonly byBit = new Map<Signal, (readonly InputBits[])[]>();
  private readonly spent = new Map<Module, number>();

  graphOf(module: Module): ModuleGraph {
    let graph = this.graphs.get(module);
    if (graph === undefined) {
      graph = new ModuleGraph(module, (instance, output) => this.inputsOf(instance.module, output));
      this.graphs.set(module, graph);
    }
    return graph;
  }

  /** The inputs with a combinational path to this output. */
  inputsOf(module: Module, output: Signal): readonly Signal[] {
    let summary = this.byPort.get(module);
    if (summary === undefined) {
      summary = module.external === undefined ? this.summarise(module) : declaredPaths(module);
      this.byPort.set(module, summary);
    }
    return summary.get(output) ?? [];
  }

  /** The input bits with a combinational path to one bit of this output. */
  readonly inputBitsOf = (instance: Instance, output: Signal, bit: number): readonly InputBits[] => {
    const { module } = instance;
    let known = this.byBit.get(output);
    if (known === undefined) {
      known = [];
      this.byBit.set(output, known);
    }
    const found = known[bit] ?? this.computeInputBits(module, output, bit);
    known[bit] = found;
    return found;
  };

  private computeInputBits(module: Module, output: Signal, bit: number): readonly InputBits[] {
    const spent = this.spent.get(module) ?? 0;
    if (module.external !== undefined || spent > bitBudget) {
      return this.inputsOf(module, output).map((input) => ({
        input,
        low: 0,
        high: bitWidth(input.type) - 1,
      }));
    }
    let graph = this.bitGraphs.get(module);
    if (graph === undefined) {
      graph = new BitGraph(this.graphOf(module), () => true, this.inputBitsOf);
      this.bitGraphs.set(module, graph);
    }
    const bits = graph;
    const reached = reachable([bits.number(output, bit)], (at) => bits.successors(at));
    this.spent.set(module, spent + reached.size);
    const sets = new Map<Signal, BitSet>();
    for (const at of reached) {
      const vertex = bits.vertexOf(at);
      if (!isSignal(vertex) || vertex.role !== "input") continue;
      const set = sets.get(vertex) ?? new BitSet();
      sets.set(vertex, set);
      set.add(bits.bitOf(at), bits.bitOf(at));
    }
    return [...sets].flatMap(([input, set]) => set.list().map((range) => ({ input, ...range })));
  }

  private summarise(module: Module): ReadonlyMap<Signal, readonly Signal[]> {
    const graph = this.graphOf(module);
    const outputs = module.ports.filter((port) => port.role === "output");
    const sets = new Map<Vertex, ReadonlySet<Signal>>();
    const empty: ReadonlySet<Signal> = new Set();
    for (const component of stronglyConnected<Vertex>(outputs, (vertex) => graph.combinational(vertex))) {
      const union = inputsBelow(component, graph, sets) ?? empty;
      for (const vertex of component) sets.set(vertex, union);
    }
    return new Map(outputs.map((output) => [output, [...(sets.get(output) ?? empty)]]));
  }
}

/** Shares the set of a single predecessor instead of copying it: most vertices have the set of one operand. */
function inputsBelow(
  component: readonly Vertex[],
  graph: ModuleGraph,
  sets: ReadonlyMap<Vertex, ReadonlySet<Signal>>,
): ReadonlySet<Signal> | undefined {
  let shared: ReadonlySet<Signal> | undefined;
  let own: Set<Signal> | undefined;
  const merge = (other: ReadonlySet<Signal>): void => {
    if (other.size === 0 || other === shared) return;
    if (shared === undefined) {
      shared = other;
      return;
    }
    own ??= new Set(shared);
    for (const input of other) own.add(input);
  };
  for (const vertex of component) {
    if (isSignal(vertex) && vertex.role === "input") merge(new Set([vertex]));
    for (const next of graph.combinational(vertex)) {
      const below = sets.get(next);
      if (below !== undefined) merge(below);
    }
  }
  return own ?? shared;
}

function declaredPaths(module: Module): ReadonlyMap<Signal, readonly Signal[]> {
  const paths = module.external?.combinationalPaths ?? [];
  return new Map(
    module.ports.map((output) => [
      output,
      paths.flatMap(([from, to]) =>
        to === output.name ? module.ports.filter((p) => p.name === from && p.role === "input") : [],
      ),
    ]),
  );
}
