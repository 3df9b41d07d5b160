/** `bitloom explain CODE`: the page of a message. */
import type { CommandModule } from "yargs";
import { catalogue, explainCode, fail } from "../../diagnostics/index.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";

interface ExplainOptions extends CommonOptions {
  readonly code: string | undefined;
}

export const explainCommand: CommandModule<CommonOptions, ExplainOptions> = {
  command: "explain [code]",
  describe: "Explain a message; without a code, list all of them",
  builder: (yargs) =>
    yargs
      .positional("code", { type: "string", describe: "Such as BL0104" })
      .example("$0 explain BL0104", "Why two widths do not mix, with a wrong and a right example"),
  handler: (options) =>
    conclude(options, () => {
      if (options.code === undefined) {
        const all = Object.entries(catalogue).map(([code, { title, severity }]) => ({
          code,
          severity,
          title,
        }));
        if (options.json) printJson({ codes: all });
        else
          for (const { code, severity, title } of all) printLine(`${code}  ${severity.padEnd(7)}  ${title}`);
        return EXIT.good;
      }
      const code = options.code.toUpperCase();
      const page = explainCode(code);
      if (page === undefined) fail("BL0602", { code: options.code });
      if (options.json) printJson({ code, page });
      else printLine(page);
      return EXIT.good;
    }),
};
