/**
 * `bitloom board NAME`: a FineQ engine behind a serial line on an FPGA board, from Verilog to the bitstream; with `--project` files for a
 * vendor's tools around any block.
 */
import { join } from "node:path";
import type { CommandModule } from "yargs";
import { blockCatalogue, fineqConfiguration } from "../../blocks/index.ts";
import { fail } from "../../diagnostics/index.ts";
import { elaborate } from "../../dsl/index.ts";
import {
  type Board,
  boardFiles,
  projectFiles,
  USUAL_PARTS,
  VENDORS,
  type Vendor,
  writeVerilog,
} from "../../gen/index.ts";
import { findTarget, placementScript, synthesiseAndPlace } from "../../synth/index.ts";
import { positiveArgument, wholeArgument } from "../arguments.ts";
import { type BoardDesign, boardDesign, DEFAULT_BAUD, findBoard } from "../board/design.ts";
import { type BoardReport, boardText } from "../board/report-text.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";
import { findBlock, parseParameters } from "../parameters.ts";
import { startProgress } from "../progress.ts";
import { requireStateFits } from "../synth/space.ts";
import { type OutputFile, requireNew, writeOutput } from "../write-output.ts";

interface BoardCommandOptions extends CommonOptions {
  readonly name: string;
  readonly project: Vendor | undefined;
  readonly param: string[];
  readonly part: string | undefined;
  readonly family: string | undefined;
  readonly rows: number | undefined;
  readonly cols: number | undefined;
  readonly "accumulator-bits": number | undefined;
  readonly clock: number | undefined;
  readonly baud: number;
  readonly bitstream: boolean;
  readonly seed: number;
  readonly timeout: number;
  readonly out: string | undefined;
  readonly force: boolean;
}

export const boardCommand: CommandModule<CommonOptions, BoardCommandOptions> = {
  command: "board <name>",
  describe:
    "A FineQ engine on an FPGA board: Verilog, pins, bitstream; or a Vivado or Quartus project of any block",
  builder: (yargs) =>
    yargs
      .positional("name", {
        type: "string",
        demandOption: true,
        describe: "icebreaker or hx8k; with --project a block, see `bitloom blocks`",
      })
      .option("project", { choices: VENDORS, describe: "Write a project for these tools around a block" })
      .option("param", {
        type: "string",
        array: true,
        default: [],
        describe: "With --project: parameter of the block as NAME=VALUE (may be repeated)",
      })
      .option("part", {
        type: "string",
        describe: `With --project: the FPGA; ${VENDORS.map((v) => USUAL_PARTS[v].part).join(" or ")} if not given`,
      })
      .option("family", { type: "string", describe: 'With --project quartus: the family, as "Cyclone V"' })
      .option("rows", { type: "number", describe: "Rows of the array; 2 or 4 by board if not given" })
      .option("cols", { type: "number", describe: "Columns of the array; 2 or 4 by board if not given" })
      .option("accumulator-bits", {
        type: "number",
        describe: "Bits of a sum; 20 if not given, exact to K = 1365",
      })
      .option("clock", {
        type: "number",
        describe:
          "Clock in MHz; 12 is the oscillator, others the PLL. 24 (icebreaker), 48 (hx8k), 100 (--project)",
      })
      .option("baud", { type: "number", default: DEFAULT_BAUD, describe: "Bits a second of the serial line" })
      .option("bitstream", {
        type: "boolean",
        default: true,
        describe: "Place and route, and write the bitstream; minutes. --no-bitstream writes files only",
      })
      .option("seed", { type: "number", default: 1, describe: "Seed of the placement" })
      .option("timeout", { type: "number", default: 3600, describe: "Time limit of each tool, in seconds" })
      .option("out", { alias: "o", type: "string", describe: "Folder; out/NAME if not given" })
      .option("force", { type: "boolean", default: false, describe: "Replace files that exist" })
      .example("$0 board hx8k -o out/hx8k", "Verilog, hx8k.pcf, Makefile, bitstream and report")
      .example("$0 board icebreaker --no-bitstream", "Files only; `make` does the rest")
      .example("$0 board fineq-engine --project vivado --param rows=16 --param cols=16", "A Vivado project"),
  handler: (options) =>
    conclude(options, () => (options.project === undefined ? build(options) : project(options))),
};

/** Options of the other kind of output would change nothing: BL0601 instead of a silence. */
function requireOptionsOf(options: BoardCommandOptions): void {
  const { project: vendor, param } = options;
  const given = (names: readonly ("rows" | "cols" | "accumulator-bits" | "part" | "family")[]) =>
    names.find((name) => options[name] !== undefined);
  if (vendor === undefined) {
    const stray = param.length > 0 ? "param" : given(["part", "family"]);
    if (stray !== undefined)
      fail("BL0601", {
        reason: `--${stray} is for --project; a board has --rows, --cols and --accumulator-bits`,
      });
    return;
  }
  const stray = given(["rows", "cols", "accumulator-bits"]);
  if (stray !== undefined)
    fail("BL0601", {
      reason: `--${stray} is for boards; parameters of a block are given as --param NAME=VALUE`,
    });
  if (vendor !== "quartus" && options.family !== undefined)
    fail("BL0601", { reason: "--family is for --project quartus" });
}

/** A block is no board, though a project can be made of it. */
function requireBoard(name: string): Board {
  if (blockCatalogue.some((block) => block.name === name)) {
    fail("BL0601", {
      reason: `${name} is a block and no board; --project vivado or --project quartus makes a project of it`,
    });
  }
  return findBoard(name);
}

async function build(options: BoardCommandOptions): Promise<number> {
  requireOptionsOf(options);
  const { name, out = join("out", name), force } = options;
  const baud = wholeArgument("--baud", options.baud, 1200, 12_000_000);
  const clock = options.clock === undefined ? undefined : positiveArgument("--clock", options.clock, 1000);
  const seed = wholeArgument("--seed", options.seed, 0, 2 ** 31 - 1);
  const timeoutSeconds = positiveArgument("--timeout", options.timeout, 7 * 24 * 3600);
  const given = boardDesign(requireBoard(name), {
    ...options,
    accumulatorBits: options["accumulator-bits"],
    clock,
    baud,
  });
  const design = elaborate(given.definition);
  const target = findTarget(given.board.target);
  requireStateFits(design, target);
  const verilog = writeVerilog(design, { sourceRoot: process.cwd() });
  const sources = verilog.files.map((file) => file.name);
  const files = boardFiles({
    board: given.board,
    clock: given.clock,
    core: given.definition.name,
    sources,
    seed,
  });
  const synthesis = { top: files.top, files: [...verilog.files, files.verilog] };
  const script = { name: "synth.ys", text: target.kind === "fpga" ? placementScript(synthesis, target) : "" };
  const written: OutputFile[] = [...verilog.files, files.verilog, files.constraints, files.makefile, script];
  const results = options.bitstream ? [`${files.top}.bin`, "board.json"] : ["board.json"];
  requireNew(
    [...written.map((file) => file.name), ...results].map((file) => join(out, file)),
    force,
  );

  const report = { ...summary(given), top: files.top };
  let complete: BoardReport = report;
  if (options.bitstream) {
    const bar = startProgress("board", 1, options.json);
    try {
      const { report: placed, bitstream } = await synthesiseAndPlace(synthesis, {
        target,
        constraints: files.constraints.text,
        frequency: given.clock.frequency,
        seed,
        timeoutSeconds,
        timing: false,
        onProgress: (done, what) => bar.update(done, what),
      });
      complete = { ...report, synthesis: placed };
      written.push({ name: `${files.top}.bin`, bytes: bitstream });
    } finally {
      bar.stop();
    }
  }
  written.push({ name: "board.json", text: `${JSON.stringify(complete, null, 2)}\n` });
  writeOutput(out, written);
  if (options.json) printJson(complete);
  else printLine(`${boardText(complete)}\n\nWritten to ${out}: ${written.length} files.`);
  return EXIT.good;
}

function summary({ board, clock, engine, identity, title }: BoardDesign): Omit<BoardReport, "top"> {
  const shape = fineqConfiguration(engine);
  return {
    format: "bitloom-board",
    version: 1,
    board: board.name,
    design: title,
    identity: `0x${identity.toString(16).padStart(8, "0")}`,
    rows: shape.rows,
    columns: shape.columns,
    coding: shape.coding,
    accumulatorBits: shape.accumulatorBits,
    clock: clock.frequency,
    baud: clock.baud,
    divisor: clock.divisor,
  };
}

function project(options: BoardCommandOptions): number {
  const { name, project: vendor, part, family } = options;
  if (vendor === undefined) return EXIT.usage;
  requireOptionsOf(options);
  const frequency = positiveArgument("--clock", options.clock ?? 100, 1000);
  const entry = findBlock(name);
  const design = elaborate(entry.make(entry.forTarget(parseParameters(options.param), "fpga")));
  const { files, fileList } = writeVerilog(design, { sourceRoot: process.cwd() });
  const own = projectFiles({
    vendor,
    design,
    files,
    frequency,
    ...(part === undefined ? {} : { part: tclWord("--part", part) }),
    ...(family === undefined ? {} : { family: tclWord("--family", family) }),
  });
  const out = options.out ?? join("out", `${name}-${vendor}`);
  const written = [...files, fileList, ...own];
  requireNew(
    written.map((file) => join(out, file.name)),
    options.force,
  );
  writeOutput(out, written);
  const report = {
    format: "bitloom-project",
    version: 1,
    vendor,
    top: design.top.name,
    files: written.map((f) => f.name),
  };
  if (options.json) printJson(report);
  else printLine(`${vendor} project of ${design.top.name}: ${written.length} files in ${out}.`);
  return EXIT.good;
}

/** What goes into a script may not end a word there. */
function tclWord(argument: string, text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9 ._-]*$/.test(text)) return text;
  return fail("BL0604", { argument, found: `"${text}"`, allowed: "letters, digits, blanks, . _ and -" });
}
