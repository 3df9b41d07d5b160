/** `bitloom synth` as a user meets it: reports in three forms, files, and what it refuses. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { DEFAULT_SIZES } from "../../blocks/index.ts";
import { elaborate } from "../../dsl/index.ts";
import { findTarget, LIBRARIES, PLACED_TARGETS, type SynthesisReport } from "../../synth/index.ts";
import { findTool } from "../../tools/index.ts";
import { runCommandLine } from "../command-line.ts";
import { findBlock } from "../parameters.ts";
import { requireStateFits } from "../synth/space.ts";
import { capturePrinted } from "../testing.ts";

const folder = mkdtempSync(join(tmpdir(), "bitloom-synth-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const printed = capturePrinted();

async function bitloom(...given: string[]): Promise<number> {
  await runCommandLine(given);
  return Number(process.exitCode);
}

const OSU018 = LIBRARIES.osu018();
const nothing = existsSync(OSU018)
  ? undefined
  : `${OSU018} is not there; scripts/install-tools.sh synthesis installs it`;
const encoder = ["synth", "fineq-encoder", "--target", "osu018"] as const;

describe("synth of the FineQ encoder", () => {
  test("prints tables with units, the tools, and what is left out", async (context) => {
    if (nothing !== undefined) context.skip(nothing);
    expect(await bitloom(...encoder)).toBe(0);
    expect(printed.out).toMatch(
      /^fineq_encoder_unary for osu018 \(osu018_stdcells, osu018_stdcells\.lib, sha256 [0-9a-f]{12}\)/,
    );
    expect(printed.out).toMatch(/Yosys \d+\.\d+/);
    expect(printed.out).toContain("\nParameters: coding=unary.\n");
    expect(printed.out).toMatch(/Area [\d.]+ um2, [\d.]+ gate equivalents of 24\.000 um2 \(NAND2X1\)/);
    expect(printed.out).toContain("its own (um2)");
    expect(printed.out).toContain("delay (ns)");
    expect(printed.out).toContain("no wires, clock tree, tie cells");
  });

  test("as Markdown has the same rows as tables", async (context) => {
    if (nothing !== undefined) context.skip(nothing);
    expect(await bitloom(...encoder, "--report", "md")).toBe(0);
    expect(printed.out).toMatch(/^# fineq_encoder_unary for osu018/);
    expect(printed.out).toContain("| module | instances | cells of one | one (um2) |");
    expect(printed.out).toContain("| --- | ---: | ---: | ---: |");
    const widths = printed.out
      .split("\n")
      .filter((line) => line.startsWith("| cell |") || line.startsWith("| INVX1 |"));
    expect(new Set(widths.map((line) => line.split("|").length)).size).toBe(1);
  });

  test("writes report and page once, and again with --force only", async (context) => {
    if (nothing !== undefined) context.skip(nothing);
    const out = join(folder, "encoder");
    expect(await bitloom(...encoder, "-o", out, "--json")).toBe(0);
    const report = JSON.parse(printed.out) as SynthesisReport;
    expect(report).toMatchObject({ format: "bitloom-synthesis", version: 1, top: "fineq_encoder_unary" });
    expect(JSON.parse(readFileSync(join(out, "synthesis.json"), "utf8"))).toEqual(report);
    expect(readFileSync(join(out, "synthesis.md"), "utf8")).toContain(
      `Area ${report.area?.total.toFixed(3)} um2`,
    );
    expect(await bitloom(...encoder, "-o", out)).toBe(2);
    expect(printed.err).toMatch(/BL0605.*synthesis\.json: it exists already/);
    expect(await bitloom(...encoder, "-o", out, "--force")).toBe(0);
  });
});

describe("synth for a library that states areas and functions alone", () => {
  const gate = (name: string, value: string, pins: readonly string[]) =>
    `cell (${name}) { area : ${2 * pins.length}; ${pins.map((pin) => `pin (${pin}) { direction : input; }`).join(" ")}
      pin (Y) { direction : output; function : "${value}"; } }`;
  const path = join(folder, "areas.lib");
  const array = ["synth", "fineq-array", "--param", "rows=1", "--param", "cols=1", "--target", path] as const;
  const flop = `cell (FF) { area : 18; ff (IQ, IQN) { clocked_on : "C"; next_state : "D"; }
    pin (C) { direction : input; clock : true; } pin (D) { direction : input; } pin (Q) { direction : output; function : "IQ"; } }`;
  const cells = [gate("BUF", "A", ["A"]), gate("NOT", "!A", ["A"]), gate("ND", "!(A B)", ["A", "B"]), flop];
  writeFileSync(path, `// no timing, no energies\nlibrary (areas) { ${cells.join("\n")} }`);

  test("has area and a path in cells; the energy that nobody asked for is missing, and the report says why", async () => {
    expect(await bitloom(...array)).toBe(0);
    expect(printed.out).toMatch(/Area \d+\.000 um2/);
    expect(printed.out).toContain("The longest path of the synthesis is counted in cells");
    expect(printed.out).toMatch(/There is no energy: areas\.lib, line 2: it does not state its voltage/);
    expect(printed.out).not.toContain("fJ");
  });

  test("has no energy that was asked for", async () => {
    expect(await bitloom(...array, "--energy")).toBe(2);
    expect(printed.err).toMatch(/BL0481.*areas\.lib, line 2: it does not state its voltage/);
    expect(printed.out).toBe("");
  });
});

describe("synth of an engine for a small FPGA", () => {
  const engine = findBlock("fineq-engine");

  test("takes a size that fits unless one is given, by the target's name", () => {
    expect(engine.values(engine.forTarget({}, "fpga", "ice40-hx8k"))).toMatchObject({ rows: 4, cols: 4 });
    expect(engine.values(engine.forTarget({}, "fpga", "ice40-up5k"))).toMatchObject({ rows: 2, cols: 2 });
    expect(engine.values(engine.forTarget({ rows: "3" }, "fpga", "ice40"))).toMatchObject({
      rows: 3,
      cols: 4,
    });
    expect(engine.values(engine.forTarget({}, "fpga", "xc7"))).toMatchObject({ rows: 16, cols: 16 });
    // Every target that is named here is one, and can be placed.
    expect(PLACED_TARGETS).toEqual(Object.keys(DEFAULT_SIZES));
  });

  // 16 x 16 sums of 24 bits and as many to shift out are 12,288 flip-flops, and there are 7680; half the columns have half of them.
  test("too large for the device is refused before any tool runs, with what would help", async () => {
    const size = ["--param", "rows=16", "--param", "cols=16"];
    expect(await bitloom("synth", "fineq-engine", ...size, "--target", "ice40-hx8k", "--pnr")).toBe(1);
    expect(printed.err).toMatch(
      /BL0488.*it has \d{5} bits of registers, and there are 7680 logic cells.*Make it smaller with --param: of (\d+) bits cols=8 would leave \d+, rows=8 would leave \d+/,
    );
  });

  test("memories that no block RAM holds are refused too, and those that fit are not", async () => {
    // 64 x 4096 bits in 32 block RAMs of 4096 bits.
    const fifo = ["synth", "fifo", "--param", "width=64", "--target", "ice40-hx8k", "--pnr"];
    expect(await bitloom(...fifo, "--param", "depth=4096")).toBe(1);
    expect(printed.err).toMatch(
      /BL0488.*and 262144 bits of memory for 131072 bits of block RAMs.*depth=2048/,
    );
    const { definition, target } = {
      definition: findBlock("fifo").make({ width: "64", depth: "2048" }),
      target: findTarget("ice40-hx8k"),
    };
    expect(() => requireStateFits(elaborate(definition), target)).not.toThrow();
  });

  test.skipIf(process.env.BITLOOM_NIGHTLY !== "1")(
    "ends with look-up tables, flip-flops, Fmax and a bitstream",
    async (context) => {
      if ((await findTool("nextpnr-ice40")) === undefined) context.skip("nextpnr-ice40 is not installed");
      for (const target of ["ice40-hx8k", "ice40-up5k"]) {
        expect(
          await bitloom("synth", "fineq-engine", "--target", target, "--pnr", "--json"),
          printed.err,
        ).toBe(0);
        const { resources, placed } = JSON.parse(printed.out) as SynthesisReport;
        printed.out = "";
        expect(resources?.luts).toBeGreaterThan(1000);
        expect(resources?.flipFlops).toBeGreaterThan(1000);
        expect(placed?.clocks[0]?.maximumFrequency).toBeGreaterThan(10);
        expect(placed?.bitstream.bytes).toBeGreaterThan(100_000);
      }
    },
    3_600_000,
  );
});

describe("synth --energy", () => {
  test("prints energies by kind and module with units, the inputs, and what is left out", async (context) => {
    if (nothing !== undefined) context.skip(nothing);
    const given = ["--no-timing", "--energy", "--cycles", "50", "--period", "10"];
    expect(await bitloom("synth", "fifo", "--target", "osu018", ...given)).toBe(0);
    expect(printed.out).toMatch(
      /[\d.]+ fJ a cycle, [\d.]+ uW at 10\.000 ns and 1\.8 V; 50 of 60 cycles counted, \d+ outputs as expected\./,
    );
    expect(printed.out).toContain("Inputs: random, new in every cycle, seed 1.");
    expect(printed.out).toMatch(/kind +internal \(fJ a cycle\)/);
    expect(printed.out).toMatch(/^clock pins +[\d.]+/m);
    expect(printed.out).toContain("no wires, clock tree");
  });

  test("feeds an array that the comparison knows with a model's product, and tells the energy of an operation", async (context) => {
    if (nothing !== undefined) context.skip(nothing);
    const given = ["--param", "rows=3", "--param", "cols=2", "--no-timing", "--energy", "--cycles", "12"];
    expect(await bitloom("synth", "baseline-array", "--target", "osu018", ...given, "--json")).toBe(0);
    const { energy } = JSON.parse(printed.out) as SynthesisReport;
    expect(energy?.multiplyAccumulates).toBeGreaterThan(0);
    expect(energy?.multiplyAccumulates).toBe(6 * (energy?.counted ?? 0));
    expect(energy?.perMultiplyAccumulate).toBeCloseTo((energy?.perCycle.total ?? 0) / 6, 4);
    expect(energy?.compared).toBeGreaterThan(20);
  });

  test("is there unasked for small arrays of the comparison, and can be left out", async (context) => {
    if (nothing !== undefined) context.skip(nothing);
    const given = ["--param", "rows=2", "--param", "cols=2", "--target", "osu018", "--no-timing", "--json"];
    expect(await bitloom("synth", "fineq-array", ...given, "--cycles", "12")).toBe(0);
    const { energy } = JSON.parse(printed.out) as SynthesisReport;
    expect(energy?.perMultiplyAccumulate).toBeGreaterThan(0);
    expect(energy?.compared).toBeGreaterThan(0);
    printed.out = "";
    expect(await bitloom("synth", "fineq-array", ...given, "--no-energy")).toBe(0);
    expect((JSON.parse(printed.out) as SynthesisReport).energy).toBeUndefined();
  });

  test.each([
    [
      "an FPGA",
      ["--target", "ice40"],
      /BL0478.*The target of an energy estimate is ice40; expected a cell library/,
    ],
    ["no cycles", ["--target", "osu018", "--cycles", "0"], /BL0604.*--cycles/],
    ["no period", ["--target", "osu018", "--period", "0"], /BL0604.*--period/],
  ])("refuses %s", async (_what, given, message) => {
    expect(await bitloom("synth", "fineq-encoder", "--energy", "--no-timing", ...given)).toBe(2);
    expect(printed.err).toMatch(message);
  });
});

test("parameters are those of generate: a deeper FIFO has more cells", async (context) => {
  if (nothing !== undefined) context.skip(nothing);
  const cellsOf = async (depth: number): Promise<number> => {
    printed.out = "";
    const given = [
      "synth",
      "fifo",
      "--param",
      `depth=${depth}`,
      "--target",
      "osu018",
      "--no-timing",
      "--json",
    ];
    expect(await bitloom(...given)).toBe(0);
    return (JSON.parse(printed.out) as SynthesisReport).hierarchy.cells;
  };
  const small = await cellsOf(2);
  expect(small).toBeGreaterThan(0);
  expect(await cellsOf(4)).toBeGreaterThan(small);
});

test.each([
  ["an unknown block", ["synth", "fifi", "--target", "ice40"], /BL0603/],
  ["an unknown parameter", ["synth", "fifo", "--param", "deep=3", "--target", "ice40"], /BL0611/],
  ["an unknown target", ["synth", "fifo", "--target", "tsmc7"], /BL0480.*"tsmc7"/],
  ["a Liberty file that is not there", ["synth", "fifo", "--target", "/nowhere/a.lib"], /BL0482/],
  [
    "a file that is no Liberty",
    ["synth", "fifo", "--target", "package.json"],
    /BL0481.*package\.json, line 1/,
  ],
  ["place and route of another family", ["synth", "fifo", "--target", "ecp5", "--pnr"], /BL0487/],
  ["no target", ["synth", "fifo"], /`bitloom synth` needs --target/],
  ["a seed below zero", ["synth", "fifo", "--target", "ice40", "--seed", "-1"], /BL0604.*--seed/],
  ["no time at all", ["synth", "fifo", "--target", "ice40", "--timeout", "0"], /BL0604.*--timeout/],
])("refuses %s with code 2", async (_what, given, message) => {
  expect(await bitloom(...given)).toBe(2);
  expect(printed.err).toMatch(message);
  expect(printed.out).toBe("");
});

test("ends with code 3 where there is no Yosys", async () => {
  const before = process.env.PATH;
  try {
    process.env.PATH = folder;
    expect(await bitloom("synth", "fifo", "--target", "ice40", "--yosys", "installed")).toBe(3);
  } finally {
    process.env.PATH = before;
  }
  expect(printed.err).toMatch(/BL0401.*no program "yosys" on the PATH/);
  expect(printed.err).toContain("npm install @yowasp/yosys");
});
