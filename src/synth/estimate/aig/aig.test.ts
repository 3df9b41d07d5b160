/** Every step on ands against the values that the graph had before, and what a cover must cost by hand. */
import { describe, expect, test } from "vitest";
import { Aig, type Literal } from "./aig.ts";
import { balanced } from "./balance.ts";
import type { GateLibrary } from "./gates.ts";
import { gateArea } from "./map-cells.ts";
import { tablesFor } from "./map-tables.ts";
import { optimised } from "./optimise.ts";
import { rewritten } from "./rewrite.ts";
import { FIRST_STEP, structuresOf } from "./structures.ts";
import { VARIABLES } from "./tables.ts";

/** A generator of the same numbers every time: Lehmer's, modulus 2^31 - 1. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

const INPUTS = 8;

/** Gates on random earlier literals, many of them related, so that there is something to rewrite. */
function randomGraph(seed: number, gates: number): Aig {
  const next = numbers(seed);
  const aig = new Aig();
  const all: Literal[] = Array.from({ length: INPUTS }, () => aig.input());
  const pick = (): Literal => (all[Math.max(0, all.length - 1 - next(20))] as Literal) ^ next(2);
  for (let i = 0; i < gates; i++) {
    const kind = next(3);
    all.push(
      kind === 0
        ? aig.and(pick(), pick())
        : kind === 1
          ? aig.xor(pick(), pick())
          : aig.mux(pick(), pick(), pick()),
    );
  }
  aig.outputs = all.slice(-6);
  return aig;
}

/** Of every output, its value for each of the 2^INPUTS values of the inputs. */
function tableOf(aig: Aig): string {
  let text = "";
  for (let row = 0; row < 1 << INPUTS; row++) {
    const values: number[] = [0];
    let inputs = 0;
    const value = (literal: Literal): number => (values[literal >> 1] as number) ^ (literal & 1);
    for (let node = 1; node < aig.size; node++)
      values[node] = aig.isAnd(node)
        ? value(aig.first[node] as number) & value(aig.second[node] as number)
        : (row >> inputs++) & 1;
    text += aig.outputs.map(value).join("");
  }
  return text;
}

const andsOf = (aig: Aig): number =>
  Array.from({ length: aig.size }, (_, node) => node).filter((node) => aig.isAnd(node)).length;

describe("ands that are optimised", () => {
  const steps: readonly (readonly [string, (aig: Aig) => Aig])[] = [
    ["balanced", balanced],
    ["rewritten by cuts of four", (aig) => rewritten(aig, { size: 4, limit: 6, isEager: false })],
    ["rewritten by cuts of five", (aig) => rewritten(aig, { size: 5, limit: 10, isEager: false })],
    ["rewritten eagerly", (aig) => rewritten(aig, { size: 5, limit: 10, isEager: true })],
    ["optimised", optimised],
  ];
  test.for(steps)("compute what they did, %s", ([, step]) => {
    let saved = 0;
    for (let seed = 1; seed <= 25; seed++) {
      const before = randomGraph(seed, 30 + seed * 4);
      const [table, ands] = [tableOf(before), andsOf(before)];
      const after = step(before);
      expect(tableOf(after) === table, `seed ${seed}`).toBe(true);
      saved += ands - andsOf(after);
    }
    expect(saved).toBeGreaterThan(0);
  });

  test("a graph with one output complemented is another one", () => {
    const graph = randomGraph(3, 40);
    const before = tableOf(graph);
    graph.outputs = graph.outputs.map((literal, i) => (i === 2 ? literal ^ 1 : literal));
    expect(tableOf(graph)).not.toBe(before);
  });

  test("a choice between x, and x and y, is an and", () => {
    const aig = new Aig();
    const [c, x, y] = [aig.input(), aig.input(), aig.input()];
    aig.outputs = [aig.mux(c, aig.and(x, y), x)];
    expect([andsOf(aig), andsOf(optimised(aig))]).toEqual([4, 2]);
  });
});

test("structures compute what they were asked for", () => {
  const next = numbers(7);
  let structures = 0;
  for (let i = 0; i < 2000; i++) {
    const half = next(65536);
    const table = half | ((i % 2 === 0 ? half : next(65536)) << 16) | 0;
    for (const structure of structuresOf(table)) {
      const values: number[] = [0, ...VARIABLES];
      const value = (literal: number): number => (values[literal >> 1] as number) ^ -(literal & 1);
      for (let at = 0; at < structure.length - 1; at += 2)
        values[FIRST_STEP + at / 2] = value(structure[at] as number) & value(structure[at + 1] as number);
      expect(value(structure.at(-1) as number)).toBe(table);
      structures++;
    }
  }
  expect(structures).toBeGreaterThan(2000);
});

describe("a cover", () => {
  /** NAND of two: 2, inverter: 1. */
  const library: GateLibrary = {
    inverter: 1,
    flipFlop: undefined,
    resetFlipFlop: undefined,
    fullAdder: undefined,
    matches: (low) => {
      const [a, b] = [VARIABLES[0], VARIABLES[1]];
      for (const phases of [0, 1, 2, 3]) {
        const and = (phases & 1 ? ~a : a) & (phases & 2 ? ~b : b);
        if (low === and || low === ~and) return [{ phases, isInverted: low === and, area: 2 }];
      }
      return [];
    },
  };

  test("of a and b, and of its complement, is a gate and an inverter", () => {
    const aig = new Aig();
    const both = aig.and(aig.input(), aig.input());
    aig.outputs = [both ^ 1];
    expect(gateArea(aig, library)).toBe(2);
    aig.outputs = [both];
    expect(gateArea(aig, library)).toBe(3);
    aig.outputs = [both, both ^ 1];
    expect(gateArea(aig, library)).toBe(3);
  });

  test("of a choice by a NAND is three of them and an inverter", () => {
    const aig = new Aig();
    aig.outputs = [aig.mux(aig.input(), aig.input(), aig.input())];
    expect(gateArea(aig, library)).toBe(7);
  });

  test("of a parity of seven by tables of four inputs is two of them, one behind the other", () => {
    const aig = new Aig();
    const inputs = Array.from({ length: 7 }, () => aig.input());
    aig.outputs = [inputs.reduce((sum, one) => aig.xor(sum, one))];
    const { tables, levels } = tablesFor(aig);
    expect([tables.size, levels]).toEqual([2, 2]);
  });
});
