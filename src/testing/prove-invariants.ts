/**
 * Invariants of a design proved for every run, by k-induction in Yosys (`sat -tempinduct`). Invariant: a proof that had nothing
 * to prove is a failure, and a fault that changes nothing is one too.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { elaborate, type ModuleDefinition } from "../dsl/index.ts";
import { writeVerilog } from "../gen/index.ts";

export interface ProofOptions {
  /** Verilog condition over the top module's names, asserted in every cycle without reset, besides its own assertions. */
  readonly property?: string | undefined;
  /** Verilog declarations that the property needs, such as registers of the last cycle. */
  readonly history?: string | undefined;
  /** Changes the Verilog first. */
  readonly fault?: readonly [found: RegExp | string, replacement: string] | undefined;
}

/** Whether all assertions hold in every state that a reset in the first cycle leads to. */
export async function isInvariant(
  definition: ModuleDefinition,
  { property = "", history = "", fault }: ProofOptions = {},
): Promise<boolean> {
  const text = writeVerilog(elaborate(definition))
    .files.map((file) => file.text)
    .join("\n");
  const changed = fault ? text.replace(...fault) : text;
  if (fault && changed === text) throw new RangeError(`the fault ${fault[0]} changes nothing`);
  // The top module comes last.
  const end = changed.lastIndexOf("endmodule");
  const claim = property && `${history}\nalways @(posedge clock) if (!reset) assert (${property});\n`;
  const script = [
    "read_verilog -formal design.v",
    `prep -top ${definition.name} -nordff`,
    "memory_map",
    "async2sync",
    // `sat` knows no covers.
    "delete t:$cover",
    "sat -seq 1 -set-at 1 reset 1 -tempinduct -prove-asserts -verify",
  ];
  const folder = mkdtempSync(join(tmpdir(), "bitloom-invariants-"));
  try {
    writeFileSync(join(folder, "design.v"), `${changed.slice(0, end)}${claim}${changed.slice(end)}`);
    const run = { cwd: folder, all: true, reject: false } as const;
    const { exitCode, all } = await execa("yosys", ["-p", script.join("; ")], run);
    if (!/Import proof for assert/.test(all)) throw new RangeError(`nothing was proved:\n${all}`);
    return exitCode === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
