/**
 * `npm run mutate`: changes one operator, constant or order of an engine's Verilog at a time and reports which changes
 * the testbenches catch. Every survivor has a written reason in scripts/mutate/ENGINE/equivalent.json, or the run fails.
 *
 *     npm run mutate                        every mutant
 *     npm run mutate -- --sample 40         a reproducible sample; --seed N chooses another
 *     npm run mutate -- --target afpr       one engine: fineq, afpr or lieq
 *     npm run mutate -- --only fineq_pe     modules whose name contains that
 *     npm run mutate -- --json              the report as data
 *
 * Exit codes: 0 every survivor explained, 1 a survivor without reason or a reason without survivor, 2 bad usage, 3 no tool.
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import pc from "picocolors";
import yargs from "yargs";
import { BitloomError, renderDiagnostics } from "../src/diagnostics/index.ts";
import { judgeMutants, type Mutant, readReasons, runMutants, sampleMutants } from "../src/harness/index.ts";
import { mutationReport, renderReport } from "./mutate/report.ts";
import { mutantsOf } from "./mutate/target.ts";
import { mutationTargets } from "./mutate/targets.ts";

const options = await yargs(process.argv.slice(2))
  .option("sample", { type: "number", describe: "Run so many mutants, spread over the modules" })
  .option("seed", { type: "number", default: 1, describe: "Draws the sample" })
  .option("target", { choices: Object.keys(mutationTargets), describe: "One engine; all unless stated" })
  .option("only", { type: "string", default: "", describe: "Modules whose name contains this" })
  .option("jobs", { type: "number", default: 2, describe: "Simulations at a time" })
  .option("json", { type: "boolean", default: false, describe: "Print the report as JSON" })
  .strict()
  .fail((message) => {
    console.error(message);
    process.exit(2);
  })
  .parse();

try {
  const began = performance.now();
  const targets = Object.entries(mutationTargets)
    .filter(([name]) => options.target === undefined || options.target === name)
    .map(([, target]) => target())
    .map((target) => ({ target, all: mutantsOf(target) }));
  const existing = targets.flatMap(({ all }) => all);
  const wanted = existing.filter(({ module }) => module.includes(options.only));
  const chosen = new Set(
    options.sample === undefined ? wanted : sampleMutants(wanted, options.sample, options.seed),
  );
  const verdicts = [];
  for (const { target, all } of targets) {
    const mutants = all.filter((mutant) => chosen.has(mutant));
    const benches = mutants.length === 0 ? [] : target.benches().filter((bench) => isNeeded(bench, mutants));
    const results = await runMutants(mutants, benches, { jobs: options.jobs, onProgress: showProgress });
    const reasons = await readReasons(fileURLToPath(target.reasonsFile));
    verdicts.push({ target: target.name, ...judgeMutants(all, results, reasons) });
  }
  const report = mutationReport(verdicts, existing.length, (performance.now() - began) / 1000);
  const reasonsFiles = targets.map(({ target }) =>
    relative(process.cwd(), fileURLToPath(target.reasonsFile)),
  );
  console.log(
    options.json ? JSON.stringify(report, undefined, 2) : renderReport(report, reasonsFiles.join(", ")),
  );
  process.exitCode = report.passed ? 0 : 1;
} catch (error) {
  if (!(error instanceof BitloomError)) throw error;
  console.error(renderDiagnostics(error.diagnostics));
  process.exitCode = error.diagnostics.some((d) => d.kind === "tool") ? 3 : 1;
}

/** A bench without any of the chosen mutants' modules judges nothing. */
function isNeeded(
  { verilog }: { readonly verilog: readonly { readonly name: string }[] },
  mutants: Mutant[],
) {
  const files = new Set(mutants.map(({ module }) => `${module}.v`));
  return verilog.some(({ name }) => files.has(name));
}

/** One line that is rewritten, on a terminal only. */
function showProgress(done: number, count: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r${pc.dim(`${done} of ${count} mutants`)}${done === count ? "\n" : ""}`);
}
