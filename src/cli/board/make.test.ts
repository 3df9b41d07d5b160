/** What `bitloom board` writes for make: Bitloom's own Yosys script, and so the very same bitstream. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findTool, runProcess } from "../../tools/index.ts";
import { runCommandLine } from "../command-line.ts";
import { capturePrinted } from "../testing.ts";

const root = mkdtempSync(join(tmpdir(), "bitloom-make-"));
afterAll(() => rmSync(root, { recursive: true }));
const printed = capturePrinted();
const small = ["board", "icebreaker", "--rows", "1", "--cols", "1"];

test("synth.ys reads every source and does what the flow does before it maps", async () => {
  const out = join(root, "files");
  await runCommandLine([...small, "--no-bitstream", "-o", out]);
  expect(Number(process.exitCode), printed.err).toBe(0);
  const script = readFileSync(join(out, "synth.ys"), "utf8");
  const [, named = ""] = /^SOURCES = (.*)$/m.exec(readFileSync(join(out, "Makefile"), "utf8")) ?? [];
  expect(named.split(" ").length).toBeGreaterThan(3);
  for (const source of named.split(" ")) expect(script).toContain(`read_verilog -DSYNTHESIS ${source}\n`);
  expect(script).toMatch(
    /\nhierarchy -check -top icebreaker_top\nproc\n[\s\S]*\nsynth_ice40 -dsp -device u -top icebreaker_top\nwrite_json netlist\.json\n/,
  );
});

// Two placements: a minute and more.
test.skipIf(process.env.BITLOOM_NIGHTLY !== "1")(
  "make gives the bitstream that Bitloom gives, byte for byte",
  async (context) => {
    for (const tool of ["yosys", "nextpnr-ice40"] as const) {
      if ((await findTool(tool)) === undefined) context.skip(`${tool} is not there`);
    }
    const out = join(root, "both");
    await runCommandLine([...small, "-o", out]);
    expect(Number(process.exitCode), printed.err).toBe(0);
    const own = readFileSync(join(out, "icebreaker_top.bin"));
    const make = await runProcess("make", ["-B"], { cwd: out });
    if (make.notFound) context.skip("make is not there");
    expect(make.exitCode, make.output.slice(-2000)).toBe(0);
    expect(Buffer.compare(readFileSync(join(out, "icebreaker_top.bin")), own)).toBe(0);
  },
  1_800_000,
);
