/**
 * Generated testbenches without Bitloom around them: the commands that a person types, the exit codes that a shell sees;
 * and what `simulateDirectory` makes of folders that are not as they should be.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { simulateDirectory } from "../sim/index.ts";
import { fifo } from "../testing/index.ts";
import { testbenchFiles, writeFiles } from "./index.ts";

const beats = Array.from({ length: 20 }, (_, i) => ({ data: BigInt(i), last: BigInt(i & 1) }));
const right = fifo.verilog;
const wrong = fifo.verilog.replace("{enq_last, enq_data}", "{enq_last, enq_data ^ 8'h10}");
const sources = ["fifo.v", "fifo_tb.v"];

let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "bitloom-by-hand-"));
  const plan = {
    top: fifo,
    producers: [{ port: "enq", beats, stall: 0.3 }],
    consumers: [{ port: "deq", beats, stall: 0.3 }],
    timeoutCycles: 500,
  };
  await writeFiles(folder, [{ name: "fifo.v", text: right }, ...testbenchFiles(plan)]);
});

afterEach(() => rmSync(folder, { recursive: true }));

const edit = (file: string, change: (text: string) => string): void =>
  writeFileSync(join(folder, file), change(readFileSync(join(folder, file), "utf8")));

/** Exit code and output of a command typed in the folder. */
async function type(command: string, ...parameters: string[]): Promise<{ code: number; output: string }> {
  const result = await execa(command, parameters, { cwd: folder, all: true, reject: false });
  // A process that a signal ended has no code of its own; shells show 128 and more.
  return { code: result.exitCode ?? 128, output: result.all };
}

describe("Icarus Verilog, typed by hand", () => {
  const run = async () => {
    const build = await type("iverilog", "-g2005", "-Wall", "-o", "a.out", ...sources);
    return { build, run: await type("vvp", "a.out") };
  };

  test("compiles without a word and exits with 0", async () => {
    const result = await run();
    expect(result.build).toEqual({ code: 0, output: "" });
    expect(result.run.code).toBe(0);
    expect(result.run.output).toContain("BITLOOM RESULT pass checked=20 mismatches=0");
  });

  test("exits with another code when a value is wrong", async () => {
    edit("fifo.v", () => wrong);
    const result = await run();
    expect(result.run.code).not.toBe(0);
    expect(result.run.output).toContain("BITLOOM RESULT fail");
  });
});

describe("Verilator, typed by hand", () => {
  const options = [
    "--binary",
    "--timing",
    "-Wall",
    "--top-module",
    "fifo_tb",
    "--Mdir",
    "obj",
    "-CFLAGS",
    "-O0",
  ];

  test("builds with -Wall and no waiver, exits with 0 and, when a value is wrong, with another code", async () => {
    const build = await type("verilator", ...options, ...sources);
    expect(build.output).not.toContain("%Warning");
    expect(build.code).toBe(0);
    const passed = await type("obj/Vfifo_tb");
    expect(passed.code).toBe(0);
    expect(passed.output).toContain("BITLOOM RESULT pass checked=20 mismatches=0");

    // Expected beats are read by the run: no second build, which takes half a minute.
    edit("fifo_tb.deq.hex", (text) => text.replace(/^.*\n/, "1ff\n"));
    const failed = await type("obj/Vfifo_tb");
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain("BITLOOM RESULT fail");
  });
});

describe("simulateDirectory", () => {
  const simulator = "icarus";

  test("takes an earlier build as long as nothing changes", async () => {
    expect((await simulateDirectory(folder, { simulator })).seconds.build).toBeGreaterThan(0);
    expect((await simulateDirectory(folder, { simulator })).seconds.build).toBe(0);
    edit("fifo.v", () => wrong);
    expect(await simulateDirectory(folder, { simulator })).toMatchObject({ passed: false });
    edit("fifo.v", () => right);
    expect(await simulateDirectory(folder, { simulator })).toMatchObject({ passed: true });
  });

  test("reads new vectors without a new build", async () => {
    await simulateDirectory(folder, { simulator });
    edit("fifo_tb.deq.hex", (text) => text.replace(/^.*\n/, "1ff\n"));
    const result = await simulateDirectory(folder, { simulator });
    expect(result).toMatchObject({ passed: false, seconds: { build: 0 }, firstMismatch: { beat: 0 } });
  });

  test("a run that compared fewer values than planned has failed", async () => {
    edit("testbench.json", (text) => text.replace('"checks": 20', '"checks": 21'));
    expect(await simulateDirectory(folder, { simulator })).toMatchObject({
      passed: false,
      reason: "incomplete",
    });
  });

  test("a result line that the exit code contradicts is no pass", async () => {
    edit("fifo_tb.v", (text) => text.replace("      $finish;", "      $fatal(1);"));
    expect(await simulateDirectory(folder, { simulator })).toMatchObject({
      passed: false,
      reason: "exit_code",
    });
  });

  test("leaves what it makes in .build", async () => {
    await simulateDirectory(folder, { simulator });
    expect(existsSync(join(folder, ".build"))).toBe(true);
  });

  test.each([
    ["a folder without description", () => rmSync(join(folder, "testbench.json")), "BL0406"],
    ["a description that is no JSON", () => edit("testbench.json", () => "{"), "BL0406"],
    [
      "a description of another version",
      () => edit("testbench.json", (t) => t.replace('"version": 1', '"version": 2')),
      "version",
    ],
    [
      "a name that is no identifier",
      () => edit("testbench.json", (t) => t.replace('"name": "fifo_tb"', '"name": "-x"')),
      "identifier",
    ],
    ["a vector file that is gone", () => rmSync(join(folder, "fifo_tb.enq.hex")), "fifo_tb.enq.hex"],
    [
      "a run without a result",
      () => edit("fifo_tb.v", (t) => t.replaceAll("BITLOOM RESULT", "RESULT")),
      "BL0407",
    ],
  ])("refuses %s", async (_what, damage, message) => {
    damage();
    await expect(simulateDirectory(folder, { simulator })).rejects.toThrow(message);
  });
});
