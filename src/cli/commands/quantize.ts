/** `bitloom quantize MODEL`: a model's weight matrices in one packed format, or in the formats that LieQ's scores earn its layers. */
import type { CommandModule } from "yargs";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";
import {
  DEFAULT_BUDGET,
  FORMAT_CHOICES,
  OUTLIER_CHOICES,
  type QuantizeArguments,
  quantizeJob,
} from "../quantize-job/options.ts";
import { runQuantizeJob } from "../quantize-job/quantize-job.ts";
import { quantizeReport, quantizeReportText } from "../quantize-job/report.ts";
import { requireNew } from "../write-output.ts";

interface QuantizeOptions extends CommonOptions, QuantizeArguments {
  readonly force: boolean;
}

export const quantizeCommand: CommandModule<CommonOptions, QuantizeOptions> = {
  command: "quantize <model>",
  describe: "Quantize a model's weight matrices and write them packed, as safetensors",
  builder: (yargs) =>
    yargs
      .positional("model", {
        type: "string",
        demandOption: true,
        describe: "safetensors, GGUF or llama2.c file, or its folder",
      })
      .option("format", {
        choices: FORMAT_CHOICES,
        describe:
          "One format for all; or for each layer one of w4 and w2 (lieq) or of w4 and fineq (lieq+fineq). fineq if not given, lieq with --budget",
      })
      .option("budget", {
        type: "number",
        describe: `Average bits a weight that the layers may take, scales not counted; lieq. ${DEFAULT_BUDGET} if not given`,
      })
      .option("ladder", {
        type: "string",
        describe: "Formats for layers from high to low score, as w4,fineq,w2; lieq",
      })
      .option("outliers", {
        choices: OUTLIER_CHOICES,
        describe:
          "FineQ: which clusters of three may have magnitudes above 1, any or at most one in so many neighbours of a row. any if not given",
      })
      .option("rounding", {
        choices: ["nearest", "calibrated"] as const,
        default: "nearest" as const,
        describe: "Each weight to its nearest code, or fitted to the activations of a text",
      })
      .option("text", {
        type: "string",
        describe:
          "Text in UTF-8 for scores and calibration; heldout.txt beside the model if not given, else what the model writes",
      })
      .option("tokens", { type: "number", default: 4096, describe: "Most tokens of it, 2 to 16777216" })
      .option("seed", {
        type: "number",
        default: 1,
        describe: "Seed of the random weights that scores compare with",
      })
      .option("out", {
        alias: "o",
        type: "string",
        describe: "File to write; out/MODEL.FORMAT.safetensors if not given",
      })
      .option("embeddings", {
        type: "boolean",
        default: false,
        describe: "Quantize embeddings and output head too (lieq: in the first format of the ladder)",
      })
      .option("tensor", {
        type: "string",
        array: true,
        describe: "Quantize only this tensor (may be repeated)",
      })
      .option("force", { type: "boolean", default: false, describe: "Replace the output file if it exists" })
      .example(
        "$0 quantize examples/models/kjv-1.8m -o out/kjv.fineq.safetensors",
        "All linear layers to FineQ",
      )
      .example(
        "$0 quantize examples/models/kjv-1.8m --budget 2.25",
        "LieQ: 4 bits where the scores are highest, 2 elsewhere; out/kjv-1.8m.lieq-2.25.safetensors",
      )
      .example(
        "$0 quantize stories260K.bin --budget 2.5 --ladder w4,fineq,w2 --text stories.txt",
        "Three formats by score",
      )
      .example(
        "$0 quantize SmolLM2-135M --format w4 --rounding calibrated --text notes.txt --tokens 2048",
        "GPTQ at 4 bits",
      )
      .example(
        "$0 quantize examples/models/kjv-1.8m --outliers 1/4 -o out/kjv.sparse.safetensors",
        "FineQ for arrays with one outlier unit in four clusters",
      )
      .example(
        "$0 quantize stories260K.bin --tensor model.layers.0.mlp.up_proj.weight -o up.safetensors",
        "One tensor of a llama2.c file",
      ),
  handler: (options) =>
    conclude(options, async () => {
      const job = quantizeJob(options);
      requireNew([job.out], options.force);
      const result = await runQuantizeJob(job, options.json);
      if (options.json) printJson(quantizeReport(result));
      else printLine(quantizeReportText(result));
      return EXIT.good;
    }),
};
