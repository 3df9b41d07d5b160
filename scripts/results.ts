/**
 * What formats cost two real models, and what arrays cost: measures, and writes docs/results.json and the page docs/results.md that is made from it.
 *   npm run results                  everything about formats, about 20 minutes; goes on where an earlier run was stopped
 *   npm run results -- --quick       a few windows and draws, a minute, into out/results-quick
 *   npm run results -- --hardware    what arrays cost: areas, energies, routed grids, into docs/hardware.json and the page; an hour or two, resumable
 *   npm run results -- --check       fails when the page does not follow from the numbers
 * Needs the shared data for stories260K and the cell library (BITLOOM_DATA, default ../shared/data), and for the hardware Yosys, OpenSTA and
 * nextpnr-ice40.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { root } from "./check/outcome.ts";
import { outputDifferences, writeOutput } from "./check/output.ts";
import { compareForResults } from "./results/hardware.ts";
import { HARDWARE, readHardware } from "./results/hardware-file.ts";
import { Memory } from "./results/measure.ts";
import { resultsPage } from "./results/page.ts";
import { startProgress } from "./results/progress.ts";
import { runStudies } from "./results/run.ts";
import { resultsSchema } from "./results/schema.ts";
import { FULL, missingFile, openSubject, QUICK, SUBJECT_NAMES } from "./results/subjects.ts";

const RANDOM_DRAWS = 20;
const QUICK_DRAWS = 3;

const asked = process.argv.slice(2);
const OPTIONS = ["--quick", "--hardware", "--check"];
const unknown = asked.find((word) => !OPTIONS.includes(word));
if (unknown !== undefined) {
  console.error(`There is no option ${unknown}; there are ${OPTIONS.join(", ")}.`);
  process.exitCode = 2;
} else if (asked.includes("--check")) check();
else if (asked.includes("--hardware")) await measureHardware();
else await measure(asked.includes("--quick"));

function check(): void {
  const numbers = join(root, "docs/results.json");
  if (!existsSync(numbers)) {
    console.error("docs/results.json is missing; `npm run results` makes it.");
    process.exitCode = 1;
    return;
  }
  const results = resultsSchema.parse(JSON.parse(readFileSync(numbers, "utf8")));
  const page = resultsPage(results, readHardware(root));
  const found = outputDifferences(root, [], new Map([["docs/results.md", page]]));
  if (!results.isFull) found.push("docs/results.json is of a few windows only");
  for (const line of found) console.error(line);
  console.log(`1 page from docs/results.json, ${found.length === 0 ? "up to date" : "out of date"}`);
  process.exitCode = found.length === 0 ? 0 : 1;
}

/** Only its part of the page changes. */
async function measureHardware(): Promise<void> {
  const progress = startProgress();
  const comparison = await compareForResults(join(root, "out/hardware"), progress.show);
  progress.stop();
  const results = resultsSchema.parse(JSON.parse(readFileSync(join(root, "docs/results.json"), "utf8")));
  writeOutput(
    root,
    [],
    new Map([
      [HARDWARE, `${JSON.stringify(comparison)}\n`],
      ["docs/results.md", resultsPage(results, comparison)],
    ]),
  );
  await execa("biome", ["format", "--write", HARDWARE], { cwd: root, preferLocal: true });
  console.log(`docs/results.md and ${HARDWARE}`);
}

async function measure(isQuick: boolean): Promise<void> {
  const missing = SUBJECT_NAMES.map(missingFile).find((file) => file !== undefined);
  if (missing !== undefined) {
    console.error(`${missing} is missing; set BITLOOM_DATA to the folder of the shared data.`);
    process.exitCode = 2;
    return;
  }
  const extent = isQuick ? QUICK : FULL;
  const subjects = [];
  for (const name of SUBJECT_NAMES) subjects.push(await openSubject(name, extent[name]));
  const progress = startProgress();
  const began = performance.now();
  const results = runStudies(subjects, new Memory(join(root, "out/results")), {
    isFull: !isQuick,
    draws: isQuick ? QUICK_DRAWS : RANDOM_DRAWS,
    onProgress: progress.show,
  });
  progress.stop();
  const folder = isQuick ? "out/results-quick" : "docs";
  writeOutput(
    root,
    [],
    new Map([
      [`${folder}/results.json`, `${JSON.stringify(results)}\n`],
      [`${folder}/results.md`, resultsPage(results, isQuick ? undefined : readHardware(root))],
    ]),
  );
  // Lists of numbers in lines as the project's formatter has them.
  if (!isQuick)
    await execa("biome", ["format", "--write", `${folder}/results.json`], { cwd: root, preferLocal: true });
  console.log(
    `${folder}/results.md and results.json, ${((performance.now() - began) / 60_000).toFixed(1)} minutes`,
  );
}
