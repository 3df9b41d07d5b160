/** Designs whose Verilog a test shows in full, and the lint of all of them: what is shown is also what tools accept. */
import { type VerilogOutput, writeVerilog } from "../gen/index.ts";
import type { Design } from "../ir/index.ts";
import { designOf, type ModuleBuilder, moduleBuilder } from "./ir-builder.ts";
import { type Complaint, lintVerilog } from "./lint-verilog.ts";

export interface GoldenDesigns {
  /** Builds a design and remembers it; `blackBoxes`: Verilog text of what it instantiates. */
  design(name: string, fill: (m: ModuleBuilder) => void, blackBoxes?: readonly string[]): Design;
  /** Complaints of the tools over every design so far, by name; those without are left out. */
  complaints(): Promise<readonly (readonly [name: string, complaints: readonly Complaint[]])[]>;
}

export function goldenDesigns(): GoldenDesigns {
  const written: { name: string; output: VerilogOutput; blackBoxes: readonly string[] }[] = [];
  return {
    design(name, fill, blackBoxes = []) {
      const m = moduleBuilder(name);
      fill(m);
      const made = designOf(m.build());
      written.push({ name, output: writeVerilog(made), blackBoxes });
      return made;
    },
    async complaints() {
      const found: (readonly [string, readonly Complaint[]])[] = [];
      for (const { name, output, blackBoxes } of written) {
        const complaints = await lintVerilog(output, blackBoxes);
        if (complaints.length > 0) found.push([name, complaints]);
      }
      return found;
    },
  };
}

/** Verilog of the top module without its frame, its port list and source locations. */
export function verilogBody(design: Design): string {
  const { files } = writeVerilog(design, { sourceComments: false });
  const text = files.find((file) => file.name === `${design.top.name}.v`)?.text ?? "";
  return text.slice(text.indexOf("\n);\n") + 4, text.indexOf("\nendmodule"));
}
