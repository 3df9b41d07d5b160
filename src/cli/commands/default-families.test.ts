/** What an engine is made of when nobody says so, by every command that makes one; and that it can be said. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { DEFAULT_FAMILIES } from "../../blocks/index.ts";
import { TARGETS, targetKind } from "../../synth/index.ts";
import { runCommandLine } from "../command-line.ts";
import { findBlock } from "../parameters.ts";
import { capturePrinted } from "../testing.ts";

const folder = mkdtempSync(join(tmpdir(), "bitloom-families-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const printed = capturePrinted();

async function bitloom(...given: string[]): Promise<number> {
  await runCommandLine(given);
  return Number(process.exitCode);
}

const engine = findBlock("fineq-engine");
const param = (given: Readonly<Record<string, string>>): string[] =>
  Object.entries({ rows: "2", cols: "2", ...given }).flatMap(([name, value]) => [
    "--param",
    `${name}=${value}`,
  ]);

describe("the default of each kind of target", () => {
  test("is what the catalogue takes for it, and gives way to what is given", () => {
    for (const kind of ["cells", "fpga"] as const) {
      const { family, tileStyle } = DEFAULT_FAMILIES[kind];
      expect(engine.forTarget({}, kind)).toEqual({ family, style: tileStyle });
      expect(engine.forTarget({ family: "tiles-planes", style: "gates" }, kind)).toEqual({
        family: "tiles-planes",
        style: "gates",
      });
      expect(engine.forTarget({ coding: "direct" }, kind)).toMatchObject({ family: "output-stationary" });
    }
    expect(engine.values({})).toMatchObject({
      family: DEFAULT_FAMILIES.cells.family,
      style: DEFAULT_FAMILIES.cells.tileStyle,
    });
    expect(engine.parameters.family?.default).toBe(DEFAULT_FAMILIES.cells.family);
  });

  test("is the same as ever for blocks that have none", () => {
    expect(findBlock("fifo").forTarget({ width: "3" }, "fpga")).toEqual({ width: "3" });
  });

  test("belongs to each target: FPGAs by name, libraries by name and by path", () => {
    const fpgas = TARGETS.filter((target) => targetKind(target) === "fpga");
    expect(fpgas).toEqual(["ice40", "ice40-hx8k", "ice40-up5k", "ecp5", "xc7"]);
    expect(["nangate45", "osu018", "./cells.lib.gz", "toString"].map(targetKind)).toEqual(
      new Array(4).fill("cells"),
    );
  });
});

describe("generate", () => {
  test.each([
    [{}, "fineq_engine_2x2_tiles_any_t1"],
    [{ style: "pipelined" }, "fineq_engine_2x2_tiles_any_t1_pipelined"],
    [{ coding: "binary" }, "fineq_engine_2x2_binary"],
    [{ family: "output-stationary" }, "fineq_engine_2x2_unary"],
    [{ family: "tiles-planes", tokens: "2" }, "fineq_engine_2x2_tiles_planes_t2"],
  ])("with %j makes %s", async (given, top) => {
    const out = join(folder, top);
    expect(await bitloom("generate", "fineq-engine", ...param(given), "--no-testbench", "-o", out)).toBe(0);
    expect(existsSync(join(out, `${top}.v`))).toBe(true);
  });
});

describe("FPGAs", () => {
  // The bitstream that is there already is refused by its name, before any tool is asked for.
  test.each([
    ["ice40", {}, "unary"],
    ["ice40-up5k", { coding: "binary" }, "binary"],
    ["ice40-hx8k", { family: "tiles-any" }, "tiles_any_t1_pipelined"],
    ["ice40-hx8k", { family: "tiles-planes", style: "gates" }, "tiles_planes_t1"],
  ] as const)("synth for %s with %j takes %s", async (target, given, name) => {
    const out = join(folder, `${target}-${name}`);
    const bitstream = join(out, `fineq_engine_2x2_${name}.bin`);
    mkdirSync(out);
    writeFileSync(bitstream, "");
    const where = ["--target", target, "--pnr", "-o", out];
    expect(await bitloom("synth", "fineq-engine", ...param(given), ...where)).toBe(2);
    expect(printed.err).toContain("BL0605");
    expect(printed.err).toContain(bitstream);
  });

  test.each([
    [{}, "unary"],
    [{ family: "tiles-any" }, "tiles_any_t1_pipelined"],
  ])("a vendor's project with %j takes %s", async (given, name) => {
    const out = join(folder, `vivado-${name}`);
    const project = ["--project", "vivado", ...param(given), "-o", out];
    expect(await bitloom("board", "fineq-engine", ...project, "--json")).toBe(0);
    expect(JSON.parse(printed.out)).toMatchObject({ top: `fineq_engine_2x2_${name}` });
  });

  test("boards hold an array", async () => {
    const out = join(folder, "hx8k");
    expect(await bitloom("board", "hx8k", "--no-bitstream", "--json", "-o", out)).toBe(0);
    expect(JSON.parse(readFileSync(join(out, "board.json"), "utf8"))).toMatchObject({ coding: "unary" });
  });
});
