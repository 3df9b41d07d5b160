/**
 * Groups of signals for always blocks: together what the design assigns together, apart what would make a block wait
 * for itself. Invariant: between groups, and inside one, no combinational cycle exists that the design does not have.
 */
import type { AssignStatement, Signal, Statement } from "../../ir/index.ts";
import { assignedSignals } from "./project.ts";

/** Sets of signals that common top-level statements connect, split by `key`; in order of first signal. */
export function connected(
  signals: readonly Signal[],
  body: readonly Statement[],
  key: (signal: Signal) => string,
): Signal[][] {
  const groups = new Map<Signal, Set<Signal>>(signals.map((signal) => [signal, new Set([signal])]));
  for (const statement of body) {
    const byKey = new Map<string, Signal>();
    for (const signal of assignedSignals(statement)) {
      const own = groups.get(signal);
      if (own === undefined) continue;
      const first = byKey.get(key(signal));
      const shared = first === undefined ? undefined : groups.get(first);
      if (shared === undefined) byKey.set(key(signal), signal);
      else if (shared !== own) {
        for (const member of own) {
          shared.add(member);
          groups.set(member, shared);
        }
      }
    }
  }
  return [...new Set(groups.values())].map((group) => [...group]);
}

/**
 * Joins groups that consist of one unconditional assignment each and follow each other: a person writes the stages of a
 * pipeline in one block.
 */
export function mergeNeighbours(
  groups: readonly Signal[][],
  body: readonly Statement[],
  key: (signal: Signal) => string,
): Signal[][] {
  const groupOf = new Map(groups.flatMap((group) => group.map((signal) => [signal, group] as const)));
  const statementCount = new Map<Signal, number>();
  for (const signal of body.flatMap(assignedSignals)) {
    statementCount.set(signal, (statementCount.get(signal) ?? 0) + 1);
  }
  let previous: Signal[] | undefined;
  for (const statement of body) {
    const target = statement.kind === "assign" ? statement.target : undefined;
    if (statement.kind === "assign" && isConnection(statement)) continue;
    const signal =
      target?.kind === "whole" && statementCount.get(target.signal) === 1 ? target.signal : undefined;
    const own = signal === undefined ? undefined : groupOf.get(signal);
    const head = previous?.[0];
    if (signal !== undefined && own !== undefined && head !== undefined && key(head) === key(signal)) {
      previous?.push(...own.splice(0));
      groupOf.set(signal, previous ?? own);
    } else {
      previous = own;
    }
  }
  return groups.filter((group) => group.length > 0);
}

/** Mostly ends up in the port list of an instance, where it separates nothing. */
const isConnection = ({ target, value }: AssignStatement): boolean =>
  target.signal.role === "instanceInput" || (value.op === "ref" && value.signal.role === "instanceOutput");

/** Splits groups until no group depends on itself through others. `reach`: everything that signals depend on. */
export function acyclicGroups(
  groups: readonly Signal[][],
  reach: (signals: readonly Signal[]) => ReadonlySet<Signal>,
): Signal[][] {
  const ancestors = new Map(groups.flat().map((signal) => [signal, reach([signal])]));
  const depends = (later: Signal, earlier: Signal): boolean => ancestors.get(later)?.has(earlier) ?? false;
  const byLevel = groups.flatMap((group) => levels(group, depends));
  return splitCycles(byLevel, ancestors);
}

/** Splits a group so that no member depends on another: by the length of the longest chain inside the group. */
function levels(group: readonly Signal[], depends: (later: Signal, earlier: Signal) => boolean): Signal[][] {
  if (!group.some((a) => group.some((b) => a !== b && depends(a, b)))) return [[...group]];
  const level = new Map<Signal, number>();
  const levelOf = (signal: Signal): number => {
    const known = level.get(signal);
    if (known !== undefined) return known;
    // Mutual dependence is through different bits of one signal; the provisional zero ends the search.
    level.set(signal, 0);
    const below = group.filter((other) => other !== signal && depends(signal, other)).map(levelOf);
    const own = below.length === 0 ? 0 : 1 + Math.max(...below);
    level.set(signal, own);
    return own;
  };
  const result: Signal[][] = [];
  for (const signal of group) {
    const at = levelOf(signal);
    const members = result[at] ?? [];
    members.push(signal);
    result[at] = members;
  }
  return result.filter((members) => members !== undefined);
}

/** Takes groups apart that wait for each other in a circle, although no single signal does. */
function splitCycles(
  groups: readonly Signal[][],
  ancestors: ReadonlyMap<Signal, ReadonlySet<Signal>>,
): Signal[][] {
  return groups.flatMap((group) => {
    if (group.length === 1) return [group];
    const reached = new Set<Signal>();
    const entered = new Set<readonly Signal[]>();
    const enter = (members: readonly Signal[]): void => {
      entered.add(members);
      for (const member of members) {
        for (const ancestor of ancestors.get(member) ?? []) reached.add(ancestor);
      }
    };
    enter(group);
    for (let grown = true; grown; ) {
      const next = groups.filter(
        (other) => !entered.has(other) && other.some((member) => reached.has(member)),
      );
      next.forEach(enter);
      grown = next.length > 0;
    }
    return group.some((member) => reached.has(member)) ? group.map((signal) => [signal]) : [group];
  });
}
