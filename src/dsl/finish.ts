/**
 * Ends the elaboration of a module: names everything, turns named expressions into nodes, and drops what the body did not
 * use of clocks and resets. Names come from ports, then variables, then what the value is for; never from a counter alone.
 */
import type { Site } from "../diagnostics/index.ts";
import type { ClockDomain, Expr, Instance, Memory, Module, Property, Statement } from "../ir/index.ts";
import {
  DEFAULT_DOMAIN,
  type InstanceDraft,
  type MemoryDraft,
  type ModuleBuilder,
  type SignalDraft,
} from "./context.ts";
import { hintOf, moduleDoc, nameOf } from "./naming/index.ts";
import { nodesOf, rewriteModule } from "./nodes.ts";
import { isKeyword, legalName, NameScope } from "./verilog-names.ts";

/** The module as plain data; the builder is spent afterwards. `name` is a legal Verilog identifier. */
export function finishModule(builder: ModuleBuilder, name: string): Module {
  const scope = new NameScope();
  const domains = usedDomains(builder);
  for (const domain of domains) {
    scope.claim(domain.clock);
    if (domain.reset) scope.claim(domain.reset);
  }
  const ports = builder.signals.filter((s) => s.role === "input" || s.role === "output");
  for (const port of ports) namePort(builder, scope, port);
  const nodes = nodesOf(builder);
  nameVariables(builder, scope, nodes);
  nameInstancePorts(builder, scope);
  nameReadPorts(builder, scope);
  nameProperties(builder, scope);
  rewriteModule(builder, nodes);
  return {
    name,
    doc: builder.definition.doc ?? moduleDoc(builder.definition.site),
    domains,
    ports,
    signals: builder.signals,
    memories: builder.memories as readonly MemoryDraft[] as readonly Memory[],
    instances: builder.instances as readonly InstanceDraft[] as readonly Instance[],
    body: builder.body as readonly Statement[],
    properties: builder.properties as readonly Property[],
    external: builder.definition.external,
    site: builder.definition.site,
  };
}

function namePort(builder: ModuleBuilder, scope: NameScope, port: SignalDraft): void {
  const wanted = port.fixedName ?? "";
  const legal = legalName(wanted);
  if (legal !== wanted) renamed(builder, wanted, legal, port.site);
  if (scope.has(legal)) {
    const other = builder.signals.find((signal) => signal !== port && signal.name === legal);
    builder.report("BL0121", { name: legal, module: builder.definition.name }, [
      { label: "declared here", site: port.site },
      ...(other ? [{ label: "and here", site: other.site }] : []),
    ]);
  }
  port.name = scope.claim(legal);
  port.doc ??= port.site ? nameOf(port.site)?.doc : undefined;
}

function renamed(builder: ModuleBuilder, wanted: string, legal: string, site: Site | undefined): void {
  builder.report("BL0120", { name: wanted, renamed: legal, keyword: isKeyword(wanted) }, [
    { label: "declared here", site },
  ]);
}

interface Nameable {
  readonly site: Site | undefined;
  /** Given by the designer or the language; wins over the variable. */
  readonly fixed: string | undefined;
  readonly fallback: string;
  /** Struct field path, appended. */
  readonly suffix: string;
  assign(name: string, base: string, doc: string | undefined): void;
}

/** Registers, wires, memories, instances and nodes share one pool: equal names are numbered from 0 in order of creation. */
function nameVariables(
  builder: ModuleBuilder,
  scope: NameScope,
  nodes: ReadonlyMap<Expr, SignalDraft>,
): void {
  const nodeSignals = new Set(nodes.values());
  const all: { id: number; item: Nameable }[] = [];
  for (const signal of builder.signals) {
    if (signal.role !== "register" && signal.role !== "wire") continue;
    all.push({ id: signal.id, item: signalName(signal, signal.role === "register" ? "state" : "value") });
  }
  for (const signal of nodeSignals) all.push({ id: signal.id, item: signalName(signal, "value") });
  for (const draft of builder.memories) all.push({ id: draft.id, item: memoryName(draft) });
  for (const draft of builder.instances) all.push({ id: draft.id, item: instanceName(draft) });
  const wanted = all.map(({ item }) => {
    const found = item.site ? nameOf(item.site) : undefined;
    const hint = item.fixed ?? found?.name ?? hintName(item);
    const legal = legalName(hint);
    if (legal !== hint) renamed(builder, hint, legal, item.site);
    return {
      item,
      base: legal,
      full: item.suffix === "" ? legal : `${legal}_${item.suffix}`,
      doc: found?.doc,
    };
  });
  const count = new Map<string, number>();
  for (const { full } of wanted) count.set(full, (count.get(full) ?? 0) + 1);
  const next = new Map<string, number>();
  for (const { item, base, full, doc } of wanted) {
    const several = (count.get(full) ?? 0) > 1;
    const index = next.get(full) ?? 0;
    next.set(full, index + 1);
    const number = several ? `_${index}` : "";
    const name = item.suffix === "" ? `${base}${number}` : `${base}${number}_${item.suffix}`;
    item.assign(scope.claim(name), `${base}${number}`, doc);
  }
}

function hintName(item: Nameable): string {
  const hint = item.site ? hintOf(item.site) : undefined;
  return hint === undefined ? item.fallback : `${hint}_${item.fallback}`;
}

const signalName = (signal: SignalDraft, fallback: string): Nameable => ({
  site: signal.site,
  fixed: signal.fixedName,
  fallback,
  suffix: signal.group?.path ?? "",
  assign(name, base, doc) {
    signal.name = name;
    signal.doc ??= doc;
    if (signal.group) signal.group = { name: base, path: signal.group.path };
  },
});

const memoryName = (draft: MemoryDraft): Nameable => ({
  site: draft.site,
  fixed: draft.name === "" ? undefined : draft.name,
  fallback: "memory",
  suffix: "",
  assign(name, _base, doc) {
    draft.name = name;
    draft.doc ??= doc;
  },
});

const instanceName = (draft: InstanceDraft): Nameable => ({
  site: draft.site,
  fixed: draft.fixedName,
  fallback: legalName(draft.module.name),
  suffix: "",
  assign(name, _base, doc) {
    draft.name = name;
    draft.doc ??= doc;
  },
});

function nameInstancePorts(builder: ModuleBuilder, scope: NameScope): void {
  for (const signal of builder.signals) {
    if (!signal.instance) continue;
    const { instance, port } = signal.instance;
    signal.name = scope.claim(`${instance.name}_${port.name}`);
    signal.group = port.group
      ? { name: `${instance.name}_${port.group.name}`, path: port.group.path }
      : undefined;
  }
}

function nameReadPorts(builder: ModuleBuilder, scope: NameScope): void {
  for (const memory of builder.memories) {
    for (const port of memory.reads) {
      const found = port.site ? nameOf(port.site)?.name : undefined;
      port.name = scope.claim(legalName(found ?? `${memory.name}_word`));
    }
  }
}

function nameProperties(builder: ModuleBuilder, scope: NameScope): void {
  for (const property of builder.properties) {
    const words = property.message.toLowerCase().match(/[a-z0-9]+/g) ?? [];
    property.name = scope.claim(legalName([property.kind, ...words.slice(0, 5)].join("_")));
  }
}

/** The domains that clock something here or below; a reset port only where something resets. */
function usedDomains(builder: ModuleBuilder): ClockDomain[] {
  if (builder.definition.external) return builder.definition.pins ? [...builder.domains.values()] : [];
  const clocked = new Set<string>();
  const resets = new Set<string>();
  for (const signal of builder.signals) {
    if (signal.role !== "register" || signal.domain === undefined) continue;
    clocked.add(signal.domain);
    if (signal.init !== undefined) resets.add(signal.domain);
  }
  for (const memory of builder.memories) {
    for (const port of memory.writes) clocked.add(port.domain);
    if (memory.latency === 1) for (const port of memory.reads) clocked.add(port.domain);
  }
  for (const property of builder.properties) {
    clocked.add(property.domain);
    resets.add(property.domain);
  }
  for (const instance of builder.instances) {
    for (const domain of instance.module.domains) {
      const parent = instance.domains.get(domain.name) ?? DEFAULT_DOMAIN;
      clocked.add(parent);
      if (domain.reset !== undefined) resets.add(parent);
    }
  }
  const used: ClockDomain[] = [];
  for (const domain of builder.domains.values()) {
    if (!clocked.has(domain.name)) continue;
    used.push(resets.has(domain.name) ? domain : { ...domain, reset: undefined, resetKind: "none" });
  }
  return used;
}
