/** Counts that are known by hand, and what is refused. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { bit, elaborate, input, module, mux, output, reg, uint } from "../../dsl/index.ts";
import { findTarget } from "../targets.ts";
import { missing, refusal } from "../testing.ts";
import { estimateDesign } from "./estimate.ts";

const Accumulator = module("accumulator", { term: input(uint(8)), sum: output(uint(8)) }, ({ term, sum }) => {
  const total = reg(uint(8));
  const unread = reg(uint(8));
  total.next = total.add(term);
  unread.next = term;
  sum.value = total;
});

describe("an accumulator of eight bits", () => {
  test("has eight flip-flops and six full adders: the lowest bit adds two bits, the highest has no carry", (context) => {
    if (missing.nangate45 !== undefined) context.skip(missing.nangate45);
    const target = findTarget("nangate45");
    const { modules, area } = estimateDesign(elaborate(Accumulator), target);
    expect(modules).toMatchObject([{ module: "accumulator", instances: 1, flipFlops: 8, fullAdders: 6 }]);
    // DFF_X1 and FA_X1 of the library's text.
    const { flipFlops = 0, fullAdders = 0, gates = 0, total = 0 } = area ?? {};
    expect(flipFlops).toBeCloseTo(8 * 4.522, 6);
    expect(fullAdders).toBeCloseTo(6 * 4.256, 6);
    expect(total).toBeCloseTo(flipFlops + fullAdders + gates, 6);
  });
});

const Choice = module(
  "choice",
  { high: input(bit), low: input(bit), words: input(uint(4)), chosen: output(bit) },
  ({ high, low, words, chosen }) => {
    const word = (i: number) => words.at(i);
    chosen.value = mux(high, mux(low, word(3), word(2)), mux(low, word(1), word(0)));
  },
);

/** Round areas; NAND, inverter, buffer, and what `more` adds. */
const smallLibrary = (...more: readonly string[]): string => {
  const gate = (name: string, area: number, pins: string, logic: string): string =>
    `cell (${name}) { area : ${area}; ${[...pins].map((pin) => `pin (${pin}) { direction : input; }`).join(" ")} pin (Y) { direction : output; function : "${logic}"; } }`;
  const cells = [
    gate("NAND", 2, "AB", "!(A*B)"),
    gate("INV", 1, "A", "!A"),
    gate("BUF", 2, "A", "A"),
    ...more.map((name) =>
      name === "MUX"
        ? gate("MUX", 4, "ABS", "(S*B)+(!S*A)")
        : `cell (${name}) { area : 9; ff (IQ, IQN) { clocked_on : "C"; next_state : "D"; ${name === "DFFR" ? 'clear : "!R"; ' : ""}} pin (C) { direction : input; clock : true; } pin (D) { direction : input; } ${name === "DFFR" ? "pin (R) { direction : input; } " : ""}pin (Q) { direction : output; function : "IQ"; } }`,
    ),
  ];
  return `library (small) { ${cells.join("\n")} }`;
};

describe("for libraries with few cells", () => {
  const folder = mkdtempSync(join(tmpdir(), "bitloom-estimate-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const target = (name: string, ...more: readonly string[]) => {
    const path = join(folder, `${name}.lib`);
    writeFileSync(path, smallLibrary(...more));
    return findTarget(path);
  };

  test("a choice without a multiplexer cell is made of gates, and costs more than with one", () => {
    const gatesOf = (...given: Parameters<typeof target>): number =>
      estimateDesign(elaborate(Choice), target(...given)).area?.gates ?? 0;
    const [bare, full] = [gatesOf("bare", "DFF"), gatesOf("full", "DFF", "MUX")];
    expect(full).toBeGreaterThan(0);
    expect(bare).toBeGreaterThan(full);
  });

  test("flip-flops with reset serve where there are no others", () => {
    const { area } = estimateDesign(elaborate(Accumulator), target("reset", "DFFR"));
    expect(area?.flipFlops).toBe(72);
  });

  test("a design with registers is refused where there is no flip-flop", async () => {
    const refused = await refusal(async () => estimateDesign(elaborate(Accumulator), target("none")));
    expect(refused?.code).toBe("BL0485");
    expect(refused?.message).toContain("a flip-flop in accumulator");
  });
});

describe("for the iCE40", () => {
  test("an accumulator has a look-up table a bit, and a carry for all but the lowest and the highest", () => {
    const { resources, area } = estimateDesign(elaborate(Accumulator), "ice40");
    expect(resources).toEqual({ luts: 8, flipFlops: 8, carries: 7, blockRams: 0 });
    expect(area).toBeUndefined();
  });

  test("a choice of four by two bits has two look-up tables", () => {
    const { resources } = estimateDesign(elaborate(Choice), "ice40");
    expect(resources).toEqual({ luts: 2, flipFlops: 0, carries: 0, blockRams: 0 });
  });

  test("an FPGA without a model is refused", async () => {
    for (const target of ["ecp5", "xc7", "ice40-up5k"]) {
      const refused = await refusal(async () => estimateDesign(elaborate(Accumulator), target));
      expect(refused?.code).toBe("BL0490");
    }
  });
});
