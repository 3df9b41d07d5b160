/** `bitloom board` as a user meets it: files for both boards, projects, what is refused before minutes of work, and that Ctrl-C leaves nothing. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { runProcess } from "../../tools/index.ts";
import type { BoardReport } from "../board/report-text.ts";
import { runCommandLine } from "../command-line.ts";
import { capturePrinted } from "../testing.ts";

const root = mkdtempSync(join(tmpdir(), "bitloom-board-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const printed = capturePrinted();

async function bitloom(...given: string[]): Promise<number> {
  await runCommandLine(["board", ...given]);
  return Number(process.exitCode);
}

const read = (...path: string[]): string => readFileSync(join(root, ...path), "utf8");

describe("files of a board", () => {
  test.for([
    {
      board: "hx8k",
      pins: ["clk J3", "rx B10", "tx B12", "led_0 B5", "led_1 B4", "led_2 A2", "led_3 A1", "led_4 C5"],
      device: "--hx8k --package ct256",
      clock: 48,
      array: "4 x 4",
    },
    {
      board: "icebreaker",
      pins: ["clk 35", "rx 6", "tx 9", "button 10", "led_0 37", "led_1 11"],
      device: "--up5k --package sg48",
      clock: 24,
      array: "2 x 2",
    },
  ])("$board: Verilog, pins, Makefile and report", async ({ board, pins, device, clock, array }, context) => {
    const out = join(root, board);
    expect(await bitloom(board, "--no-bitstream", "-o", out), printed.err).toBe(0);
    expect(printed.out).toContain(`${board}: FineQ engine of ${array}`);
    expect(printed.out).toContain(`at ${clock} MHz`);
    for (const pin of pins) expect(read(board, `${board}.pcf`)).toContain(`set_io ${pin} `);
    expect(read(board, `${board}_top.v`)).toContain(`12 MHz to ${clock} MHz`);
    const sources = readdirSync(out).filter((file) => file.endsWith(".v"));
    for (const file of sources) expect(read(board, "Makefile")).toContain(` ${file}`);
    // What make would run, by make itself.
    const make = await runProcess("make", ["-n", "-C", out]);
    if (make.notFound) context.skip("make is not there");
    expect(make.exitCode, make.output).toBe(0);
    expect(make.output).toContain(`nextpnr-ice40 ${device} --pcf ${board}.pcf --freq ${clock} --seed 1`);
    expect(make.output).toContain(`icepack ${board}_top.asc ${board}_top.bin`);
  });

  test("are written once, and again with --force only; --json prints what board.json holds", async () => {
    const given = ["hx8k", "--no-bitstream", "--rows", "1", "--cols", "2", "--clock", "12"];
    const out = join(root, "once");
    expect(await bitloom(...given, "--json", "-o", out)).toBe(0);
    const report = JSON.parse(printed.out) as BoardReport;
    expect(report).toMatchObject({
      ...{ format: "bitloom-board", version: 1, board: "hx8k", top: "hx8k_top", rows: 1, columns: 2 },
      ...{ clock: 12, baud: 1_000_000, divisor: 12 },
    });
    expect(JSON.parse(read("once", "board.json"))).toEqual(report);
    expect(report.synthesis).toBeUndefined();
    const files = readdirSync(out).sort();
    expect(await bitloom(...given, "-o", out)).toBe(2);
    expect(printed.err).toMatch(/BL0605.*it exists already \(--force replaces it\)/);
    expect(await bitloom(...given, "-o", out, "--force")).toBe(0);
    expect(readdirSync(out).sort()).toEqual(files);
  });

  test("another engine has another identity, the same one the same", async () => {
    const identity = async (...given: string[]): Promise<string> => {
      printed.out = "";
      const out = mkdtempSync(join(root, "identity-"));
      const size = ["--rows", "1", "--cols", "1", "--no-bitstream", "--json"];
      expect(await bitloom("icebreaker", ...size, ...given, "-o", out)).toBe(0);
      return (JSON.parse(printed.out) as BoardReport).identity;
    };
    const usual = await identity();
    expect(await identity()).toBe(usual);
    expect(await identity("--baud", "500000")).not.toBe(usual);
    expect(await identity("--accumulator-bits", "24")).not.toBe(usual);
  });
});

describe("projects", () => {
  test.each([
    ["vivado", ["fineq_decoder.tcl", "fineq_decoder.v", "fineq_decoder.xdc"]],
    ["quartus", ["fineq_decoder.qpf", "fineq_decoder.qsf", "fineq_decoder.sdc", "fineq_decoder.v"]],
  ])("%s: a file list and the tools' own files", async (vendor, files) => {
    const out = join(root, vendor);
    expect(await bitloom("fineq-decoder", "--project", vendor, "-o", out), printed.err).toBe(0);
    expect(printed.out).toContain(`${vendor} project of fineq_decoder: ${files.length + 1} files in`);
    expect(readdirSync(out).sort()).toEqual([...files, "fineq_decoder.f"].sort());
    printed.out = "";
    expect(await bitloom("fineq-decoder", "--project", vendor, "-o", out, "--force", "--json")).toBe(0);
    const report = JSON.parse(printed.out) as { files: string[] };
    expect(report).toMatchObject({ format: "bitloom-project", vendor, top: "fineq_decoder" });
    expect([...report.files].sort()).toEqual(readdirSync(out).sort());
    expect(await bitloom("fineq-decoder", "--project", vendor, "-o", out)).toBe(2);
    expect(printed.err).toContain("BL0605");
  });

  test("name part and family that are given", async () => {
    const out = join(root, "part");
    const given = ["--project", "quartus", "--family", "MAX 10", "--part", "10M08SAU169C8G"];
    expect(await bitloom("fineq-decoder", ...given, "-o", out)).toBe(0);
    expect(read("part", "fineq_decoder.qsf")).toMatch(/FAMILY "MAX 10"\n.*DEVICE 10M08SAU169C8G/);
  });
});

describe("is refused at once, and nothing is written:", () => {
  test.each([
    ["a board that there is not", ["hx9k"], 2, /BL0604\]: the board is "hx9k"; allowed is icebreaker, hx8k/],
    ["a block without --project", ["fineq-engine"], 2, /fineq-engine is a block and no board; --project/],
    ["a board as a project", ["hx8k", "--project", "vivado"], 2, /BL0603.*`hx8k`/],
    [
      "tools that there are not",
      ["fifo", "--project", "ise"],
      2,
      /--project is .*"ise".*"vivado", "quartus"/,
    ],
    ["a block's parameter", ["hx8k", "--param", "rows=2"], 2, /BL0601\]: --param is for --project/],
    ["a part", ["hx8k", "--part", "xc7a35t"], 2, /BL0601\]: --part is for --project/],
    ["a board's option", ["fifo", "--project", "vivado", "--rows", "3"], 2, /BL0601\]: --rows is for boards/],
    [
      "a family for Vivado",
      ["fifo", "--project", "vivado", "--family", "A"],
      2,
      /--family is for --project quartus/,
    ],
    [
      "a part that is a script",
      ["fifo", "--project", "vivado", "--part", "[exec ls]"],
      2,
      /BL0604\]: --part/,
    ],
    ["no rows", ["hx8k", "--rows", "0"], 2, /BL0610\]: rows of FineqEngine is 0/],
    ["half a column", ["hx8k", "--cols", "1.5"], 2, /BL0610\]: columns/],
    ["sums of 9 bits", ["hx8k", "--accumulator-bits", "9"], 2, /BL0610\]: accumulatorBits/],
    ["a word for a number", ["hx8k", "--rows", "many"], 2, /BL0604\]: --rows is "many"/],
    ["a clock that no PLL makes", ["hx8k", "--clock", "300"], 2, /BL0703\]: .* 12 or 16 to 275 MHz/],
    ["a bit rate that the clock cannot make", ["hx8k", "--clock", "12", "--baud", "5000000"], 2, /BL0701/],
    ["a seed below zero", ["hx8k", "--seed", "-1"], 2, /BL0604\]: --seed/],
    ["no time", ["hx8k", "--timeout", "0"], 2, /BL0604\]: --timeout/],
    [
      "an engine that no such device holds",
      ["hx8k", "--rows", "16", "--cols", "16"],
      1,
      /BL0488.*7680 logic cells/,
    ],
  ])("%s", async (_what, given, code, message) => {
    const out = join(root, "refused");
    expect(await bitloom(...given, "-o", out)).toBe(code);
    expect(printed.err).toMatch(message);
    expect(printed.out).toBe("");
    expect(existsSync(out)).toBe(false);
  });

  test("an output folder that is a file, before any synthesis", async () => {
    expect(await bitloom("hx8k", "-o", "package.json")).toBe(2);
    expect(printed.err).toMatch(/BL0605\]: Cannot write package\.json\/.*: package\.json is no folder/);
  });

  test.each(["hx8k", "icebreaker"])(
    "%s without tools: exit code 3 and how to install them",
    async (board) => {
      const before = process.env.PATH;
      const out = join(root, "no-tools");
      try {
        process.env.PATH = join(root, "nothing");
        expect(await bitloom(board, "-o", out)).toBe(3);
      } finally {
        process.env.PATH = before;
      }
      expect(printed.err).toMatch(/BL0401.*on the PATH/);
      expect(printed.err).toContain("apt-get install");
      expect(existsSync(out)).toBe(false);
    },
  );
});

const hasTools = async (): Promise<boolean> =>
  !(await runProcess("yosys", ["-V"])).notFound &&
  !(await runProcess("nextpnr-ice40", ["--version"])).notFound;
const MISSING = "yosys or nextpnr-ice40 is not there; scripts/install-tools.sh synthesis installs them";

test("a tool that takes too long ends the command with code 3, and nothing is written", async (context) => {
  if (!(await hasTools())) context.skip(MISSING);
  const out = join(root, "late");
  const small = ["icebreaker", "--rows", "1", "--cols", "1"];
  expect(await bitloom(...small, "--timeout", "0.05", "-o", out)).toBe(3);
  expect(printed.err).toContain("BL0405");
  expect(existsSync(out)).toBe(false);
});

test("Ctrl-C in the middle of synthesis leaves neither output nor temporary folders", async (context) => {
  if (!(await hasTools())) context.skip(MISSING);
  const folder = mkdtempSync(join(root, "interrupted-"));
  const left = (): string[] => readdirSync(folder).filter((name) => !name.startsWith("tsx"));
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  const child = spawn(
    process.execPath,
    ["--import", "tsx", main, "board", "icebreaker", "-o", join(folder, "out")],
    { stdio: "ignore", env: { ...process.env, TMPDIR: folder } },
  );
  const ended = new Promise<string | null>((resolve) =>
    child.once("close", (_code, signal) => resolve(signal)),
  );
  while (child.exitCode === null && !left().some((name) => name.startsWith("bitloom-yosys-"))) {
    await new Promise((wake) => setTimeout(wake, 50));
  }
  child.kill("SIGINT");
  expect(await ended).toBe("SIGINT");
  expect(left()).toEqual([]);
}, 300_000);

describe.runIf(process.env.BITLOOM_NIGHTLY === "1")("bitstreams", () => {
  test.each(["hx8k", "icebreaker"])(
    "%s: the usual engine fits, is fast enough, and its bitstream begins as Lattice's do",
    async (board) => {
      const out = join(root, `${board}-bitstream`);
      expect(await bitloom(board, "-o", out, "--json"), printed.err).toBe(0);
      const report = JSON.parse(printed.out) as BoardReport;
      const placed = report.synthesis?.placed ?? expect.fail("no placement");
      for (const { used, available } of placed.utilisation) expect(used).toBeLessThanOrEqual(available);
      expect(placed.clocks).toHaveLength(1);
      expect(placed.clocks[0]?.maximumFrequency).toBeGreaterThanOrEqual(report.clock);
      const bitstream = readFileSync(join(out, `${board}_top.bin`));
      expect(bitstream).toHaveLength(placed.bitstream.bytes);
      // The preamble, behind the comment that icepack puts first.
      expect(bitstream.indexOf(Buffer.from([0x7e, 0xaa, 0x99, 0x7e]))).toBeGreaterThanOrEqual(0);
    },
    3_600_000,
  );
});
