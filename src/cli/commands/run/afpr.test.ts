/** `bitloom run afpr` as a user meets it: what it prints and writes, exit codes, refusals; on real models and small macros. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AfprRunReport, afprRunSchema } from "../../afpr-job/report.ts";
import { runCommandLine } from "../../command-line.ts";
import { capturePrinted } from "../../testing.ts";

const DEMO = join(import.meta.dirname, "../../../../examples/models/kjv-1.8m");
const STORIES = join(process.env.BITLOOM_DATA ?? "../shared/data", "models/stories260K/stories260K.bin");
/** 48 x 144 */
const KEYS = "model.layers.0.self_attn.k_proj.weight";

let folder: string;
const printed = capturePrinted();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloom-run-afpr-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...given: string[]): Promise<number> {
  await runCommandLine(["run", "afpr", ...given]);
  return Number(process.exitCode);
}

/** What --json printed; fails unless it has the schema. */
const printedReport = (): AfprRunReport => afprRunSchema.parse(JSON.parse(printed.out));

/** Three row tiles (60, 60, 24) and three column tiles (20, 20, 8). */
const tiled = ["--model", DEMO, "--tensor", KEYS, "--rows", "60", "--cols", "20", "--vectors", "3"];

/** Without what depends on where it ran. */
const comparable = ({ files: _files, simulator: _simulator, ...rest }: AfprRunReport) => rest;

describe("on the demo model", { timeout: 300_000 }, () => {
  test("every tile passes, needs no tool, and the report has the schema and the figures of the counters", async () => {
    const out = join(folder, "tiled");
    const path = process.env.PATH;
    process.env.PATH = "/nowhere";
    try {
      expect(await run(...tiled, "--tiles", "all", "--json", "-o", out)).toBe(0);
    } finally {
      process.env.PATH = path;
    }
    const report = printedReport();
    expect(JSON.parse(readFileSync(join(out, "report.json"), "utf8"))).toEqual(report);
    expect(report).toMatchObject({
      tensor: KEYS,
      shape: [48, 144],
      mapping: { rowTiles: 3, columnTiles: 3, columnTilesSimulated: 3, outputs: 48 },
      activations: { kind: "heldout", vectors: 3, tokens: 128 },
      verdict: "pass",
      reason: null,
      outputsCompared: 3 * 48,
      outputsDifferent: 0,
      firstMismatch: null,
    });
    expect(report.valuesCompared).toBe(report.valuesPlanned);
    const { simulated, predicted, throughput } = report;
    expect(simulated).toMatchObject({ conversions: 3 * 3 * 3, cyclesPerConversion: 64, failedCells: 0 });
    expect(simulated.cycles).toEqual(predicted.cycles);
    expect(simulated.cycles.conversions).toBe(27 * 64);
    expect(simulated.reads).toBe(simulated.pulses + 2 * 3 * 144);
    // 2 * 60 * 20 operations in 64 cycles at 320 MHz; in use are 48 x 144 weights of nine macros.
    expect(throughput.gigaoperationsPerSecond).toBe(12);
    expect(throughput.usefulGigaoperationsPerSecond).toBeCloseTo((12 * 48 * 144) / (9 * 1200), 10);
    expect(throughput.jobGigaoperationsPerSecond).toBeLessThan(throughput.usefulGigaoperationsPerSecond ?? 0);
    expect(report.formats.map(({ format, source }) => [format, source])).toEqual([
      ["E2M5", "simulated"],
      ["INT8", "golden"],
      ["E3M4", "golden"],
    ]);
    const [e2m5, int8] = report.formats.map(({ sqnrDecibels }) => sqnrDecibels ?? 0) as [number, number];
    expect(e2m5).toBeGreaterThan(int8);
    expect(e2m5).toBeGreaterThan(15);
    // Nothing is gained by converting.
    expect(e2m5).toBeLessThan(report.mapping.weightsOnlySqnrDecibels ?? 0);
    expect(readdirSync(out).sort()).toEqual(["activity.json", "report.json", "rtl"]);
  });

  test("two runs write the same bytes", async () => {
    const written = [];
    for (const _ of [1, 2]) {
      const out = join(folder, "again");
      expect(await run(...tiled, "--tiles", "1", "-o", out)).toBe(0);
      written.push(["report.json", "activity.json"].map((name) => readFileSync(join(out, name), "utf8")));
    }
    expect(written[0]).toEqual(written[1]);
  });

  test("the table says what is simulated and what assumed, and names the tiles that were left out", async () => {
    expect(await run(...tiled, "--tiles", "2", "--clock", "200", "-o", join(folder, "table"))).toBe(0);
    const { out } = printed;
    expect(out).toContain("3 row tiles x 3 column tiles of 60 x 20; 2 of 3 column tiles (28 of 48 outputs)");
    expect(out).toMatch(/3 vectors of 128, from a float32 forward pass over 128 tokens .*heldout\.txt/);
    expect(out).toMatch(/^E2M5 +simulated +\d+\.\d\d +2\^-?\d+ +\d+ +\d+ +\d+$/m);
    expect(out).toMatch(/^INT8 +golden +\d+\.\d\d/m);
    expect(out).toMatch(/^conversions +18 +conversions +simulated$/m);
    expect(out).toMatch(/^cycles a conversion +64 +cycles +simulated$/m);
    // 2 * 60 * 20 operations in 64 cycles at 200 MHz.
    expect(out).toMatch(/^60 x 20 macro, back to back +7\.50 +GOPS at 200 MHz +simulated$/m);
    expect(out).toMatch(/Assumed: energies of AFPR default/);
    expect(out).toMatch(/^PASS: 84 outputs/m);
    const activity = join(folder, "table/activity.json");
    printed.out = "";
    await runCommandLine(["afpr", "energy", "--activity", activity]);
    expect(printed.out).toContain("60 x 20, 18 conversions in 1152 cycles at 200 MHz");
  });

  test("Icarus gives the same report on the generated Verilog", async () => {
    const reports = [];
    for (const simulator of ["bitloom", "icarus"]) {
      const out = join(folder, `with-${simulator}`);
      const given = ["--tensor", KEYS, "--rows", "60", "--cols", "5", "--vectors", "2", "--tiles", "2"];
      expect(await run("--model", DEMO, ...given, "--simulator", simulator, "--json", "-o", out)).toBe(0);
      reports.push(printedReport());
      printed.out = "";
    }
    const [played, confirmed] = reports as [AfprRunReport, AfprRunReport];
    expect(comparable(confirmed)).toEqual(comparable(played));
    expect(confirmed.simulator).toContain("Icarus");
    expect(confirmed.files.testbenches).toHaveLength(2);
  });

  test.each(["weight", "code"])("a spoilt %s fails, with code 1 and the place", async (fault) => {
    const out = join(folder, `fault-${fault}`);
    const given = [...tiled, "--tiles", "1", "--inject-fault", fault, "-o", out];
    expect(await run(...given, "--json")).toBe(1);
    const report = printedReport();
    expect(report).toMatchObject({ verdict: "fail", reason: "mismatch", injectedFault: fault, energy: null });
    expect(report.outputsDifferent).toBeGreaterThan(0);
    expect(report.firstMismatch).toMatchObject({ vector: 0 });
    expect(report.firstMismatch?.got).not.toBe(report.firstMismatch?.expected);
    expect(existsSync(join(report.files.testbenches[0] ?? "", "testbench.json"))).toBe(true);
    printed.out = "";
    expect(await run(...given)).toBe(1);
    expect(printed.out).toMatch(/^FAIL: \d+ outputs differ from the golden model \(mismatch\)/m);
    expect(printed.out).toMatch(/first output: vector 0, row \d+ of the matrix: expected -?\d+, got -?\d+/);
    expect(printed.out).not.toContain("PASS");
  });

  test("a shift that is too small saturates columns, and the simulated counters tell", async () => {
    const given = [...tiled, "--tiles", "1", "--shift", "0", "--json", "-o", join(folder, "shift")];
    expect(await run(...given)).toBe(0);
    const { simulated, formats, verdict } = printedReport();
    expect(verdict).toBe("pass");
    expect(simulated.overRange).toBeGreaterThan(10);
    expect(formats[0]).toMatchObject({ shift: 0, overRange: simulated.overRange });
  });

  test("more vectors than an engine keeps sums for get an engine that does", async () => {
    const given = ["--model", DEMO, "--tensor", KEYS, "--rows", "100", "--cols", "4", "--tiles", "1"];
    expect(await run(...given, "--vectors", "20", "--json", "-o", join(folder, "batch"))).toBe(0);
    expect(printedReport()).toMatchObject({
      engine: { name: "100x4_batch20" },
      simulated: { conversions: 40 },
    });
  });

  test("activations of a text of one's own, by differential rows", async () => {
    const text = join(folder, "own.txt");
    writeFileSync(text, "In the beginning God created the heaven and the earth.\n");
    const given = [...tiled, "--tiles", "1", "--text", text, "--inputs", "differential", "--json"];
    expect(await run(...given, "-o", join(folder, "own"))).toBe(0);
    const { activations, engine } = printedReport();
    expect(activations).toMatchObject({ kind: "text", tokens: 55 });
    expect(activations.source).toContain("own.txt");
    expect(engine.inputs).toBe("differential");
    printed.err = "";
    expect(await run("--model", DEMO, "--tensor", KEYS, "--text", text, "--vectors", "56")).toBe(2);
    expect(printed.err).toMatch(/--vectors is 56; allowed is 1 to 55/);
  });

  test("576 x 256 at 320 MHz and 64 simulated cycles are 1474.56 GOPS", async () => {
    expect(await run("--model", DEMO, "--tensor", KEYS, "--vectors", "4", "-o", join(folder, "full"))).toBe(
      0,
    );
    expect(printed.out).toMatch(/^576 x 256 macro, back to back +1474\.56 +GOPS at 320 MHz +simulated$/m);
  });
});

test("a llama2.c model without a text writes its own, and the report says so", {
  timeout: 300_000,
}, async (context) => {
  if (!existsSync(STORIES)) context.skip(`${STORIES} is not there; set BITLOOM_DATA`);
  const tensor = "model.layers.0.self_attn.k_proj.weight";
  const given = ["--model", STORIES, "--tensor", tensor, "--rows", "40", "--cols", "9", "--vectors", "2"];
  expect(await run(...given, "--tiles", "all", "--json", "-o", join(folder, "stories"))).toBe(0);
  expect(printedReport()).toMatchObject({
    shape: [32, 64],
    mapping: { rowTiles: 2, columnTiles: 4, columnTilesSimulated: 4 },
    activations: { kind: "greedy" },
    verdict: "pass",
    outputsCompared: 64,
  });
});

describe("refusals", () => {
  test.each([
    ["no model", [], "BL0601", /`bitloom run afpr` needs --model and --tensor/],
    [
      "a tensor that there is not, with the nearest",
      ["--model", DEMO, "--tensor", "model.layers.0.self_attn.kproj.weight"],
      "BL0514",
      /nearest .*model\.layers\.0\.self_attn\.k_proj\.weight/,
    ],
    [
      "a vector",
      ["--model", DEMO, "--tensor", "model.norm.weight"],
      "BL0604",
      /whose shape is \[144\].*a matrix/,
    ],
    ["no rows", [...tiled, "--rows", "0"], "BL0604", /--rows/],
    ["too many rows", [...tiled, "--rows", "1025"], "BL0604", /1 to 1024/],
    ["too many columns", [...tiled, "--cols", "513"], "BL0604", /1 to 512/],
    ["no vectors", [...tiled, "--vectors", "0"], "BL0604", /--vectors/],
    ["a shift of 16", [...tiled, "--shift", "16"], "BL0604", /0 to 15/],
    ["a clock that stands", [...tiled, "--clock", "0"], "BL0604", /--clock/],
    ["tiles that are no number", [...tiled, "--tiles", "some"], "BL0604", /--tiles/],
    ["a text that is not there", [...tiled, "--text", "nowhere.txt"], "BL0501", /nowhere\.txt/],
    ["an option of the other engine", [...tiled, "--coding", "unary"], "BL0601", /coding/],
  ] as [string, string[], string, RegExp][])("%s", async (_what, given, code, words) => {
    const out = join(folder, "refused");
    expect(await run(...given, "-o", out)).toBe(2);
    expect(printed.err).toContain(code);
    expect(printed.err).toMatch(words);
    expect(existsSync(out)).toBe(false);
  });

  test("a simulator that is not installed ends with code 3, before anything is made", async () => {
    const out = join(folder, "no-tool");
    const path = process.env.PATH;
    process.env.PATH = "/nowhere";
    try {
      expect(await run(...tiled, "--simulator", "verilator", "-o", out)).toBe(3);
    } finally {
      process.env.PATH = path;
    }
    expect(printed.err).toContain("apt-get install");
    expect(existsSync(out)).toBe(false);
  });

  test("FineQ is what `run` means without an engine's name", async () => {
    const said = [];
    for (const given of [["run"], ["run", "fineq"]]) {
      printed.err = "";
      await runCommandLine([...given, "--model", DEMO, "--rows", "129"]);
      expect(process.exitCode).toBe(2);
      said.push(printed.err);
    }
    expect(said[0]).toMatch(/--rows is 129; allowed is a whole number from 1 to 128/);
    expect(said[1]).toBe(said[0]);
  });

  test("an engine that `run` does not know", async () => {
    await runCommandLine(["run", "gpu", "--model", DEMO]);
    expect(process.exitCode).toBe(2);
    expect(printed.err).toContain("There is no `bitloom run gpu`; there are fineq and afpr");
  });
});
