/**
 * Assignments that can never take effect because a later one of the same or an enclosing list replaces their bits on
 * every path. A default that branches or a narrower assignment override is no problem: the last assignment wins.
 */
import { type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import type { AssignStatement, Module, Signal, Statement } from "../design.ts";
import { BitSet } from "./bit-set.ts";
import { branchesOf, targetRange } from "./coverage.ts";
import { bitsText, declared, roleName, signalName } from "./describe.ts";

interface Earlier {
  readonly assignment: AssignStatement;
  readonly low: number;
  readonly high: number;
  /** In the same list as the later one, not inside a branch. */
  readonly isDirect: boolean;
}

/** BL0202 for each assignment that a later one replaces. */
export function checkDoubleDrivers(module: Module): Diagnostic[] {
  const found: Diagnostic[] = [];
  scan(module, module.body, found);
  return found;
}

/** Returns what the list assigns, for the list around it. One problem is reported for each later assignment. */
function scan(module: Module, statements: readonly Statement[], found: Diagnostic[]): AssignStatement[] {
  const earlier = new Map<Signal, Ordered>();
  const all: AssignStatement[] = [];
  for (const statement of statements) {
    if (statement.kind === "assign") {
      const { signal } = statement.target;
      const before = earlier.get(signal) ?? new Ordered();
      earlier.set(signal, before);
      const replaced = statement.target.kind === "element" ? undefined : before.replacedBy(statement);
      if (replaced !== undefined) found.push(problem(module, replaced, statement));
      before.add(statement, true);
      all.push(statement);
      continue;
    }
    for (const inner of branchesOf(statement).flatMap((body) => scan(module, body, found))) {
      const before = earlier.get(inner.target.signal) ?? new Ordered();
      earlier.set(inner.target.signal, before);
      before.add(inner, false);
      all.push(inner);
    }
  }
  return all;
}

function problem(module: Module, earlier: Earlier, later: AssignStatement): Diagnostic {
  const { signal } = later.target;
  const { low, high } = targetRange(later.target);
  const shared = BitSet.of(Math.max(low, earlier.low), Math.min(high, earlier.high));
  const details = {
    role: roleName(signal),
    name: signalName(signal),
    module: module.name,
    bits: bitsText(shared, signal.type),
    isConditional: !earlier.isDirect,
  };
  return diagnostic("BL0202", details, [
    { label: "first driver", site: earlier.assignment.site },
    { label: "second driver, which replaces it", site: later.site },
    declared(signal),
  ]);
}

/**
 * Earlier assignments to one signal, by their low bit. Elements assigned in ascending order, the usual case, are
 * appended and found in constant time; anything else costs a scan.
 */
class Ordered {
  private readonly list: Earlier[] = [];
  private highest = -1;

  add(assignment: AssignStatement, isDirect: boolean): void {
    const { low, high } = targetRange(assignment.target);
    this.list.push({ assignment, low, high, isDirect });
    this.highest = Math.max(this.highest, high);
  }

  /** The first earlier assignment that `later` makes pointless. */
  replacedBy(later: AssignStatement): Earlier | undefined {
    const { low, high } = targetRange(later.target);
    if (low > this.highest) return undefined;
    return this.list.find((earlier) => {
      const isInside = low <= earlier.low && earlier.high <= high;
      if (isInside) return true;
      const overlaps = earlier.low <= high && low <= earlier.high;
      const isDefault = earlier.low <= low && high <= earlier.high;
      const isFixed = earlier.assignment.target.kind !== "element";
      return earlier.isDirect && isFixed && overlaps && !isDefault;
    });
  }
}
