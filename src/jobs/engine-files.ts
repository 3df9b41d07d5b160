/**
 * What belongs to a generated engine besides its Verilog: the demonstration's testbench and vectors, and for the AFPR engine
 * the behavioural macro with a testbench of its own. Invariant: paths are relative, so the files may be moved together.
 */
import type { BlockEntry } from "../blocks/index.ts";
import { type TextFile, writeBehaviouralMacro, writeStreamTestbench } from "../gen/index.ts";
import type { Design } from "../ir/index.ts";
import { demonstrationJob } from "./demonstration.ts";

export interface EngineFiles {
  /** Go beside the design's Verilog. */
  readonly verilog: readonly TextFile[];
  /** Go into the folder of the testbench; `bitloom simulate` runs it, and `behavioural` in it if there is one. */
  readonly testbench: readonly TextFile[];
}

/** The behavioural macro and its testbench lie in a folder of this name. */
const BEHAVIOURAL = "behavioural";

/**
 * The files of an engine; undefined for a block that is none. `verilog` are those of the design, in `rtl` as seen from the
 * folder of the testbench. Fails as the block's `make` does.
 */
export function engineFiles(
  block: BlockEntry,
  given: Readonly<Record<string, string>>,
  design: Design,
  { verilog, rtl }: { readonly verilog: readonly TextFile[]; readonly rtl: string },
): EngineFiles | undefined {
  const job = demonstrationJob(block, given);
  if (job === undefined) return undefined;
  const names = verilog.map(({ name }) => name).filter((name) => name.endsWith(".v"));
  // Memories read their contents from the folder that the simulator runs in.
  const contents = rtl === "." ? [] : verilog.filter(({ name }) => !name.endsWith(".v"));
  const from = (folder: string, files: readonly string[]): string[] =>
    files.map((name) => (folder === "." ? name : `${folder}/${name}`));
  const testbench = writeStreamTestbench({ ...job, top: design.top, sources: from(rtl, names) });
  const macro = design.modules.find(({ name }) => name.startsWith("afpr_macro_") && !/_column_/.test(name));
  if (macro === undefined) return { verilog: [], testbench: [...contents, ...testbench] };

  const model = writeBehaviouralMacro({ top: macro });
  // The twin and its columns give way to the model.
  const others = names.filter((name) => !name.startsWith("afpr_macro_"));
  const sources = [
    ...from(rtl === "." ? ".." : `../${rtl}`, others),
    rtl === "." ? model.name : `../${rtl}/${BEHAVIOURAL}/${model.name}`,
  ];
  const behavioural = writeStreamTestbench({ ...job, top: design.top, sources });
  const list = [...others, `${BEHAVIOURAL}/${model.name}`];
  return {
    verilog: [
      { name: `${BEHAVIOURAL}/${model.name}`, text: model.text },
      { name: `${design.top.name}_${BEHAVIOURAL}.f`, text: `${list.join("\n")}\n` },
    ],
    testbench: [
      ...contents,
      ...testbench,
      ...behavioural.map(({ name, text }) => ({ name: `${BEHAVIOURAL}/${name}`, text })),
    ],
  };
}
