/** The flow on designs whose costs can be worked out by hand, for both libraries and both builds of Yosys. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { libraryOf, synthesise, type YosysKind } from "./index.ts";
import type { ModuleReport, SynthesisReport } from "./report.ts";
import type { VerilogDesign } from "./source.ts";
import { design, missing, NANGATE45, OSU018, refusal, register } from "./testing.ts";

/** Area of a cell, read from the Liberty text by a search of its own. */
function areaIn(path: string, cell: string): number {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const [, area] =
    new RegExp(`^\\s*cell\\s*\\(${cell}\\)[\\s\\S]*?\\barea\\s*:\\s*([\\d.]+)`, "m").exec(text) ?? [];
  return Number(area);
}

const libraries = [
  { target: "nangate45", path: NANGATE45, flipFlop: "DFF_X1", nand: "NAND2_X1", inverter: "INV_X1" },
  { target: "osu018", path: OSU018, flipFlop: "DFFPOSX1", nand: "NAND2X1", inverter: "INVX1" },
] as const;

/** The packaged build is slower by a few times, so whole flows with it run nightly; src/tools/yosys tests it always. */
const builds: readonly YosysKind[] =
  process.env.BITLOOM_NIGHTLY === "1" ? ["installed", "packaged"] : ["installed"];

/** Two PEs of three registers each in a row, and a register of its own. */
const nested: VerilogDesign = design(
  "row",
  "module pe (input wire clock, input wire [2:0] d, output reg [2:0] q);  // src/pe.ts:1:1",
  "  always @(posedge clock) q <= ~d;",
  "endmodule",
  "module row (input wire clock, input wire [2:0] d, output wire [2:0] q, output reg e);  // src/row.ts:1:1",
  "  wire [2:0] between;  // src/row.ts:2:3",
  "  pe first (.clock(clock), .d(d), .q(between));",
  "  pe second (.clock(clock), .d(between), .q(q));",
  "  always @(posedge clock) e <= d[0];",
  "endmodule",
);

const countsOf = ({ cells }: SynthesisReport) =>
  Object.fromEntries(cells.map(({ type, count }) => [type, count]));

/** Sum over a tree of what each module has of its own. */
const ownSum = (module: ModuleReport, above = 1): number =>
  above * module.instances * (module.ownArea ?? 0) +
  module.children.reduce((sum, child) => sum + ownSum(child, above * module.instances), 0);

describe.each(libraries)("for $target", ({ target, path, flipFlop, nand, inverter }) => {
  describe.each(builds)("with the %s Yosys", (yosys) => {
    it("a register of eight bits is eight flip-flops and nothing else", async (context) => {
      if (missing[target] !== undefined) context.skip(missing[target]);
      const report = await synthesise(register(8), { target, yosys, timing: false });
      expect(countsOf(report)).toEqual({ [flipFlop]: 8 });
      const area = 8 * areaIn(path, flipFlop);
      expect(area).toBeGreaterThan(0);
      expect(report.area).toEqual({
        total: expect.closeTo(area, 6) as number,
        combinational: 0,
        sequential: expect.closeTo(area, 6) as number,
        flipFlops: 8,
        gateEquivalents: expect.closeTo(area / areaIn(path, nand), 5) as number,
        gate: { cell: nand, area: areaIn(path, nand) },
      });
    });
  });

  it("the hierarchy has each module's own area, times its instances, and adds up to the cells", async (context) => {
    if (missing[target] !== undefined) context.skip(missing[target]);
    const report = await synthesise(nested, { target, timing: false });
    const flop = areaIn(path, flipFlop);
    const pe = 3 * (flop + areaIn(path, inverter));
    expect(report.hierarchy).toMatchObject({
      module: "row",
      instances: 1,
      cells: 13,
      ownCells: 1,
      ownArea: flop,
      area: expect.closeTo(2 * pe + flop, 6) as number,
      children: [
        { module: "pe", instances: 2, cells: 6, ownCells: 6, area: expect.closeTo(pe, 6) as number },
      ],
    });
    const sum = report.cells.reduce((total, { type, count }) => total + count * areaIn(path, type), 0);
    expect(report.area?.total).toBeCloseTo(sum, 6);
    expect(ownSum(report.hierarchy)).toBeCloseTo(sum, 6);
  });
});

describe("the report", () => {
  it("is the same for the same run, and names no folder and no time", async (context) => {
    if (missing.osu018 !== undefined) context.skip(missing.osu018);
    const [first, second] = [
      await synthesise(nested, { target: "osu018" }),
      await synthesise(nested, { target: OSU018 }),
    ];
    expect({ ...second, target: first.target }).toEqual(first);
    expect(second.target).toMatchObject({ name: "osu018_stdcells", kind: "cells" });
    expect(JSON.stringify(first)).not.toMatch(/\/(tmp|usr|home|work)\/|seconds/);
  });

  it("has one module where modules are dissolved, and the inverters between two registers stay", async (context) => {
    if (missing.osu018 !== undefined) context.skip(missing.osu018);
    const report = await synthesise(nested, { target: "osu018", flatten: true, timing: false });
    expect(report).toMatchObject({
      flattened: true,
      hierarchy: { module: "row", children: [], ownCells: 13 },
    });
  });

  it.skipIf(missing.osu018 !== undefined).each(builds)(
    "tells the tools with their versions: %s",
    async (yosys) => {
      const { tools } = await synthesise(register(1), { target: "osu018", yosys, timing: false });
      const name = yosys === "packaged" ? "Yosys (@yowasp/yosys)" : "Yosys";
      expect(tools).toEqual([{ name, version: expect.stringMatching(/^0\.\d+/) as string }]);
    },
  );
});

describe("FPGA resources of a register of eight bits and an adder", () => {
  const adder = design(
    "adder",
    "module adder (input wire clock, input wire [7:0] a, output reg [7:0] sum);  // src/adder.ts:1:1",
    "  always @(posedge clock) sum <= sum + a;",
    "endmodule",
  );

  // iCE40: a LUT and a carry for each of 8 bits; the last needs no carry out, and the first has no carry in.
  it("on iCE40: eight flip-flops and eight LUTs, with a carry chain between the bits", async () => {
    const { resources, flattened } = await synthesise(adder, { target: "ice40", timing: false });
    expect(resources).toMatchObject({ flipFlops: 8, luts: 8, carries: 7, blockRams: 0, dsps: 0 });
    expect(flattened).toBe(true);
  });

  it("on ECP5: four carry cells of two bits", async () => {
    const { resources } = await synthesise(adder, { target: "ecp5", timing: false });
    expect(resources).toMatchObject({ flipFlops: 8, carries: 4, dsps: 0 });
  });

  it("on the 7 series: two carry cells of four bits", async () => {
    const { resources } = await synthesise(adder, { target: "xc7", timing: false });
    expect(resources).toMatchObject({ flipFlops: 8, carries: 2, dsps: 0 });
  });

  it("a memory of 256 bytes is a block RAM of iCE40", async () => {
    const memory = design(
      "store",
      "module store (input wire clock, input wire [7:0] a, input wire [7:0] d, input wire w, output reg [7:0] q);",
      "  reg [7:0] words [0:255];",
      "  always @(posedge clock) begin if (w) words[a] <= d; q <= words[a]; end",
      "endmodule",
    );
    const { resources } = await synthesise(memory, { target: "ice40-hx8k", timing: false });
    expect(resources).toMatchObject({ blockRams: 1 });
  });
});

describe("a target", () => {
  it("that nobody knows is refused with the known ones", async () => {
    const found = await refusal(() => synthesise(register(1), { target: "sky130" }));
    expect(found).toMatchObject({ code: "BL0480", kind: "usage" });
    expect(found?.message).toContain("nangate45, osu018, ice40, ice40-hx8k, ice40-up5k, ecp5, xc7");
  });

  it("that lacks a cell is refused: a library of one NAND has no flip-flop", async () => {
    const nand =
      'library (one) { cell (ND) { area : 2; pin (A) { direction : input; } pin (B) { direction : input; } pin (Y) { direction : output; function : "!(A B)"; } } }';
    const found = await refusal(() =>
      synthesise(register(2), {
        target: { kind: "cells", name: "one", library: libraryOf(nand, "one.lib") },
        timing: false,
      }),
    );
    expect(found).toMatchObject({
      code: "BL0485",
      kind: "input",
      message: "one (one.lib) has no cell for $_DFF_P_ in plain.",
    });
  });
});

it("an energy for an FPGA is refused before any tool runs", async () => {
  const broken = design("broken", "module broken (input wire a;");
  const energy = { cycles: [{}], expected: [], from: 0, to: 1, period: 1 };
  const found = await refusal(() => synthesise(broken, { target: "ice40", energy }));
  expect(found).toMatchObject({ code: "BL0478" });
  expect(found?.message).toBe("The target of an energy estimate is ice40; expected a cell library.");
});
