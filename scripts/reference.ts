/**
 * The committed output of the reference configurations, which are the blocks of the catalogue with their reference
 * parameters: Verilog in rtl-out, testbenches and vectors in testbenches, and the page that describes them. Committed, so that a review sees what a change does to the output.
 *   npm run reference              writes it anew
 *   npm run reference -- --check   fails when a file differs, is missing or is left over
 */
import { type BlockEntry, blockCatalogue } from "../src/blocks/index.ts";
import { elaborate } from "../src/dsl/index.ts";
import { type TextFile, writeVerilog } from "../src/gen/index.ts";
import { recordTestbench, testbenchFiles } from "../src/harness/index.ts";
import type { Design } from "../src/ir/index.ts";
import { demonstrationJob } from "../src/jobs/index.ts";
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
    for (const { name, text } of [...verilog, fileList])
      files.set(`rtl-out/${block.referenceFolder}/${name}`, text);
    for (const { name, text } of testbenchOf(block, design, verilog)) {
      files.set(`testbenches/${block.referenceFolder}/${name}`, text);
    }
  }
  return files;
}

/**
 * An engine gets a job and the golden model's results; every other block random inputs and the interpreter's answers.
 * Runs with `bitloom simulate testbenches/BLOCK`.
 */
function testbenchOf(block: BlockEntry, design: Design, verilog: readonly TextFile[]): TextFile[] {
  // The Verilog is committed once; its memories' contents are read from the folder that the simulator runs in.
  const contents = verilog.filter(({ name }) => !name.endsWith(".v"));
  const sources = verilog
    .filter(({ name }) => name.endsWith(".v"))
    .map(({ name }) => `../../rtl-out/${block.referenceFolder}/${name}`);
  const job = demonstrationJob(block, block.reference);
  if (job) return [...contents, ...testbenchFiles({ ...job, top: design.top, sources })];
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
