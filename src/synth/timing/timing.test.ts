/** Longest paths of designs whose paths are known, with the names and lines that the designer gave. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, expect, it, type TestContext } from "vitest";
import { findTool } from "../../tools/index.ts";
import { libraryOf } from "../liberty/index.ts";
import type { SynthesisReport, TimingPath } from "../report.ts";
import { synthesise } from "../synthesise.ts";
import { design, missing, OSU018, refusal } from "../testing.ts";
import { FanOut } from "./fan-out.ts";

/** Two inverters' worth of logic at most between any two registers, so that the longest path is known by its ends. */
const pipeline = design(
  "pipeline",
  "module stage (input wire clock, input wire a, input wire b, output wire y);  // src/stage.ts:1:1",
  "  reg kept;  // src/stage.ts:4:9",
  "  always @(posedge clock) kept <= ~(a & b);  // src/stage.ts:5:3",
  "  assign y = kept;",
  "endmodule",
  "module pipeline (input wire clock, input wire a, input wire b, output wire y);  // src/pipeline.ts:1:1",
  "  wire middle;  // src/pipeline.ts:2:2",
  "  reg early;  // src/pipeline.ts:3:3",
  "  always @(posedge clock) early <= b;  // src/pipeline.ts:5:5",
  "  stage first (.clock(clock), .a(a), .b(early), .y(middle));",
  "  stage second (.clock(clock), .a(middle), .b(early), .y(y));",
  "endmodule",
);

const twoClocks = design(
  "twice",
  "module twice (input wire fast, input wire slow, input wire [3:0] d, output wire [3:0] q);  // src/twice.ts:1:1",
  "  reg [3:0] near;  // src/twice.ts:2:2",
  "  reg [3:0] far;  // src/twice.ts:3:3",
  "  always @(posedge fast) near <= near + d;",
  "  always @(posedge slow) far <= ~far;",
  "  assign q = {far[3:2], near[3:2]};",
  "endmodule",
);

/** Bits of a port that come from here and there: Yosys connects them in one assignment, unless it is told not to. */
const scattered = design(
  "scattered",
  "module kept (input wire clock, input wire [3:0] a, output reg [3:0] q);",
  "  always @(posedge clock) q <= a;",
  "endmodule",
  "module scattered (input wire clock, input wire [3:0] d, output wire [3:0] y);",
  "  wire [3:0] from;",
  "  wire [3:0] to;",
  "  assign {from[3], from[0]} = {d[0], d[2]};",
  "  assign from[1] = to[0] & d[1];",
  "  assign from[2] = to[3] | d[3];",
  "  kept body (.clock(clock), .a(from), .q(to));",
  "  assign y = to;",
  "endmodule",
);

async function need(context: TestContext): Promise<void> {
  if (missing.osu018 !== undefined) context.skip(missing.osu018);
  if ((await findTool("opensta")) === undefined) context.skip("OpenSTA is not installed");
}

const pathOf = ({ timing }: SynthesisReport, kind: string) =>
  timing?.paths.find((path) => path.kind === kind);

describe("with OpenSTA", () => {
  it("a path runs from register to register, by their names through the hierarchy", async (context) => {
    await need(context);
    const report = await synthesise(pipeline, { target: "osu018" });
    expect(report.timing?.by).toBe("OpenSTA");
    const path = pathOf(report, "register to register");
    // `early` drives both stages, so it is the slowest start; in each stage one NAND follows.
    expect(path).toMatchObject({
      clock: "clock",
      levels: 1,
      from: { name: "early", source: { file: "src/pipeline.ts", line: 3, column: 3 } },
      to: {
        name: expect.stringMatching(/^(first|second)\.kept$/) as string,
        source: { file: "src/stage.ts", line: 4, column: 9 },
      },
    });
    expect(path?.steps.map(({ cell }) => cell)).toEqual(["DFFPOSX1", "NAND2X1"]);
    expect(path?.steps[0]?.name).toBe("early");
  });

  it("delays add up: steps to the arrival, and the setup time to the whole", async (context) => {
    await need(context);
    const report = await synthesise(pipeline, { target: "osu018" });
    const path = pathOf(report, "register to register");
    const sum = path?.steps.reduce((total, { delay }) => total + (delay ?? 0), 0) ?? 0;
    expect(path?.steps.length).toBe(2);
    expect(path?.steps.at(-1)?.arrival).toBeCloseTo(sum, 4);
    // Setup times of osu018's flip-flop are between 0.04 and 0.3 ns in its tables.
    expect((path?.delay ?? 0) - sum).toBeGreaterThan(0.04);
    expect((path?.delay ?? 0) - sum).toBeLessThan(0.3);
    expect(report.timing?.minimumPeriod).toBe(path?.delay);
    expect(report.timing?.maximumFrequency).toBeCloseTo(1000 / (path?.delay ?? 1), 2);
  });

  it("ports have paths of their own", async (context) => {
    await need(context);
    const report = await synthesise(pipeline, { target: "osu018" });
    expect(pathOf(report, "input to register")).toMatchObject({
      from: { name: expect.stringMatching(/^[ab]$/) as string },
    });
    expect(pathOf(report, "register to output")).toMatchObject({
      from: { name: "second.kept" },
      to: { name: "y" },
      levels: 0,
    });
    expect(pathOf(report, "input to output")).toBeUndefined();
  });

  it("are found where bits of a port come from here and there", async (context) => {
    await need(context);
    const report = await synthesise(scattered, { target: "osu018" });
    expect(pathOf(report, "register to register")?.from.name).toMatch(/^body\.q\[[03]\]$/);
  });

  it("each clock has its longest path", async (context) => {
    await need(context);
    const report = await synthesise(twoClocks, { target: "osu018" });
    const paths = report.timing?.paths.filter(({ kind }) => kind === "register to register") ?? [];
    expect(paths.map(({ clock }) => clock).sort()).toEqual(["fast", "slow"]);
    for (const { clock, from, to } of paths) {
      const word = clock === "fast" ? /^near\[\d\]$/ : /^far\[\d\]$/;
      expect([from.name, to.name]).toEqual([expect.stringMatching(word), expect.stringMatching(word)]);
    }
    expect(report.timing?.minimumPeriod).toBe(paths[0]?.delay);
  });

  it("a block without registers has a path from input to output, and no clock to limit", async (context) => {
    await need(context);
    const gate = design(
      "gate",
      "module gate (input wire a, output wire y);  // src/gate.ts:1:1",
      "  assign y = ~a;",
      "endmodule",
    );
    const { timing } = await synthesise(gate, { target: "osu018" });
    expect(timing?.paths).toMatchObject([
      {
        kind: "input to output",
        from: { name: "a" },
        to: { name: "y" },
        levels: 1,
        steps: [{ cell: "INVX1" }],
      },
    ]);
    expect(timing?.minimumPeriod).toBeUndefined();
  });
});

/** y is two NANDs behind the inputs, and no cell of osu018 with three inputs computes it in one. */
const chain = design(
  "chain",
  "module chain (input wire clock, input wire a, input wire b, input wire c, output reg y);  // src/chain.ts:1:1",
  "  reg [2:0] in;  // src/chain.ts:2:2",
  "  always @(posedge clock) begin in <= {a, b, c}; y <= ~(in[0] & ~(in[1] & in[2])); end",
  "endmodule",
);

/** What Yosys makes: `_12_`, `$auto$alumacc.cc:485:replace_alu$17.X`. */
const MADE = /\$|(^|\.)_\d+_/;
const namesOf = (path: TimingPath | undefined): string[] =>
  path === undefined ? [] : [path.from.name, ...path.steps.map(({ name }) => name), path.to.name];

describe("a cell whose net has no name", () => {
  it("goes by the nearest named net that it feeds, with the cells between them and the line", async (context) => {
    await need(context);
    const path = pathOf(await synthesise(chain, { target: "osu018" }), "register to register");
    expect(path?.steps.map(({ cell, name }) => [cell, name])).toEqual([
      [expect.stringMatching(/^DFF/), expect.stringMatching(/^in\[[12]\]$/)],
      ["NAND2X1", "y (+2 cells)"],
      ["NAND2X1", "y (+1 cell)"],
    ]);
    expect(path?.steps[1]?.source).toEqual({ file: "src/chain.ts", line: 1, column: 1 });
  });

  it("feeds the port of an instance, whose name it takes", async (context) => {
    await need(context);
    const outer = design(
      "outer",
      "module held (input wire clock, input wire d, output reg q);  // src/held.ts:1:1",
      "  always @(posedge clock) q <= d;",
      "endmodule",
      "module outer (input wire clock, input wire a, input wire b, output wire y);  // src/outer.ts:1:1",
      "  reg early;  // src/outer.ts:2:2",
      "  always @(posedge clock) early <= a;",
      "  held inner (.clock(clock), .d(~(early & b)), .q(y));",
      "endmodule",
    );
    const path = pathOf(await synthesise(outer, { target: "osu018" }), "register to register");
    expect(namesOf(path)).toEqual(["early", "early", "inner.d", "inner.q"]);
    expect(path?.steps.at(-1)?.source).toEqual({ file: "src/held.ts", line: 1, column: 1 });
  });

  it("has a designer's name in carry chains of FPGAs too", async () => {
    const sum = design(
      "sum",
      "module sum (input wire clock, input wire [15:0] a, output wire [15:0] y);  // src/sum.ts:1:1",
      "  reg [15:0] total;  // src/sum.ts:2:2",
      "  always @(posedge clock) total <= total + a;",
      "  assign y = total;",
      "endmodule",
    );
    for (const target of ["xc7", "ecp5", "ice40"]) {
      const { timing } = await synthesise(sum, { target });
      const names = namesOf(timing?.paths[0]);
      expect(names.length, target).toBeGreaterThan(3);
      for (const name of names) expect(name, target).not.toMatch(MADE);
      expect(names.at(-1), target).toMatch(/^total\[\d+\]( \(\+1 cell\))?$/);
    }
  });
});

describe("the fan-out of a net", () => {
  const gate = (inputs: readonly number[], output: number) => ({
    type: "G",
    attributes: {},
    port_directions: { A: "input", Y: "output" } as const,
    connections: { A: inputs, Y: [output] },
  });
  const nameOf = (names: Readonly<Record<number, string>>) => (bit: unknown) => {
    const name = names[bit as number];
    return name === undefined ? undefined : { name };
  };
  const nearest = (
    cells: Readonly<Record<string, ReturnType<typeof gate>>>,
    names: Readonly<Record<number, string>>,
  ) =>
    new FanOut({ attributes: {}, ports: {}, cells, netnames: {} }, () => ({
      inputs: ["A"],
      outputs: ["Y"],
    })).nearest([1], nameOf(names), () => undefined);

  it("gives the same one of two names that are equally near, in any order of the cells", () => {
    const [left, right] = [gate([1], 2), gate([1], 3)];
    const found = { name: { name: "a" }, cells: 1 };
    expect(nearest({ left, right }, { 2: "b", 3: "a" })).toEqual(found);
    expect(nearest({ right, left }, { 2: "b", 3: "a" })).toEqual(found);
    expect(nearest({ left, right }, { 2: "a", 3: "aa" })).toEqual(found);
  });

  it("takes the near one before the far one, ends in loops, and has none where nothing is named", () => {
    const cells = { one: gate([1], 2), two: gate([2], 3), back: gate([3], 1) };
    expect(nearest(cells, { 2: "long_name", 3: "a" })).toEqual({ name: { name: "long_name" }, cells: 1 });
    expect(nearest(cells, {})).toBeUndefined();
    expect(nearest(cells, { 1: "own" })).toEqual({ name: { name: "own" }, cells: 0 });
  });
});

/** osu018's text as another library, and what `chain` costs with it. */
async function withText(change: (text: string) => string): Promise<SynthesisReport> {
  const library = libraryOf(change(readFileSync(OSU018, "utf8")), "other.lib");
  return synthesise(chain, { target: { kind: "cells", name: "other", library } });
}

describe("a library of somebody else's", () => {
  it("has its delays, whatever its comments begin with", async (context) => {
    await need(context);
    const [plain, commented] = [
      await withText((text) => text),
      await withText(
        (text) => `// by hand\n${text.replaceAll("cell (NAND2X1) {", 'cell (NAND2X1) { // two "inputs')}`,
      ),
    ];
    expect(commented.timing).toEqual(plain.timing);
    expect(commented.timing?.minimumPeriod).toBeGreaterThan(0);
  });

  it("without any timing has the longest path counted in cells", async (context) => {
    await need(context);
    const untimed = (text: string) => text.replaceAll(/\btiming\s*\(\s*\)/g, "unknown_timing ()");
    const { timing, tools } = await withText(untimed);
    expect(tools.map(({ name }) => name)).toEqual(["Yosys"]);
    expect(timing).toMatchObject({ by: "Yosys ltp", paths: [{ levels: 2 }] });
  });

  it("that OpenSTA does not understand ends with OpenSTA's errors, not with what it printed last", async (context) => {
    await need(context);
    const strange = (text: string) =>
      text.replace("cell (NAND2X1) {", 'cell (NAND2X1) { leakage_power () { when : "W"; value : 1; }');
    const found = await refusal(() => withText(strange));
    expect(found).toMatchObject({ code: "BL0486" });
    expect(found?.message).toMatch(
      /^OpenSTA failed in timing analysis; its last words:\nError: library\.lib, line \d+ when references unknown port W/,
    );
  });
});

describe("without OpenSTA", () => {
  it("Yosys counts the cells of the longest path, and the report says so", async (context) => {
    if (missing.osu018 !== undefined) context.skip(missing.osu018);
    const folder = mkdtempSync(join(tmpdir(), "bitloom-path-"));
    const before = process.env.PATH ?? "";
    try {
      mkdirSync(join(folder, "bin"));
      for (const program of ["yosys", "yosys-abc", "berkeley-abc", "sh"]) {
        const found = before
          .split(delimiter)
          .map((entry) => join(entry, program))
          .find((path) => existsSync(path));
        if (found !== undefined) symlinkSync(found, join(folder, "bin", program));
      }
      process.env.PATH = join(folder, "bin");
      const { timing, tools } = await synthesise(chain, { target: "osu018" });
      expect(tools.map(({ name }) => name)).toEqual(["Yosys"]);
      expect(timing?.by).toBe("Yosys ltp");
      expect(timing?.paths).toHaveLength(1);
      expect(timing?.paths[0]).toMatchObject({
        kind: "any",
        levels: 2,
        from: { name: expect.stringMatching(/^in\[[012]\]$/) as string },
        to: { name: "y (+1 cell)" },
      });
      expect(timing?.paths[0]?.steps[0]?.name).toBe("y (+2 cells)");
      expect(timing?.paths[0]?.delay).toBeUndefined();
      expect(timing?.minimumPeriod).toBeUndefined();
    } finally {
      process.env.PATH = before;
      rmSync(folder, { recursive: true });
    }
  });
});
