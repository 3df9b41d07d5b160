/**
 * Which bits of which signals a list of statements assigns, on every path and on some path. An assignment to the
 * element that a run-time index picks counts for some path only, since it leaves the other elements alone.
 */
import type { AssignStatement, MatchStatement, Signal, Statement, Target } from "../design.ts";
import { bitWidth } from "../types.ts";
import { BitSet } from "./bit-set.ts";
import type { Choice } from "./describe.ts";

export type Coverage = Map<Signal, BitSet>;

/** The bits a target may touch. */
export function targetRange(target: Target): { readonly low: number; readonly high: number } {
  if (target.kind === "bits") return target;
  if (target.kind === "element") return { low: 0, high: target.stride * target.count - 1 };
  return { low: 0, high: bitWidth(target.signal.type) - 1 };
}

/** The bodies of which exactly one runs; an empty one stands for values that no arm takes. */
export function branchesOf(statement: Statement & { kind: "if" | "match" }): (readonly Statement[])[] {
  if (statement.kind === "if") return [statement.then, statement.otherwise];
  const bodies = statement.arms.map((arm) => arm.body);
  return isComplete(statement) ? bodies : [...bodies, statement.otherwise ?? []];
}

/** True when the arms alone take every value: all members of an enum, or all numbers of the width. */
export function isComplete({ subject, arms, otherwise }: MatchStatement): boolean {
  const listed = new Set(arms.flatMap((arm) => arm.values));
  const { type } = subject;
  if (type.kind === "enum" && otherwise === undefined) return type.members.every((m) => listed.has(m.value));
  const width = bitWidth(type);
  return width < 31 && listed.size >= 2 ** width;
}

/** Bits assigned on every path through the list. */
export function assignedOnEveryPath(statements: readonly Statement[]): Coverage {
  const result: Coverage = new Map();
  for (const statement of statements) {
    if (statement.kind !== "assign") {
      for (const [signal, bits] of assignedByBranches(statement)) cover(result, signal).addAll(bits);
    } else if (statement.target.kind !== "element") {
      const { low, high } = targetRange(statement.target);
      cover(result, statement.target.signal).add(low, high);
    }
  }
  return result;
}

function assignedByBranches(statement: Statement & { kind: "if" | "match" }): Coverage {
  const [first, ...others] = branchesOf(statement).map(assignedOnEveryPath);
  const result: Coverage = new Map();
  for (const [signal, bits] of first ?? []) {
    const common = others.reduce((sum, other) => sum.intersection(other.get(signal) ?? new BitSet()), bits);
    if (!common.isEmpty) result.set(signal, common);
  }
  return result;
}

/** Every statement, the nested ones included, in source order. */
export function allStatements(statements: readonly Statement[]): Statement[] {
  const result: Statement[] = [];
  const pending = statements.toReversed();
  for (let statement = pending.pop(); statement !== undefined; statement = pending.pop()) {
    result.push(statement);
    if (statement.kind === "assign") continue;
    for (const body of branchesOf(statement).reverse()) pending.push(...body.toReversed());
  }
  return result;
}

/** Every assignment, the nested ones included, in source order. */
export const assignmentsIn = (statements: readonly Statement[]): AssignStatement[] =>
  allStatements(statements).filter((statement) => statement.kind === "assign");

/** Bits assigned on some path. */
export function assignedSomewhere(assignments: Iterable<AssignStatement>): Coverage {
  const result: Coverage = new Map();
  for (const { target } of assignments) {
    const { low, high } = targetRange(target);
    cover(result, target.signal).add(low, high);
  }
  return result;
}

/**
 * The branches of a path that leaves `bit` of `signal` unassigned, given that there is one. Only statements that could
 * assign it appear.
 */
export function pathWithout(statements: readonly Statement[], signal: Signal, bit: number): Choice[] {
  return statements.flatMap((statement) => {
    if (statement.kind === "assign" || !mayAssign([statement], signal, bit)) return [];
    for (const { choice, body } of choicesOf(statement)) {
      if (!assigns(body, signal, bit)) return [choice, ...pathWithout(body, signal, bit)];
    }
    return [];
  });
}

function choicesOf(
  statement: Statement & { kind: "if" | "match" },
): { choice: Choice; body: readonly Statement[] }[] {
  if (statement.kind === "if") {
    return [
      { choice: { of: statement, taken: false }, body: statement.otherwise },
      { choice: { of: statement, taken: true }, body: statement.then },
    ];
  }
  const arms = statement.arms.map(({ values, body }) => ({ choice: { of: statement, values }, body }));
  if (isComplete(statement)) return arms;
  const none = { choice: { of: statement, values: undefined }, body: statement.otherwise ?? [] };
  return [none, ...arms];
}

function mayAssign(statements: readonly Statement[], signal: Signal, bit: number): boolean {
  for (const { target } of assignmentsIn(statements)) {
    const { low, high } = targetRange(target);
    if (target.signal === signal && low <= bit && bit <= high) return true;
  }
  return false;
}

const assigns = (statements: readonly Statement[], signal: Signal, bit: number): boolean =>
  assignedOnEveryPath(statements).get(signal)?.has(bit) ?? false;

function cover(coverage: Coverage, signal: Signal): BitSet {
  let bits = coverage.get(signal);
  if (bits === undefined) {
    bits = new BitSet();
    coverage.set(signal, bits);
  }
  return bits;
}
