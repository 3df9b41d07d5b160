/** What nothing observable depends on. Names that start with an underscore or contain "unused" are meant to be so. */
import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { MemoryRead, Module, Signal } from "../design.ts";
import { propertyOperands, readOperands, writeOperands } from "../walk.ts";
import { reachable, stronglyConnected } from "./components.ts";
import { declared, partyOf, roleName, signalName } from "./describe.ts";
import { isBranch, isExpr, isSignal, type ModuleGraph, type Vertex } from "./graph.ts";
import type { Summaries } from "./summaries.ts";

/** Warnings BL0207 and BL0208. Outputs, inputs of instances and properties count as observed. */
export function checkUnused(module: Module, summaries: Summaries): Diagnostic[] {
  if (module.external !== undefined) return [];
  const graph = summaries.graphOf(module);
  const used = reachable(observed(module), (vertex) => dependencies(graph, vertex));
  const dead = module.signals.filter((signal) => canBeUnused(signal) && !used.has(signal));
  const isReported = (signal: Signal): boolean =>
    !isMeantUnused(signal.name) && isWholeGroupDead(module, signal, used);
  const inputs = dead.filter((signal) => signal.role === "input").filter(isReported);
  const ends = endsOfChains(module, graph, dead).filter(isReported);
  return [
    ...inputs.map((s) => diagnostic("BL0208", { name: shownName(s), module: module.name }, [declared(s)])),
    ...ends.map((s) => {
      const details = { role: roleName(s), name: shownName(s), module: module.name };
      return diagnostic("BL0207", details, [declared(s)]);
    }),
    ...memoryWarnings(module, used),
  ];
}

function observed(module: Module): Vertex[] {
  const roots: Vertex[] = module.signals.filter((s) => s.role === "output" || s.role === "instanceInput");
  for (const property of module.properties) roots.push(...propertyOperands(property));
  return roots;
}

/** Combinational and through registers and memories. */
function dependencies(graph: ModuleGraph, vertex: Vertex): readonly Vertex[] {
  if (isSignal(vertex)) {
    if (vertex.role === "register") return graph.drivingVertices(vertex);
    return vertex.role === "instanceOutput" ? [] : graph.combinational(vertex);
  }
  if (isExpr(vertex) || isBranch(vertex)) return graph.combinational(vertex);
  return [...readOperands(vertex), ...vertex.memory.writes.flatMap(writeOperands)];
}

const isMeantUnused = (name: string): boolean => name.startsWith("_") || /unused/i.test(name);

const canBeUnused = ({ role }: Signal): boolean =>
  role === "wire" || role === "register" || role === "node" || role === "input";

/** A struct is reported once, and only when none of its fields is used. */
function isWholeGroupDead(module: Module, signal: Signal, used: ReadonlySet<Vertex>): boolean {
  if (signal.group === undefined) return true;
  const fields = module.signals.filter((s) => s.role === signal.role && s.group?.name === signal.group?.name);
  return fields[0] === signal && fields.every((field) => !used.has(field));
}

const shownName = (signal: Signal): string => signal.group?.name ?? signalName(signal);

/**
 * Of a chain of signals that lead nowhere only the last: the others are fed into it on purpose, as are those fed into
 * a memory. Of a ring of them, the first declared.
 */
function endsOfChains(module: Module, graph: ModuleGraph, dead: readonly Signal[]): Signal[] {
  const next = (vertex: Vertex): readonly Vertex[] => dependencies(graph, vertex);
  const stored = reachable<Vertex>(
    module.memories.flatMap((m) => m.writes.flatMap(writeOperands)),
    next,
  );
  // What nothing drives is an error of its own.
  const drivers = dead.filter((signal) => signal.role === "node" || graph.driversOf(signal).length > 0);
  const components = stronglyConnected<Vertex>(drivers, next);
  const componentOf = new Map(components.flatMap((members) => members.map((member) => [member, members])));
  const fed = new Set<readonly Vertex[]>();
  for (const [vertex, own] of componentOf) {
    for (const below of next(vertex)) {
      const other = componentOf.get(below);
      if (other !== undefined && other !== own) fed.add(other);
    }
  }
  const reported = new Set<readonly Vertex[]>();
  return drivers.filter((signal) => {
    const own = componentOf.get(signal);
    if (own === undefined || fed.has(own) || stored.has(signal) || reported.has(own)) return false;
    reported.add(own);
    return true;
  });
}

function memoryWarnings(module: Module, used: ReadonlySet<Vertex>): Diagnostic[] {
  const isUsed = (read: MemoryRead): boolean => used.has(read);
  return module.memories
    .filter((memory) => !memory.reads.some(isUsed) && !isMeantUnused(memory.name))
    .map((memory) => {
      const details = { role: "memory", name: memory.name, module: module.name };
      return diagnostic("BL0207", details, [partyOf(`\`${memory.name}\` declared here`, memory)]);
    });
}
