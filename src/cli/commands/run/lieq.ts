/** `bitloom run lieq`: a model's linear layers in mixed formats, layer after layer through the generated LieQ engine. */
import { basename } from "node:path";
import type { CommandModule } from "yargs";
import { WEIGHT_FORMATS } from "../../../golden/index.ts";
import type { Rounding } from "../../../model/index.ts";
import { wholeArgument } from "../../arguments.ts";
import { runLieqJob } from "../../lieq-job/lieq-job.ts";
import type { LieqFault } from "../../lieq-job/options.ts";
import { lieqReportText } from "../../lieq-job/report.ts";
import type { JobSimulator } from "../../main-job/tensor-run.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../../outcome.ts";

interface RunLieqOptions extends CommonOptions {
  readonly model: string;
  readonly budget: number;
  readonly ladder: string;
  readonly rounding: Rounding;
  readonly text: string | undefined;
  readonly tokens: number | undefined;
  readonly "score-tokens": number;
  readonly seed: number;
  readonly rows: number;
  readonly cols: number;
  readonly coding: "unary" | "binary" | "direct";
  readonly layers: number;
  readonly simulator: JobSimulator;
  readonly "inject-fault": LieqFault | undefined;
  readonly out: string | undefined;
}

export const runLieqCommand: CommandModule<CommonOptions, RunLieqOptions> = {
  command: "lieq",
  describe: "LieQ: allocate bits to layers, quantize, run every linear layer with real activations, compare",
  builder: (yargs) =>
    yargs
      .option("model", {
        type: "string",
        demandOption: true,
        describe: "safetensors file, its folder, GGUF or llama2.c file",
      })
      .option("budget", {
        type: "number",
        default: 2.5,
        describe: "Average bits a weight, scales not counted",
      })
      .option("ladder", {
        type: "string",
        default: "w4,fineq,w2",
        describe: `Formats for layers from high to low score, of ${WEIGHT_FORMATS.join(", ")}`,
      })
      .option("rounding", {
        choices: ["nearest", "calibrated"] as const,
        default: "nearest" as const,
        describe:
          "Each weight to its nearest code, or error feedback on the score's tokens (GPTQ, calibrated FineQ)",
      })
      .option("text", {
        type: "string",
        describe: "Text that the activations come from; heldout.txt beside the model, or its own, by default",
      })
      .option("tokens", {
        type: "number",
        describe: "Activation rows M through the engine; as many as the array has by default",
      })
      .option("score-tokens", {
        type: "number",
        default: 4096,
        describe: "Tokens that the scores look at, as in quantize",
      })
      .option("seed", { type: "number", default: 1, describe: "Seed of the scores' random weights" })
      .option("rows", { type: "number", default: 8, describe: "Rows of the array, 1 to 128" })
      .option("cols", { type: "number", default: 8, describe: "Columns of the array, 1 to 128" })
      .option("coding", {
        choices: ["unary", "binary", "direct"] as const,
        default: "unary" as const,
        describe: "Temporal code",
      })
      .option("layers", {
        type: "number",
        default: 64,
        describe: "Entries of the engine's layer table: matrices that one program runs, 1 to 1024",
      })
      .option("simulator", {
        choices: ["bitloom", "icarus", "verilator"] as const,
        default: "bitloom" as const,
        describe: "In process, or the generated Verilog in a tool that is installed",
      })
      .option("inject-fault", {
        choices: ["weight", "scale", "activation"] as const,
        describe: "Turn one bit on its way in, to see the comparison fail",
      })
      .option("out", {
        alias: "o",
        type: "string",
        describe: "Folder for everything written; out/lieq/MODEL by default",
      })
      .example(
        "$0 run lieq --model examples/models/kjv-1.8m --budget 2.5",
        "All 56 matrices of the model in the repository",
      )
      .example(
        "$0 run lieq --model stories260K.bin --budget 2.25 --text story.txt --ladder w8,w3 --cols 16",
        "Two formats, a text of your own, an 8 x 16 array",
      ),
  handler: (options) =>
    conclude(options, async () => {
      const { model, text, coding, simulator } = options;
      const rows = wholeArgument("--rows", options.rows, 1, 128);
      const name = basename(model).replace(/\.(safetensors|bin|gguf)$/, "") || "model";
      const report = await runLieqJob({
        model,
        text,
        budget: options.budget,
        rounding: options.rounding,
        ladder: options.ladder,
        seed: wholeArgument("--seed", options.seed, 0, 2 ** 32 - 1),
        scoreTokens: wholeArgument("--score-tokens", options["score-tokens"], 2, 1e6),
        tokens: wholeArgument("--tokens", options.tokens ?? rows, 1, 4096),
        engine: {
          rows,
          columns: wholeArgument("--cols", options.cols, 1, 128),
          coding,
          layers: wholeArgument("--layers", options.layers, 1, 1024),
        },
        simulator,
        fault: options["inject-fault"],
        out: options.out ?? `out/lieq/${name}`,
        quiet: options.json,
      });
      if (options.json) printJson(report);
      else printLine(lieqReportText(report));
      // A fault that was put in and not noticed is the worst outcome of all.
      return report.verdict === "pass" && report.injectedFault === null ? EXIT.good : EXIT.mismatch;
    }),
};
