/** Decision diagrams against truth tables: random functions of a few variables, all their values. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decisionDiagram, FALSE, TRUE } from "./decision-diagram.ts";

const VARIABLES = 5;
const ROWS = 2 ** VARIABLES;
const FULL = 2 ** ROWS - 1;

/** Bit r of a table is the function's value where variable v is bit v of r. */
const tableOf = (variable: number): number =>
  Array.from({ length: ROWS }, (_, row) => ((row >> variable) & 1) * 2 ** row).reduce((a, b) => a + b);

/** Pairs of functions to join, and whether to complement each; functions are numbered as they are made. */
const program = fc.array(fc.tuple(fc.nat(100), fc.nat(100), fc.boolean(), fc.boolean()), {
  minLength: 1,
  maxLength: 30,
});

describe("decision diagrams", () => {
  it("have equal edges exactly for equal functions, and solutions that satisfy them", () => {
    fc.assert(
      fc.property(program, (steps) => {
        const diagram = decisionDiagram(2 ** 12);
        const functions = Array.from({ length: VARIABLES }, (_, v) => ({
          edge: diagram.variable(v),
          table: tableOf(v),
        }));
        for (const [a, b, notA, notB] of steps) {
          const of = (at: number) => functions[at % functions.length] as (typeof functions)[number];
          const [f, g] = [of(a), of(b)];
          const edge = diagram.and(f.edge ^ Number(notA), g.edge ^ Number(notB));
          const table = ((notA ? ~f.table : f.table) & (notB ? ~g.table : g.table)) >>> 0;
          functions.push({ edge: edge as number, table });
        }
        const byTable = new Map<number, number>();
        for (const { edge, table } of functions) {
          expect(byTable.get(table) ?? edge).toBe(edge);
          expect(byTable.get(~table >>> 0) ?? edge ^ 1).toBe(edge ^ 1);
          byTable.set(table, edge);
          expect(edge === FALSE).toBe(table === 0);
          expect(edge === TRUE).toBe(table === FULL);
          if (edge === FALSE) continue;
          const row = diagram.solution(edge, VARIABLES).reduce((sum, value, v) => sum + value * 2 ** v, 0);
          expect((table >>> row) & 1).toBe(1);
        }
        expect(new Set([...byTable.values()]).size).toBe(byTable.size);
      }),
      { numRuns: 300 },
    );
  });

  it("say when their nodes are used up, and are empty again after that", () => {
    const diagram = decisionDiagram(8);
    const build = (): number | undefined => {
      let all: number | undefined = TRUE;
      for (let v = 0; v < 7 && all !== undefined; v++) all = diagram.and(all, diagram.variable(v));
      return all;
    };
    expect(build()).toBeUndefined();
    diagram.clear();
    expect(diagram.and(diagram.variable(0), diagram.variable(1))).toBeGreaterThan(1);
  });
});
