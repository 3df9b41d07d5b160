/**
 * What the three tools say about generated Verilog. Invariant: no waiver beyond DECLFILENAME, and a tool that fails
 * without a word is a complaint too, so silence means accepted.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { VerilogOutput } from "../gen/index.ts";

export interface Complaint {
  readonly tool: "verilator" | "iverilog" | "yosys";
  readonly text: string;
}

/** `extraSources`: Verilog text of black boxes. Takes about 0.2 s a design, Yosys most of it. */
export async function lintVerilog(
  output: VerilogOutput,
  extraSources: readonly string[] = [],
): Promise<Complaint[]> {
  const directory = mkdtempSync(join(tmpdir(), "bitloom-lint-"));
  try {
    for (const { name, text } of output.files) writeFileSync(join(directory, name), text);
    extraSources.forEach((text, i) => {
      writeFileSync(join(directory, `extra_${i}.v`), text);
    });
    const sources = [
      ...extraSources.map((_, i) => `extra_${i}.v`),
      ...output.files.map(({ name }) => name).filter((name) => name.endsWith(".v")),
    ];
    const top = output.fileList.name.replace(/\.f$/, "");
    // Checked before synthesis too, which may optimise the fault away.
    const read = `read_verilog ${sources.join(" ")}; hierarchy -top ${top}; proc; check -assert`;
    // Up to the mapping to gates, which would make flip-flops of every memory and takes minutes for an engine; `opt` drops
    // what a memory's registers leave, as the mapping would begin.
    const script = `${read}; synth -run begin:fine -top ${top}; opt -fast; check -assert; ${noLatch}`;
    const verilator = ["--lint-only", "-Wall", "-Wno-DECLFILENAME", "--top-module", top, ...sources];
    const complaints = [
      await complaintOf("verilator", verilator, directory),
      await complaintOf("iverilog", ["-g2005", "-Wall", "-s", top, "-o", "lint.vvp", ...sources], directory),
      await complaintOf("yosys", ["-q", "-p", script], directory),
    ];
    return complaints.filter((complaint) => complaint !== undefined);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** A latch is legal Verilog, but the language has none, so one in the netlist is an unassigned path. */
const noLatch = "select -assert-none t:$dlatch t:$adlatch t:$dlatchsr";

async function complaintOf(
  tool: Complaint["tool"],
  parameters: readonly string[],
  cwd: string,
): Promise<Complaint | undefined> {
  const { all, exitCode, failed } = await execa(tool, parameters, { cwd, all: true, reject: false });
  const text = all.trim();
  if (text === "" && !failed) return undefined;
  return { tool, text: text === "" ? `exit code ${exitCode}` : text };
}
