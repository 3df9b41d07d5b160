/**
 * Signals whose bits depend on other bits of the same signal in the same cycle, as the carries of an adder do. Verilog
 * tools order whole signals, and a block that reads what it assigns computes with old values, so every part of such a
 * signal gets a net and a block of its own. Invariant: the parts cover the assigned bits and do not overlap.
 */
import { type AssignStatement, bitWidth, bodiesOf, type Signal, type Statement } from "../../ir/index.ts";
import { replaceAssignments } from "./project.ts";

export interface ChainPart {
  readonly high: number;
  readonly low: number;
  /** Assignments to bits of this part only. */
  readonly statements: readonly Statement[];
}

/**
 * The parts that the assignments make of a signal, highest first; undefined when nothing divides it, or when a run-time
 * index picks the bits.
 */
export function chainParts(
  signal: Signal,
  statements: readonly Statement[],
): readonly ChainPart[] | undefined {
  const bounds = new Set([0, bitWidth(signal.type)]);
  if (!collectBounds(signal, statements, bounds) || bounds.size === 2) return undefined;
  const sorted = [...bounds].sort((a, b) => b - a);
  return sorted.slice(1).map((low, i) => {
    const high = (sorted[i] ?? 0) - 1;
    return { high, low, statements: restrict(statements, signal, high, low) };
  });
}

/** True for a single unconditional assignment, which needs no always block. */
export const isContinuous = (statements: readonly Statement[]): boolean =>
  statements.length === 1 && statements[0]?.kind === "assign";

/** Adds where assigned ranges begin and end; false when one is only known at run time. */
function collectBounds(signal: Signal, statements: readonly Statement[], bounds: Set<number>): boolean {
  return statements.every((statement) => {
    if (statement.kind !== "assign") {
      return bodiesOf(statement).every((body) => collectBounds(signal, body, bounds));
    }
    const { target } = statement;
    if (target.signal !== signal || target.kind === "whole") return true;
    if (target.kind === "element") return false;
    bounds.add(target.low).add(target.high + 1);
    return true;
  });
}

/** What the statements assign to bits high..low of the signal. */
function restrict(statements: readonly Statement[], signal: Signal, high: number, low: number): Statement[] {
  return replaceAssignments(statements, (assign) =>
    assign.target.signal === signal ? restrictAssignment(assign, high, low) : [],
  );
}

function restrictAssignment(statement: AssignStatement, high: number, low: number): AssignStatement[] {
  const { target, value, site } = statement;
  const from = target.kind === "bits" ? target.low : 0;
  const to = target.kind === "bits" ? target.high : bitWidth(target.signal.type) - 1;
  if (to < low || high < from) return [];
  const type = { kind: "uint", width: high - low + 1 } as const;
  const part =
    from === low && to === high
      ? value
      : ({ op: "slice", source: value, high: high - from, low: low - from, type, site } as const);
  return [{ ...statement, target: { kind: "bits", signal: target.signal, high, low }, value: part }];
}
