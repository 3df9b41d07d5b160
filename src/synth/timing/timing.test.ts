/** Longest paths of designs whose paths are known, with the names and lines that the designer gave. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, expect, it, type TestContext } from "vitest";
import { findTool } from "../../tools/index.ts";
import type { SynthesisReport } from "../report.ts";
import { synthesise } from "../synthesise.ts";
import { design, missing } from "../testing.ts";

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
      const chain = design(
        "chain",
        "module chain (input wire clock, input wire a, input wire b, input wire c, output reg y);  // src/chain.ts:1:1",
        "  reg [2:0] in;  // src/chain.ts:2:2",
        "  always @(posedge clock) begin in <= {a, b, c}; y <= ~(in[0] & ~(in[1] & in[2])); end",
        "endmodule",
      );
      const { timing, tools } = await synthesise(chain, { target: "osu018" });
      expect(tools.map(({ name }) => name)).toEqual(["Yosys"]);
      expect(timing?.by).toBe("Yosys ltp");
      expect(timing?.paths).toHaveLength(1);
      // y is written as two NANDs; no cell of osu018 with three inputs computes it in one.
      expect(timing?.paths[0]).toMatchObject({
        kind: "any",
        levels: 2,
        from: { name: expect.stringMatching(/^in\[[012]\]$/) as string },
      });
      expect(timing?.paths[0]?.delay).toBeUndefined();
      expect(timing?.minimumPeriod).toBeUndefined();
    } finally {
      process.env.PATH = before;
      rmSync(folder, { recursive: true });
    }
  });
});
