/** `bitloom compare` as a user meets it: the list of families, a table of areas, files that a stopped run goes on from, refusals. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { BASELINE, type Comparison } from "../../compare/index.ts";
import { LIBRARIES } from "../../synth/index.ts";
import { runCommandLine } from "../command-line.ts";
import { capturePrinted } from "../testing.ts";

const folder = mkdtempSync(join(tmpdir(), "bitloom-compare-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const printed = capturePrinted();

async function bitloom(...given: string[]): Promise<number> {
  await runCommandLine(["compare", ...given]);
  return Number(process.exitCode);
}

const OSU018 = LIBRARIES.osu018();
const nothing = existsSync(OSU018)
  ? undefined
  : `${OSU018} is not there; scripts/install-tools.sh synthesis installs it`;

/** As much of a library as a target needs; nothing is synthesised with it. */
const small = join(folder, "small.lib");
const pin = (name: string) => `pin (${name}) { direction : input; capacitance : 1; }`;
const gate = (name: string, inputs: readonly string[], value: string) =>
  `cell (${name}) { area : 1; ${inputs.map(pin).join(" ")} pin (Y) { direction : output; function : "${value}"; } }`;
writeFileSync(
  small,
  `library (small) { ${gate("BUF", ["A"], "A")} ${gate("INV", ["A"], "!A")} ${gate("NAND", ["A", "B"], "!(A&B)")} }`,
);

describe("compare", () => {
  test("lists the families with their cycles", async () => {
    expect(await bitloom("--list")).toBe(0);
    expect(printed.out).toMatch(/^family +array +cycles a weight\n/);
    expect(printed.out).toMatch(/^int8-ws +INT8 x INT8, weight-stationary +1$/m);
    expect(printed.out).toMatch(/^ternary-ws .* 1 to 2$/m);
  });

  test("compares areas with any library, writes files once, and goes on from what was measured", async (context) => {
    if (nothing !== undefined) context.skip(nothing);
    const out = join(folder, "areas");
    const given = ["--size", "6", "--target", "osu018", "--family", "ternary-ws", "--no-energy", "-o", out];
    expect(await bitloom(...given, "--json")).toBe(0);
    const comparison = JSON.parse(printed.out) as Comparison;
    expect(comparison.families.map(({ name }) => name)).toEqual([BASELINE, "ternary-ws"]);
    expect(JSON.parse(readFileSync(join(out, "comparison.json"), "utf8"))).toEqual(comparison);
    expect(readFileSync(join(out, "comparison.md"), "utf8")).toMatch(/^\| ternary-ws \| .* \| 6 x 6 x 1 \|/m);
    expect(readdirSync(join(out, "measurements"))).toHaveLength(2);
    printed.out = "";
    expect(await bitloom(...given)).toBe(2);
    expect(printed.err).toContain("BL0605");
    expect(await bitloom(...given, "--force")).toBe(0);
    expect(printed.out).toContain("Arrays of 6 x 6 for osu018");
    expect(printed.out).toContain("area (x)");
  }, 120_000);

  test.each([
    { given: ["--family", "int9"], code: "BL0496" },
    { given: ["--target", "ice40"], code: "BL0480" },
    { given: ["--target", "nothing"], code: "BL0480" },
    { given: ["--size", "5"], code: "BL0604" },
    { given: ["--size", "six"], code: "BL0604" },
    { given: ["--period", "0"], code: "BL0604" },
    { given: ["--model", join(folder, "none"), "--family", "ternary-ws"], code: "BL05" },
  ])("refuses $given with $code", async ({ given, code }) => {
    expect(await bitloom("--size", "6", "--target", small, ...given)).toBe(2);
    expect(printed.err).toContain(code);
  });
});
