/** `bitloom estimate BLOCK --target TARGET`: what a block of the catalogue will cost, from the design alone, without a synthesis tool. */
import type { CommandModule } from "yargs";
import { elaborate } from "../../dsl/index.ts";
import { estimateDesign, targetKind } from "../../synth/index.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";
import { BLOCK_ARGUMENT, findBlock, PARAMETER_OPTION, parseParameters } from "../parameters.ts";
import type { ReportForm } from "../report-form.ts";
import { estimateText } from "../synth/estimate-text.ts";

interface EstimateOptions extends CommonOptions {
  readonly block: string;
  readonly param: string[];
  readonly target: string;
  readonly report: ReportForm;
}

export const estimateCommand: CommandModule<CommonOptions, EstimateOptions> = {
  command: "estimate <block>",
  describe: "Estimate a block's area, or what it takes of an iCE40, before synthesis, from the design alone",
  builder: (yargs) =>
    yargs
      .positional("block", BLOCK_ARGUMENT)
      .option("param", PARAMETER_OPTION)
      .option("target", {
        type: "string",
        demandOption: true,
        describe: "nangate45, osu018, the path of a Liberty file, or ice40",
      })
      .option("report", {
        choices: ["text", "md"] as const,
        default: "text" as const,
        describe: "Form of the report",
      })
      .example(
        "$0 estimate fineq-array --param rows=64 --param cols=64 --target nangate45",
        "Area by module, in a moment",
      )
      .example("$0 estimate fineq-engine --target ice40", "Look-up tables, flip-flops and block RAMs")
      .example("$0 estimate tile-column --target ./cells.lib.gz --json", "Another library, as data"),
  handler: (options) =>
    conclude(options, async () => {
      const entry = findBlock(options.block);
      const given = entry.forTarget(
        parseParameters(options.param),
        targetKind(options.target),
        options.target,
      );
      const design = elaborate(entry.make(given));
      const report = estimateDesign(design, options.target);
      if (options.json) printJson(report);
      else printLine(estimateText(report, options.report));
      return EXIT.good;
    }),
};
