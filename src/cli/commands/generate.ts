/** `bitloom generate BLOCK`: Verilog of a block of the catalogue, with a file list and a description of its ports. */
import { dirname, join } from "node:path";
import type { CommandModule } from "yargs";
import { type RegisterTable, registerHeader, registerMarkdown } from "../../blocks/index.ts";
import { BitloomError, type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { elaborate } from "../../dsl/index.ts";
import { type TextFile, writeVerilog } from "../../gen/index.ts";
import { interfaceOf, recordTestbench, testbenchFiles } from "../../harness/index.ts";
import type { Design } from "../../ir/index.ts";
import { type EngineFiles, engineFiles } from "../../jobs/index.ts";
import { type CommonOptions, conclude, EXIT, printDiagnostics, printJson, printLine } from "../outcome.ts";
import { BLOCK_ARGUMENT, findBlock, PARAMETER_OPTION, parseParameters } from "../parameters.ts";
import { writeOutput } from "../write-output.ts";

interface GenerateOptions extends CommonOptions {
  readonly block: string;
  readonly param: string[];
  readonly out: string | undefined;
  readonly reset: "sync" | "async" | "none";
  readonly "reset-active": "high" | "low";
  readonly testbench: boolean | undefined;
  readonly cycles: number;
  readonly seed: number;
}

export const generateCommand: CommandModule<CommonOptions, GenerateOptions> = {
  command: "generate <block>",
  describe: "Write the Verilog of a block, one file a module, with file list and port description",
  builder: (yargs) =>
    yargs
      .positional("block", BLOCK_ARGUMENT)
      .option("param", PARAMETER_OPTION)
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
        describe:
          "Add a testbench: for engines a job with the golden model's answers (always, unless --no-testbench), for others random inputs with the interpreter's",
      })
      .option("cycles", { type: "number", default: 500, describe: "Cycles of a random testbench" })
      .option("seed", { type: "number", default: 1, describe: "Seed of a random testbench" })
      .example("$0 generate fineq-engine --param rows=16 --param cols=16 -o rtl", "The engine, 16 x 16")
      .example(
        "$0 generate afpr-engine --param rows=576 --param cols=256",
        "The AFPR engine with its macro's behavioural model, testbench and vectors",
      )
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
      const engine = engineFiles(entry, given, design, { verilog: files, rtl: "." });
      const all: TextFile[] = [
        ...files,
        fileList,
        ...(engine?.verilog ?? []),
        { name: `${design.top.name}.json`, text: `${JSON.stringify(interfaceOf(design), null, 2)}\n` },
        ...registerDocuments(entry.registers(given)),
        ...testbenchOf(design, engine, options),
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
      for (const { name } of all.filter(({ name }) => /(^|\/)testbench\.json$/.test(name))) {
        const folder = join(out, dirname(name));
        printLine(`Run it: bitloom simulate ${/^[\w./-]+$/.test(folder) ? folder : `"${folder}"`}`);
      }
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

/** An engine's demonstration unless it is declined, random inputs for another block if they are asked for. */
function testbenchOf(
  design: Design,
  engine: EngineFiles | undefined,
  options: GenerateOptions,
): readonly TextFile[] {
  if (engine) return options.testbench === false ? [] : engine.testbench;
  return options.testbench ? randomTestbench(design, options) : [];
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
