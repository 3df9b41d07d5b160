/**
 * `npm run mutate`: changes one operator, constant or order of the FineQ engine's Verilog at a time and reports which
 * changes the testbenches catch. Every survivor has a written reason in scripts/mutate/equivalent.json, or the run fails.
 *
 *     npm run mutate                        every mutant
 *     npm run mutate -- --sample 40         a reproducible sample; --seed N chooses another
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
import { judgeMutants, mutants, readReasons, runMutants, sampleMutants } from "../src/harness/index.ts";
import { mutationBenches } from "./mutate/benches.ts";
import { mutationReport, renderReport } from "./mutate/report.ts";

const options = await yargs(process.argv.slice(2))
  .option("sample", { type: "number", describe: "Run so many mutants, spread over the modules" })
  .option("seed", { type: "number", default: 1, describe: "Draws the sample" })
  .option("only", { type: "string", default: "", describe: "Modules whose name contains this" })
  .option("jobs", { type: "number", default: 2, describe: "Simulations at a time" })
  .option("json", { type: "boolean", default: false, describe: "Print the report as JSON" })
  .strict()
  .fail((message) => {
    console.error(message);
    process.exit(2);
  })
  .parse();

const reasonsFile = fileURLToPath(new URL("./mutate/equivalent.json", import.meta.url));

try {
  const began = performance.now();
  const { benches, design } = mutationBenches();
  const verilog = benches.at(-1)?.verilog ?? [];
  const all = design.modules.flatMap(({ name }) =>
    mutants(name, verilog.find((file) => file.name === `${name}.v`)?.text ?? ""),
  );
  const wanted = all.filter(({ module }) => module.includes(options.only));
  const chosen = options.sample === undefined ? wanted : sampleMutants(wanted, options.sample, options.seed);
  const results = await runMutants(chosen, benches, { jobs: options.jobs, onProgress: showProgress });
  const verdict = judgeMutants(all, results, await readReasons(reasonsFile));
  const report = mutationReport(verdict, all.length, (performance.now() - began) / 1000);
  console.log(
    options.json
      ? JSON.stringify(report, undefined, 2)
      : renderReport(report, relative(process.cwd(), reasonsFile)),
  );
  process.exitCode = report.passed ? 0 : 1;
} catch (error) {
  if (!(error instanceof BitloomError)) throw error;
  console.error(renderDiagnostics(error.diagnostics));
  process.exitCode = error.diagnostics.some((d) => d.kind === "tool") ? 3 : 1;
}

/** One line that is rewritten, on a terminal only. */
function showProgress(done: number, count: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r${pc.dim(`${done} of ${count} mutants`)}${done === count ? "\n" : ""}`);
}
