/** Every operation on every kind of operand, simplified, against the operation's definition, on all values of two bits. */
import { describe, expect, test } from "vitest";
import { Graph, operandCount } from "./graph.ts";
import { Logic } from "./logic.ts";
import { Op } from "./netlist.ts";
import { operate } from "./operations.ts";

/** Width of the variables x, y and z. */
const W = 2;
const variables = [0, 1, 2];
const values = Array.from({ length: 2 ** (3 * W) }, (_, i) =>
  variables.map((v) => BigInt((i >> (v * W)) & 3)),
);

/** A value to be built: a variable, a constant, or an operation. */
type Term =
  | { readonly variable: number }
  | { readonly constant: bigint; readonly width: number }
  | { readonly op: number; readonly width: number; readonly of: readonly Term[]; readonly imm: number };

const widthOf = (term: Term): number => ("variable" in term ? W : term.width);

function build(g: Logic, term: Term): number {
  if ("variable" in term) return g.add(Op.cell, W, -1, -1, -1, term.variable);
  if ("constant" in term) return g.literal(term.width, term.constant);
  const [a = -1, b = -1, c = -1] = term.of.map((operand) => build(g, operand));
  return g.make(term.op, term.width, a, b, c, term.imm);
}

type Column = readonly bigint[];

/** Values of one operation over all values of the variables. */
function computed(
  op: number,
  width: number,
  imm: number,
  operands: readonly Column[],
  widths: readonly number[],
): Column {
  const [a, b, c] = operands;
  const shift = BigInt(widths[1] ?? 0);
  return values.map((_, i) => {
    const [x, y] = [a?.[i] ?? 0n, b?.[i] ?? 0n];
    if (op === Op.concat) return (x << shift) | y;
    return operate(op, width, widths[0] ?? 0, imm, x, y, c?.[i] ?? 0n);
  });
}

const meanings = new WeakMap<Term, Column>();

/** By the definition of the operations. */
function meaning(term: Term): Column {
  const known = meanings.get(term);
  if (known !== undefined) return known;
  const made =
    "variable" in term
      ? values.map((at) => at[term.variable] as bigint)
      : "constant" in term
        ? values.map(() => term.constant)
        : computed(term.op, term.width, term.imm, term.of.map(meaning), term.of.map(widthOf));
  meanings.set(term, made);
  return made;
}

/** Of each node of a graph, as far as asked for. */
class Columns {
  private readonly g: Graph;
  private readonly known: Column[] = [];

  constructor(g: Graph) {
    this.g = g;
  }

  of(root: number): Column {
    const { g, known } = this;
    for (let node = known.length; node <= root; node++) {
      const op = g.opOf(node);
      const operands = [g.aOf(node), g.bOf(node), g.cOf(node)].slice(0, operandCount[op]);
      if (op === Op.constant) {
        const bits = (BigInt(g.bOf(node) >>> 0) << 32n) | BigInt(g.aOf(node) >>> 0);
        known.push(values.map(() => bits));
      } else if (op === Op.cell) {
        known.push(values.map((at) => at[g.immOf(node)] as bigint));
      } else {
        const columns = operands.map((operand) => known[operand] as Column);
        const widths = operands.map((operand) => g.widthOf(operand));
        known.push(computed(op, g.widthOf(node), g.immOf(node), columns, widths));
      }
    }
    return known[root] as Column;
  }
}

const names = Object.fromEntries(Object.entries(Op).map(([name, op]) => [op, name]));
const text = (term: Term): string => {
  if ("variable" in term) return "xyz"[term.variable] as string;
  if ("constant" in term) return `${term.width}'${term.constant}`;
  return `${names[term.op]}${term.width}.${term.imm}(${term.of.map(text).join(", ")})`;
};

/** All ways to apply `op` to these first operands, the others drawn from `others` of fitting width. */
function applied(op: number, firsts: readonly Term[], others: readonly Term[]): Term[] {
  return firsts.flatMap((a): Term[] => {
    const wa = widthOf(a);
    const same = others.filter((term) => widthOf(term) === wa);
    switch (op) {
      case Op.not:
      case Op.neg:
        return [{ op, width: wa, of: [a], imm: 0 }];
      case Op.parity:
        return [{ op, width: 1, of: [a], imm: 0 }];
      case Op.zext:
      case Op.sext:
        return [1, 3].map((more) => ({ op, width: wa + more, of: [a], imm: 0 }));
      case Op.extract:
        return Array.from({ length: wa }, (_, low) =>
          Array.from({ length: wa - low }, (_, i): Term => ({ op, width: i + 1, of: [a], imm: low })),
        )
          .flat()
          .filter((term) => widthOf(term) < wa);
      case Op.mux:
        if (wa !== 1) return [];
        return others.flatMap((b) =>
          others
            .filter((c) => widthOf(c) === widthOf(b))
            .map((c): Term => ({ op, width: widthOf(b), of: [a, b, c], imm: 0 })),
        );
      case Op.concat:
        return others.map((b) => ({ op, width: wa + widthOf(b), of: [a, b], imm: 0 }));
      case Op.shl:
      case Op.shru:
      case Op.shrs:
        return others.map((b) => ({ op, width: wa, of: [a, b], imm: 0 }));
      default: {
        const isComparison = op >= Op.eq && op <= Op.les;
        const both = same.flatMap((b) => [
          [a, b],
          [b, a],
        ]);
        return both.map((of): Term => ({ op, width: isComparison ? 1 : wa, of, imm: 0 }));
      }
    }
  });
}

const operations = Object.values(Op).filter((op) => (operandCount[op] as number) > 0 && op !== Op.memory);
const simple: readonly Term[] = [
  { variable: 0 },
  { variable: 1 },
  ...[0n, 1n, 2n, 3n].map((constant): Term => ({ constant, width: 2 })),
  { constant: 0n, width: 1 },
  { constant: 1n, width: 1 },
  { op: Op.extract, width: 1, of: [{ variable: 2 }], imm: 0 },
  { op: Op.extract, width: 1, of: [{ variable: 2 }], imm: 1 },
  { constant: 5n, width: 3 },
  { op: Op.not, width: 2, of: [{ variable: 0 }], imm: 0 },
];

function wrong(terms: readonly Term[]): string[] {
  const found: string[] = [];
  const g = new Logic(true);
  const columns = new Columns(g);
  for (const term of terms) {
    const root = build(g, term);
    if (g.widthOf(root) !== widthOf(term)) found.push(`${text(term)} has ${g.widthOf(root)} bits`);
    const wanted = meaning(term);
    const at = columns.of(root).findIndex((bits, i) => bits !== wanted[i]);
    if (at >= 0) found.push(`${text(term)} at ${values[at]}`);
  }
  return found;
}

describe("simplifying keeps the value", () => {
  const shallow = operations.flatMap((op) => applied(op, simple, simple));

  test("of one operation on variables and constants", () => {
    expect(shallow.length).toBeGreaterThan(500);
    expect(wrong(shallow)).toEqual([]);
  });

  test.each(operations.map((op) => [names[op], op] as const))("of %s on every operation", (_name, op) => {
    const inner = operations.flatMap((one) => applied(one, simple.slice(0, 9), simple.slice(0, 8)));
    // Every third is enough to meet all kinds.
    const firsts = inner.filter((_, i) => i % 3 === 0);
    const terms = applied(op, firsts, simple.slice(0, 8)).filter((_, i) => op !== Op.mux || i % 5 === 0);
    expect(terms.length).toBeGreaterThan(100);
    expect(wrong(terms)).toEqual([]);
  });

  test("of choices between operations", () => {
    const condition: Term = { op: Op.extract, width: 1, of: [{ variable: 2 }], imm: 1 };
    const arms = operations.flatMap((one) => applied(one, simple.slice(0, 9), simple.slice(0, 7)));
    const terms = arms.flatMap((arm, i): Term[] =>
      i % 3 > 0
        ? []
        : simple
            .filter((other) => widthOf(other) === widthOf(arm))
            .flatMap((other): Term[] => [
              { op: Op.mux, width: widthOf(arm), of: [condition, arm, other], imm: 0 },
              { op: Op.mux, width: widthOf(arm), of: [condition, other, arm], imm: 0 },
            ]),
    );
    expect(terms.length).toBeGreaterThan(1000);
    expect(wrong(terms)).toEqual([]);
  });

  test("and a wrong rewriting is found", () => {
    const g = new Graph(true);
    const x = g.add(Op.cell, W, -1, -1, -1, 0);
    const sum = g.add(Op.add, W, x, x, -1, 0);
    const term: Term = { op: Op.sub, width: W, of: [{ variable: 0 }, { variable: 0 }], imm: 0 };
    expect(new Columns(g).of(sum)).not.toEqual(meaning(term));
  });
});

test("equal nodes are one when folding, and as many as asked for otherwise", () => {
  for (const folding of [true, false]) {
    const g = new Logic(folding);
    const cells = Array.from({ length: 500 }, (_, i) => g.add(Op.cell, 8, -1, -1, -1, i));
    const sums = [0, 1].map(() => cells.map((cell) => g.make(Op.add, 8, cell, cells[0] as number)));
    expect(sums[0]?.[7] === sums[1]?.[7]).toBe(folding);
    expect(g.count).toBe(folding ? 1000 : 1500);
  }
});
