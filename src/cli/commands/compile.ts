/** `bitloom compile QUANTIZED -o DIR`: a quantized model's linear layers as a program for the LieQ engine. */
import { join } from "node:path";
import type { CommandModule } from "yargs";
import { lieqConfiguration } from "../../blocks/index.ts";
import { PROGRAM_FILE } from "../../gen/index.ts";
import { wholeArgument } from "../arguments.ts";
import { runCompileJob } from "../compile/compile-job.ts";
import { compileText } from "../compile/report.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";
import { requireNew } from "../write-output.ts";

interface CompileArguments extends CommonOptions {
  readonly quantized: string;
  readonly out: string;
  readonly model: string | undefined;
  readonly text: string | undefined;
  readonly tokens: number | undefined;
  readonly rows: number;
  readonly cols: number;
  readonly coding: "unary" | "binary" | "direct";
  readonly accumulator: number;
  readonly layers: number;
  readonly "layers-per-run": number | undefined;
  readonly testbench: boolean;
  readonly hex: boolean;
  readonly force: boolean;
}

export const compileCommand: CommandModule<CommonOptions, CompileArguments> = {
  command: "compile <quantized>",
  describe: "Write the program that runs a quantized model's linear layers: images, layer table, testbench",
  builder: (yargs) =>
    yargs
      .positional("quantized", {
        type: "string",
        demandOption: true,
        describe: "File written by `bitloom quantize`",
      })
      .option("out", { alias: "o", type: "string", demandOption: true, describe: "Folder to write to" })
      .option("model", {
        type: "string",
        describe: "The model it was made from, for its tokenizer and heldout.txt; else what lies beside it",
      })
      .option("text", {
        type: "string",
        describe: "Text that the activations come from; heldout.txt, or the model's own, by default",
      })
      .option("tokens", {
        type: "number",
        describe: "Activation rows M, 1 to 4096; as many as the array has by default",
      })
      .option("rows", { type: "number", default: 8, describe: "Rows of the array, 1 to 128" })
      .option("cols", { type: "number", default: 8, describe: "Columns of the array, 1 to 128" })
      .option("coding", {
        choices: ["unary", "binary", "direct"] as const,
        default: "unary" as const,
        describe: "Temporal code",
      })
      .option("accumulator", { type: "number", default: 24, describe: "Bits of an accumulator, 24 to 32" })
      .option("layers", {
        type: "number",
        default: 64,
        describe: "Entries of the engine's layer table, 1 to 1024",
      })
      .option("layers-per-run", {
        type: "number",
        describe: "Layers of a run at most; as many as the table holds by default",
      })
      .option("testbench", {
        type: "boolean",
        default: true,
        describe: "Write the engine's Verilog and a testbench that runs the program",
      })
      .option("hex", {
        type: "boolean",
        default: false,
        describe: "Write the images for $readmemh too, eight bytes a line",
      })
      .option("force", { type: "boolean", default: false, describe: "Replace a program that is there" })
      .example(
        "$0 compile out/kjv.lieq.safetensors --model examples/models/kjv-1.8m -o out/kjv-program",
        "The whole model on an 8 x 8 array, activations of its held-out text",
      )
      .example(
        "$0 compile q.safetensors --text story.txt --rows 16 --cols 32 --no-testbench -o out/program",
        "Images, table and register program alone, for a 16 x 32 array",
      ),
  handler: (options) =>
    conclude(options, async () => {
      const { quantized, model, text, coding, testbench, hex, out } = options;
      const rows = wholeArgument("--rows", options.rows, 1, 128);
      const layers = wholeArgument("--layers", options.layers, 1, 1024);
      const engine = {
        rows,
        columns: wholeArgument("--cols", options.cols, 1, 128),
        coding,
        accumulatorBits: wholeArgument("--accumulator", options.accumulator, 24, 32),
        layers,
      };
      lieqConfiguration(engine);
      const program = join(out, PROGRAM_FILE);
      requireNew([program], options.force);
      const report = await runCompileJob({
        quantized,
        model,
        text,
        tokens: wholeArgument("--tokens", options.tokens ?? rows, 1, 4096),
        engine,
        perRun: wholeArgument("--layers-per-run", options["layers-per-run"] ?? layers, 1, layers),
        testbench,
        hex,
        out,
        quiet: options.json,
      });
      if (options.json) printJson(report);
      else printLine(compileText(report));
      return EXIT.good;
    }),
};
