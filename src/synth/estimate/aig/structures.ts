/**
 * How functions of up to five variables are made of ands: by the variables that can be split off, by pairs of variables that only matter together, and by choices. Invariant: a structure computes
 * the function that it was asked for.
 */
import { negative, positive, VARIABLES } from "./tables.ts";

/**
 * Pairs of operands, as literals, and the literal of the function at the end: variable i is node i + 1, step i is node FIRST_STEP + i, node 0 is FALSE.
 */
export type Structure = readonly number[];

/** Nodes before the steps: FALSE and five variables. */
export const FIRST_STEP = 6;

const known = new Map<number, readonly Structure[]>();

/** Structures of different shapes, the smallest first. */
export function structuresOf(table: number): readonly Structure[] {
  const found = known.get(table) ?? made(table);
  known.set(table, found);
  return found;
}

/** Structures of one function that are tried. */
const MOST = 5;
/** Ands that one may have more than the smallest: some may be there already. */
const MORE = 2;

function made(table: number): Structure[] {
  const all = topsOf(table).map((top) => {
    const builder = new Builder();
    return builder.finished(builder.top(top, OWN));
  });
  all.sort((a, b) => a.length - b.length);
  const least = all[0]?.length ?? 0;
  return all.filter(({ length }) => length <= least + 2 * MORE).slice(0, MOST);
}

/** What a function is made of last. Variable v is `table`'s own one, or stands for a pair of variables. */
type Top =
  | { readonly kind: "literal"; readonly variable: number; readonly flip: number }
  | {
      readonly kind: "and" | "xor";
      readonly variable: number;
      readonly flip: number;
      readonly rest: number;
      readonly out: number;
    }
  | { readonly kind: "mux"; readonly variable: number; readonly high: number; readonly low: number }
  | { readonly kind: "both"; readonly a: number; readonly b: number; readonly out: number }
  | {
      readonly kind: "pair";
      readonly v: number;
      readonly w: number;
      /** Table of the pair over variables 0 and 1. */
      readonly pair: number;
      /** The function with v in place of the pair. */
      readonly rest: number;
    };

/** Ways to make a function: the only good one where there is such, else one or two a variable. */
function topsOf(table: number): Top[] {
  if (table === 0 || table === -1) return [{ kind: "literal", variable: -1, flip: table & 1 }];
  const support: number[] = [];
  for (let v = 0; v < 5; v++) {
    if (positive(table, v) === negative(table, v)) continue;
    support.push(v);
    const x = VARIABLES[v] as number;
    if (table === x || table === ~x) return [{ kind: "literal", variable: v, flip: table === x ? 0 : 1 }];
  }
  for (const variable of support) {
    const [high, low] = [positive(table, variable), negative(table, variable)];
    if (low === 0) return [{ kind: "and", variable, flip: 0, rest: high, out: 0 }];
    if (high === 0) return [{ kind: "and", variable, flip: 1, rest: low, out: 0 }];
    if (low === -1) return [{ kind: "and", variable, flip: 0, rest: ~high, out: 1 }];
    if (high === -1) return [{ kind: "and", variable, flip: 1, rest: ~low, out: 1 }];
    if (low === ~high) return [{ kind: "xor", variable, flip: 0, rest: low, out: 0 }];
  }
  for (const [at, v] of support.entries()) {
    for (const w of support.slice(at + 1)) {
      const top = pairOf(table, v, w);
      if (top !== undefined) return [top];
    }
  }
  return support.flatMap((variable): Top[] => {
    const x = VARIABLES[variable] as number;
    const [high, low] = [positive(table, variable), negative(table, variable)];
    if ((low & ~high) === 0)
      return [
        { kind: "both", a: ~low, b: ~(x & high), out: 1 },
        { kind: "both", a: high, b: x | low, out: 0 },
      ];
    if ((high & ~low) === 0)
      return [
        { kind: "both", a: ~high, b: ~(~x & low), out: 1 },
        { kind: "both", a: low, b: ~x | high, out: 0 },
      ];
    return [{ kind: "mux", variable, high, low }];
  });
}

/** Undefined where the function takes more than one bit of the pair. */
function pairOf(table: number, v: number, w: number): Top | undefined {
  const [high, low] = [positive(table, w), negative(table, w)];
  const cofactors = [negative(low, v), positive(low, v), negative(high, v), positive(high, v)] as const;
  const first = cofactors[0];
  const other = cofactors.find((one) => one !== first);
  if (other === undefined || cofactors.some((one) => one !== first && one !== other)) return undefined;
  const pair = cofactors.reduce((sum: number, one, i) => sum | (one === other ? 1 << i : 0), 0);
  const x = VARIABLES[v] as number;
  return { kind: "pair", v, w, pair, rest: (x & other) | (~x & first) };
}

/** Variables as they are. */
const OWN: readonly number[] = [2, 4, 6, 8, 10];

const bests = new Map<number, Top>();

/** The top that makes the smallest structure. */
function bestOf(table: number): Top {
  const found = bests.get(table);
  if (found !== undefined) return found;
  const tops = topsOf(table);
  let best = tops[0] as Top;
  if (tops.length > 1) {
    let least = Number.POSITIVE_INFINITY;
    for (const top of tops) {
      const builder = new Builder();
      builder.top(top, OWN);
      if (builder.steps.length >= least) continue;
      least = builder.steps.length;
      best = top;
    }
  }
  bests.set(table, best);
  return best;
}

/** One structure in the making. */
class Builder {
  readonly steps: number[] = [];

  finished(literal: number): Structure {
    return [...this.steps, literal];
  }

  /** `variables`: the literal that each stands for. */
  top(top: Top, variables: readonly number[]): number {
    switch (top.kind) {
      case "literal":
        return top.variable < 0 ? top.flip : (variables[top.variable] as number) ^ top.flip;
      case "and":
        return (
          this.and((variables[top.variable] as number) ^ top.flip, this.of(top.rest, variables)) ^ top.out
        );
      case "xor":
        return this.xor(variables[top.variable] as number, this.of(top.rest, variables));
      case "both":
        return this.and(this.of(top.a, variables), this.of(top.b, variables)) ^ top.out;
      case "mux":
        return this.mux(
          variables[top.variable] as number,
          this.of(top.high, variables),
          this.of(top.low, variables),
        );
      case "pair": {
        const joined = this.pair(top.pair, variables[top.v] as number, variables[top.w] as number);
        return this.of(
          top.rest,
          variables.map((one, i) => (i === top.v ? joined : one)),
        );
      }
    }
  }

  private of(table: number, variables: readonly number[]): number {
    return this.top(bestOf(table), variables);
  }

  /** `table`: of four bits, bit 1 where only `a` is 1. */
  private pair(table: number, a: number, b: number): number {
    for (const out of [0, 1]) {
      const now = out === 1 ? ~table & 15 : table;
      if (now === 6) return this.xor(a, b) ^ out;
      for (let row = 0; row < 4; row++) {
        if (now === 1 << row) return this.and(a ^ (row & 1 ? 0 : 1), b ^ (row & 2 ? 0 : 1)) ^ out;
      }
    }
    throw new RangeError(`a pair with the table ${table} is one of its variables`);
  }

  private and(a: number, b: number): number {
    if (a > b) return this.and(b, a);
    if (a === 0 || a === (b ^ 1)) return 0;
    if (a === 1 || a === b) return b;
    const { steps } = this;
    for (let i = 0; i < steps.length; i += 2)
      if (steps[i] === a && steps[i + 1] === b) return FIRST_STEP * 2 + i;
    steps.push(a, b);
    return FIRST_STEP * 2 + steps.length - 2;
  }

  private xor(a: number, b: number): number {
    return this.and(this.and(a, b ^ 1) ^ 1, this.and(a ^ 1, b) ^ 1) ^ 1;
  }

  private mux(by: number, high: number, low: number): number {
    return this.and(this.and(by, high) ^ 1, this.and(by ^ 1, low) ^ 1) ^ 1;
  }
}
