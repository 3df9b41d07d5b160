/** `bitloom inspect FILE`: what a model file holds, packed or not. */
import type { CommandModule } from "yargs";
import { elementsOf, openModel } from "../../model/index.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";
import { textTable } from "../table.ts";

interface InspectOptions extends CommonOptions {
  readonly file: string;
}

interface Row {
  readonly name: string;
  readonly shape: readonly number[];
  readonly format: string;
  readonly bytes: number;
}

export const inspectCommand: CommandModule<CommonOptions, InspectOptions> = {
  command: "inspect <file>",
  describe: "List the tensors of a model file, packed or not",
  builder: (yargs) =>
    yargs
      .positional("file", {
        type: "string",
        demandOption: true,
        describe: "Model file or folder, or a packed file",
      })
      .example("$0 inspect examples/models/kjv-1.8m", "Names, shapes and types")
      .example("$0 inspect out/kjv.fineq.safetensors --json", "A packed model, for scripts"),
  handler: (options) =>
    conclude(options, async () => {
      const { kind, rows } = await describe(options.file);
      const elements = rows.reduce((sum, row) => sum + elementsOf(row.shape), 0);
      const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
      if (options.json) {
        printJson({ file: options.file, kind, elements, bytes, tensors: rows });
        return EXIT.good;
      }
      printLine(
        textTable(
          [
            { title: "tensor", text: (row: Row) => row.name, align: "left" },
            { title: "shape", text: (row) => row.shape.join(" x ") },
            { title: "format", text: (row) => row.format },
            { title: "size (bytes)", text: (row) => String(row.bytes) },
            { title: "bits/element", text: (row) => ((8 * row.bytes) / elementsOf(row.shape)).toFixed(3) },
          ],
          rows,
        ),
      );
      printLine();
      printLine(`${kind}: ${rows.length} tensors, ${elements} elements, ${bytes} bytes.`);
      return EXIT.good;
    }),
};

async function describe(file: string): Promise<{ kind: string; rows: Row[] }> {
  const model = await openModel(file);
  try {
    const rows = model.tensors.map((t) => ({
      name: t.name,
      shape: t.shape,
      format: t.stored?.format ?? t.dtype,
      bytes: t.stored?.byteLength ?? t.byteLength,
    }));
    return { kind: model.format === "packed" ? "packed safetensors" : model.format, rows };
  } finally {
    model.close();
  }
}
