/**
 * Statement trees cut down to some of their targets. Invariant: the values those targets get are unchanged; conditions
 * that decide nothing any more are gone.
 */

import {
  type AssignStatement,
  bodiesOf,
  type MatchStatement,
  type Signal,
  type Statement,
} from "../../ir/index.ts";
import { constantOf } from "./fold.ts";

/** Every signal assigned in the statement, in order of first assignment. */
export function assignedSignals(statement: Statement): Signal[] {
  const signals = new Set<Signal>();
  const visit = (inner: Statement): void => {
    if (inner.kind === "assign") signals.add(inner.target.signal);
    for (const body of bodiesOf(inner)) body.forEach(visit);
  };
  visit(statement);
  return [...signals];
}

/** The statements with only the assignments to `kept`. */
export function project(statements: readonly Statement[], kept: ReadonlySet<Signal>): Statement[] {
  return replaceAssignments(statements, (assign) => (kept.has(assign.target.signal) ? [assign] : []));
}

/** The statements with others in place of each assignment, and without branches in which none is left. */
export function replaceAssignments(
  statements: readonly Statement[],
  replace: (assign: AssignStatement) => readonly AssignStatement[],
): Statement[] {
  const inner = (body: readonly Statement[]): Statement[] => replaceAssignments(body, replace);
  return statements.flatMap((statement): readonly Statement[] => {
    if (statement.kind === "assign") return replace(statement);
    if (statement.kind === "if") {
      const then = inner(statement.then);
      const otherwise = inner(statement.otherwise);
      return then.length + otherwise.length === 0 ? [] : [{ ...statement, then, otherwise }];
    }
    const arms = statement.arms.map((arm) => ({ ...arm, body: inner(arm.body) }));
    const otherwise = statement.otherwise && inner(statement.otherwise);
    const isEmpty = arms.every((arm) => arm.body.length === 0) && (otherwise ?? []).length === 0;
    return isEmpty ? [] : [{ ...statement, arms, otherwise }];
  });
}

/**
 * Conditions that are constants decided, and elements at constant indices turned into fixed bits, so that what is
 * unconditional in effect is unconditional in form.
 */
export function settleConstants(statements: readonly Statement[]): Statement[] {
  return statements.flatMap(settle);
}

function settle(statement: Statement): Statement[] {
  switch (statement.kind) {
    case "assign": {
      const { target } = statement;
      const index = target.kind === "element" ? constantOf(target.index) : undefined;
      if (target.kind !== "element" || index === undefined) return [statement];
      if (index >= BigInt(target.count)) return [];
      const low = Number(index) * target.stride;
      const bits = { kind: "bits", signal: target.signal, high: low + target.stride - 1, low } as const;
      return [{ ...statement, target: bits }];
    }
    case "if": {
      const then = settleConstants(statement.then);
      const otherwise = settleConstants(statement.otherwise);
      const condition = constantOf(statement.condition);
      if (condition === undefined) return [{ ...statement, then, otherwise }];
      return condition === 1n ? then : otherwise;
    }
    case "match":
      return settleMatch(statement);
  }
}

function settleMatch(statement: MatchStatement): Statement[] {
  const { subject } = statement;
  const arms = statement.arms.map((arm) => ({ ...arm, body: settleConstants(arm.body) }));
  const otherwise = statement.otherwise && settleConstants(statement.otherwise);
  const bits = constantOf(subject);
  if (bits === undefined) return [{ ...statement, arms, otherwise }];
  const chosen = arms.find((arm) => arm.values.includes(bits));
  if (chosen !== undefined) return chosen.body;
  return otherwise ?? (subject.type.kind === "enum" ? (arms.at(-1)?.body ?? []) : []);
}
