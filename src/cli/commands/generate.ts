/** `bitloom generate BLOCK`: Verilog of a block of the catalogue, with a file list and a description of its ports. */
import type { CommandModule } from "yargs";
import { type RegisterTable, registerHeader, registerMarkdown } from "../../blocks/index.ts";
import { BitloomError, type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { elaborate } from "../../dsl/index.ts";
import { type TextFile, writeVerilog } from "../../gen/index.ts";
import { interfaceOf, recordTestbench, testbenchFiles } from "../../harness/index.ts";
import type { Design } from "../../ir/index.ts";
import { type CommonOptions, conclude, EXIT, printDiagnostics, printJson, printLine } from "../outcome.ts";
import { findBlock, parseParameters } from "../parameters.ts";
import { writeOutput } from "../write-output.ts";

interface GenerateOptions extends CommonOptions {
  readonly block: string;
  readonly param: string[];
  readonly out: string | undefined;
  readonly reset: "sync" | "async" | "none";
  readonly "reset-active": "high" | "low";
  readonly testbench: boolean;
  readonly cycles: number;
  readonly seed: number;
}

export const generateCommand: CommandModule<CommonOptions, GenerateOptions> = {
  command: "generate <block>",
  describe: "Write the Verilog of a block, one file a module, with file list and port description",
  builder: (yargs) =>
    yargs
      .positional("block", {
        type: "string",
        demandOption: true,
        describe: "Name of a block, see `bitloom blocks`",
      })
      .option("param", {
        type: "string",
        array: true,
        default: [],
        describe: "Parameter as NAME=VALUE (may be repeated)",
      })
      .option("out", {
        alias: "o",
        type: "string",
        describe: "Folder to write to; out/generate/BLOCK by default",
      })
      .option("reset", {
        choices: ["sync", "async", "none"] as const,
        default: "sync" as const,
        describe: "Reset style",
      })
      .option("reset-active", {
        choices: ["high", "low"] as const,
        default: "high" as const,
        describe: "Reset level",
      })
      .option("testbench", {
        type: "boolean",
        default: false,
        describe: "Add a testbench with random inputs and the interpreter's answers",
      })
      .option("cycles", { type: "number", default: 500, describe: "Cycles of that testbench" })
      .option("seed", { type: "number", default: 1, describe: "Seed of that testbench" })
      .example("$0 generate fineq-engine --param rows=16 --param cols=16 -o rtl", "The engine, 16 x 16")
      .example("$0 generate fifo --param depth=12 --testbench", "A FIFO, ready for `bitloom simulate`"),
  handler: (options) =>
    conclude(options, async () => {
      const entry = findBlock(options.block);
      const out = options.out ?? `out/generate/${entry.name}`;
      const given = parseParameters(options.param);
      const warnings: Diagnostic[] = [];
      const design = elaborate(entry.make(given), {
        reset: options.reset,
        resetActive: options["reset-active"],
        onWarning: (warning) => warnings.push(warning),
      });
      const { files, fileList, warnings: written } = writeVerilog(design);
      const all: TextFile[] = [
        ...files,
        fileList,
        { name: `${design.top.name}.json`, text: `${JSON.stringify(interfaceOf(design), null, 2)}\n` },
        ...registerDocuments(entry.registers(given)),
        ...(options.testbench ? randomTestbench(design, options) : []),
      ];
      writeOutput(out, all);
      if (options.json) {
        printJson({
          block: entry.name,
          out,
          files: all.map((f) => f.name),
          ...interfaceOf(design),
        });
        return EXIT.good;
      }
      const shown = [...warnings, ...written];
      if (shown.length > 0) printDiagnostics(shown, options);
      const lines = files.reduce((sum, file) => sum + file.text.split("\n").length - 1, 0);
      printLine(`${design.top.name}: ${design.modules.length} modules, ${lines} lines of Verilog in ${out}`);
      for (const file of all) printLine(`  ${file.name}`);
      if (options.testbench)
        printLine(`Run it: bitloom simulate ${/^[\w./-]+$/.test(out) ? out : `"${out}"`}`);
      return EXIT.good;
    }),
};

/** C header and Markdown page of the block's registers. */
function registerDocuments(registers: RegisterTable | undefined): TextFile[] {
  if (!registers) return [];
  return [
    { name: `${registers.name}.h`, text: registerHeader(registers) },
    { name: `${registers.name}.md`, text: registerMarkdown(registers) },
  ];
}

function randomTestbench(design: Design, options: GenerateOptions): TextFile[] {
  if (!Number.isInteger(options.cycles) || options.cycles < 1 || options.cycles > 1_000_000) {
    const details = {
      argument: "--cycles",
      found: String(options.cycles),
      allowed: "a whole number from 1 to 1000000",
    };
    throw new BitloomError([diagnostic("BL0604", details)]);
  }
  return testbenchFiles(recordTestbench(design, { cycles: options.cycles, seed: options.seed }));
}
