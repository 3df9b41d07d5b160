/**
 * Boards' and vendors' files: PLL settings against icepll, tops and designs through outside tools, scripts run by a real Tcl with the
 * vendors' commands put in by the test.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { AsyncFifo, FineqBoard, UartReceiver } from "../../blocks/index.ts";
import { BitloomError } from "../../diagnostics/index.ts";
import { elaborate, uint } from "../../dsl/index.ts";
import { runProcess } from "../../tools/index.ts";
import { BOARDS, boardClock, boardFiles, pllSettings, projectFiles, writeVerilog } from "../index.ts";

const root = mkdtempSync(join(tmpdir(), "bitloom-board-"));
afterAll(() => rmSync(root, { recursive: true }));

const [icebreaker, hx8k] = BOARDS;
if (icebreaker === undefined || hx8k === undefined) throw new Error("boards are missing");

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    if (error instanceof BitloomError) return error.diagnostics[0]?.code;
    throw error;
  }
  return undefined;
};

describe("the clock", () => {
  test.for([24, 30, 48, 60, 100, 275])(
    "%i MHz: the PLL comes as near as icepll does, and its settings make it",
    async (wanted, context) => {
      const { divR, divF, divQ, output } = pllSettings(12, wanted) ?? expect.fail("no settings");
      expect((12 / (divR + 1)) * ((divF + 1) / 2 ** divQ)).toBe(output);
      const vco = (12 / (divR + 1)) * (divF + 1);
      expect(vco >= 533 && vco <= 1066).toBe(true);
      const result = await runProcess("icepll", ["-i", "12", "-o", String(wanted)]);
      if (result.notFound)
        context.skip("icepll is not installed; scripts/install-tools.sh synthesis installs it");
      const [, achieved] = /F_PLLOUT:\s+([\d.]+) MHz \(achieved\)/.exec(result.output) ?? [];
      expect(output.toFixed(3)).toBe(achieved);
    },
  );

  test("48 MHz is 12 x 64 / 16", () => {
    expect(pllSettings(12, 48)).toEqual({ divR: 0, divF: 63, divQ: 4, filterRange: 1, output: 48 });
  });

  test("rates that a clock cannot make are refused, those within 2 % are taken", () => {
    expect(boardClock(hx8k, 12, 1_000_000)).toEqual({ frequency: 12, divisor: 12, baud: 1_000_000 });
    expect(boardClock(hx8k, 12, 115_200)).toMatchObject({ divisor: 104, baud: 115_385 });
    expect(codeOf(() => boardClock(hx8k, 12, 5_000_000))).toBe("BL0701");
    expect(codeOf(() => boardClock(hx8k, 5, 115_200))).toBe("BL0703");
  });
});

const engine = {
  rows: 1,
  columns: 1,
  coding: "unary",
  accumulatorBits: 20,
  bus: 8,
  activationBus: 8,
  lanes: 1,
} as const;

describe.each(
  BOARDS.flatMap((board) => [12, 48].map((frequency) => ({ board, frequency, name: board.name }))),
)("$name at $frequency MHz", ({ board, frequency }) => {
  const clock = boardClock(board, frequency, 1_000_000);
  const core = FineqBoard({ divisor: clock.divisor, identity: 1, engine });
  const verilog = writeVerilog(elaborate(core));
  const sources = verilog.files.map(({ name }) => name);
  const files = boardFiles({ board, clock, core: core.name, sources, seed: 1 });

  test("the top is Verilog for Icarus and, with the PLL as a black box, lint-clean in Verilator", async (context) => {
    const folder = mkdtempSync(join(root, "top-"));
    const box = `/* verilator lint_off UNUSED */ /* verilator lint_off UNDRIVEN */
        module ${board.pll} #(parameter FEEDBACK_PATH = "", parameter [3:0] DIVR = 0, parameter [6:0] DIVF = 0,
        parameter [2:0] DIVQ = 0, parameter [2:0] FILTER_RANGE = 0) (input wire PACKAGEPIN, input wire REFERENCECLK,
        output wire PLLOUTGLOBAL, output wire LOCK, input wire RESETB, input wire BYPASS);
        assign PLLOUTGLOBAL = PACKAGEPIN; assign LOCK = RESETB; endmodule\n`;
    for (const { name, text } of [...verilog.files, files.verilog, { name: "box.v", text: box }]) {
      writeFileSync(join(folder, name), text);
    }
    const all = [...sources, files.verilog.name, ...(frequency === 12 ? [] : ["box.v"])];
    const icarus = await runProcess("iverilog", ["-g2005", "-tnull", "-s", files.top, ...all], {
      cwd: folder,
    });
    if (icarus.notFound) context.skip("iverilog is not there");
    expect(icarus.output.trim()).toBe("");
    const options = [
      "--lint-only",
      "-Wall",
      "-Wno-PINMISSING",
      "-Wno-DECLFILENAME",
      "--top-module",
      files.top,
    ];
    const lint = await runProcess("verilator", [...options, ...all], { cwd: folder });
    if (lint.notFound) context.skip("verilator is not there");
    expect(lint.output.trim()).toBe("");
  });

  test("each port of the top has one pin, and no pin has two", () => {
    const ports = [...files.verilog.text.matchAll(/^ {2}(?:input|output) +wire (\w+)/gm)].map(
      ([, name]) => name,
    );
    const lines = [...files.constraints.text.matchAll(/^set_io (\w+) (\w+) /gm)];
    expect(lines.map(([, signal]) => signal).sort()).toEqual([...ports].sort());
    expect(new Set(lines.map(([, , pin]) => pin)).size).toBe(lines.length);
    expect(files.constraints.text).toContain("set_frequency clk 12\n");
  });

  test("the Makefile names every source, and runs the script that Bitloom runs", () => {
    const [, named = ""] = /^SOURCES = (.*)$/m.exec(files.makefile.text) ?? [];
    expect(named.split(" ")).toEqual([...sources, files.verilog.name]);
    expect(files.makefile.text).toMatch(/^netlist\.json: .* synth\.ys\n\tyosys -q -s synth\.ys$/m);
  });
});

/** By the PATH, as it is run. */
const hasTcl = !(await runProcess("tclsh", [join(root, "none.tcl")])).notFound;

describe("vendors' projects", () => {
  const designs = [
    ["one clock", elaborate(UartReceiver(12))],
    ["two clocks", elaborate(AsyncFifo(uint(8), 16))],
  ] as const;

  /** Commands of Vivado and SDC that a script may use; files that they read must exist. */
  const stubs = `
    proc need {file} { if {![file exists $file]} { error "no file $file" } ; puts "file [file tail $file]" }
    proc read_verilog {files} { foreach f $files { need $f } }
    proc add_files {f} { need $f }
    proc read_xdc {f} { need $f ; uplevel #0 [list source $f] }
    foreach c {synth_design opt_design place_design route_design report_utilization report_timing_summary write_checkpoint
      set_clock_groups derive_clock_uncertainty get_clocks set_global_assignment set_instance_assignment} {
      proc $c {args} "puts \\"$c \\$args\\"; return {}"
    }
    proc get_ports {p} { return $p }
    proc create_clock {args} { puts "clock $args" }
  `;

  test.for(designs)(
    "Vivado, %s: a real Tcl runs the script, every command and file is there",
    async ([, design], context) => {
      if (!hasTcl) context.skip("tclsh is not there");
      const folder = mkdtempSync(join(root, "vivado-"));
      const { files } = writeVerilog(design);
      const own = projectFiles({ vendor: "vivado", design, files, frequency: 100 });
      for (const { name, text } of [...files, ...own]) writeFileSync(join(folder, name), text);
      const top = design.top.name;
      writeFileSync(
        join(folder, "run.tcl"),
        `${stubs}\nsource [file join [file dirname [info script]] ${top}.tcl]\n`,
      );
      const result = await runProcess("tclsh", [join(folder, "run.tcl")]);
      expect(result.exitCode, result.output).toBe(0);
      for (const { name } of files) expect(result.output).toContain(`file ${name}\n`);
      expect(result.output).toContain(`synth_design -top ${top} -part xc7a35ticsg324-1L`);
      expect(result.output.match(/^clock -name \S+ -period 10\.000 \S+$/gm)).toHaveLength(
        top.startsWith("async") ? 2 : 1,
      );
      // The same script without one of its files fails: the check can.
      rmSync(join(folder, files[0]?.name ?? ""));
      expect((await runProcess("tclsh", [join(folder, "run.tcl")])).exitCode).not.toBe(0);
    },
  );

  test.for(designs)("Quartus, %s: assignments are Tcl, and name every file", async ([, design], context) => {
    if (!hasTcl) context.skip("tclsh is not there");
    const folder = mkdtempSync(join(root, "quartus-"));
    const { files } = writeVerilog(design);
    const own = projectFiles({ vendor: "quartus", design, files, frequency: 50 });
    for (const { name, text } of [...files, ...own]) writeFileSync(join(folder, name), text);
    const top = design.top.name;
    const script = `${stubs}\nsource ${join(folder, top)}.qsf\nsource ${join(folder, top)}.sdc\n`;
    writeFileSync(join(folder, "run.tcl"), script);
    const result = await runProcess("tclsh", [join(folder, "run.tcl")]);
    expect(result.exitCode, result.output).toBe(0);
    for (const { name } of files) expect(result.output).toContain(`-name VERILOG_FILE ${name}\n`);
    expect(result.output).toContain(`-name TOP_LEVEL_ENTITY ${top}\n`);
    expect(result.output).toContain("-period 20.000");
    expect(own.map(({ name }) => name)).toEqual([`${top}.qpf`, `${top}.qsf`, `${top}.sdc`]);
  });
});
