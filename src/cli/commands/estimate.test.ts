/** `bitloom estimate` as a user meets it. */
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type EstimateReport, LIBRARIES } from "../../synth/index.ts";
import { runCommandLine } from "../command-line.ts";
import { capturePrinted } from "../testing.ts";

const printed = capturePrinted();

const OSU018 = LIBRARIES.osu018();
const nothing = existsSync(OSU018)
  ? undefined
  : `${OSU018} is not there; scripts/install-tools.sh synthesis installs it`;

async function bitloom(...given: string[]): Promise<number> {
  await runCommandLine(given);
  return Number(process.exitCode);
}

describe("estimate of an array", () => {
  test("counts a module once, with its instances", async (context) => {
    if (nothing !== undefined) context.skip(nothing);
    expect(await bitloom("estimate", "fineq-array", "--target", "osu018", "--json")).toBe(0);
    const { modules, area } = JSON.parse(printed.out) as EstimateReport;
    expect(modules?.map(({ instances }) => instances)).toEqual([16, 4, 1]);
    const sum = modules?.reduce((total, one) => total + one.instances * one.area, 0);
    expect(area?.total).toBeCloseTo(sum ?? 0, 6);
  });

  test("as Markdown has a table of modules with units", async (context) => {
    if (nothing !== undefined) context.skip(nothing);
    expect(await bitloom("estimate", "fineq-pe", "--target", "osu018", "--report", "md")).toBe(0);
    expect(printed.out).toContain("# fineq_pe_unary_a8_w24 for osu018");
    expect(printed.out).toContain(
      "| module | instances | flip-flops each | full adders each | its own (um2) | all (um2) |",
    );
  });
});

describe("estimate for an FPGA", () => {
  test("counts what the iCE40 has, of the whole design", async () => {
    expect(await bitloom("estimate", "fifo", "--param", "depth=12", "--target", "ice40", "--json")).toBe(0);
    const report = JSON.parse(printed.out) as EstimateReport;
    expect(report.target).toEqual({ name: "ice40", kind: "fpga", device: "iCE40 HX8K" });
    expect(report.resources).toMatchObject({ flipFlops: 21, carries: 8, blockRams: 1 });
    expect(report).not.toHaveProperty("modules");
  });

  test("as text names every resource", async () => {
    expect(await bitloom("estimate", "fineq-pe", "--target", "ice40-hx8k")).toBe(0);
    expect(printed.out).toContain("fineq_pe_unary_a8_w24 for ice40-hx8k (iCE40 HX8K), estimated");
    expect(printed.out).toMatch(/LUTs of 4 inputs +flip-flops +carries +block RAMs \(4 kbit\)/);
  });

  test.for(["ecp5", "xc7", "ice40-up5k"])(
    "%s is refused, and the estimated targets are named",
    async (target) => {
      expect(await bitloom("estimate", "fineq-pe", "--target", target)).not.toBe(0);
      expect(printed.err).toContain("BL0490");
      expect(printed.err).toContain("cell libraries, ice40, ice40-hx8k");
    },
  );
});
