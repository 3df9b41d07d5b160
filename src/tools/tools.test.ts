/** Tools that are missing, old or strange, played by scripts on a PATH of their own. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BitloomError } from "../diagnostics/index.ts";
import { compareVersions, requireTool } from "./index.ts";

let folder: string;
let path: string | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloom-tools-"));
  path = process.env.PATH;
  process.env.PATH = folder;
});

afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true });
});

/** A program that prints `text`. */
function fake(name: string, text: string): void {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho "${text}"\n`);
  chmodSync(file, 0o755);
}

async function problem(name: "icarus" | "verilator") {
  const error = await requireTool(name).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(BitloomError);
  return (error as BitloomError).diagnostics[0];
}

describe("requireTool", () => {
  test("a missing Icarus is an error of kind tool with the install line", async () => {
    expect(await problem("icarus")).toMatchObject({
      code: "BL0401",
      kind: "tool",
      message: 'Icarus Verilog is needed, but there is no program "iverilog" on the PATH.',
      help: "Install it with: sudo apt-get install iverilog",
    });
  });

  test("a missing Verilator names its own packages", async () => {
    expect((await problem("verilator"))?.help).toContain("sudo apt-get install verilator");
  });

  test("Icarus 10.3 is too old", async () => {
    fake("iverilog", "Icarus Verilog version 10.3 (stable) ()");
    expect(await problem("icarus")).toMatchObject({
      code: "BL0402",
      kind: "tool",
      message: "Icarus Verilog 10.3 was found; 11.0 or newer is needed.",
    });
  });

  test("Verilator 4.228 is too old", async () => {
    fake("verilator", "Verilator 4.228 2022-10-01 rev v4.228");
    expect(await problem("verilator")).toMatchObject({ code: "BL0402" });
  });

  test("a program that is something else is told from a tool", async () => {
    fake("iverilog", "usage: iverilog FILE");
    expect(await problem("icarus")).toMatchObject({ code: "BL0403" });
  });

  test("Icarus without its run-time program vvp is missing something", async () => {
    fake("iverilog", "Icarus Verilog version 12.0 (stable) ()");
    expect((await problem("icarus"))?.message).toContain('"vvp"');
  });

  test("Verilator without a C++ compiler is missing something", async () => {
    fake("verilator", "Verilator 5.006 2023-01-22 rev (Debian 5.006-3)");
    fake("make", "GNU Make 4.3");
    expect((await problem("verilator"))?.message).toContain('"g++"');
  });

  test("a tool that was missing is found once it is installed", async () => {
    await problem("icarus");
    fake("iverilog", "Icarus Verilog version 12.0 (stable) ()");
    fake("vvp", "Icarus Verilog runtime version 12.0");
    expect(await requireTool("icarus")).toEqual({ name: "icarus", title: "Icarus Verilog", version: "12.0" });
  });
});

test.each([
  ["5.006", "5.0", 1],
  ["11.0", "11.0", 0],
  ["11", "11.0", 0],
  ["9.7", "11.0", -1],
  ["5.10", "5.9", 1],
])("version %s against %s", (a, b, sign) => {
  expect(Math.sign(compareVersions(a, b))).toBe(sign);
});
