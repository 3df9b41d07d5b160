/**
 * Signals that always have the same value because one is nothing but the other: ports and what drives them, named
 * references. Wave files store them once. Invariant: a signal's representative is its own representative.
 */
import type { Design, Module, Signal, Statement } from "../../ir/index.ts";

/** Path of the representative, by path, for every signal that is the same as another one. */
export function aliasesOf(design: Design): ReadonlyMap<string, string> {
  const sources = new Map<Module, ReadonlyMap<Signal, Signal>>(
    design.modules.map((module) => [module, plainSources(module)]),
  );
  const aliases = new Map<string, string>();
  const visit = (module: Module, inside: string): void => {
    const childPath = (signal: Signal): string | undefined =>
      signal.instance && `${inside}${signal.instance.instance.name}.${signal.instance.port.name}`;
    const pathOf = (signal: Signal): string => childPath(signal) ?? `${inside}${signal.name}`;
    for (const [signal, source] of sources.get(module) ?? []) aliases.set(pathOf(signal), pathOf(source));
    for (const instance of module.instances) visit(instance.module, `${inside}${instance.name}.`);
  };
  visit(design.top, "");
  for (const path of aliases.keys()) {
    let end = path;
    for (let next = aliases.get(end); next !== undefined; next = aliases.get(end)) end = next;
    aliases.set(path, end);
  }
  return aliases;
}

/** Signals with one driver that is a plain reference, and the signal it names. */
function plainSources(module: Module): ReadonlyMap<Signal, Signal> {
  const plain = new Map<Signal, Signal>();
  const drivers = new Map<Signal, number>();
  countDrivers(module.body, drivers);
  for (const signal of module.signals) {
    if (signal.value?.op === "ref") plain.set(signal, signal.value.signal);
  }
  for (const statement of module.body) {
    if (statement.kind !== "assign" || statement.target.kind !== "whole") continue;
    const { signal } = statement.target;
    if (signal.role === "register" || drivers.get(signal) !== 1) continue;
    if (statement.value.op === "ref") plain.set(signal, statement.value.signal);
  }
  return plain;
}

function countDrivers(statements: readonly Statement[], drivers: Map<Signal, number>): void {
  for (const statement of statements) {
    if (statement.kind === "assign") {
      drivers.set(statement.target.signal, (drivers.get(statement.target.signal) ?? 0) + 1);
    } else if (statement.kind === "if") {
      countDrivers(statement.then, drivers);
      countDrivers(statement.otherwise, drivers);
    } else {
      for (const arm of statement.arms) countDrivers(arm.body, drivers);
      countDrivers(statement.otherwise ?? [], drivers);
    }
  }
}
