/** `bitloom lint FILES`: signals used as JavaScript values. */
import type { CommandModule } from "yargs";
import { lintFiles } from "../../lint/index.ts";
import {
  type CommonOptions,
  conclude,
  exitCodeOf,
  printDiagnostics,
  printJson,
  printLine,
} from "../outcome.ts";

interface LintOptions extends CommonOptions {
  readonly files: string[];
}

export const lintCommand: CommandModule<CommonOptions, LintOptions> = {
  command: "lint <files..>",
  describe: "Find signals used in JavaScript conditions, ===, !, &&, <, template strings, and unused signals",
  builder: (yargs) =>
    yargs
      .positional("files", {
        type: "string",
        array: true,
        demandOption: true,
        describe: "TypeScript files or folders",
      })
      .example("$0 lint src/designs/*.ts", "Check design sources by type"),
  handler: (options) =>
    conclude(options, () => {
      const found = lintFiles(options.files);
      if (found.length > 0) printDiagnostics(found, options);
      else if (options.json) printJson({ diagnostics: [] });
      else printLine(`${options.files.length === 1 ? "The file is" : "The files are"} clean.`);
      return exitCodeOf(found);
    }),
};
