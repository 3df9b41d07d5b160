/** `bitloom run afpr`: a weight matrix and its real activations through the generated AFPR engine. */
import { basename } from "node:path";
import type { CommandModule } from "yargs";
import { runAfprJob } from "../../afpr-job/afpr-job.ts";
import { reportText } from "../../afpr-job/report-text.ts";
import type { InjectedFault } from "../../afpr-job/tile-jobs.ts";
import type { JobSimulator } from "../../afpr-job/tile-run.ts";
import { positiveArgument, tilesArgument, wholeArgument } from "../../arguments.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../../outcome.ts";

interface RunAfprOptions extends CommonOptions {
  readonly model: string;
  readonly tensor: string;
  readonly text: string | undefined;
  readonly vectors: number;
  readonly rows: number;
  readonly cols: number;
  readonly inputs: "two-phase" | "differential";
  readonly shift: number | undefined;
  readonly clock: number;
  readonly tiles: string | undefined;
  readonly simulator: JobSimulator;
  readonly "inject-fault": InjectedFault | undefined;
  readonly out: string | undefined;
}

export const runAfprCommand: CommandModule<CommonOptions, RunAfprOptions> = {
  command: "afpr",
  describe: "AFPR: a weight matrix on compute-in-memory macros, real activations in FP8 through the engine",
  builder: (yargs) =>
    yargs
      .option("model", {
        type: "string",
        demandOption: true,
        describe: "safetensors file, its folder, or llama2.c file",
      })
      .option("tensor", {
        type: "string",
        demandOption: true,
        describe: "A projection's weights, as `bitloom inspect` lists them",
      })
      .option("text", {
        type: "string",
        describe: "Text that the activations come from; heldout.txt beside the model, or its own, by default",
      })
      .option("vectors", { type: "number", default: 16, describe: "Activation vectors, 1 to 1024" })
      .option("rows", { type: "number", default: 576, describe: "Rows of the macro, 1 to 1024" })
      .option("cols", { type: "number", default: 256, describe: "Columns of the macro, 1 to 512" })
      .option("inputs", {
        choices: ["two-phase", "differential"] as const,
        default: "two-phase" as const,
        describe: "How signs of activations reach the macro",
      })
      .option("shift", {
        type: "number",
        describe: "Full-scale shift SH, 0 to 15; the one with the least squared error by default",
      })
      .option("clock", { type: "number", default: 320, describe: "Clock in MHz, for GOPS and energy" })
      .option("tiles", {
        type: "string",
        describe: "Column tiles to simulate, or `all`; as many as take about a minute by default",
      })
      .option("simulator", {
        choices: ["bitloom", "icarus", "verilator"] as const,
        default: "bitloom" as const,
        describe: "In process, or the generated Verilog in a tool that is installed",
      })
      .option("inject-fault", {
        choices: ["weight", "code"] as const,
        describe: "Spoil one weight or activation code on its way in, to see the comparison fail",
      })
      .option("out", {
        alias: "o",
        type: "string",
        describe: "Folder for everything written; out/afpr/MODEL/TENSOR by default",
      })
      .example(
        "$0 run afpr --model examples/models/kjv-1.8m --tensor model.layers.0.mlp.down_proj.weight",
        "A matrix of the model in the repository on a 576 x 256 macro",
      )
      .example(
        "$0 run afpr --model m.bin --tensor model.layers.2.mlp.up_proj.weight --rows 64 --cols 32 --text story.txt",
        "Row and column tiles, activations of a text of your own",
      ),
  handler: (options) =>
    conclude(options, async () => {
      const { model, tensor, text, inputs, shift, simulator, tiles } = options;
      const name = basename(model).replace(/\.(safetensors|bin)$/, "") || "model";
      const report = await runAfprJob({
        model,
        tensor,
        text,
        vectors: wholeArgument("--vectors", options.vectors, 1, 1024),
        rows: wholeArgument("--rows", options.rows, 1, 1024),
        columns: wholeArgument("--cols", options.cols, 1, 512),
        inputs,
        shift: shift === undefined ? undefined : wholeArgument("--shift", shift, 0, 15),
        clockMegahertz: positiveArgument("--clock", options.clock, 1e6),
        tiles: tiles === undefined ? undefined : tilesArgument(tiles),
        simulator,
        fault: options["inject-fault"],
        out: options.out ?? `out/afpr/${name}/${tensor.replace(/[^A-Za-z0-9._-]/g, "_")}`,
        quiet: options.json,
      });
      if (options.json) printJson(report);
      else printLine(reportText(report));
      // A fault that was put in and not noticed is the worst outcome of all.
      return report.verdict === "pass" && report.injectedFault === null ? EXIT.good : EXIT.mismatch;
    }),
};
