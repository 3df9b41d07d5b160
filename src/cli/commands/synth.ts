/** `bitloom synth BLOCK --target TARGET`: what a block of the catalogue costs in area, gates, logic cells and delay. */
import { basename, join } from "node:path";
import type { CommandModule } from "yargs";
import type { BlockEntry } from "../../blocks/index.ts";
import { elaborate } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import {
  type EnergyStimulus,
  findTarget,
  type NextpnrKind,
  PLACED_TARGETS,
  type SynthesisReport,
  synthesise,
  synthesiseAndPlace,
  TARGETS,
  targetKind,
  type VerilogDesign,
  type YosysKind,
} from "../../synth/index.ts";
import { positiveArgument, wholeArgument } from "../arguments.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";
import { BLOCK_ARGUMENT, findBlock, parseParameters } from "../parameters.ts";
import { startProgress } from "../progress.ts";
import type { ReportForm } from "../report-form.ts";
import { chooseStimulus, hasQuickEnergy } from "../synth/energy-stimulus.ts";
import { synthesisText } from "../synth/report-text.ts";
import { requireBlockFits } from "../synth/space.ts";
import { type OutputFile, requireNew, writeOutput } from "../write-output.ts";

interface SynthOptions extends CommonOptions {
  readonly block: string;
  readonly param: string[];
  readonly target: string;
  readonly pnr: boolean;
  readonly flatten: boolean | undefined;
  readonly adders: "cells" | "gates";
  readonly timing: boolean;
  readonly seed: number;
  readonly energy: boolean | undefined;
  readonly cycles: number;
  readonly period: number;
  readonly model: string | undefined;
  readonly timeout: number;
  readonly yosys: YosysKind | undefined;
  readonly nextpnr: NextpnrKind | undefined;
  readonly report: ReportForm;
  readonly out: string | undefined;
  readonly force: boolean;
}

export const synthCommand: CommandModule<CommonOptions, SynthOptions> = {
  command: "synth <block>",
  describe: "Synthesise a block: area by module, cells, longest path; FPGA resources, Fmax, bitstream",
  builder: (yargs) =>
    yargs
      .positional("block", BLOCK_ARGUMENT)
      .option("param", {
        type: "string",
        array: true,
        default: [],
        describe:
          "Parameter as NAME=VALUE (may be repeated); others have their defaults, which depend on the target: the report tells them",
      })
      .option("target", {
        type: "string",
        demandOption: true,
        describe: `${TARGETS.join(", ")}, or the path of a Liberty file`,
      })
      .option("pnr", {
        type: "boolean",
        default: false,
        describe: `Place and route too: ${PLACED_TARGETS.join(", ")}`,
      })
      .option("flatten", {
        type: "boolean",
        describe:
          "Dissolve modules before optimization; for cells only if given, for FPGAs unless --no-flatten",
      })
      .option("adders", {
        choices: ["cells", "gates"] as const,
        default: "cells" as const,
        describe:
          "For cell libraries: full adders of the library with carries that ripple, or Yosys' own adders",
      })
      .option("timing", { type: "boolean", default: true, describe: "Look for the longest paths" })
      .option("energy", {
        type: "boolean",
        describe:
          "Simulate the cells and estimate their energy; cell libraries only. Arrays of `bitloom compare` with up to 1024 products have it unless --no-energy, other blocks if asked",
      })
      .option("cycles", { type: "number", default: 200, describe: "Cycles that energy is counted in" })
      .option("period", { type: "number", default: 4, describe: "Clock period of the energies, in ns" })
      .option("model", {
        type: "string",
        describe:
          "Model whose weights and activations feed the arrays of `bitloom compare`; the demo model where it is at hand; other blocks have random inputs",
      })
      .option("seed", {
        type: "number",
        default: 1,
        describe: "Seed of the placement, and of random inputs for energies",
      })
      .option("timeout", { type: "number", default: 1800, describe: "Time limit of each tool, in seconds" })
      .option("yosys", {
        choices: ["installed", "packaged"] as const,
        describe:
          "The Yosys on the PATH, or the npm package @yowasp/yosys; the first that is there if not given",
      })
      .option("nextpnr", {
        choices: ["installed", "packaged"] as const,
        describe:
          "For --pnr: nextpnr-ice40 and icepack on the PATH, or the npm package @yowasp/nextpnr-ice40; the first that is there if not given",
      })
      .option("report", {
        choices: ["text", "md"] as const,
        default: "text" as const,
        describe: "Form of the report",
      })
      .option("out", {
        alias: "o",
        type: "string",
        describe: "Folder for synthesis.json, synthesis.md and, with --pnr, TOP.bin",
      })
      .option("force", { type: "boolean", default: false, describe: "Replace files that exist" })
      .example(
        "$0 synth fineq-array --param rows=16 --param cols=16 --target nangate45",
        "Area by module, the longest path, energy per multiply-accumulate",
      )
      .example(
        "$0 synth fineq-pe --target nangate45 --energy --period 2",
        "Energy per cycle with random inputs",
      )
      .example(
        "$0 synth fineq-engine --target ice40-hx8k --pnr",
        "4 x 4, which fits: LUTs, flip-flops, block RAMs, Fmax",
      )
      .example("$0 synth fifo --target ice40-up5k --pnr -o out/fifo", "Logic cells, Fmax and the bitstream")
      .example(
        "$0 synth fineq-pe --target ./cells.lib.gz --report md > pe.md",
        "Another library, as Markdown",
      ),
  handler: (options) =>
    conclude(options, async () => {
      const entry = findBlock(options.block);
      const asked = parseParameters(options.param);
      const given = entry.forTarget(asked, targetKind(options.target), options.target);
      const design = verilogOf(entry, given, options);
      const files = namesOf(design, options);
      requireNew(files, options.force);
      const stimulus = await stimulusOf(entry, given, options);
      const { report: found, bitstream } = await run(design, options, stimulus);
      const report = { ...found, parameters: entry.values(given) };
      const text = (form: ReportForm): string => synthesisText(report, form);
      if (options.out !== undefined) writeOutput(options.out, outputs(report, bitstream, files, text));
      if (options.json) printJson(report);
      else {
        const written = files.map((file) => `Written to ${file}.`);
        printLine([text(options.report), ...(written.length > 0 ? ["", ...written] : [])].join("\n"));
      }
      return EXIT.good;
    }),
};

/** Verilog whose comments name TypeScript files as seen from here, so that errors can show their lines. */
function verilogOf(
  entry: BlockEntry,
  given: Readonly<Record<string, string>>,
  { pnr, target }: SynthOptions,
): VerilogDesign {
  const design = elaborate(entry.make(given));
  if (pnr) requireBlockFits(entry, given, design, findTarget(target));
  const { files } = writeVerilog(design, { sourceRoot: process.cwd() });
  return { top: design.top.name, files };
}

async function stimulusOf(
  entry: BlockEntry,
  given: Readonly<Record<string, string>>,
  { target, energy, cycles, period, seed, model }: SynthOptions,
): Promise<EnergyStimulus | undefined> {
  if (!(energy ?? (findTarget(target).kind === "cells" && hasQuickEnergy(entry, given)))) return undefined;
  return chooseStimulus(entry, given, {
    cycles: wholeArgument("--cycles", cycles, 1, 100_000),
    period: positiveArgument("--period", period, 1e6),
    seed: wholeArgument("--seed", seed, 0, 2 ** 31 - 1),
    model,
  });
}

async function run(
  design: VerilogDesign,
  options: SynthOptions,
  stimulus: EnergyStimulus | undefined,
): Promise<{ readonly report: SynthesisReport; readonly bitstream?: Uint8Array }> {
  const seed = wholeArgument("--seed", options.seed, 0, 2 ** 31 - 1);
  const timeoutSeconds = positiveArgument("--timeout", options.timeout, 7 * 24 * 3600);
  const bar = startProgress("synth", 1, options.json);
  const given = {
    target: findTarget(options.target),
    adders: options.adders,
    timing: options.timing,
    timeoutSeconds,
    onProgress: (done: number, what: string) => bar.update(done, what),
    ...(stimulus === undefined ? {} : { energy: stimulus, energyIfPossible: options.energy === undefined }),
    ...(options.flatten === undefined ? {} : { flatten: options.flatten }),
    ...(options.yosys === undefined ? {} : { yosys: options.yosys }),
  };
  try {
    const { nextpnr } = options;
    if (options.pnr) {
      return await synthesiseAndPlace(design, {
        ...given,
        seed,
        ...(nextpnr === undefined ? {} : { nextpnr }),
      });
    }
    return { report: await synthesise(design, given) };
  } finally {
    bar.stop();
  }
}

const REPORTS = ["synthesis.json", "synthesis.md"];

function namesOf(design: VerilogDesign, { out, pnr }: SynthOptions): string[] {
  if (out === undefined) return [];
  return [...REPORTS, ...(pnr ? [`${design.top}.bin`] : [])].map((name) => join(out, name));
}

function outputs(
  report: SynthesisReport,
  bitstream: Uint8Array | undefined,
  files: readonly string[],
  text: (form: ReportForm) => string,
): OutputFile[] {
  return files.map((path): OutputFile => {
    const name = basename(path);
    if (name.endsWith(".json")) return { name, text: `${JSON.stringify(report, null, 2)}\n` };
    if (name.endsWith(".md")) return { name, text: `${text("md")}\n` };
    return { name, bytes: bitstream ?? new Uint8Array() };
  });
}
