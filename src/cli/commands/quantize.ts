/** `bitloom quantize MODEL -o OUT`: a model's weight matrices in a packed format. */
import { existsSync } from "node:fs";
import type { CommandModule } from "yargs";
import { fail } from "../../diagnostics/index.ts";
import {
  chooseMatrices,
  elementsOf,
  type Model,
  openModel,
  type QuantizedReport,
  type TensorReport,
  writeQuantized,
} from "../../model/index.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";
import { startProgress } from "../progress.ts";
import { textTable } from "../table.ts";

interface QuantizeOptions extends CommonOptions {
  readonly model: string;
  readonly format: "fineq";
  readonly out: string;
  readonly embeddings: boolean;
  readonly tensor: string[] | undefined;
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
        describe: "safetensors file, its folder, or llama2.c file",
      })
      .option("format", { choices: ["fineq"] as const, default: "fineq" as const, describe: "Number format" })
      .option("out", { alias: "o", type: "string", demandOption: true, describe: "File to write" })
      .option("embeddings", {
        type: "boolean",
        default: false,
        describe: "Quantize embeddings and output head too",
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
        "$0 quantize stories260K.bin --tensor model.layers.0.mlp.up_proj.weight -o up.safetensors",
        "One tensor of a llama2.c file",
      ),
  handler: (options) =>
    conclude(options, async () => {
      if (existsSync(options.out) && !options.force) {
        fail("BL0605", { path: options.out, reason: "it exists already (--force replaces it)" });
      }
      const model = await openModel(options.model);
      try {
        report(await withProgress(model, options), options);
        return EXIT.good;
      } finally {
        model.close();
      }
    }),
};

async function withProgress(model: Model, options: QuantizeOptions): Promise<QuantizedReport> {
  const total = model.tensors.reduce((sum, tensor) => sum + elementsOf(tensor.shape), 0);
  const bar = startProgress("quantize", total, options.json);
  try {
    const only = options.tensor === undefined ? {} : { only: options.tensor };
    const chosen = chooseMatrices(model, { embeddings: options.embeddings, ...only });
    const formats = new Map(chosen.map(({ name }) => [name, options.format]));
    return await writeQuantized(options.out, model, formats, {
      rounding: "nearest",
      onProgress: (progress) => bar.update(progress.done, progress.tensor),
    });
  } finally {
    bar.stop();
  }
}

function report({ tensors, kept }: QuantizedReport, options: QuantizeOptions): void {
  const weights = tensors.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
  const bits = tensors.reduce((sum, t) => sum + t.bits.total * elementsOf(t.shape), 0);
  if (options.json) {
    printJson({
      model: options.model,
      format: options.format,
      out: options.out,
      weights,
      bitsPerWeight: bits / weights,
      tensors: tensors.map((t) => ({
        name: t.name,
        shape: t.shape,
        bitsPerWeight: t.bits.total,
        sqnrDecibels: t.sqnr,
      })),
      kept,
    });
    return;
  }
  printLine(
    textTable(
      [
        { title: "tensor", text: (t: TensorReport) => t.name, align: "left" },
        { title: "out x in", text: (t) => t.shape.join(" x ") },
        { title: "bits/weight", text: (t) => t.bits.total.toFixed(3) },
        { title: "SQNR (dB)", text: (t) => t.sqnr.toFixed(2) },
      ],
      tensors,
    ),
  );
  printLine();
  printLine(
    `${tensors.length} tensors, ${weights} weights at ${(bits / weights).toFixed(3)} bits a weight (scales and padding included); ` +
      `${kept.length} tensors kept as they were.`,
  );
  printLine(`Written to ${options.out}.`);
}
