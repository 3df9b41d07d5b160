/** Equivalence of a combinational block and an arithmetic specification in Verilog, over all inputs, by Yosys `sat`. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { elaborate, type ModuleDefinition } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { runProcess } from "../../tools/index.ts";

export interface EquivalenceOptions {
  /** Verilog of the specification: the body of a module with the block's ports, whose outputs are wires. */
  readonly specification: string;
  /** Changes the block's Verilog first. */
  readonly fault?: readonly [found: RegExp | string, replacement: string] | undefined;
}

/** Whether block and specification agree for every input. Throws where nothing was proved or refuted. */
export async function isEquivalent(
  definition: ModuleDefinition,
  { specification, fault }: EquivalenceOptions,
): Promise<boolean> {
  const text = writeVerilog(elaborate(definition))
    .files.map((file) => file.text)
    .join("\n");
  const changed = fault ? text.replace(...fault) : text;
  if (fault && changed === text) throw new RangeError(`the fault ${fault[0]} changes nothing`);
  const ports = /module \w+ \(.*?\n\);/s.exec(text)?.[0];
  if (ports === undefined) throw new RangeError("the block has no ports");
  const wanted = `${ports.replace(definition.name, "specification")}\n${specification}\nendmodule\n`;
  const script = [
    "read_verilog design.v specification.v",
    "proc; flatten; opt_clean",
    `miter -equiv -make_outputs -flatten specification ${definition.name} miter`,
    "hierarchy -top miter; opt -full; techmap; opt; abc -g AND,XOR; opt_clean",
    "sat -prove trigger 0 -show-inputs miter",
  ];
  const folder = mkdtempSync(join(tmpdir(), "bitloom-equivalence-"));
  try {
    writeFileSync(join(folder, "design.v"), changed);
    writeFileSync(join(folder, "specification.v"), wanted);
    const { output } = await runProcess("yosys", ["-p", script.join("; ")], {
      cwd: folder,
      timeoutSeconds: 600,
    });
    if (output.includes("SAT proof finished - no model found: SUCCESS!")) return true;
    if (output.includes("SAT proof finished - model found: FAIL!")) return false;
    throw new RangeError(`nothing was proved:\n${output.slice(-2000)}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
