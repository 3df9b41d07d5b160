/** `bitloom coverage DIR`: merges what simulations covered and reports it. */
import { basename, dirname } from "node:path";
import type { CommandModule } from "yargs";
import { BitloomError, diagnostic } from "../../diagnostics/index.ts";
import {
  type CoverageReport,
  coverageReport,
  lcovOf,
  percentOf,
  readCoverage,
  readWaivers,
} from "../../sim/index.ts";
import { coverageText } from "../coverage-text.ts";
import { type CommonOptions, conclude, EXIT } from "../outcome.ts";
import { writeOutput } from "../write-output.ts";

interface CoverageOptions extends CommonOptions {
  readonly paths: string[];
  readonly format: "text" | "json" | "lcov" | undefined;
  readonly waivers: string | undefined;
  readonly out: string | undefined;
}

export const coverageCommand: CommandModule<CommonOptions, CoverageOptions> = {
  command: "coverage <paths..>",
  describe: "Merge and report the coverage that simulations have written",
  builder: (yargs) =>
    yargs
      .positional("paths", {
        type: "string",
        array: true,
        demandOption: true,
        describe: "Folders or files, written by tests under BITLOOM_COVERAGE=DIR",
      })
      .option("format", {
        choices: ["text", "json", "lcov"] as const,
        describe: "Form of the report; text unless --json is given",
      })
      .option("waivers", {
        type: "string",
        describe: "JSON file of points that need not be hit, with reasons",
      })
      .option("out", { type: "string", describe: "Write the report to this file" })
      .example("$0 coverage out/coverage", "A table, and the points that were missed")
      .example("$0 coverage out/coverage --format lcov --out out/lcov.info", "For genhtml and editors"),
  handler: (options) =>
    conclude(options, () => {
      const data = readCoverage(options.paths);
      const waivers = options.waivers === undefined ? [] : readWaivers(options.waivers);
      const report = coverageReport(data, waivers);
      const format = options.format ?? (options.json ? "json" : "text");
      const text =
        format === "lcov" ? lcovOf(data, waivers) : format === "json" ? jsonOf(report) : coverageText(report);
      if (options.out === undefined) process.stdout.write(text);
      else writeOutput(dirname(options.out), [{ name: basename(options.out), text }]);
      if (report.stale.length > 0) throw staleWaivers(report, options.waivers ?? "");
      return EXIT.good;
    }),
};

function jsonOf({ rows, total, points, stale }: CoverageReport): string {
  const withPercent = rows.map((row) => ({ ...row, percent: percentOf(row) }));
  const report = { rows: withPercent, total: { ...total, percent: percentOf(total) }, points, stale };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

const staleWaivers = ({ stale }: CoverageReport, file: string): BitloomError =>
  new BitloomError(
    stale.map(({ waiver, why }) => {
      const { module, kind, point } = waiver;
      return diagnostic("BL0473", { module, kind, point, why, file });
    }),
  );
