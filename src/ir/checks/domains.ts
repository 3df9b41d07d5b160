/**
 * Clock crossings: a value that belongs to one clock domain and reaches, without a synchroniser, something that another
 * domain clocks. A value belongs to the domains of the registers, read ports and inputs it is computed from.
 */
import { type Diagnostic, diagnostic, type Party } from "../../diagnostics/index.ts";
import type { Instance, Memory, MemoryRead, Module, Signal } from "../design.ts";
import { bitWidth } from "../types.ts";
import { propertyOperands, readOperands, writeOperands } from "../walk.ts";
import { declared, partyOf, roleName, signalName } from "./describe.ts";
import { isSignal, type ModuleGraph, type Vertex } from "./graph.ts";
import type { Summaries } from "./summaries.ts";

/** The domain of inputs that no clock governs. */
const asynchronous = "async";

/** Domain name to one signal or read port that brings it. */
type Origins = ReadonlyMap<string, Signal | MemoryRead>;

/** Something that expects values of one domain. */
interface Sink {
  /** As in "register `count`". */
  readonly what: string;
  readonly domain: string;
  readonly inputs: readonly Vertex[];
  readonly party: Party;
  /** Where the given input is assigned, if a statement does it. */
  readonly siteOf?: (input: Vertex) => Party | undefined;
}

/** BL0205 for each domain that reaches something of another, BL0213 for memories that two of them touch. */
export function checkDomains(module: Module, summaries: Summaries): Diagnostic[] {
  if (module.external !== undefined) return [];
  const graph = summaries.graphOf(module);
  const origins = originsOf(graph);
  const found = module.memories.flatMap((memory) => checkMemory(module, memory));
  for (const sink of sinksOf(module, graph)) {
    const reported = new Set<string>();
    for (const input of sink.inputs) {
      for (const [domain, source] of origins.get(input) ?? []) {
        if (domain === sink.domain || reported.has(domain)) continue;
        reported.add(domain);
        found.push(problem(module, sink, domain, source, sink.siteOf?.(input)));
      }
    }
  }
  return found;
}

function problem(
  module: Module,
  sink: Sink,
  domain: string,
  source: Signal | MemoryRead,
  assigned: Party | undefined,
): Diagnostic {
  const name = isSignal(source) ? signalName(source) : source.name;
  const details = {
    module: module.name,
    sink: sink.what,
    sinkDomain: sink.domain,
    source: name,
    sourceDomain: domain,
    isAsynchronous: domain === asynchronous,
    width: bitWidth(isSignal(source) ? source.type : source.memory.type),
  };
  const from = isSignal(source)
    ? declared(source, `\`${name}\` of domain \`${domain}\``)
    : partyOf(`\`${name}\` of domain \`${domain}\``, source);
  return diagnostic("BL0205", details, [from, ...(assigned === undefined ? [] : [assigned]), sink.party]);
}

function checkMemory(module: Module, memory: Memory): Diagnostic[] {
  if (memory.crossing !== undefined) return [];
  const [first, ...others] = [...memory.writes, ...memory.reads];
  const other = others.find((port) => port.domain !== first?.domain);
  if (first === undefined || other === undefined) return [];
  const details = { module: module.name, name: memory.name, domains: [first.domain, other.domain] };
  return [
    diagnostic("BL0213", details, [
      partyOf(`\`${memory.name}\` declared here`, memory),
      partyOf(`port in domain \`${first.domain}\``, first),
      partyOf(`port in domain \`${other.domain}\``, other),
    ]),
  ];
}

function* sinksOf(module: Module, graph: ModuleGraph): Generator<Sink> {
  for (const signal of module.signals) {
    const domain = expectedDomain(signal);
    if (domain === undefined || domain === asynchronous || signal.crossing !== undefined) continue;
    const siteOf = (input: Vertex): Party | undefined => {
      const driver = graph.driversOf(signal).find(({ value, branch }) => value === input || branch === input);
      return driver && partyOf("assigned here", driver);
    };
    const what = `${roleName(signal)} \`${signalName(signal)}\``;
    const party = declared(signal, `${what} of domain \`${domain}\``);
    yield { what, domain, inputs: graph.drivingVertices(signal), party, siteOf };
  }
  for (const memory of module.memories) {
    for (const read of memory.reads) {
      const what = `the read port of memory \`${memory.name}\``;
      yield { what, domain: read.domain, inputs: readOperands(read), party: partyOf("read here", read) };
    }
    for (const write of memory.writes) {
      const what = `the write port of memory \`${memory.name}\``;
      yield {
        what,
        domain: write.domain,
        inputs: writeOperands(write),
        party: partyOf("written here", write),
      };
    }
  }
  for (const property of module.properties) {
    const inputs = propertyOperands(property);
    const what = `${property.kind} \`${property.name}\``;
    yield { what, domain: property.domain, inputs, party: partyOf("stated here", property) };
  }
}

/** The domain that the driver of a signal must belong to; undefined when it is free. */
function expectedDomain(signal: Signal): string | undefined {
  if (signal.role === "register" || signal.role === "output") return signal.domain;
  if (signal.role !== "instanceInput" || signal.instance === undefined) return undefined;
  return outerDomain(signal.instance.instance, signal.instance.port);
}

/** A child's port in terms of the parent's domains; undefined when no clock of the child governs it. */
function outerDomain(instance: Instance, port: Signal): string | undefined {
  if (port.domain === undefined || port.domain === asynchronous) return port.domain;
  return instance.domains.get(port.domain);
}

function ownDomain(vertex: Vertex): string | undefined {
  if (!isSignal(vertex)) return "memory" in vertex ? vertex.domain : undefined;
  if (vertex.role === "input" || vertex.role === "register") return vertex.domain;
  if (vertex.role !== "instanceOutput" || vertex.instance === undefined) return undefined;
  return outerDomain(vertex.instance.instance, vertex.instance.port);
}

const none: Origins = new Map();

/** Dependencies come first, so one pass suffices; vertices with the same origins share one map. */
function originsOf(graph: ModuleGraph): ReadonlyMap<Vertex, Origins> {
  const result = new Map<Vertex, Origins>();
  for (const component of graph.components()) {
    const merged = mergedOrigins(component, graph, result);
    for (const vertex of component) result.set(vertex, merged);
  }
  return result;
}

function mergedOrigins(
  component: readonly Vertex[],
  graph: ModuleGraph,
  known: ReadonlyMap<Vertex, Origins>,
): Origins {
  let merged = none;
  for (const vertex of component) {
    const own = ownDomain(vertex);
    const below =
      own !== undefined && (isSignal(vertex) || "memory" in vertex)
        ? [new Map([[own, vertex]])]
        : graph.combinational(vertex).map((next) => known.get(next) ?? none);
    for (const origins of below) {
      if (merged.size === 0) merged = origins;
      else if ([...origins.keys()].some((domain) => !merged.has(domain))) {
        merged = new Map([...origins, ...merged]);
      }
    }
  }
  return merged;
}
