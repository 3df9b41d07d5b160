/** The netlist against the interpreter: random designs, random expressions, and every block of the library. */
import { describe, expect, test } from "vitest";
import { blockCatalogue } from "../../blocks/index.ts";
import { elaborate } from "../../dsl/index.ts";
import type { DataType } from "../../ir/index.ts";
import { randomDesign, randomExpressions, randomGrid } from "../../testing/index.ts";
import { buildNetlist } from "./build.ts";
import { operandCount } from "./graph.ts";
import { type Netlist, Op } from "./netlist.ts";
import { compareWithInterpreter } from "./testing.ts";

const agreed = { compared: expect.any(Number), difference: undefined };

describe("a netlist gives in every step what the interpreter gives", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])("on random design %i", (seed) => {
    const wide = seed % 3 === 0 ? { widest: 150 } : {};
    expect(compareWithInterpreter(randomDesign(seed, wide), { seed, steps: 15 })).toEqual(agreed);
  });

  test.each([1, 2, 3, 4])("on random grid %i", (seed) => {
    expect(compareWithInterpreter(randomGrid(seed), { seed, steps: 8 })).toEqual(agreed);
  });

  test.each([1, 2, 3, 4, 5, 6])("on random expressions %i", (seed) => {
    expect(compareWithInterpreter(randomExpressions(seed), { seed, steps: 8 })).toEqual(agreed);
  });

  test.each(blockCatalogue.map((entry) => [entry.name, entry] as const))("on %s", (_name, entry) => {
    const result = compareWithInterpreter(elaborate(entry.make(entry.reference)), { steps: 6 });
    expect(result).toEqual(agreed);
    expect(result.compared).toBeGreaterThan(6);
  });

  test("and the comparison notices one wrong bit", () => {
    const fault = (bits: bigint, step: number): bigint => (step === 9 ? bits ^ 1n : bits);
    expect(compareWithInterpreter(randomDesign(1), { fault }).difference).toContain("in step 9");
  });
});

describe("the columns keep their promises", () => {
  const designs = [1, 2, 3].map((seed) => randomDesign(seed, { widest: 150 }));

  /** Everything that breaks the comments of netlist.ts. */
  function broken({ nodes, cells }: Netlist): string[] {
    const found: string[] = [];
    for (let node = 0; node < nodes.count; node++) {
      const op = nodes.op[node] as number;
      const width = nodes.width[node] as number;
      const operands = [nodes.a[node], nodes.b[node], nodes.c[node]].slice(0, operandCount[op]) as number[];
      if (width < 1 || width > 64) found.push(`node ${node} has ${width} bits`);
      if (op === Op.outside) found.push(`node ${node} is outside`);
      for (const operand of operands) {
        if (operand < 0 || operand >= node) found.push(`node ${node} uses ${operand}`);
      }
      if (
        op === Op.extract &&
        (nodes.imm[node] as number) + width > (nodes.width[operands[0] ?? 0] as number)
      ) {
        found.push(`node ${node} takes bits that are not there`);
      }
    }
    for (let cell = 0; cell < cells.count; cell++) {
      const next = cells.next[cell] as number;
      if (nodes.op[cells.node[cell] as number] !== Op.cell) found.push(`cell ${cell} has no node`);
      if (next >= 0 && nodes.width[next] !== cells.width[cell])
        found.push(`next of cell ${cell} is not as wide`);
    }
    return found;
  }

  test("operands come first, words have at most 64 bits, next values are as wide as their cells", () => {
    for (const design of designs) {
      for (const folding of [true, false]) {
        const netlist = buildNetlist(design, { folding });
        expect(netlist.cells.count).toBeGreaterThan(0);
        expect(broken(netlist)).toEqual([]);
      }
    }
  });

  test("a wrong operand is noticed", () => {
    const netlist = buildNetlist(designs[0] as never, { folding: true });
    const add = netlist.nodes.op.findIndex((op) => (operandCount[op] ?? 0) > 1);
    netlist.nodes.a[add] = add;
    expect(broken(netlist)).toContain(`node ${add} uses ${add}`);
  });

  test("signals of every instance have parts that add up to their width", () => {
    for (const design of designs) {
      const netlist = buildNetlist(design, { folding: true });
      for (const instance of netlist.instances) {
        for (const signal of instance.module.signals) {
          const parts = netlist.partsOf(instance.index, signal);
          const width = parts.reduce((sum, node) => sum + (netlist.nodes.width[node] as number), 0);
          expect(width).toBe(widthOf(signal.type));
        }
      }
    }
  });
});

const widthOf = (type: DataType): number => {
  if (type.kind === "array") return type.length * widthOf(type.element);
  if (type.kind === "struct") return type.fields.reduce((sum, field) => sum + widthOf(field.type), 0);
  return type.width;
};
