/** `bitloom simulate BLOCK --waves` and `bitloom wave`: from a block's name to its waves in the terminal. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Wave } from "../sim/index.ts";
import { runCommandLine } from "./command-line.ts";
import { drawWaves } from "./draw-waves.ts";
import { capturePrinted } from "./testing.ts";

const folder = mkdtempSync(join(tmpdir(), "bitloom-cli-waves-"));
const printed = capturePrinted();

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function bitloom(...given: string[]): Promise<number> {
  await runCommandLine(given);
  return Number(process.exitCode);
}
const inFolder = (name: string): string => join(folder, name);

describe("bitloom simulate BLOCK", () => {
  test("runs a block with random inputs, the same for the same seed", async () => {
    const reports = [];
    for (const seed of ["3", "3", "4"]) {
      printed.out = "";
      const file = inFolder(`seed-${seed}.vcd`);
      const block = ["simulate", "fifo", "--param", "depth=3", "--cycles", "200", "--seed", seed];
      expect(await bitloom(...block, "--waves", file, "--json")).toBe(0);
      expect(JSON.parse(printed.out)).toMatchObject({
        block: "fifo",
        passed: true,
        cycles: 202,
        assumptions: 0,
        waves: file,
      });
      reports.push(readFileSync(file, "utf8"));
    }
    expect(reports[1]).toBe(reports[0]);
    expect(reports[2]).not.toBe(reports[0]);
  });

  test("says where the waves are", async () => {
    const file = inFolder("told.blt");
    expect(await bitloom("simulate", "skid-buffer", "--cycles", "20", "--waves", file)).toBe(0);
    expect(printed.out).toMatch(/^PASS {2}skid_buffer_8 {2}22 cycles of random inputs, seed 1/);
    expect(printed.out).toContain(`bitloom wave ${file}`);
  });

  test.each([
    ["an unknown block", ["simulate", "fifos"], "BL0603"],
    ["an unknown kind of file", ["simulate", "fifo", "--waves", "waves.fst"], "BL0464"],
    ["a trace of another simulator", ["simulate", folder, "--waves", inFolder("x.blt")], "BL0464"],
    ["a file that cannot be written", ["simulate", "fifo", "--waves", "/proc/waves.vcd"], "BL0605"],
    ["no cycles", ["simulate", "fifo", "--cycles", "0"], "BL0604"],
    ["a parameter that is not there", ["simulate", "fifo", "--param", "deep=3"], "BL0611"],
  ])("refuses %s", async (_what, given, code) => {
    expect(await bitloom(...given)).toBe(2);
    expect(printed.err).toContain(code);
  });
});

describe("bitloom wave", () => {
  async function recorded(suffix: "vcd" | "blt"): Promise<string> {
    const file = inFolder(`fifo.${suffix}`);
    const block = ["simulate", "fifo", "--param", "depth=3", "--param", "width=70", "--cycles", "300"];
    expect(await bitloom(...block, "--waves", file)).toBe(0);
    printed.out = "";
    return file;
  }

  test.each(["vcd", "blt"] as const)(
    "shows the chosen signals of a %s file in the width there is",
    async (suffix) => {
      const file = await recorded(suffix);
      expect(await bitloom("wave", file, "--signals", "count,enq_r*", "--from", "100", "--width", "60")).toBe(
        0,
      );
      const [ruler, count, ready, empty, range] = printed.out.split("\n");
      expect(ruler).toMatch(/^cycle {6}100/);
      expect(count).toMatch(/^count {6}\|/);
      expect(ready).toMatch(/^enq_ready {2}[-_|]+$/);
      expect([ruler, count, ready].every((line) => (line ?? "").length <= 60)).toBe(true);
      expect(empty).toBe("");
      expect(range).toMatch(/^100 to \d+ of 302 cycles of clock; 2 of \d+ signals$/);
    },
  );

  test("both kinds of file give the same values as JSON", async () => {
    const values = [];
    for (const suffix of ["vcd", "blt"] as const) {
      const file = await recorded(suffix);
      expect(await bitloom("wave", file, "--signals", "deq,count,held", "--to", "50", "--json")).toBe(0);
      const { signals, from, to } = JSON.parse(printed.out);
      expect([from, to, signals.length]).toEqual([0, 50, 6]);
      values.push(signals);
      printed.out = "";
    }
    expect(values[0]).toEqual(values[1]);
  });

  test("lists signals, and goes on over pages when asked to", async () => {
    const file = await recorded("blt");
    expect(await bitloom("wave", file, "--list")).toBe(0);
    expect(printed.out.split("\n")).toEqual(expect.arrayContaining(["reset", "enq_valid", "count", "held"]));
    printed.out = "";
    expect(await bitloom("wave", file, "-s", "enq_valid", "--to", "300", "--width", "50")).toBe(0);
    expect(printed.out.match(/^cycle/gm)?.length).toBeGreaterThan(10);
    printed.out = "";
    expect(await bitloom("wave", file, "-s", "count", "--zoom", "0.1", "--width", "60")).toBe(0);
    expect(printed.out).toContain("0 to 301 of 302 cycles");
  });

  test.each([
    ["a missing file", ["wave", inFolder("none.vcd")], "BL0461"],
    ["another kind of file", ["wave", "README.md"], "BL0464"],
    ["a zoom that is none", ["wave", inFolder("none.vcd"), "--zoom", "0.9"], "BL0604"],
    ["a negative cycle", ["wave", inFolder("none.vcd"), "--from=-1"], "BL0604"],
  ])("refuses %s", async (_what, given, code) => {
    expect(await bitloom(...given)).toBe(2);
    expect(printed.err).toContain(code);
  });

  test("refuses a broken file with its line, and an unknown signal with names like it", async () => {
    const broken = inFolder("broken.vcd");
    writeFileSync(broken, "$var wire 1 ! a $end\n$enddefinitions $end\n#0\n1?\n");
    expect(await bitloom("wave", broken)).toBe(2);
    expect(printed.err).toContain("broken.vcd, line 4");
    const file = await recorded("vcd");
    printed.err = "";
    expect(await bitloom("wave", file, "--signals", "coumt")).toBe(2);
    expect(printed.err).toContain("Did you mean count");
    mkdirSync(inFolder("folder.vcd"));
    printed.err = "";
    expect(await bitloom("wave", inFolder("folder.vcd"))).toBe(2);
    expect(printed.err).toContain("BL0461");
  });
});

describe("drawing in a terminal", () => {
  const values = [0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0];
  const wave = new Wave(
    [
      {
        name: "bit",
        type: { kind: "uint", width: 1 },
        track: { cycles: [0, 1, 6], values: [0, 1, 0] },
      },
      {
        name: "word",
        type: { kind: "uint", width: 40 },
        track: { cycles: [0, 4], values: [7, 123456789] },
      },
    ],
    { from: 0, to: values.length },
  );
  const options = { width: 60, zoom: undefined, color: false, onePage: true };

  test("an overview shows what stays and where something happens", () => {
    expect(drawWaves(wave, { ...options, zoom: 0.5 }).text).toBe(
      ["cycle  0", "bit    #--___", "word   |7|"].join("\n"),
    );
  });

  test("colours are added where they are asked for, and change nothing else", () => {
    const plain = drawWaves(wave, options).text;
    const coloured = drawWaves(wave, { ...options, color: true }).text;
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
    expect(coloured.replace(escapes, "")).toBe(plain);
  });
});

test.each([
  [
    "confirmed in the simulator that is asked for",
    ["--simulator", "icarus"],
    { simulator: "icarus", steps: 52 },
  ],
  ["not confirmed where none is asked for", [], null],
])("a block's run is %s", async (_, asked, confirmed) => {
  expect(await bitloom("simulate", "fifo", "--cycles", "50", ...asked, "--json")).toBe(0);
  expect(JSON.parse(printed.out)).toMatchObject({ passed: true, confirmed });
});
