/**
 * Sums for FPGAs with carry chains of logic cells (iCE40: four-input table, carry, flip-flop): adders of two with a register
 * behind each. Invariant: a term is never above its `most`, and as wide as `most` needs.
 */
import { type Bit, cat, named, reg, type Uint, uint } from "../../dsl/index.ts";
import { bitsFor } from "../parameters.ts";

/** An unsigned number and the largest value that it takes. */
export interface Term {
  readonly value: Uint;
  readonly most: number;
}

export const term = (value: Uint): Term => ({ value, most: 2 ** value.width - 1 });

/** A cycle later. */
export function delayedTerm({ value, most }: Term): Term {
  const waits = reg(uint(value.width));
  waits.next = value;
  return { value: waits, most };
}

/** x + y a cycle later, a logic cell for each bit of the sum. */
export function registeredSum(x: Term, y: Term): Term {
  const most = x.most + y.most;
  const total = reg(uint(bitsFor(most)), { name: "partial_sum" });
  total.next = exactSum(x.value, y.value, total.width);
  return { value: total, most };
}

/**
 * x + y, `width` bits of it. A bare carry cannot reach a flip-flop of its own cell, which would cost two cells; with a carry out
 * one of the top bits is set, so that both together are a function of a table, and the value is the same.
 */
export function exactSum(x: Uint, y: Uint, width: number): Uint {
  const both = Math.max(x.width, y.width);
  if (width <= both) return x.zext(both).add(y.zext(both)).trunc(width);
  const sum = x.zext(both + 1).add(y.zext(both + 1));
  const tops: Bit[] = [x, y].filter((value) => value.width === both).map((value) => value.at(both - 1));
  const isAbove = tops.reduce((any, top) => any.or(top));
  return named("exact_sum", cat(sum.at(both).and(isAbove), sum.trunc(both)));
}

/** Cycles that `treeSum` takes. */
export const treeLevels = (terms: number): number => Math.ceil(Math.log2(terms));

/** The sum of one or more terms, in neighbours; of an odd number the narrowest waits. */
export function treeSum(terms: readonly Term[]): Term {
  let level = [...terms];
  while (level.length > 1) {
    const waits =
      level.length % 2 === 1
        ? level.reduce((best, each) => (each.value.width <= best.value.width ? each : best))
        : undefined;
    const pairs = level.filter((each) => each !== waits);
    level = [];
    for (let i = 0; i < pairs.length; i += 2)
      level.push(registeredSum(pairs[i] as Term, pairs[i + 1] as Term));
    if (waits) level.push(delayedTerm(waits));
  }
  return level[0] as Term;
}
