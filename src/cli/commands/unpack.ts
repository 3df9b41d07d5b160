/** `bitloom unpack PACKED -o OUT`: packed weights back to an ordinary F32 safetensors file. */
import type { CommandModule } from "yargs";
import { readPackedModel, unpackModel } from "../../model/index.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";
import { startProgress } from "../progress.ts";
import { requireNew } from "../write-output.ts";

interface UnpackOptions extends CommonOptions {
  readonly packed: string;
  readonly out: string;
  readonly force: boolean;
}

export const unpackCommand: CommandModule<CommonOptions, UnpackOptions> = {
  command: "unpack <packed>",
  describe: "Turn a packed model back into ordinary F32 safetensors (what its codes stand for)",
  builder: (yargs) =>
    yargs
      .positional("packed", {
        type: "string",
        demandOption: true,
        describe: "File written by `bitloom quantize`",
      })
      .option("out", { alias: "o", type: "string", demandOption: true, describe: "File to write" })
      .option("force", { type: "boolean", default: false, describe: "Replace the output file if it exists" })
      .example(
        "$0 unpack out/kjv.fineq.safetensors -o out/kjv.f32.safetensors",
        "For any program that reads F32",
      ),
  handler: (options) =>
    conclude(options, () => {
      requireNew([options.out], options.force);
      const model = readPackedModel(options.packed);
      const bar = startProgress("unpack", 1, options.json);
      try {
        unpackModel(model, options.out, ({ done, total, tensor }) => bar.update(done / total, tensor));
      } finally {
        bar.stop();
        model.close();
      }
      const unpacked = model.tensors
        .filter((tensor) => tensor.kind === "quantized")
        .map((tensor) => tensor.name);
      if (options.json) printJson({ packed: options.packed, out: options.out, unpacked });
      else printLine(`${unpacked.length} tensors unpacked. Written to ${options.out}.`);
      return EXIT.good;
    }),
};
