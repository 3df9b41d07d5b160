/** `bitloom disassemble DIR|FILE`: a program back to its layer table, its images checked, its integers shown. */
import type { CommandModule } from "yargs";
import { fail } from "../../diagnostics/index.ts";
import { layersOf, layerTable, programListing, programTitle } from "../../gen/index.ts";
import { wholeArgument } from "../arguments.ts";
import {
  layerJson,
  layerText,
  readLayer,
  tableText,
  type WrongResult,
  wrongResults,
} from "../compile/disassembly.ts";
import { type ProgramOnDisk, readImages, readProgram } from "../compile/read-program.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";
import { startProgress } from "../progress.ts";

interface DisassembleOptions extends CommonOptions {
  readonly program: string;
  readonly layer: number | undefined;
  readonly listing: boolean;
  readonly verify: boolean;
}

export const disassembleCommand: CommandModule<CommonOptions, DisassembleOptions> = {
  command: "disassemble <program>",
  describe: "Turn a program of `bitloom compile` back into its layer table and check its images",
  builder: (yargs) =>
    yargs
      .positional("program", {
        type: "string",
        demandOption: true,
        describe: "Folder of `bitloom compile`, or a program.bin alone",
      })
      .option("layer", {
        type: "number",
        describe: "Show this layer's integers as they lie in the images, counted from 0",
      })
      .option("listing", {
        type: "boolean",
        default: false,
        describe: "Show the register program, an instruction a line",
      })
      .option("verify", {
        type: "boolean",
        default: false,
        describe: "Work every result out again from weights, scales and activations",
      })
      .example("$0 disassemble out/kjv-program", "The layer table; program and images are checked")
      .example("$0 disassemble out/kjv-program --verify", "Every result in results.bin recomputed")
      .example("$0 disassemble out/kjv-program --layer 3 --json", "One layer's integers, for scripts"),
  handler: (options) =>
    conclude(options, () => {
      const shown = [options.layer !== undefined, options.listing, options.verify].filter(Boolean);
      if (shown.length > 1)
        fail("BL0601", { reason: "Of --layer, --listing and --verify only one may be given" });
      const read = readProgram(options.program);
      if (options.layer !== undefined) return showLayer(read, options.layer, options.json);
      const images = read.isFolder || options.verify ? readImages(read) : undefined;
      if (options.listing) {
        if (options.json) printJson({ file: read.file, instructions: read.instructions });
        else printLine(programListing(read.program, read.instructions).trimEnd());
        return EXIT.good;
      }
      const wrong = options.verify && images !== undefined ? verify(read, options.json) : undefined;
      if (options.json) {
        const verified = wrong === undefined ? {} : { wrongResults: wrong };
        const imagesAreChecked = images !== undefined;
        printJson({ file: read.file, imagesAreChecked, ...verified, ...layerTable(read.program) });
      } else {
        printTable(read, images !== undefined, wrong);
      }
      return wrong === undefined || wrong.length === 0 ? EXIT.good : EXIT.mismatch;

      function verify(of: ProgramOnDisk, quiet: boolean): WrongResult[] {
        const bar = startProgress("verify", layersOf(of.program).length, quiet);
        try {
          return wrongResults(of.program, images as NonNullable<typeof images>, of.file, (done) =>
            bar.update(done, `layer ${done}`),
          );
        } finally {
          bar.stop();
        }
      }
    }),
};

function showLayer(read: ProgramOnDisk, layer: number, isJson: boolean): number {
  const { program, file } = read;
  const index = wholeArgument("--layer", layer, 0, layersOf(program).length - 1);
  const decoded = readLayer(program, index, readImages(read), file);
  if (isJson) printJson(layerJson(program, index, decoded));
  else printLine(layerText(program, index, decoded));
  return EXIT.good;
}

function printTable(
  { program, file }: ProgramOnDisk,
  imagesAreChecked: boolean,
  wrong: readonly WrongResult[] | undefined,
): void {
  printLine(tableText(program));
  printLine();
  printLine(`${file}: ${programTitle(program)}.`);
  printLine(
    imagesAreChecked
      ? "Images: all four have the length and the checksum that the program states."
      : "Images: not looked at; give the folder to check them.",
  );
  if (wrong === undefined) return;
  if (wrong.length === 0) {
    const results = layersOf(program).reduce((sum, { m, n }) => sum + m * n, 0);
    printLine(`PASS: all ${results} results follow from weights, scales and activations.`);
    return;
  }
  printLine(`FAIL: the results of ${wrong.length} of ${layersOf(program).length} layers do not follow.`);
  for (const { layer, name, row, channel, expected, found } of wrong) {
    printLine(
      `  layer ${layer} (${name}): row ${row}, channel ${channel}, expected ${expected}, found ${found} (units of 2^-24)`,
    );
  }
}
