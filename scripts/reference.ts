/**
 * The committed output of the reference configurations: every block of the catalogue with its reference parameters, the
 * Verilog in rtl-out, and the page that describes them. Committed, so that a review sees what a change does to the output.
 *   npm run reference              writes it anew
 *   npm run reference -- --check   fails when a file differs, is missing or is left over
 */
import { blockCatalogue } from "../src/blocks/index.ts";
import { elaborate } from "../src/dsl/index.ts";
import { writeVerilog } from "../src/gen/index.ts";
import { blockReference } from "./block-reference.ts";
import { root } from "./check/outcome.ts";
import { type OutputFiles, outputDifferences, writeOutput } from "./check/output.ts";

const parts = ["rtl-out", "testbenches"];

/** Every file by its path from the root. */
function referenceFiles(): OutputFiles {
  const files = new Map([["docs/blocks.md", blockReference(blockCatalogue)]]);
  for (const block of blockCatalogue) {
    const verilog = writeVerilog(elaborate(block.make(block.reference)), { sourceRoot: root });
    for (const { name, text } of [...verilog.files, verilog.fileList]) {
      files.set(`rtl-out/${block.name}/${name}`, text);
    }
  }
  return files;
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
