/**
 * `npm run check`: everything CI looks at besides the tests, in turn, with a table of outcomes and times at the end.
 * `npm run check -- links types` runs the named ones. Exit code 1 when one fails, 2 for an unknown name.
 */
import pc from "picocolors";
import { checkFileLengths } from "./check/lengths.ts";
import { checkLinks } from "./check/links.ts";
import { tool } from "./check/outcome.ts";

const checks = {
  style: tool("biome", ["ci", "--error-on-warnings", `--colors=${process.stdout.isTTY ? "force" : "off"}`]),
  types: tool("tsc", ["-p", "tsconfig.json"]),
  designs: tool("tsx", ["src/cli/main.ts", "lint", "src/blocks", "examples"]),
  imports: tool("depcruise", ["src", "scripts", "bench", "examples"]),
  reference: tool("tsx", ["scripts/reference.ts", "--check"]),
  documents: tool("tsx", ["scripts/documents.ts", "--check"]),
  pictures: tool("tsx", ["scripts/pictures.ts", "--check"]),
  mutants: tool("tsx", ["scripts/mutate.ts", "--sample", "40"]),
  links: checkLinks,
  lengths: checkFileLengths,
};

type CheckName = keyof typeof checks;
const isCheckName = (name: string): name is CheckName => Object.hasOwn(checks, name);

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !isCheckName(name));
if (unknown !== undefined) {
  console.error(`There is no check '${unknown}'; there are ${Object.keys(checks).join(", ")}.`);
  process.exit(2);
}
const names = asked.length > 0 ? asked.filter(isCheckName) : Object.keys(checks).filter(isCheckName);

const rows: string[] = [];
let failures = 0;
for (const name of names) {
  console.log(pc.cyan(name.padEnd(10)));
  const start = performance.now();
  const outcome = await checks[name]();
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
  if (outcome.report) console.log(outcome.report);
  if (!outcome.passed) failures += 1;
  const verdict = outcome.passed ? pc.green("passed") : pc.red("failed");
  rows.push(`${name.padEnd(10)} ${verdict} ${seconds} s  ${outcome.summary}`);
}

console.log(`\n${rows.join("\n")}`);
process.exit(failures > 0 ? 1 : 0);
