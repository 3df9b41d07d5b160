/**
 * The committed output of the reference configurations, which are the blocks of the catalogue with their reference
 * parameters: Verilog in rtl-out, testbenches and vectors in testbenches, and the page that describes them. Committed, so
 * that a review sees what a change does to the output. Engines come with the files of src/jobs.
 *   npm run reference              writes it anew
 *   npm run reference -- --check   fails when a file differs, is missing or is left over
 */
import { blockCatalogue } from "../src/blocks/index.ts";
import { elaborate } from "../src/dsl/index.ts";
import { type TextFile, writeVerilog } from "../src/gen/index.ts";
import { recordTestbench, testbenchFiles } from "../src/harness/index.ts";
import type { Design } from "../src/ir/index.ts";
import { engineFiles } from "../src/jobs/index.ts";
import { blockReference } from "./block-reference.ts";
import { root } from "./check/outcome.ts";
import { type OutputFiles, outputDifferences, writeOutput } from "./check/output.ts";

const parts = ["rtl-out", "testbenches"];

/** Long enough to fill and drain what the blocks hold, short enough to read in a review. */
const testbenchCycles = 200;

/** Every file by its path from the root. */
function referenceFiles(): OutputFiles {
  const files = new Map([["docs/blocks.md", blockReference(blockCatalogue)]]);
  for (const block of blockCatalogue) {
    const design = elaborate(block.make(block.reference));
    const { files: verilog, fileList } = writeVerilog(design, { sourceRoot: root });
    const rtl = `rtl-out/${block.referenceFolder}`;
    const engine = engineFiles(block, block.reference, design, { verilog, rtl: `../../${rtl}` });
    const beside = engine?.verilog ?? [];
    const testbench = engine?.testbench ?? recordedTestbench(design, verilog, `../../${rtl}`);
    for (const { name, text } of [...verilog, fileList, ...beside]) files.set(`${rtl}/${name}`, text);
    for (const { name, text } of testbench) files.set(`testbenches/${block.referenceFolder}/${name}`, text);
  }
  return files;
}

/** Random inputs and the interpreter's answers, for a block that is no engine. */
function recordedTestbench(design: Design, verilog: readonly TextFile[], rtl: string): TextFile[] {
  // The Verilog is committed once; its memories' contents are read from the folder that the simulator runs in.
  const contents = verilog.filter(({ name }) => !name.endsWith(".v"));
  const sources = verilog.filter(({ name }) => name.endsWith(".v")).map(({ name }) => `${rtl}/${name}`);
  const recorded = recordTestbench(design, { cycles: testbenchCycles, seed: 1 });
  return [...contents, ...testbenchFiles({ ...recorded, sources })];
}

const files = referenceFiles();
if (process.argv.includes("--check")) {
  const found = outputDifferences(root, parts, files);
  for (const line of found) console.error(line);
  if (found.length > 0) console.error("\nRun `npm run reference` and commit what it changes.");
  console.log(`${files.size} reference files, ${found.length} out of date`);
  process.exitCode = found.length > 0 || files.size === 0 ? 1 : 0;
} else {
  writeOutput(root, parts, files);
  console.log(`${files.size} reference files of ${blockCatalogue.length} configurations`);
}
