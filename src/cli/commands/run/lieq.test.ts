/** `bitloom run lieq` as a user meets it: every linear layer of two real models, exit codes, refusals, faults that are noticed. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../command-line.ts";
import type { LieqReport } from "../../lieq-job/report.ts";
import { capturePrinted } from "../../testing.ts";

const DEMO = join(import.meta.dirname, "../../../../examples/models/kjv-1.8m");
const DATA = process.env.BITLOOM_DATA ?? "../shared/data";
const STORIES = join(DATA, "models/stories260K/stories260K.bin");
const TEXT = join(DATA, "text/tinystories-197k.txt");

let folder: string;
const printed = capturePrinted();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloom-run-lieq-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...given: string[]): Promise<number> {
  await runCommandLine(["run", "lieq", ...given]);
  return Number(process.exitCode);
}

const printedReport = (): LieqReport => JSON.parse(printed.out);

/** Every matrix compared, in all formats of the ladder; counts add up. */
function expectEverything(report: LieqReport, matrices: number, outputs: number): void {
  expect(report.verdict).toBe("pass");
  expect(report.matrices).toHaveLength(matrices);
  expect(new Set(report.matrices.map(({ format }) => format))).toEqual(new Set(report.ladder));
  expect(report.matrices.reduce((sum, matrix) => sum + matrix.equal, 0)).toBe(outputs);
  expect(report.matrices.reduce((sum, matrix) => sum + matrix.outputs, 0)).toBe(outputs);
  expect(report.compared).toBe(report.planned);
  expect(report.mismatches).toBe(0);
  expect(existsSync(join(report.program, "program.bin"))).toBe(true);
  const cycles = report.runs.reduce((sum, { cycles: own }) => sum + own, 0);
  const ofMatrices = report.matrices.reduce((sum, { cycles: own }) => sum + own, 0);
  // What is left are the last sums on their way out.
  expect(cycles - ofMatrices).toBeGreaterThan(0);
  expect(cycles - ofMatrices).toBeLessThan(100 * report.runs.length);
}

describe("every linear layer", { timeout: 600_000 }, () => {
  test("of the demo model, in three formats, in one program, without any tool", async () => {
    const out = join(folder, "demo");
    const path = process.env.PATH;
    process.env.PATH = "/nowhere";
    try {
      expect(await run("--model", DEMO, "--budget", "2.5", "--json", "-o", out)).toBe(0);
    } finally {
      process.env.PATH = path;
    }
    const report = printedReport();
    expect(JSON.parse(readFileSync(join(out, "report.json"), "utf8"))).toEqual(report);
    // N of the seven matrices of a layer: 144 + 48 + 48 + 144 + 384 + 384 + 144.
    expectEverything(report, 56, 8 * 8 * 1296);
    expect(report.runs).toHaveLength(1);
    expect(existsSync(report.packed)).toBe(true);
    expect(existsSync(join(report.rtl, "lieq_engine_8x8_unary.v"))).toBe(true);
  });

  test("of stories260K, in four formats, table by table", async (context) => {
    const missing = [STORIES, TEXT].find((path) => !existsSync(path));
    if (missing !== undefined) context.skip(`${missing} is not there; set BITLOOM_DATA`);
    const out = join(folder, "stories");
    const given = ["--model", STORIES, "--text", TEXT, "--budget", "3.4", "--ladder", "w8,w3,fineq,w2"];
    expect(await run(...given, "--layers", "16", "--coding", "binary", "--json", "-o", out)).toBe(0);
    const report = printedReport();
    // N of the seven matrices of a layer: 64 + 32 + 32 + 64 + 172 + 172 + 64.
    expectEverything(report, 35, 8 * 5 * 600);
    expect(report.runs.map(({ layers }) => layers)).toEqual([16, 16, 3]);
  });
});

describe("on a small array", { timeout: 300_000 }, () => {
  const small = ["--model", DEMO, "--rows", "2", "--tokens", "1", "--cols", "48", "--score-tokens", "32"];

  test.each(["weight", "scale", "activation"])(
    "an injected %s is noticed, and the testbench is there",
    async (fault) => {
      const out = join(folder, fault);
      expect(await run(...small, "--coding", "direct", "--inject-fault", fault, "-o", out)).toBe(1);
      expect(printed.out).toContain(`The injected fault (one bit of a ${fault}) was noticed.`);
      expect(printed.out).toMatch(/FAIL: \d+ of 56 matrices differ/);
      expect(existsSync(join(out, "testbench/testbench.json"))).toBe(true);
    },
  );
});

describe("a mistake is named before anything is written", () => {
  const out = () => join(folder, "never");
  test.each([
    [["--budget", "1.5"], "The average is 1.5; allowed is 2..4 bits a weight"],
    [["--budget", "-2"], "--budget"],
    [["--ladder", "w4,w5"], "--ladder"],
    [["--ladder", "w2,w4"], "w2"],
    [["--rows", "0"], "--rows"],
    [["--layers", "2000"], "--layers"],
    [["--text", "nowhere.txt"], "nowhere.txt"],
    [["--tokens", "0"], "--tokens"],
  ])("%j", async (given, expected) => {
    expect(await run("--model", DEMO, "-o", out(), "--score-tokens", "16", ...given)).toBe(2);
    expect(printed.err).toContain(expected);
    expect(existsSync(out())).toBe(false);
  });

  test("more tokens than the text has", async () => {
    const text = join(DEMO, "config.json");
    expect(await run("--model", DEMO, "-o", join(folder, "few"), "--tokens", "4000", "--text", text)).toBe(2);
    expect(printed.err).toContain("--tokens");
  });

  test("a model that is not there", async () => {
    expect(await run("--model", join(folder, "none"), "-o", out())).toBe(2);
    expect(printed.err).toContain("none");
    expect(existsSync(out())).toBe(false);
  });
});
