/**
 * The pictures of the documents that are made from the models and not drawn by hand.
 *   npm run pictures               writes them into docs/images
 *   npm run pictures -- --check    fails when one differs or is missing
 */
import { root } from "./check/outcome.ts";
import { type OutputFiles, outputDifferences, writeOutput } from "./check/output.ts";
import { timingDiagram } from "./pictures/timing.ts";

/** 576 x 256 as the engine is made unless told otherwise; 36 beats of 128 bits load it, 32 groups of 8 leave. */
const reference = {
  inputs: "two-phase",
  phases: { reset: 1, integrate: 28, decide: 2, convert: 32, latch: 1 },
  loadBeats: 36,
  groups: 32,
} as const;

const pictures: OutputFiles = new Map([
  ["docs/images/afpr-timing.svg", timingDiagram({ ...reference, shift: 4, sums: [300, 1500, -700] })],
]);

if (process.argv.includes("--check")) {
  const found = outputDifferences(root, [], pictures);
  for (const line of found) console.error(line);
  if (found.length > 0) console.error("\nRun `npm run pictures` and commit what it changes.");
  console.log(`${pictures.size} pictures, ${found.length} out of date`);
  process.exitCode = found.length > 0 ? 1 : 0;
} else {
  writeOutput(root, [], pictures);
  console.log(`${pictures.size} pictures`);
}
