/** A design under measurement: no ports but clock, reset and a checksum, so that every engine runs the same work. */
import { elaborate, type ModuleDefinition } from "../../../src/dsl/index.ts";
import { writeVerilog } from "../../../src/gen/index.ts";
import type { Design } from "../../../src/ir/index.ts";

export interface BenchDesign {
  readonly name: string;
  /** Undefined where the Verilog is not Bitloom's. */
  readonly design: Design | undefined;
  readonly top: string;
  /** Verilog and memory files. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** Verilog macros. */
  readonly defines: Readonly<Record<string, string>>;
}

/** Elaborates and writes. The port `checksum` has 32 bits or fewer, and must not depend on what registers start with. */
export function benchDesign(definition: ModuleDefinition): BenchDesign {
  const design = elaborate(definition);
  return {
    name: design.top.name,
    design,
    top: design.top.name,
    // Without source lines, which move when nothing else does: builds are remembered by their text.
    files: writeVerilog(design, { sourceComments: false }).files,
    defines: {},
  };
}
